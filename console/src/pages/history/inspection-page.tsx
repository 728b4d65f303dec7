import { Page } from '../../components/page.tsx';
import { useMessages } from '../../i18n/messages.tsx';

export function InspectionPage() {
  const { common } = useMessages();
  return <Page title={common.pages.history}>{null}</Page>;
}
