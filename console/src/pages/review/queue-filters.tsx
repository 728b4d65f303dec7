import { SelectField } from '../../components/field.tsx';
import { useKnownValues } from '../../components/use-known-values.ts';
import { useMessages } from '../../i18n/messages.tsx';
import type { Order, QueueFilter } from './use-queue.ts';

/** Which of what waits is shown, and what comes first. */
export function QueueFilters({
  filter,
  order,
  onChange,
}: {
  readonly filter: QueueFilter;
  readonly order: Order;
  onChange(filter: QueueFilter, order: Order): void;
}) {
  const { common, history, review } = useMessages();
  const choice = (
    name: 'category' | 'line' | 'decision',
    options: readonly (readonly [string, string])[],
  ) => (
    <SelectField
      label={history.names[name]}
      value={filter[name] ?? ''}
      onChange={({ target: { value } }) => {
        const { [name]: _, ...others } = filter;
        onChange(value === '' ? others : { ...others, [name]: value }, order);
      }}
    >
      <option value="">{history.any}</option>
      {options.map(([value, text]) => (
        <option key={value} value={value}>
          {text}
        </option>
      ))}
    </SelectField>
  );
  const known = (values: readonly string[], chosen: string | undefined) =>
    [...new Set([...values, ...(chosen === undefined ? [] : [chosen])])].map(
      value => [value, value] as const,
    );
  return (
    <div className="mb-4 grid grid-cols-2 gap-3 md:grid-cols-4">
      {choice('category', known(useKnownValues('category'), filter.category))}
      {choice('line', known(useKnownValues('line'), filter.line))}
      {choice('decision', [
        ['REVIEW', common.verdicts.REVIEW],
        ['FAIL', common.verdicts.FAIL],
      ])}
      <SelectField
        label={review.order}
        value={order}
        onChange={({ target: { value } }) => onChange(filter, value as Order)}
      >
        <option value="oldest">{review.oldest}</option>
        <option value="worst">{review.worst}</option>
      </SelectField>
    </div>
  );
}
