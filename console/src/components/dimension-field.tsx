import { useQuery } from '@tanstack/react-query';
import { api, dataOf } from '../api/client.ts';
import { useMessages } from '../i18n/messages.tsx';
import { SelectField } from './field.tsx';

const KNOWN_MS = 300_000;

/** A choice among the categories, lines, stations or lots that inspections name, the most frequent first. */
export function DimensionField({
  dimension,
  value,
  onChoose,
}: {
  readonly dimension: 'category' | 'line' | 'station' | 'lot';
  readonly value: string | undefined;
  onChoose(value: string | undefined): void;
}) {
  const { monitor } = useMessages();
  const { data } = useQuery({
    queryKey: ['values', dimension],
    queryFn: ({ signal }) =>
      dataOf(api.GET('/api/v1/statistics/by/{dimension}', { signal, params: { path: { dimension } } })),
    staleTime: KNOWN_MS,
  });
  const known = (data?.groups ?? []).flatMap(group => (group.value === null ? [] : [group.value]));
  const names = value === undefined || known.includes(value) ? known : [value, ...known];
  return (
    <SelectField
      label={monitor.places[dimension]}
      value={value ?? ''}
      onChange={({ target }) => onChoose(target.value || undefined)}
    >
      <option value="">{monitor.all[dimension]}</option>
      {names.map(name => (
        <option key={name} value={name}>
          {name}
        </option>
      ))}
    </SelectField>
  );
}
