import { useMessages } from '../i18n/messages.tsx';
import { useIsLate } from './use-is-late.ts';

/** Grey in the shape of what comes, for what takes longer than 150 ms; before that the place stays empty. */
export function Skeleton({ className = 'h-24' }: { readonly className?: string }) {
  const { common } = useMessages();
  const isLate = useIsLate();
  return (
    <div role="status" className={className}>
      {isLate && (
        <div className="h-full animate-pulse rounded-xl bg-sunken">
          <span className="sr-only">{common.loading}</span>
        </div>
      )}
    </div>
  );
}
