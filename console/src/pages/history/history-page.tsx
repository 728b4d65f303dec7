import { Page } from '../../components/page.tsx';
import { useMessages } from '../../i18n/messages.tsx';

export function HistoryPage() {
  const { common } = useMessages();
  return <Page title={common.pages.history}>{null}</Page>;
}
