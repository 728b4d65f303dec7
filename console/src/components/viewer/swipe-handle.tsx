import { MoveHorizontal } from 'lucide-react';
import type { KeyboardEvent, PointerEvent } from 'react';
import { useMessages } from '../../i18n/messages.tsx';

const KEY_STEP = 0.05;

/** The line between two pictures laid over each other; it is dragged, or moved with the arrow keys. */
export function SwipeHandle({ at, onChange }: { readonly at: number; onChange(at: number): void }) {
  const { viewer } = useMessages();
  const move = (to: number) => onChange(Math.min(1, Math.max(0, to)));
  const onPointerMove = (event: PointerEvent<HTMLElement>) => {
    event.stopPropagation();
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const pane = event.currentTarget.parentElement!.getBoundingClientRect();
    move((event.clientX - pane.left) / pane.width);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -KEY_STEP, ArrowRight: KEY_STEP, Home: -1, End: 1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    move(at + step);
  };
  return (
    <div
      role="slider"
      tabIndex={0}
      aria-label={viewer.compareHandle}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(100 * at)}
      onPointerDown={event => {
        event.stopPropagation();
        event.currentTarget.setPointerCapture(event.pointerId);
      }}
      onPointerMove={onPointerMove}
      onPointerUp={event => event.stopPropagation()}
      onKeyDown={onKeyDown}
      className="absolute inset-y-0 flex w-11 -translate-x-1/2 cursor-ew-resize touch-none items-center justify-center"
      style={{ left: `clamp(1.375rem, ${100 * at}%, 100% - 1.375rem)` }}
    >
      <div className="absolute inset-y-0 w-1 bg-surface shadow-[0_0_0_1px_var(--ink)]" />
      <MoveHorizontal
        aria-hidden="true"
        className="brand-gradient relative size-11 rounded-full border-2 border-surface p-2 shadow-md"
      />
    </div>
  );
}
