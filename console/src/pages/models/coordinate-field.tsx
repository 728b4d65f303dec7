import { useEffect, useState } from 'react';

/** A coordinate in per cent that is typed; counts with Enter, or when the field is left. */
export function CoordinateField({
  share,
  label,
  onShare,
}: {
  /** Of the picture's width or height. */
  readonly share: number;
  readonly label: string;
  onShare(share: number): void;
}) {
  const known = String(Number((100 * share).toFixed(1)));
  const [text, setText] = useState(known);
  useEffect(() => setText(known), [known]);
  const commit = () => {
    const value = Number(text);
    const isNumber = text.trim() !== '' && Number.isFinite(value);
    if (!isNumber) setText(known);
    else if (text !== known) onShare(Math.min(100, Math.max(0, value)) / 100);
  };
  return (
    <input
      type="number"
      min={0}
      max={100}
      step={0.1}
      value={text}
      aria-label={label}
      onChange={({ target }) => setText(target.value)}
      onBlur={commit}
      onKeyDown={({ key }) => key === 'Enter' && commit()}
      className="min-h-11 w-full min-w-0 rounded-xl border border-line bg-surface px-2 tabular-nums"
    />
  );
}
