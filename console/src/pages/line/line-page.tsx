import { Page } from '../../components/page.tsx';
import { useMessages } from '../../i18n/messages.tsx';

export function LinePage() {
  const { common } = useMessages();
  return <Page title={common.pages.line}>{null}</Page>;
}
