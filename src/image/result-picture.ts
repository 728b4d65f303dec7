import { paste, whiteCanvas } from './canvas.ts';
import { encodePng, resizeImage } from './codec.ts';
import { BAR_ROOM, drawColourBar } from './colour-bar.ts';
import { cardsHeight, drawCards, type EvidenceCard } from './evidence-cards.ts';
import { type ColourScale, overlayHeatmap, renderHeatmap, resizePlane } from './heatmap.ts';
import type { Image, Mask, Plane } from './image.ts';
import { drawOutline, resizeMask } from './outline.ts';
import type { PaletteName } from './palette.ts';
import { type MarkedRegion, regionMarks } from './region-marks.ts';
import { HEADER_HEIGHT, type HeaderContent, headerElements } from './result-header.ts';
import { drawSvg, shortenMiddle, textElement } from './text.ts';

/** Everything that one result picture shows. */
export interface ResultPictureInput extends HeaderContent {
  readonly image: Image;
  /** Anomaly map of the whole picture, at any size. */
  readonly map: Plane;
  readonly scale: ColourScale;
  readonly palette?: PaletteName;
  /** The labelled defect, where there is one. */
  readonly mask?: Mask;
  /** Marked in the overlay. */
  readonly regions?: readonly MarkedRegion[];
  /** Below the panels; nothing is there when there are none. */
  readonly cards?: readonly EvidenceCard[];
}

interface Panel {
  readonly title: string;
  readonly image: Image;
  /** Left edge in pixels. */
  readonly x: number;
}

/** Longer side of a panel in pixels, at most and at least; smaller pictures are enlarged to be seen at all. */
const LARGEST_PANEL = 512;
const SMALLEST_PANEL = 320;

/** Geometry in pixels. */
const MARGIN = 20;
const PANEL_TOP = HEADER_HEIGHT + 38;
const NARROWEST_COLUMN = 250;
const LOWEST_ROW = 120;
const NARROWEST_CANVAS = 960;

/** Labelled defects are outlined in a blue that no heatmap colour above the threshold comes near. */
const LABEL_BLUE = [86, 200, 255] as const;

/**
 * A PNG that explains one inspection: verdict, score and sentence above the photograph, the heatmap with its colour
 * bar, the overlay with its regions and, with a mask, the labelled defect; below, each region beside the normal place
 * that is nearest to it.
 *
 * @throws InspectError `invalid_argument` for a colour scale out of order.
 */
export async function renderResultPicture(input: ResultPictureInput): Promise<Uint8Array> {
  const panels = await makePanels(input);
  const last = panels.at(-1)!;
  const width = Math.max(NARROWEST_CANVAS, last.x + columnWidth(last.image) + MARGIN);
  const rowHeight = Math.max(LOWEST_ROW, last.image.height);
  const cards = input.cards ?? [];
  const cardsTop = PANEL_TOP + rowHeight + MARGIN;
  const cardsWidth = width - 2 * MARGIN;
  const height = cardsTop + (cards.length > 0 ? cardsHeight(cardsWidth) : 0);
  const canvas = whiteCanvas(width, height);
  for (const { image, x } of panels) paste(image, x, PANEL_TOP, canvas);
  const [, heatmap, overlay] = panels as [Panel, Panel, Panel];
  const bar = { x: heatmap.x + heatmap.image.width + 10, top: PANEL_TOP, height: rowHeight };
  const elements = [
    headerElements(input, width),
    ...panels.map(frame),
    drawColourBar(input.scale, input.palette ?? 'even', bar, canvas),
    marks(input, overlay),
    await drawCards(cards, { x: MARGIN, top: cardsTop, width: cardsWidth }, canvas),
  ];
  await drawSvg(elements.join(''), canvas);
  return encodePng(canvas);
}

function marks({ image, regions = [] }: ResultPictureInput, overlay: Panel): string {
  const { width, height } = overlay.image;
  return regionMarks(regions, { x: overlay.x, y: PANEL_TOP, width, height }, width / image.width);
}

async function makePanels({ image, map, scale, mask, palette }: ResultPictureInput): Promise<Panel[]> {
  const { width, height } = panelSize(image);
  const photo = await resizeImage(image, width, height);
  const step = columnWidth(photo) + MARGIN;
  const heatmap = renderHeatmap(resizePlane(map, width, height), scale, palette);
  const overlay = overlayHeatmap(photo, map, scale, palette);
  const panels = [
    { title: 'Photograph', image: photo, x: MARGIN },
    {
      title: map.data.some(Number.isNaN) ? 'Heatmap (grey: not inspected)' : 'Anomaly heatmap',
      image: heatmap,
      x: MARGIN + step,
    },
    { title: 'Overlay: above threshold', image: overlay, x: MARGIN + step * 2 + BAR_ROOM },
  ];
  if (mask)
    panels.push({ title: 'Labelled defect', image: outlined(photo, mask), x: MARGIN + step * 3 + BAR_ROOM });
  return panels;
}

function panelSize({ width, height }: Image): { width: number; height: number } {
  const longer = Math.max(width, height);
  const shown = Math.min(LARGEST_PANEL, Math.max(SMALLEST_PANEL, longer));
  const side = (length: number) => Math.max(1, Math.round((length * shown) / longer));
  return { width: side(width), height: side(height) };
}

function columnWidth(image: Image): number {
  return Math.max(NARROWEST_COLUMN, image.width);
}

function outlined(photo: Image, mask: Mask): Image {
  const out = { ...photo, data: new Uint8Array(photo.data) };
  drawOutline(resizeMask(mask, photo.width, photo.height), out, LABEL_BLUE);
  return out;
}

/** A panel's title and a thin frame, without which a photograph on a white ground has no edge. */
function frame({ title, image, x }: Panel): string {
  const style = { sizePx: 14, bold: true };
  const edge = `x="${x - 0.5}" y="${PANEL_TOP - 0.5}" width="${image.width + 1}" height="${image.height + 1}"`;
  const text = textElement(shortenMiddle(title, columnWidth(image), style), x, PANEL_TOP - 12, style);
  return `<rect ${edge} fill="none" stroke="#b8bec8"/>${text}`;
}
