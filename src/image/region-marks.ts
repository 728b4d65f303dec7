import { textElement, textWidth } from './text.ts';

/** A region as it is marked in a picture. */
export interface MarkedRegion {
  /** From 1, highest peak first. */
  readonly number: number;
  /** In pixels of the original picture. */
  readonly box: Box;
  /** The pixel that stands out most. */
  readonly peak: { readonly x: number; readonly y: number };
  /** What is said beside the number. */
  readonly label: string;
}

/** A rectangle in pixels. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** More labels than this would hide the part; other regions keep their outline. */
const MOST_LABELS = 6;
const LABEL_HEIGHT = 18;
/** Pixels from a label within which its region's peak needs no line. */
const NEAR = 24;
const STYLE = { sizePx: 12, bold: true, fill: '#fff' } as const;

/**
 * Labels with number and text beside regions, as SVG elements.
 *
 * @param regions boxes in pixels of the original picture
 * @param panel where the picture is drawn
 * @param perPixel pixels of the panel for one of the original picture
 */
export function regionMarks(regions: readonly MarkedRegion[], panel: Box, perPixel: number): string {
  const labels: Box[] = [];
  const boxes = regions.map(({ box }) => ({
    x: panel.x + box.x * perPixel,
    y: panel.y + box.y * perPixel,
    width: box.width * perPixel,
    height: box.height * perPixel,
  }));
  return regions
    .slice(0, MOST_LABELS)
    .map(({ number, label, peak }, index) => {
      const text = `${number}  ${label}`;
      const width = Math.ceil(textWidth(text, STYLE)) + 10;
      const candidates = placesBeside(boxes[index]!, { width, height: LABEL_HEIGHT }, panel);
      const place =
        firstFree(candidates, [...labels, ...boxes]) ?? firstFree(candidates, labels) ?? candidates[0]!;
      labels.push(place);
      const plate = `x="${place.x}" y="${place.y}" width="${width}" height="${LABEL_HEIGHT}" rx="4"`;
      return `${leader(place, panel.x + (peak.x + 0.5) * perPixel, panel.y + (peak.y + 0.5) * perPixel)}<rect ${plate} fill="#101418" fill-opacity="0.82"/>${textElement(text, place.x + 5, place.y + 13, STYLE)}`;
    })
    .join('');
}

/** A line from a label to the peak of its region, where that is not right beside it. */
function leader(label: Box, peakX: number, peakY: number): string {
  const x = Math.min(Math.max(peakX, label.x), label.x + label.width);
  const y = Math.min(Math.max(peakY, label.y), label.y + label.height);
  if (Math.hypot(peakX - x, peakY - y) < NEAR) return '';
  const line = `<path d="M${x.toFixed(1)} ${y.toFixed(1)} L${peakX.toFixed(1)} ${peakY.toFixed(1)}" stroke=`;
  const dot = `<circle cx="${peakX.toFixed(1)}" cy="${peakY.toFixed(1)}"`;
  return `${line}"#101418" stroke-width="3"/>${dot} r="3.5" fill="#101418"/>${line}"#fff" stroke-width="1"/>${dot} r="2.2" fill="#fff"/>`;
}

/** Above the region, below it and at its sides, then farther and farther away; always inside the panel. */
function placesBeside(region: Box, label: Pick<Box, 'width' | 'height'>, panel: Box): readonly Box[] {
  const inside = (x: number, y: number) => ({
    x: Math.round(Math.max(panel.x, Math.min(x, panel.x + panel.width - label.width))),
    y: Math.round(Math.max(panel.y, Math.min(y, panel.y + panel.height - label.height))),
    ...label,
  });
  const middle = region.y + (region.height - label.height) / 2;
  return Array.from({ length: 8 }, (_, step) => step * (label.height + 2)).flatMap(away => [
    inside(region.x, region.y - label.height - 4 - away),
    inside(region.x, region.y + region.height + 4 + away),
    inside(region.x + region.width + 4 + away, middle),
    inside(region.x - label.width - 4 - away, middle),
  ]);
}

function firstFree(places: readonly Box[], taken: readonly Box[]): Box | undefined {
  return places.find(place => !taken.some(other => overlaps(place, other)));
}

function overlaps(a: Box, b: Box): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}
