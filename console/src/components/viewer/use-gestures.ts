import { type KeyboardEvent, type PointerEvent, type RefObject, useEffect, useRef } from 'react';
import { type Point, panBy, type View, WHOLE, zoomAt } from './view.ts';

export type ChangeView = (change: (view: View) => View) => void;

/** Properties of the element that is dragged, pinched and moved by keys. */
export interface Gestures {
  readonly tabIndex: 0;
  onPointerDown(event: PointerEvent<HTMLElement>): void;
  onPointerMove(event: PointerEvent<HTMLElement>): void;
  onPointerUp(event: PointerEvent<HTMLElement>): void;
  onPointerCancel(event: PointerEvent<HTMLElement>): void;
  onKeyDown(event: KeyboardEvent<HTMLElement>): void;
}

const KEY_STEP = 0.1;
const ZOOM_STEP = 1.25;
/** Pointers that move less than this have clicked. */
const CLICK_PX = 4;
const ARROWS: Readonly<Record<string, Point>> = {
  ArrowLeft: { x: KEY_STEP, y: 0 },
  ArrowRight: { x: -KEY_STEP, y: 0 },
  ArrowUp: { x: 0, y: KEY_STEP },
  ArrowDown: { x: 0, y: -KEY_STEP },
};

/**
 * Zoom and pan by wheel, drag, two fingers and arrow keys. While the whole picture is shown, scrolling down belongs to
 * the page, so that nobody is caught on a picture.
 *
 * @param onClick told of the place in the pane that was clicked
 */
export function useGestures(
  place: RefObject<HTMLElement | null>,
  view: View,
  change: ChangeView,
  onClick: (at: Point) => void,
): Gestures {
  const pointers = useRef(new Map<number, Point>());
  const movedPx = useRef(0);
  const latest = useRef(view);
  latest.current = view;
  useWheel(place, latest, change);
  const end = (event: PointerEvent<HTMLElement>) => pointers.current.delete(event.pointerId);
  return {
    tabIndex: 0,
    onPointerDown(event) {
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      pointers.current.set(event.pointerId, { x: event.clientX, y: event.clientY });
      if (pointers.current.size === 1) movedPx.current = 0;
    },
    onPointerMove(event) {
      const before = pointers.current.get(event.pointerId);
      if (!before) return;
      const now = { x: event.clientX, y: event.clientY };
      const others = [...pointers.current].filter(([id]) => id !== event.pointerId);
      pointers.current.set(event.pointerId, now);
      movedPx.current += distance(before, now);
      const { width, height } = event.currentTarget.getBoundingClientRect();
      const other = others[0]?.[1];
      if (!other)
        return change(old => panBy(old, { x: (now.x - before.x) / width, y: (now.y - before.y) / height }));
      const factor = distance(now, other) / Math.max(1, distance(before, other));
      const at = inPane(event.currentTarget, { x: (now.x + other.x) / 2, y: (now.y + other.y) / 2 });
      change(old => zoomAt(old, factor, at));
    },
    onPointerUp(event) {
      const wasClick = pointers.current.size === 1 && movedPx.current < CLICK_PX;
      if (end(event) && wasClick)
        onClick(inPane(event.currentTarget, { x: event.clientX, y: event.clientY }));
    },
    onPointerCancel: end,
    onKeyDown(event) {
      const by = ARROWS[event.key];
      if (!by || event.target !== event.currentTarget || event.ctrlKey || event.altKey || event.metaKey)
        return;
      event.preventDefault();
      change(old => panBy(old, by));
    },
  };
}

/** Keys and buttons that change a view. */
export const closer = (view: View): View => zoomAt(view, ZOOM_STEP);
export const farther = (view: View): View => zoomAt(view, 1 / ZOOM_STEP);
export const whole = (): View => WHOLE;

function useWheel(place: RefObject<HTMLElement | null>, latest: RefObject<View>, change: ChangeView): void {
  const changing = useRef(change);
  changing.current = change;
  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const onWheel = (event: WheelEvent) => {
      if (event.deltaY > 0 && latest.current.zoom === 1 && !event.ctrlKey) return;
      event.preventDefault();
      const at = inPane(element, { x: event.clientX, y: event.clientY });
      const factor = Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.002));
      changing.current(old => zoomAt(old, factor, at));
    };
    // React listens passively, which cannot keep the page from scrolling.
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [place, latest]);
}

function inPane(element: HTMLElement, { x, y }: Point): Point {
  const { left, top, width, height } = element.getBoundingClientRect();
  return { x: (x - left) / width, y: (y - top) / height };
}

const distance = (a: Point, b: Point) => Math.hypot(a.x - b.x, a.y - b.y);
