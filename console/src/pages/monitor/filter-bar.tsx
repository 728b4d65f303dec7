import { DimensionField } from '../../components/dimension-field.tsx';
import { SelectField, TextField } from '../../components/field.tsx';
import { useMessages } from '../../i18n/messages.tsx';
import {
  BUCKETS,
  type Bucket,
  type MonitorFilter,
  PLACES,
  RANGES,
  type Range,
  withRange,
} from './monitor-filter.ts';

/** What the monitor looks at: a time, and a category, line, station or lot. */
export function FilterBar({
  filter,
  onChange,
}: {
  readonly filter: MonitorFilter;
  onChange(filter: MonitorFilter): void;
}) {
  const { monitor } = useMessages();
  const { category: _c, line: _l, station: _s, lot: _o, ...time } = filter;
  const places = Object.fromEntries(PLACES.flatMap(place => (filter[place] ? [[place, filter[place]]] : [])));
  return (
    <div className="mb-6 grid grid-cols-2 items-end gap-3 sm:grid-cols-3 lg:grid-cols-6">
      <SelectField
        label={monitor.range}
        value={filter.range}
        onChange={({ target }) => onChange(withRange(filter, target.value as Range))}
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
        onChange={({ target }) => onChange({ ...filter, bucket: target.value as Bucket })}
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
          onChoose={value =>
            onChange({ ...time, ...places, ...(value ? { [place]: value } : { [place]: undefined }) })
          }
        />
      ))}
      {filter.range === 'own' &&
        (['from', 'before'] as const).map(end => (
          <TextField
            key={end}
            type="datetime-local"
            label={monitor[end]}
            value={filter[end] ?? ''}
            onChange={({ target }) => onChange({ ...filter, [end]: target.value })}
          />
        ))}
    </div>
  );
}
