import { Link } from 'react-router';
import type { InspectionSummary } from '../../api/types.ts';
import { Thumbnail } from '../../components/thumbnail.tsx';
import { VERDICT_COLOURS, VERDICT_ICONS } from '../../components/verdict-badge.tsx';
import { useFormat } from '../../i18n/format.ts';
import { useMessages } from '../../i18n/messages.tsx';
import { SHOWN } from './last-parts.ts';

const PLACE = 'flex h-19 flex-col gap-0.5 rounded-xl p-1';

/** The last parts, the newest first; they all have room on the screen, however narrow, and nothing moves as they come. */
export function PartStrip({ parts }: { readonly parts: readonly InspectionSummary[] }) {
  const { common, line } = useMessages();
  const format = useFormat();
  const empty = Array.from({ length: SHOWN - parts.length }, (_, place) => place);
  return (
    <section aria-label={line.last} className="rounded-3xl border border-line bg-surface p-2">
      {parts.length === 0 && <p className="sr-only">{line.noPart}</p>}
      <ol className="grid grid-cols-5 gap-1.5 sm:grid-cols-10 xl:grid-cols-20">
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
                className={`${PLACE} ${VERDICT_COLOURS[decision]}`}
              >
                <Thumbnail id={id} kept={picture.kept} className="min-h-0 w-full flex-1" />
                <Icon className="mx-auto size-5 shrink-0" strokeWidth={2.5} aria-hidden="true" />
              </Link>
            </li>
          );
        })}
        {empty.map(place => (
          <li key={place} aria-hidden="true" className={`${PLACE} bg-sunken`} />
        ))}
      </ol>
    </section>
  );
}
