import { useEffect, useRef, useState } from 'react';
import { TextField } from '../../components/field.tsx';

/** How long nothing must be typed before a list is asked for anew. */
const PAUSE_MS = 300;

/** A field whose text counts when typing pauses, or at once with Enter or on leaving. */
export function FilterField({
  label,
  kind,
  value,
  onChange,
}: {
  readonly label: string;
  readonly kind: 'text' | 'number' | 'time';
  readonly value: string;
  onChange(text: string): void;
}) {
  const [typed, setTyped] = useState(value);
  /** What was told last: the filter may write it in another way, or leave out what cannot be. */
  const told = useRef(value);
  const latest = useRef({ typed, value, onChange });
  latest.current = { typed, value, onChange };
  // biome-ignore lint/correctness/useExhaustiveDependencies: only a filter that was changed elsewhere replaces what is typed
  useEffect(() => {
    if (document.activeElement?.matches(`[data-filter="${CSS.escape(label)}"]`) && value !== '') return;
    told.current = value;
    setTyped(value);
  }, [value]);
  const apply = () => {
    if (latest.current.typed === told.current) return;
    told.current = latest.current.typed;
    latest.current.onChange(latest.current.typed);
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: only typing begins the pause anew
  useEffect(() => {
    const timer = setTimeout(apply, PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  const leave = () => {
    apply();
    told.current = latest.current.value; // which is what counts, and is shown from now on
    setTyped(latest.current.value);
  };
  return (
    <TextField
      label={label}
      data-filter={label}
      type={kind === 'time' ? 'datetime-local' : 'text'}
      inputMode={kind === 'number' ? 'decimal' : undefined}
      value={typed}
      maxLength={200}
      autoComplete="off"
      onChange={event => setTyped(event.target.value)}
      onBlur={leave}
      onKeyDown={event => event.key === 'Enter' && apply()}
    />
  );
}
