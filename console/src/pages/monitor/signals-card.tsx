import { CircleCheck, OctagonAlert } from 'lucide-react';
import { Link } from 'react-router';
import { Card } from '../../components/card.tsx';
import { useFormat } from '../../i18n/format.ts';
import { useMessages } from '../../i18n/messages.tsx';
import { type Drift, type ListedSignal, listSignals, pageOfSignal } from './signals.ts';

const MOST_HINTS = 12;

/** What the charts found, in plain words: first what somebody should look at, then hints. */
export function SignalsCard({ drift }: { readonly drift: Drift }) {
  const { monitor } = useMessages();
  const { number, time } = useFormat();
  const { alarms, hints } = listSignals(drift.charts);
  const calm = drift.charts.filter(({ decides, signals }) => !decides && signals.length > 0);
  return (
    <Card title={monitor.signals} className="mb-6">
      <State count={alarms.length} />
      <p className="mt-2 text-sm text-muted">{monitor.signalsOf(drift.category, drift.model_version)}</p>
      {drift.began && <p className="mt-2">{monitor.began(time(drift.began.at))}</p>}
      {alarms.length > 0 && <SignalList title={monitor.alarms} signals={alarms} />}
      {hints.length > 0 && (
        <details className="mt-4">
          <summary className="flex min-h-11 cursor-pointer items-center font-semibold">
            {monitor.hints(number(hints.length))}
          </summary>
          <p className="max-w-prose text-sm text-muted">{monitor.hintsMeaning}</p>
          <ul className="my-2 list-inside list-disc text-sm text-muted">
            {calm.map(({ chart, by_chance, signals }) => (
              <li key={chart}>
                {monitor.chance(
                  monitor.charts[chart],
                  number(by_chance, by_chance < 10 ? 1 : 0),
                  number(signals.length),
                )}
              </li>
            ))}
          </ul>
          <SignalList title={monitor.hints(number(hints.length))} signals={hints.slice(0, MOST_HINTS)} />
          {hints.length > MOST_HINTS && (
            <p className="mt-2 text-sm text-muted">{monitor.moreHints(number(hints.length - MOST_HINTS))}</p>
          )}
        </details>
      )}
    </Card>
  );
}

/** Readable from two metres. */
function State({ count }: { readonly count: number }) {
  const { monitor } = useMessages();
  const { number } = useFormat();
  const Icon = count > 0 ? OctagonAlert : CircleCheck;
  return (
    <p
      className={`flex items-center gap-3 rounded-xl p-4 text-xl font-bold ${count > 0 ? 'bg-fail-soft text-fail' : 'bg-pass-soft text-pass'}`}
    >
      <Icon className="size-8 shrink-0" aria-hidden="true" />
      {count > 0 ? monitor.alarmState(number(count)) : monitor.quiet}
    </p>
  );
}

function SignalList({
  title,
  signals,
}: {
  readonly title: string;
  readonly signals: readonly ListedSignal[];
}) {
  const { monitor } = useMessages();
  const { time } = useFormat();
  return (
    <ul aria-label={title} className="mt-4 divide-y divide-line">
      {signals.map(signal => (
        <li
          key={`${signal.chart} ${signal.rule} ${signal.side} ${signal.from_id}`}
          className="flex flex-wrap items-center justify-between gap-x-6 gap-y-1 py-2"
        >
          <div className="min-w-0">
            <p className="font-semibold">{monitor.words[signal.chart][signal.side]}</p>
            <p className="text-sm text-muted">
              {monitor.stretch(time(signal.from), time(signal.to))} · {monitor.charts[signal.chart]},{' '}
              {monitor.rules[signal.rule as keyof typeof monitor.rules] ?? signal.rule}
            </p>
          </div>
          <Link
            className="flex min-h-11 items-center font-semibold text-accent underline"
            to={pageOfSignal(signal)}
          >
            {monitor.showParts}
          </Link>
        </li>
      ))}
    </ul>
  );
}
