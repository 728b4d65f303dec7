import type { Verdict } from '../../api/types.ts';
import { VERDICT_COLOURS, VERDICT_ICONS } from '../../components/verdict-badge.tsx';
import { useFormat } from '../../i18n/format.ts';
import { useMessages } from '../../i18n/messages.tsx';
import { usePlant } from '../../i18n/plant.ts';
import { toPlantTime } from '../../i18n/plant-time.ts';
import type { Shift } from './use-shift.ts';

/** What the shift came to so far. */
export function ShiftCounts({ shift }: { readonly shift: Shift }) {
  const { common, line } = useMessages();
  const format = useFormat();
  const { timeZone } = usePlant();
  const counts: readonly (readonly [Verdict, number])[] = [
    ['PASS', shift.pass],
    ['REVIEW', shift.review],
    ['FAIL', shift.fail],
  ];
  return (
    <section className="flex flex-col gap-3 rounded-3xl border border-line bg-surface p-4">
      <h2 className="font-semibold text-muted">
        {shift.from === null ? line.shiftBegins : line.shift(clockOf(shift.from, timeZone))}
      </h2>
      <dl className="grid flex-1 grid-cols-6 gap-3 lg:grid-cols-1">
        <Figure
          name={line.yield}
          value={shift.firstPassYield === null ? '–' : format.percent(shift.firstPassYield)}
        />
        <Figure name={line.inspected} value={format.number(shift.inspected)} />
        {counts.map(([verdict, count]) => {
          const Icon = VERDICT_ICONS[verdict];
          return (
            <div
              key={verdict}
              className={`col-span-2 flex flex-col items-center gap-x-3 rounded-2xl px-4 py-2 lg:col-span-1 lg:flex-row ${VERDICT_COLOURS[verdict]}`}
            >
              <Icon className="size-7 shrink-0" aria-hidden="true" />
              <dt className="font-bold lg:flex-1">{common.verdicts[verdict]}</dt>
              <dd className="text-3xl font-black tabular-nums">{format.number(count)}</dd>
            </div>
          );
        })}
      </dl>
    </section>
  );
}

/** Hours and minutes, as shifts are written. */
const clockOf = (iso: string, zone: string) => toPlantTime(iso, zone).slice(-5);

function Figure({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div className="col-span-3 flex flex-col justify-center rounded-2xl bg-sunken px-4 py-2 lg:col-span-1">
      <dt className="font-semibold text-muted">{name}</dt>
      <dd className="text-4xl font-black tabular-nums xl:text-5xl">{value}</dd>
    </div>
  );
}
