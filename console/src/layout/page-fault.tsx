import { useRouteError } from 'react-router';
import { Button } from '../components/button.tsx';
import { EmptyState } from '../components/empty-state.tsx';
import { useMessages } from '../i18n/messages.tsx';

/** Stands where a page broke, with what broke it. */
export function PageFault() {
  const error = useRouteError();
  const { common } = useMessages();
  return (
    <EmptyState isPage title={common.broken}>
      <p className="font-mono text-sm text-muted">{error instanceof Error ? error.message : String(error)}</p>
      <Button onClick={() => window.location.reload()}>{common.reload}</Button>
    </EmptyState>
  );
}
