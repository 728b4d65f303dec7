import { Page } from '../../components/page.tsx';
import { useMessages } from '../../i18n/messages.tsx';

export function ReviewPage() {
  const { common } = useMessages();
  return <Page title={common.pages.review}>{null}</Page>;
}
