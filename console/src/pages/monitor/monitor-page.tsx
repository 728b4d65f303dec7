import { Page } from '../../components/page.tsx';
import { useMessages } from '../../i18n/messages.tsx';

export function MonitorPage() {
  const { common } = useMessages();
  return <Page title={common.pages.monitor}>{null}</Page>;
}
