import { SlidersHorizontal, X } from 'lucide-react';
import { Collapsible } from 'radix-ui';
import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { SelectField } from '../../components/field.tsx';
import { useIsWide } from '../../components/use-is-wide.ts';
import { useFormat } from '../../i18n/format.ts';
import { useMessages } from '../../i18n/messages.tsx';
import { usePlant } from '../../i18n/plant.ts';
import { fromPlantTime, toPlantTime } from '../../i18n/plant-time.ts';
import { FilterField } from './filter-field.tsx';
import { FILTER_NAMES, type FilterName, type HistoryFilter, withMember } from './history-filter.ts';

const FEW = ['serial', 'lot', 'from', 'before'] as const;
const MORE = ['line', 'station', 'operator', 'model_version', 'score_min', 'score_max'] as const;

/** Filters to fill in, and those in force, each to be taken out. */
export function FilterBar({
  filter,
  categories,
  onChange,
}: {
  readonly filter: HistoryFilter;
  readonly categories: readonly string[];
  onChange(filter: HistoryFilter): void;
}) {
  const { history } = useMessages();
  const isWide = useIsWide();
  const { timeZone } = usePlant();
  const [open, setOpen] = useState(MORE.some(name => filter[name] !== undefined));
  const field = (name: (typeof FEW)[number] | (typeof MORE)[number]) => (
    <FilterField
      key={name}
      label={history.names[name]}
      kind={isTime(name) ? 'time' : name.startsWith('score') ? 'number' : 'text'}
      value={shown(filter, name, timeZone)}
      onChange={text =>
        onChange(withMember(filter, name, isTime(name) ? (fromPlantTime(text, timeZone) ?? '') : text))
      }
    />
  );
  return (
    <Collapsible.Root
      open={open}
      onOpenChange={setOpen}
      className="mb-4 rounded-2xl border border-line bg-surface p-4"
    >
      {isWide && (
        <div className="mb-3 grid grid-cols-4 gap-3 xl:grid-cols-[repeat(5,minmax(0,1fr))_repeat(2,14rem)]">
          <Choices filter={filter} categories={categories} onChange={onChange} />
          {FEW.map(field)}
        </div>
      )}
      <Collapsible.Content className="mb-3 grid grid-cols-1 gap-3 sm:grid-cols-2 lg:grid-cols-6">
        {!isWide && <Choices filter={filter} categories={categories} onChange={onChange} />}
        {!isWide && FEW.map(field)}
        {MORE.map(field)}
      </Collapsible.Content>
      <div className="flex flex-wrap items-center gap-2">
        <Collapsible.Trigger asChild>
          <Button kind="quiet" className="aria-expanded:bg-sunken">
            <SlidersHorizontal className="size-5" aria-hidden="true" />
            {isWide ? history.moreFilters : history.filters}
          </Button>
        </Collapsible.Trigger>
        <FiltersInForce filter={filter} onChange={onChange} />
      </div>
    </Collapsible.Root>
  );
}

function Choices({
  filter,
  categories,
  onChange,
}: {
  readonly filter: HistoryFilter;
  readonly categories: readonly string[];
  onChange(filter: HistoryFilter): void;
}) {
  const { common, history } = useMessages();
  const choice = (
    name: FilterName & keyof typeof history.names,
    options: readonly (readonly [string, string])[],
  ) => (
    <SelectField
      key={name}
      label={history.names[name]}
      value={String(filter[name] ?? '')}
      onChange={event => onChange(withMember(filter, name, event.target.value))}
    >
      <option value="">{history.any}</option>
      {options.map(([value, text]) => (
        <option key={value} value={value}>
          {text}
        </option>
      ))}
    </SelectField>
  );
  const { category } = filter;
  const known =
    category === undefined || categories.includes(category) ? categories : [category, ...categories];
  return (
    <>
      {choice(
        'category',
        known.map(name => [name, name]),
      )}
      {choice('decision', Object.entries(common.verdicts))}
      {choice('reviewed', [
        ['true', history.reviewedYes],
        ['false', history.reviewedNo],
      ])}
    </>
  );
}

function FiltersInForce({
  filter,
  onChange,
}: {
  readonly filter: HistoryFilter;
  onChange(filter: HistoryFilter): void;
}) {
  const { common, history } = useMessages();
  const format = useFormat();
  const names = FILTER_NAMES.filter(name => filter[name] !== undefined);
  if (names.length === 0) return null;
  const text = (name: FilterName): string => {
    const value = filter[name]!;
    if (name === 'decision') return common.verdicts[filter.decision!];
    if (name === 'reviewed') return value === true ? history.reviewedYes : history.reviewedNo;
    if (isTime(name)) return format.time(String(value));
    return typeof value === 'number' ? format.number(value, digitsOf(value)) : String(value).slice(0, 40);
  };
  return (
    <>
      {names.map(name => (
        <button
          key={name}
          type="button"
          aria-label={history.removeFilter(history.names[name], text(name))}
          onClick={() => onChange(withMember(filter, name, ''))}
          className="flex min-h-11 max-w-full cursor-pointer items-center gap-2 rounded-full bg-accent-soft px-4 text-sm hover:brightness-95"
        >
          <span className="min-w-0 truncate">
            {history.names[name]}: <strong>{text(name)}</strong>
          </span>
          <X className="size-4 shrink-0" aria-hidden="true" />
        </button>
      ))}
      <Button kind="quiet" onClick={() => onChange({})}>
        {history.clearFilters}
      </Button>
    </>
  );
}

/** As many digits as were typed. */
const digitsOf = (value: number) => String(value).split('.')[1]?.length ?? 0;

const isTime = (name: FilterName) => name === 'from' || name === 'before';

function shown(filter: HistoryFilter, name: FilterName, zone: string): string {
  const value = filter[name];
  if (value === undefined) return '';
  return isTime(name) ? toPlantTime(String(value), zone) : String(value);
}
