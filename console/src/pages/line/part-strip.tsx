import { Link } from 'react-router';
import type { InspectionSummary } from '../../api/types.ts';
import { Thumbnail } from '../../components/thumbnail.tsx';
import { VERDICT_COLOURS, VERDICT_ICONS } from '../../components/verdict-badge.tsx';
import { useFormat } from '../../i18n/format.ts';
import { useMessages } from '../../i18n/messages.tsx';

/** The last parts, the newest first; as many as there is room for. */
export function PartStrip({ parts }: { readonly parts: readonly InspectionSummary[] }) {
  const { common, line } = useMessages();
  const format = useFormat();
  return (
    <section
      aria-label={line.last}
      className="h-26 overflow-hidden rounded-3xl border border-line bg-surface p-2"
    >
      {parts.length === 0 && <p className="p-2 text-muted">{line.noPart}</p>}
      <ol className="flex flex-wrap gap-2">
        {parts.map(({ id, serial, picture, decision, created_at }) => {
          const Icon = VERDICT_ICONS[decision];
          return (
            <li key={id}>
              <Link
                to={`/history/${id}`}
                aria-label={line.part(
                  serial ?? picture.name,
                  common.verdicts[decision],
                  format.clock(created_at),
                )}
                className={`block rounded-xl p-1 ${VERDICT_COLOURS[decision]}`}
              >
                <Thumbnail id={id} kept={picture.kept} className="h-14 w-18" />
                <Icon className="mx-auto mt-0.5 size-5" strokeWidth={2.5} aria-hidden="true" />
              </Link>
            </li>
          );
        })}
      </ol>
    </section>
  );
}
