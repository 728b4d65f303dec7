import { Link } from 'react-router';
import { EmptyState } from '../components/empty-state.tsx';
import { useMessages } from '../i18n/messages.tsx';

/** For an address that leads nowhere. */
export function NotFound() {
  const { common } = useMessages();
  return (
    <EmptyState isPage title={common.notFound}>
      <Link className="inline-flex min-h-11 items-center font-semibold text-accent underline" to="/">
        {common.toStart}
      </Link>
    </EmptyState>
  );
}
