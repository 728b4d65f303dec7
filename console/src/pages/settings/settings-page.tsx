import { Page } from '../../components/page.tsx';
import { useMessages } from '../../i18n/messages.tsx';

export function SettingsPage() {
  const { common } = useMessages();
  return <Page title={common.pages.settings}>{null}</Page>;
}
