import { useMemo } from 'react';
import { Link, useNavigate } from 'react-router';
import { ChartCard } from '../../components/chart-card.tsx';
import { useChartColours } from '../../components/chart-colours.ts';
import { useFormat } from '../../i18n/format.ts';
import { useLanguage, useMessages } from '../../i18n/messages.tsx';
import { usePlant } from '../../i18n/plant.ts';
import { bucketName } from './bucket-name.ts';
import { controlOption } from './control-option.ts';
import { type DriftChart, signalPoints, timeOfId } from './signals.ts';

const MOST_ROWS = 200;

/** One control chart; a point opens the part behind it. */
export function ControlCard({
  chart,
  className,
}: {
  readonly chart: DriftChart;
  readonly className?: string;
}) {
  const { monitor } = useMessages();
  const { number, percent, time } = useFormat();
  const { language } = useLanguage();
  const { timeZone } = usePlant();
  const colours = useChartColours();
  const navigate = useNavigate();
  const { chart: name, points, ids } = chart;
  const isShare = name === 'rejects';
  const { rejectedShare, evidence, deviations, lower, upper, centre, signal } = monitor;
  const value = isShare ? rejectedShare : name === 'martingale' ? evidence : deviations;
  const [times, names, write] = useMemo(
    () => [
      ids.map(id => time(timeOfId(id))),
      ids.map(id => bucketName(timeOfId(id), 'shift', language, timeZone)),
      (figure: number) => (isShare ? percent(figure) : number(figure, 2)),
    ],
    [ids, time, language, timeZone, isShare, percent, number],
  );
  const option = useMemo(
    () =>
      controlOption(chart, { times, names, words: { value, lower, upper, centre, signal }, colours, write }),
    [chart, times, names, value, lower, upper, centre, signal, colours, write],
  );
  const marked = new Set(signalPoints(chart));
  const orDash = (figure: number | null) => (figure === null ? '–' : write(figure));
  const rows = points
    .map((point, index) => ({ ...point, index }))
    .slice(-MOST_ROWS)
    .toReversed()
    .map(({ index, ...point }) => ({
      key: ids[index]!,
      cells: [
        <Link
          key="time"
          className="-my-2 inline-flex min-h-11 min-w-11 items-center text-accent underline"
          to={`/history/${ids[index]}`}
        >
          {times[index]}
        </Link>,
        write(point.value),
        orDash(point.lower),
        write(point.centre),
        orDash(point.upper),
        marked.has(index) ? `◆ ${monitor.isSignal}` : '',
      ],
    }));
  const isCut = points.length > MOST_ROWS;
  return (
    <ChartCard
      title={monitor.charts[name]}
      meaning={monitor.meanings[name]}
      option={option}
      table={{ head: [monitor.time, value, lower, centre, upper, signal], rows }}
      tableNote={isCut ? monitor.newestPoints(number(MOST_ROWS), number(points.length)) : undefined}
      {...(className && { className })}
      onClick={({ value: at, dataIndex }) => {
        const id = ids[Array.isArray(at) ? Number(at[0]) : dataIndex];
        if (id) void navigate(`/history/${id}`);
      }}
    />
  );
}
