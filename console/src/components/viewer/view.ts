/** What part of a picture a pane shows; the pane has the picture's proportions. */
export interface View {
  /** 1 shows the whole picture. */
  readonly zoom: number;
  /** The point of the picture in the middle of the pane, as shares of its width and height. */
  readonly x: number;
  readonly y: number;
}

/** A rectangle in pixels of a picture. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A place in a pane, or a way across it, as shares of its width and height. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

export const WHOLE: View = { zoom: 1, x: 0.5, y: 0.5 };

const MOST_ZOOM = 32;
/** How much of the pane a box fills that is brought into view. */
const FOCUSED_SHARE = 0.6;
/** A box never gets nearer than this by itself: without its surroundings nobody knows where it lies. */
const FOCUSED_ZOOM = 6;

/** Closer or farther, while the point of the picture at `at` stays where it is. */
export function zoomAt(view: View, factor: number, at: Point = { x: 0.5, y: 0.5 }): View {
  const zoom = Math.min(MOST_ZOOM, Math.max(1, view.zoom * factor));
  const x = view.x + (at.x - 0.5) * (1 / view.zoom - 1 / zoom);
  const y = view.y + (at.y - 0.5) * (1 / view.zoom - 1 / zoom);
  return insidePicture({ zoom, x, y });
}

/** The picture moved by a way across the pane. */
export function panBy(view: View, by: Point): View {
  return insidePicture({ zoom: view.zoom, x: view.x - by.x / view.zoom, y: view.y - by.y / view.zoom });
}

/** A view with a box in the middle. */
export function viewOf(box: Box, picture: Size): View {
  const share = Math.max(box.width / picture.width, box.height / picture.height, 1e-6);
  return insidePicture({
    zoom: Math.min(FOCUSED_ZOOM, Math.max(1, FOCUSED_SHARE / share)),
    x: (box.x + box.width / 2) / picture.width,
    y: (box.y + box.height / 2) / picture.height,
  });
}

/** Where a box of the picture lies in the pane, as shares of its width and height. */
export function placeOf(box: Box, picture: Size, view: View): Box {
  return {
    x: (box.x / picture.width - view.x) * view.zoom + 0.5,
    y: (box.y / picture.height - view.y) * view.zoom + 0.5,
    width: (box.width / picture.width) * view.zoom,
    height: (box.height / picture.height) * view.zoom,
  };
}

/** Which of the boxes lies at a place of the pane, the smallest if several do; -1 if none does. */
export function boxAt(at: Point, boxes: readonly Box[], picture: Size, view: View): number {
  let found = -1;
  let smallest = Number.POSITIVE_INFINITY;
  for (const [index, box] of boxes.entries()) {
    const { x, y, width, height } = placeOf(box, picture, view);
    const isInside = at.x >= x && at.x <= x + width && at.y >= y && at.y <= y + height;
    if (!isInside || width * height >= smallest) continue;
    found = index;
    smallest = width * height;
  }
  return found;
}

/** The pane never shows what lies beside the picture. */
function insidePicture({ zoom, x, y }: View): View {
  const half = 0.5 / zoom;
  const limited = (value: number) => Math.min(1 - half, Math.max(half, value));
  return { zoom, x: limited(x), y: limited(y) };
}
