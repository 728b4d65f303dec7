import { TriangleAlert } from 'lucide-react';
import { ApiProblem } from '../api/client.ts';
import { useMessages } from '../i18n/messages.tsx';
import { Button } from './button.tsx';

/** What went wrong in the server's own words, and another try. */
export function ProblemNotice({
  error,
  onRetry,
}: {
  readonly error: Error;
  readonly onRetry?: (() => void) | undefined;
}) {
  const { common } = useMessages();
  const isOffline = error instanceof ApiProblem && error.code === 'offline';
  return (
    <div
      role="alert"
      className="flex min-w-0 flex-wrap items-start gap-3 rounded-xl bg-fail-soft p-4 text-fail"
    >
      <TriangleAlert className="mt-0.5 size-5 shrink-0" aria-hidden="true" />
      <div className="min-w-0 flex-1">
        <p className="font-semibold">{common.problem}</p>
        <p lang={isOffline || !(error instanceof ApiProblem) ? undefined : 'en'} className="wrap-anywhere">
          {isOffline ? common.offline : error.message}
        </p>
        {error instanceof ApiProblem && error.requestId && (
          <p className="font-mono text-xs wrap-anywhere">{common.requestId(error.requestId)}</p>
        )}
      </div>
      {onRetry && <Button onClick={onRetry}>{common.retry}</Button>}
    </div>
  );
}
