import { ChevronRight } from 'lucide-react';
import type { Answer } from '../../api/types.ts';
import { useFormat } from '../../i18n/format.ts';
import { useMessages } from '../../i18n/messages.tsx';
import { differencesOf } from './differences.ts';

type AuditEntry = Answer<'/api/v1/audit'>['items'][number];

/** An entry of the log, and what it changed when it is opened. */
export function AuditEntryRow({ entry }: { readonly entry: AuditEntry }) {
  const { audit } = useMessages().settings;
  const format = useFormat();
  const { seq, created_at, actor, action, subject, reason } = entry;
  return (
    <li className="border-line border-b last:border-0">
      <details className="group">
        <summary className="flex min-h-11 cursor-pointer list-none items-start gap-2 rounded-xl py-2.5">
          <ChevronRight className="mt-0.5 size-5 shrink-0 group-open:rotate-90" aria-hidden="true" />
          <span className="min-w-0 flex-1">
            <span className="flex flex-wrap items-baseline gap-x-3">
              <span className="font-semibold break-words">{actor}</span>
              <code className="text-sm">{action}</code>
              <span className="min-w-0 break-all text-sm text-muted">{subject}</span>
            </span>
            {reason !== null && <span className="block break-words text-sm">{audit.reason(reason)}</span>}
          </span>
          <span className="shrink-0 text-right text-sm text-muted">{format.time(created_at)}</span>
        </summary>
        <div className="pb-4 pl-7">
          <Changes before={entry.before} after={entry.after} />
          <p className="mt-2 break-all font-mono text-xs text-muted">
            {audit.entry(seq)} · {entry.hash}
          </p>
        </div>
      </details>
    </li>
  );
}

function Changes({ before, after }: { readonly before: unknown; readonly after: unknown }) {
  const { audit } = useMessages().settings;
  const differences = differencesOf(before, after);
  if (differences.length === 0) return <p className="text-sm text-muted">{audit.noDetails}</p>;
  return (
    <table className="w-full table-fixed text-left text-sm">
      <thead>
        <tr className="text-muted">
          <th scope="col" className="py-1 pr-3 font-normal">
            {audit.field}
          </th>
          <th scope="col" className="py-1 pr-3 font-normal">
            {audit.was}
          </th>
          <th scope="col" className="py-1 font-normal">
            {audit.is}
          </th>
        </tr>
      </thead>
      <tbody>
        {differences.map(({ field, before: was, after: is }) => (
          <tr key={field} className="align-top">
            <th scope="row" className="break-words py-1 pr-3 font-mono font-normal">
              {field}
            </th>
            <td className="break-words py-1 pr-3">{was ?? '–'}</td>
            <td className="break-words py-1 font-semibold">{is ?? '–'}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
