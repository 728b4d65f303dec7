import { Page } from '../../components/page.tsx';
import { useMessages } from '../../i18n/messages.tsx';

export function InspectPage() {
  const { common } = useMessages();
  return <Page title={common.pages.inspect}>{null}</Page>;
}
