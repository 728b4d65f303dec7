import { Page } from '../../components/page.tsx';
import { useMessages } from '../../i18n/messages.tsx';

export function ReportsPage() {
  const { common } = useMessages();
  return <Page title={common.pages.reports}>{null}</Page>;
}
