import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Link } from 'react-router';
import { api, dataOf } from '../../api/client.ts';
import { Card } from '../../components/card.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { useFormat } from '../../i18n/format.ts';
import { useLanguage, useMessages } from '../../i18n/messages.tsx';
import { type Plant, usePlant } from '../../i18n/plant.ts';
import type { Stretch } from '../../i18n/plant-time.ts';
import { useMay } from '../../session/session.tsx';
import type { ReportPlace } from './shift-address.ts';

const DAYS = 14;
const MOST = 42;

/** The shifts of the last two weeks, the newest first. */
export function RecentShifts({
  place,
  chosen,
  onChoose,
}: {
  readonly place: ReportPlace;
  readonly chosen: Stretch | null;
  onChoose(shift: Stretch): void;
}) {
  const { reports } = useMessages();
  const { number, percent } = useFormat();
  const { language } = useLanguage();
  const plant = usePlant();
  const { category, line } = place;
  const { data, error, refetch } = useQuery({
    queryKey: ['recent-shifts', category, line, plant],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => {
      const from = new Date(Date.now() - DAYS * 86_400_000).toISOString();
      const query = { ...(category && { category }), ...(line && { line }), from, bucket: 'shift' as const };
      return dataOf(api.GET('/api/v1/statistics/yield', { signal, params: { query } }));
    },
  });
  const shifts = data?.buckets.toReversed().slice(0, MOST) ?? [];
  return (
    <Card title={reports.recent}>
      {error && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton className="h-64" />}
      {data && (
        <p className="mb-2 text-sm text-muted">{shifts.length > 0 ? reports.recentHint : reports.noShifts}</p>
      )}
      <ul className="-mx-2 max-h-80 overflow-y-auto">
        {shifts.map(shift => (
          <li key={shift.from}>
            <button
              type="button"
              aria-pressed={chosen?.from === shift.from && chosen.before === shift.before}
              onClick={() => onChoose({ from: shift.from, before: shift.before })}
              className="flex min-h-11 w-full cursor-pointer flex-wrap items-center justify-between gap-x-3 rounded-xl px-2 py-1 text-left hover:bg-sunken aria-pressed:bg-accent-soft aria-pressed:font-semibold"
            >
              <span>{shiftName(shift, language, plant.timeZone)}</span>
              <span className="text-sm text-muted tabular-nums">
                {reports.shiftLine(number(shift.inspected), percent(shift.first_pass_yield ?? 0))}
              </span>
            </button>
          </li>
        ))}
      </ul>
      <Starts plant={plant} />
    </Card>
  );
}

/** When shifts begin, and for those who may change it the way there. */
function Starts({ plant: { shiftStarts, timeZone } }: { readonly plant: Plant }) {
  const { reports } = useMessages();
  const maySet = useMay('administer');
  return (
    <div className="mt-4 border-line border-t pt-4 text-sm text-muted">
      <p>{reports.starts(shiftStarts.join(', '), timeZone)}</p>
      {maySet && (
        <Link
          to="/settings/plant"
          className="inline-flex min-h-11 items-center font-semibold text-accent underline"
        >
          {reports.changeStarts}
        </Link>
      )}
    </div>
  );
}

function shiftName({ from, before }: Stretch, language: string, zone: string): string {
  const write = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(language, { timeZone: zone, ...options });
  const clock = write({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const day = write({ weekday: 'short', day: 'numeric', month: 'short' });
  return `${day.format(new Date(from))}, ${clock.format(new Date(from))}–${clock.format(new Date(before))}`;
}
