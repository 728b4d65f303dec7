import type { ReactNode } from 'react';
import { Link } from 'react-router';
import type { Answer } from '../../api/types.ts';
import { useFormat } from '../../i18n/format.ts';
import { useMessages } from '../../i18n/messages.tsx';
import { historyOf, type MonitorFilter } from './monitor-filter.ts';

type Total = Answer<'/api/v1/statistics/yield'>['total'];

/** The figures of the time that is looked at, large enough to be read from afar. */
export function Tiles({ total, filter }: { readonly total: Total; readonly filter: MonitorFilter }) {
  const { monitor } = useMessages();
  const { number, percent } = useFormat();
  const { tiles } = monitor;
  const share = (value: number | null) => (value === null ? '–' : percent(value));
  const interval = total.first_pass_interval;
  return (
    <dl className="mb-6 grid grid-cols-2 gap-3 lg:grid-cols-5">
      <Tile name={tiles.inspected} value={number(total.inspected)}>
        {tiles.inspectedMore(number(total.pass), number(total.review), number(total.fail))}
      </Tile>
      <Tile name={tiles.firstPass} value={share(total.first_pass_yield)}>
        {interval && tiles.interval(percent(interval[0]!), percent(interval[1]!))}
      </Tile>
      <Tile name={tiles.final} value={share(total.final_yield)}>
        {tiles.overruled(number(total.overruled))}
      </Tile>
      <Tile name={tiles.waiting} value={number(total.waiting)}>
        {total.waiting > 0 && (
          <Link
            className="inline-flex min-h-11 min-w-11 items-center font-semibold text-accent underline"
            to="/review"
          >
            {tiles.waitingMore}
          </Link>
        )}
      </Tile>
      <Tile name={tiles.escapes} value={number(total.escapes)} isBad={total.escapes > 0}>
        {total.escapes > 0 ? (
          <Link
            className="inline-flex min-h-11 min-w-11 items-center font-semibold text-accent underline"
            to={historyOf(filter, { decision: 'PASS', reviewed: 'true' })}
          >
            {tiles.escapesMore}
          </Link>
        ) : (
          tiles.escapesMore
        )}
      </Tile>
    </dl>
  );
}

function Tile({
  name,
  value,
  isBad = false,
  children,
}: {
  readonly name: string;
  readonly value: string;
  readonly isBad?: boolean;
  readonly children?: ReactNode;
}) {
  return (
    <div className="min-w-0 rounded-2xl border border-line bg-surface p-4">
      <dt className="text-sm font-semibold text-muted">{name}</dt>
      <dd className={`text-3xl font-bold tabular-nums sm:text-4xl ${isBad ? 'text-fail' : ''}`}>{value}</dd>
      <dd className="mt-1 text-sm text-muted">{children}</dd>
    </div>
  );
}
