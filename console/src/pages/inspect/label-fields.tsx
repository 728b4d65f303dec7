import { ChevronRight } from 'lucide-react';
import { TextField } from '../../components/field.tsx';
import { useMessages } from '../../i18n/messages.tsx';
import { type Label, type Labels, STATION_LABELS } from './labels.ts';

const MOST_CHARACTERS = 200;

/** Serial, lot, line, station and operator; folded away where nobody needs them. */
export function LabelFields({
  labels,
  open,
  onOpen,
  onChange,
}: {
  readonly labels: Labels;
  readonly open: boolean;
  onOpen(open: boolean): void;
  onChange(label: Label, value: string): void;
}) {
  const { inspect } = useMessages();
  const given = STATION_LABELS.map(name => labels[name]).filter(Boolean);
  const field = (name: Label, hint?: string) => (
    <TextField
      key={name}
      label={inspect.labels.names[name]}
      hint={hint}
      value={labels[name]}
      maxLength={MOST_CHARACTERS}
      autoComplete="off"
      onChange={event => onChange(name, event.target.value)}
    />
  );
  return (
    <details open={open} onToggle={event => onOpen(event.currentTarget.open)} className="group">
      <summary className="flex min-h-11 cursor-pointer list-none items-center gap-2 rounded-xl font-semibold">
        <ChevronRight className="size-5 transition-transform group-open:rotate-90" aria-hidden="true" />
        {inspect.labels.title}
        {!open && given.length > 0 && (
          <span className="min-w-0 flex-1 truncate text-right font-normal text-muted">
            {given.join(' · ')}
          </span>
        )}
      </summary>
      <div className="mt-2 grid gap-3 sm:grid-cols-2">
        <div className="sm:col-span-2">{field('serial', inspect.labels.serialHint)}</div>
        {STATION_LABELS.map(name => field(name))}
      </div>
    </details>
  );
}
