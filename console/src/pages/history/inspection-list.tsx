import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { useIsWide } from '../../components/use-is-wide.ts';
import { useMessages } from '../../i18n/messages.tsx';
import { useShortcuts } from '../../layout/shortcuts.tsx';
import { useMay } from '../../session/session.tsx';
import type { HistoryFilter } from './history-filter.ts';
import { COLUMNS, InspectionRow } from './inspection-row.tsx';
import { type Selection, toggle, toggleAll, toggleRange } from './selection.ts';
import type { LoadedInspections } from './use-inspections.ts';

const ROW_PX = 64;
const CARD_PX = 132;
/** Header of the page and of the table, which a row must not hide behind. */
const HIDDEN_PX = 64 + 48;
/** How many rows before the last loaded one more are asked for. */
const AHEAD = 60;

/** Inspections as a table, or as cards where that is too wide; only what can be seen is drawn. */
export function InspectionList({
  found: { items, hasMore, loadMore },
  filter,
  selection,
  onSelect,
}: {
  readonly found: LoadedInspections;
  readonly filter: HistoryFilter;
  readonly selection: Selection;
  onSelect(selection: Selection): void;
}) {
  const { history } = useMessages();
  const isWide = useIsWide();
  const maySelect = useMay('review');
  const place = useRef<HTMLDivElement>(null);
  const margin = useTopOf(place);
  const virtualizer = useWindowVirtualizer({
    count: items.length,
    estimateSize: () => (isWide ? ROW_PX : CARD_PX),
    overscan: 6,
    scrollMargin: margin,
    scrollPaddingStart: HIDDEN_PX,
    // A new function makes all rows be measured anew.
    getItemKey: useCallback((index: number) => items[index]!.id, [items]),
  });
  const rows = virtualizer.getVirtualItems();
  const lastShown = rows.at(-1)?.index ?? 0;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the height of all rows changes with the width of the window
  useEffect(() => virtualizer.measure(), [isWide]);
  useEffect(() => {
    if (hasMore && lastShown >= items.length - AHEAD) loadMore();
  });
  const order = useMemo(() => items.map(({ id }) => id), [items]);
  const latest = useRef({ selection, order, onSelect });
  latest.current = { selection, order, onSelect };
  const select = useCallback((id: string, isRange: boolean) => {
    const now = latest.current;
    now.onSelect(isRange ? toggleRange(now.selection, id, now.order) : toggle(now.selection, id));
  }, []);
  useRowKeys(place, { count: items.length, scrollTo: virtualizer.scrollToIndex, select, order });
  return (
    // biome-ignore lint/a11y/useSemanticElements: rows of a real table cannot be placed one by one
    <div role="table" aria-label={history.list} aria-rowcount={hasMore ? -1 : items.length + 1}>
      {isWide && (
        <Heading
          areAll={items.length > 0 && selection.ids.size === items.length}
          onAll={maySelect ? () => onSelect(toggleAll(selection, order)) : null}
        />
      )}
      {/* biome-ignore lint/a11y/useSemanticElements: as above */}
      <div
        role="rowgroup"
        ref={place}
        className="relative overflow-clip rounded-b-2xl"
        style={{ height: virtualizer.getTotalSize() }}
      >
        {rows.map(({ index, start, size }) => {
          const item = items[index]!;
          return (
            <InspectionRow
              key={item.id}
              inspection={item}
              index={index}
              top={start - margin}
              height={size}
              filter={filter}
              isWide={isWide}
              isSelected={selection.ids.has(item.id)}
              onSelect={maySelect ? select : null}
            />
          );
        })}
      </div>
      {!hasMore && items.length > 20 && <p className="p-4 text-center text-muted">{history.end}</p>}
    </div>
  );
}

function Heading({ areAll, onAll }: { readonly areAll: boolean; readonly onAll: (() => void) | null }) {
  const { history } = useMessages();
  const { time, verdict, score, category, serial, lot, place, review } = history.columns;
  return (
    // biome-ignore lint/a11y/useSemanticElements: as above
    // biome-ignore lint/a11y/useFocusableInteractive: a heading is no control
    <div
      role="row"
      className={`${COLUMNS} sticky top-16 z-10 h-12 rounded-t-2xl border border-line bg-sunken text-sm font-semibold`}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: as above */}
      <span role="columnheader" tabIndex={-1} className="flex items-center">
        {onAll && (
          <label className="flex size-11 cursor-pointer items-center justify-center">
            <input type="checkbox" className="size-5 accent-accent" checked={areAll} onChange={onAll} />
            <span className="sr-only">{history.selectAll}</span>
          </label>
        )}
      </span>
      {[verdict, time, score, category, serial, lot, place, review].map(text => (
        // biome-ignore lint/a11y/useSemanticElements: as above
        <span role="columnheader" tabIndex={-1} key={text} className="truncate">
          {text}
        </span>
      ))}
    </div>
  );
}

/** How far below the beginning of the page something is, also after what stands above it has grown. */
function useTopOf(place: React.RefObject<HTMLElement | null>): number {
  const [top, setTop] = useState(0);
  useLayoutEffect(() => {
    const measure = () => setTop(Math.round(place.current!.getBoundingClientRect().top + window.scrollY));
    const observer = new ResizeObserver(measure);
    measure();
    observer.observe(document.body);
    return () => observer.disconnect();
  }, [place]);
  return top;
}

/** `j` and `k` go from row to row, `x` selects. */
function useRowKeys(
  place: React.RefObject<HTMLDivElement | null>,
  {
    count,
    scrollTo,
    select,
    order,
  }: {
    readonly count: number;
    scrollTo(index: number, options: { readonly align: 'auto' }): void;
    select(id: string, isRange: boolean): void;
    readonly order: readonly string[];
  },
): void {
  const { history } = useMessages();
  const current = () => {
    const row = document.activeElement?.closest<HTMLElement>('[data-row]');
    return row && place.current?.contains(row) ? Number(row.dataset.row) : -1;
  };
  const go = (index: number) => {
    if (index < 0 || index >= count) return;
    scrollTo(index, { align: 'auto' });
    const focus = () => {
      const link = place.current?.querySelector<HTMLElement>(`[data-row="${index}"] a`);
      if (!link) return false;
      link.focus({ preventScroll: true });
      return true;
    };
    // A row that is not drawn yet comes with the scrolling.
    if (!focus()) requestAnimationFrame(() => requestAnimationFrame(focus));
  };
  useShortcuts([
    { keys: 'j', does: history.nextRow, repeats: true, run: () => go(current() + 1) },
    { keys: 'k', does: history.previousRow, repeats: true, run: () => go(Math.max(0, current() - 1)) },
    {
      keys: 'x',
      does: history.selectRow,
      run() {
        const id = order[current()];
        if (id !== undefined) select(id, false);
      },
    },
  ]);
}
