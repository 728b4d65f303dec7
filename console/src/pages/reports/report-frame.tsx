import { FileText, Printer } from 'lucide-react';
import { useRef } from 'react';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { useMessages } from '../../i18n/messages.tsx';

/** A report of the server in a frame, to be read here and printed. */
export function ReportFrame({
  title,
  address,
  page,
  empty,
}: {
  readonly title: string;
  /** Where the report is; null while none is chosen. */
  readonly address?: string | null;
  /** Or its text. */
  readonly page?: string | null;
  /** What to do to see a report. */
  readonly empty: { readonly title: string; readonly todo?: string };
}) {
  const { reports } = useMessages();
  const frame = useRef<HTMLIFrameElement>(null);
  if (!address && !page)
    return (
      <div className="rounded-2xl border border-line border-dashed">
        <EmptyState title={empty.title} icon={<FileText className="size-8" />}>
          {empty.todo && <p className="text-muted">{empty.todo}</p>}
        </EmptyState>
      </div>
    );
  return (
    <section aria-label={title} className="flex min-w-0 flex-col gap-3">
      <div className="flex flex-wrap items-center justify-end gap-2">
        {address && (
          <a
            className="inline-flex min-h-11 items-center px-3 font-semibold text-accent underline"
            href={address}
            target="_blank"
            rel="noreferrer"
          >
            {reports.openAlone}
          </a>
        )}
        {address && (
          <a
            className="inline-flex min-h-11 items-center px-3 font-semibold text-accent underline"
            href={`${address}${address.includes('?') ? '&' : '?'}format=json`}
            target="_blank"
            rel="noreferrer"
          >
            {reports.asJson}
          </a>
        )}
        <Button kind="primary" onClick={() => frame.current?.contentWindow?.print()}>
          <Printer className="size-5" aria-hidden="true" />
          {reports.print}
        </Button>
      </div>
      <iframe
        key={address ?? 'page'}
        ref={frame}
        title={title}
        {...(address ? { src: address } : { srcDoc: page ?? '' })}
        sandbox="allow-same-origin allow-modals"
        className="h-[75vh] min-h-96 w-full rounded-2xl border border-line bg-surface"
      />
    </section>
  );
}
