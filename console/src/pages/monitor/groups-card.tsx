import { useState } from 'react';
import { Card } from '../../components/card.tsx';
import { DataTable } from '../../components/data-table.tsx';
import { SelectField } from '../../components/field.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { useFormat } from '../../i18n/format.ts';
import { useMessages } from '../../i18n/messages.tsx';
import { type MonitorFilter, PLACES, type Place } from './monitor-filter.ts';
import { type Dimension, useGroups } from './use-statistics.ts';

const DIMENSIONS = ['line', 'category', 'station', 'lot', 'model_version', 'operator'] as const;

/** Yield of every line, category, station or lot, beside each other. */
export function GroupsCard({
  filter,
  onChoose,
}: {
  readonly filter: MonitorFilter;
  onChoose(place: Place, value: string): void;
}) {
  const { monitor, common } = useMessages();
  const { number, percent } = useFormat();
  const [dimension, setDimension] = useState<Dimension>('line');
  const { data, error, refetch } = useGroups(filter, dimension);
  const place = PLACES.find(one => one === dimension);
  const share = (value: number | null) => (value === null ? '–' : percent(value));
  return (
    <Card
      title={monitor.groupsTitle}
      className="min-w-0"
      actions={
        <div className="w-44">
          <SelectField
            label={monitor.groupsBy}
            value={dimension}
            onChange={({ target }) => setDimension(target.value as Dimension)}
          >
            {DIMENSIONS.map(name => (
              <option key={name} value={name}>
                {monitor.places[name]}
              </option>
            ))}
          </SelectField>
        </div>
      }
    >
      <p className="mb-3 text-sm text-muted">{monitor.groupsMeaning}</p>
      {error && !data && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      <DataTable
        caption={`${monitor.groupsTitle}: ${monitor.places[dimension]}`}
        className="max-h-96"
        head={[
          monitor.places[dimension],
          monitor.inspected,
          monitor.firstPass,
          monitor.afterReview,
          common.verdicts.FAIL,
          common.verdicts.REVIEW,
        ]}
        rows={(data?.groups ?? []).map(group => ({
          key: group.value ?? '',
          cells: [
            group.value !== null && place ? (
              <button
                key="value"
                type="button"
                className="-my-2 min-h-11 min-w-11 cursor-pointer text-left text-accent underline"
                onClick={() => onChoose(place, group.value!)}
              >
                {group.value}
              </button>
            ) : (
              (group.value ?? monitor.notSaid)
            ),
            number(group.inspected),
            share(group.first_pass_yield),
            share(group.final_yield),
            number(group.fail),
            number(group.review),
          ],
        }))}
      />
    </Card>
  );
}
