import { useMemo } from 'react';
import { Link, useNavigate } from 'react-router';
import type { Answer } from '../../api/types.ts';
import { ChartCard } from '../../components/chart-card.tsx';
import { useChartColours } from '../../components/chart-colours.ts';
import { useFormat } from '../../i18n/format.ts';
import { useLanguage, useMessages } from '../../i18n/messages.tsx';
import { usePlant } from '../../i18n/plant.ts';
import { bucketName } from './bucket-name.ts';
import { historyOf, type MonitorFilter } from './monitor-filter.ts';
import { yieldOption } from './yield-option.ts';

type Bucketed = Answer<'/api/v1/statistics/yield'>['buckets'];

/** Yield and parts over time; a bar opens its parts. */
export function YieldCard({
  buckets,
  filter,
}: {
  readonly buckets: Bucketed;
  readonly filter: MonitorFilter;
}) {
  const { monitor, common } = useMessages();
  const { language } = useLanguage();
  const { timeZone } = usePlant();
  const { number, percent } = useFormat();
  const colours = useChartColours();
  const navigate = useNavigate();
  const { bucket } = filter;
  const option = useMemo(() => {
    const names = buckets.map(({ from }) => bucketName(from, bucket, language, timeZone));
    const words = { ...common.verdicts, firstPass: monitor.firstPass, afterReview: monitor.afterReview };
    return yieldOption(buckets, { names, words, colours, percent });
  }, [buckets, bucket, language, timeZone, colours, common, monitor, percent]);
  const share = (value: number | null) => (value === null ? '–' : percent(value));
  const partsOf = ({ from, before }: Bucketed[number]) => historyOf(filter, { from, before });
  const table = {
    head: [
      monitor.time,
      monitor.inspected,
      ...Object.values(common.verdicts),
      monitor.firstPass,
      monitor.interval95,
      monitor.afterReview,
    ],
    rows: buckets.toReversed().map(one => ({
      key: one.from,
      cells: [
        <Link
          key="time"
          className="-my-2 inline-flex min-h-11 min-w-11 items-center text-accent underline"
          to={partsOf(one)}
        >
          {bucketName(one.from, bucket, language, timeZone)}
        </Link>,
        number(one.inspected),
        number(one.pass),
        number(one.review),
        number(one.fail),
        share(one.first_pass_yield),
        one.first_pass_interval?.map(end => percent(end)).join(' – ') ?? '–',
        share(one.final_yield),
      ],
    })),
  };
  return (
    <ChartCard
      title={monitor.yieldTitle}
      meaning={monitor.yieldMeaning}
      option={option}
      table={table}
      className="h-96"
      onClick={({ dataIndex }) => {
        const found = buckets[dataIndex];
        if (found) void navigate(partsOf(found));
      }}
    />
  );
}
