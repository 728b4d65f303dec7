import { useId, useState } from 'react';
import { useFormat } from '../../i18n/format.ts';
import { useMessages } from '../../i18n/messages.tsx';
import { useShortcuts } from '../../layout/shortcuts.tsx';
import { EvidencePanel } from './evidence-panel.tsx';
import { type Layer, Pane } from './pane.tsx';
import { RegionList } from './region-list.tsx';
import { RegionMarks } from './region-marks.tsx';
import { ScoreBar } from './score-bar.tsx';
import { SwipeHandle } from './swipe-handle.tsx';
import { type ChangeView, closer, farther, whole } from './use-gestures.ts';
import { type View, viewOf, WHOLE } from './view.ts';
import { modesFor, type ViewMode } from './view-modes.ts';
import type { Viewed } from './viewed.ts';
import { ViewerToolbar } from './viewer-toolbar.tsx';

/** Of the colour over the photograph: the defect itself must still be seen. */
const FIRST_OPACITY = 0.6;

/**
 * An inspection to look at: photograph, heatmap and overlay, what stands out, and why. To be given a `key` of the
 * inspection, so that another one is shown whole.
 */
export function Viewer({ viewed }: { readonly viewed: Viewed }) {
  const { viewer } = useMessages();
  const modes = modesFor(viewed);
  const [mode, setMode] = useState<ViewMode>(modes[0]!);
  const [view, setView] = useState<View>(WHOLE);
  const [hasMarks, setHasMarks] = useState(true);
  const [chosen, setChosen] = useState<number | null>(null);
  const [opacity, setOpacity] = useState(FIRST_OPACITY);
  const [divider, setDivider] = useState(0.5);
  const { regions } = viewed;
  const region = regions.find(({ number }) => number === chosen);
  const evidence = region?.evidence ?? viewed.evidence;
  const choose = (number: number | null) => {
    setChosen(number);
    const found = regions.find(other => other.number === number);
    if (found) setView(viewOf(found.box, viewed));
  };
  useViewerKeys(
    setView,
    () => setMode(modes[(modes.indexOf(mode) + 1) % modes.length]!),
    () => setHasMarks(!hasMarks),
  );
  const panes = mode === 'side' ? (['original', 'heatmap'] as const) : ([mode] as const);
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-x-6 gap-y-4 lg:grid-cols-[minmax(0,1fr)_20rem]">
      <div className="lg:col-span-2">
        <ViewerToolbar
          modes={modes}
          mode={mode}
          onMode={setMode}
          zoom={view.zoom}
          onView={setView}
          marks={regions.length > 0 ? hasMarks : null}
          onMarks={setHasMarks}
        />
      </div>
      <div className="min-w-0">
        <div className={mode === 'side' ? 'grid gap-3 sm:grid-cols-2' : ''}>
          {panes.map(name => (
            <Pane
              key={name}
              label={viewer.pane(viewer.modes[name])}
              picture={viewed}
              view={view}
              onChange={setView}
              regions={hasMarks ? regions : []}
              onChoose={setChosen}
              layers={layersOf(viewed, name, { opacity, divider, alt: viewer.pictureAlt[name] })}
            >
              {hasMarks && <RegionMarks regions={regions} chosen={chosen} picture={viewed} view={view} />}
              {name === 'compare' && <SwipeHandle at={divider} onChange={setDivider} />}
            </Pane>
          ))}
        </div>
        {mode === 'overlay' && <OpacitySlider value={opacity} onChange={setOpacity} />}
      </div>
      <div className="flex flex-col gap-6">
        <ScoreBar scale={viewed} />
        <RegionList regions={regions} chosen={chosen} onChoose={choose} />
        {evidence && (
          <EvidencePanel
            viewed={viewed}
            evidence={evidence}
            title={region ? viewer.evidenceOf(region.number) : viewer.evidence}
          />
        )}
      </div>
    </div>
  );
}

function useViewerKeys(change: ChangeView, nextMode: () => void, toggleMarks: () => void): void {
  const { viewer } = useMessages();
  useShortcuts([
    { keys: '+', does: viewer.closer, repeats: true, run: () => change(closer) },
    { keys: '-', does: viewer.farther, repeats: true, run: () => change(farther) },
    { keys: '0', does: viewer.whole, run: () => change(whole) },
    { keys: 'v', does: viewer.nextMode, run: nextMode },
    { keys: 'b', does: viewer.marks, run: toggleMarks },
  ]);
}

function layersOf(
  { pictureUrl, heatmapUrl, overlayUrl }: Viewed,
  mode: Exclude<ViewMode, 'side'>,
  { opacity, divider, alt }: { readonly opacity: number; readonly divider: number; readonly alt: string },
): readonly Layer[] {
  const photograph = pictureUrl === null ? [] : [{ url: pictureUrl, alt }];
  const above = (url: string | null, more: Partial<Layer>) =>
    url === null ? [] : [{ url, alt: photograph.length > 0 ? '' : alt, ...more }];
  switch (mode) {
    case 'original':
      return photograph;
    case 'heatmap':
      return heatmapUrl === null ? [] : [{ url: heatmapUrl, alt }];
    case 'overlay':
      return [...photograph, ...above(overlayUrl, { opacity })];
    case 'compare':
      return [...photograph, ...above(heatmapUrl, { from: divider })];
  }
}

function OpacitySlider({ value, onChange }: { readonly value: number; onChange(value: number): void }) {
  const { viewer } = useMessages();
  const format = useFormat();
  const id = useId();
  return (
    <div className="mt-2 flex min-h-11 items-center gap-3">
      <label htmlFor={id} className="text-sm font-semibold">
        {viewer.opacity}
      </label>
      <input
        id={id}
        type="range"
        min="0"
        max="1"
        step="0.05"
        value={value}
        onChange={event => onChange(event.target.valueAsNumber)}
        className="h-11 min-w-0 max-w-xs flex-1 accent-accent"
      />
      <span className="w-14 text-sm tabular-nums">{format.percent(value, 0)}</span>
    </div>
  );
}
