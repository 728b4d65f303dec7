import { Columns2, Maximize, SquareDashed, ZoomIn, ZoomOut } from 'lucide-react';
import { ToggleGroup } from 'radix-ui';
import { useFormat } from '../../i18n/format.ts';
import { useMessages } from '../../i18n/messages.tsx';
import { Button } from '../button.tsx';
import { type ChangeView, closer, farther, whole } from './use-gestures.ts';
import type { ViewMode } from './view-modes.ts';

/** What of an inspection is shown, and how near. */
export function ViewerToolbar({
  modes,
  mode,
  onMode,
  zoom,
  onView,
  marks,
  onMarks,
}: {
  readonly modes: readonly ViewMode[];
  readonly mode: ViewMode;
  onMode(mode: ViewMode): void;
  readonly zoom: number;
  readonly onView: ChangeView;
  /** Whether frames are drawn around regions; null where there are none. */
  readonly marks: boolean | null;
  onMarks(marks: boolean): void;
}) {
  const { viewer } = useMessages();
  const format = useFormat();
  return (
    <div className="flex flex-wrap items-center justify-between gap-2">
      <ToggleGroup.Root
        type="single"
        value={mode}
        onValueChange={value => value && onMode(value as ViewMode)}
        aria-label={viewer.show}
        className="flex max-w-full flex-wrap rounded-xl bg-sunken p-1"
      >
        {modes.map(name => (
          <ToggleGroup.Item
            key={name}
            value={name}
            className="inline-flex min-h-11 cursor-pointer items-center gap-2 rounded-lg px-3 font-semibold text-muted hover:text-ink data-[state=on]:bg-surface data-[state=on]:text-accent data-[state=on]:shadow-sm"
          >
            {name === 'side' && <Columns2 className="size-4" aria-hidden="true" />}
            {viewer.modes[name]}
          </ToggleGroup.Item>
        ))}
      </ToggleGroup.Root>
      <div className="flex items-center">
        {marks !== null && (
          <Button
            kind="quiet"
            className="px-3"
            aria-pressed={marks}
            aria-label={viewer.marks}
            title={viewer.marks}
            onClick={() => onMarks(!marks)}
          >
            <SquareDashed className={`size-5 ${marks ? 'text-accent' : 'text-muted'}`} aria-hidden="true" />
          </Button>
        )}
        <ZoomButton label={viewer.farther} Icon={ZoomOut} off={zoom === 1} onClick={() => onView(farther)} />
        <output aria-label={viewer.zoom} className="min-w-14 text-center text-sm tabular-nums">
          {format.percent(zoom, 0)}
        </output>
        <ZoomButton label={viewer.closer} Icon={ZoomIn} onClick={() => onView(closer)} />
        <ZoomButton label={viewer.whole} Icon={Maximize} off={zoom === 1} onClick={() => onView(whole)} />
      </div>
    </div>
  );
}

function ZoomButton({
  label,
  Icon,
  off = false,
  onClick,
}: {
  readonly label: string;
  readonly Icon: typeof ZoomIn;
  readonly off?: boolean;
  onClick(): void;
}) {
  return (
    <Button kind="quiet" className="px-3" aria-label={label} title={label} disabled={off} onClick={onClick}>
      <Icon className="size-5" aria-hidden="true" />
    </Button>
  );
}
