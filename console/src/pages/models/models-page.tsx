import { Page } from '../../components/page.tsx';
import { useMessages } from '../../i18n/messages.tsx';

export function ModelsPage() {
  const { common } = useMessages();
  return <Page title={common.pages.models}>{null}</Page>;
}
