import { DimensionField } from '../../components/dimension-field.tsx';
import { SelectField, TextField } from '../../components/field.tsx';
import { useMessages } from '../../i18n/messages.tsx';
import {
  BUCKETS,
  type Bucket,
  type ChangeFilter,
  type MonitorFilter,
  PLACES,
  RANGES,
  type Range,
  withPlace,
  withRange,
} from './monitor-filter.ts';

/** What the monitor looks at: a time, and a category, line, station or lot. */
export function FilterBar({
  filter,
  onChange,
}: {
  readonly filter: MonitorFilter;
  onChange(make: ChangeFilter): void;
}) {
  const { monitor } = useMessages();
  return (
    <div className="mb-6 grid grid-cols-2 items-end gap-3 sm:grid-cols-3 lg:grid-cols-6">
      <SelectField
        label={monitor.range}
        value={filter.range}
        onChange={({ target }) => onChange(latest => withRange(latest, target.value as Range))}
      >
        {RANGES.map(range => (
          <option key={range} value={range}>
            {monitor.ranges[range]}
          </option>
        ))}
      </SelectField>
      <SelectField
        label={monitor.bucket}
        value={filter.bucket}
        onChange={({ target }) => onChange(latest => ({ ...latest, bucket: target.value as Bucket }))}
      >
        {BUCKETS.map(bucket => (
          <option key={bucket} value={bucket}>
            {monitor.buckets[bucket]}
          </option>
        ))}
      </SelectField>
      {PLACES.map(place => (
        <DimensionField
          key={place}
          dimension={place}
          value={filter[place]}
          onChoose={value => onChange(latest => withPlace(latest, place, value))}
        />
      ))}
      {filter.range === 'own' &&
        (['from', 'before'] as const).map(end => (
          <TextField
            key={end}
            type="datetime-local"
            label={monitor[end]}
            value={filter[end] ?? ''}
            onChange={({ target }) => onChange(latest => ({ ...latest, [end]: target.value }))}
          />
        ))}
    </div>
  );
}
