import { encodePng, resizeImage } from './codec.ts';
import { type ColourScale, overlayHeatmap, renderHeatmap, resizePlane } from './heatmap.ts';
import type { Image, Mask, Plane } from './image.ts';
import { drawOutline, resizeMask } from './outline.ts';
import { PALETTE_SIZE, type PaletteName, paletteTable } from './palette.ts';
import { formatValues, HEADER_HEIGHT, type HeaderContent, headerElements } from './result-header.ts';
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
const BAR_WIDTH = 14;
const BAR_ROOM = 96; // the bar, its labels and the gaps around them
const NARROWEST_COLUMN = 250;
const LOWEST_ROW = 120;
const NARROWEST_CANVAS = 960;

/** Labelled defects are outlined in a blue that no heatmap colour above the threshold comes near. */
const LABEL_BLUE = [86, 200, 255] as const;

/**
 * A PNG that explains one inspection: verdict, score and sentence above the photograph, the heatmap with its colour
 * bar, the overlay and, with a mask, the labelled defect.
 *
 * @throws InspectError `invalid_argument` for a colour scale out of order.
 */
export async function renderResultPicture(input: ResultPictureInput): Promise<Uint8Array> {
  const panels = await makePanels(input);
  const last = panels.at(-1)!;
  const width = Math.max(NARROWEST_CANVAS, last.x + columnWidth(last.image) + MARGIN);
  const rowHeight = Math.max(LOWEST_ROW, last.image.height);
  const canvas = whiteCanvas(width, PANEL_TOP + rowHeight + MARGIN);
  for (const { image, x } of panels) paste(image, x, PANEL_TOP, canvas);

  const heatmap = panels[1]!;
  const barX = heatmap.x + heatmap.image.width + 10;
  paste(colourBar(rowHeight, input.palette ?? 'even'), barX, PANEL_TOP, canvas);
  drawSvg(
    [headerElements(input, width), ...panels.map(frame), barElements(input.scale, barX, rowHeight)].join(''),
    canvas,
  );
  return encodePng(canvas);
}

async function makePanels({ image, map, scale, mask, palette }: ResultPictureInput): Promise<Panel[]> {
  const { width, height } = panelSize(image);
  const photo = await resizeImage(image, width, height);
  const step = columnWidth(photo) + MARGIN;
  const heatmap = renderHeatmap(resizePlane(map, width, height), scale, palette);
  const overlay = overlayHeatmap(photo, map, scale, palette);
  const panels = [
    { title: 'Photograph', image: photo, x: MARGIN },
    { title: 'Anomaly heatmap', image: heatmap, x: MARGIN + step },
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

function whiteCanvas(width: number, height: number): Image {
  return { width, height, data: new Uint8Array(width * height * 3).fill(255) };
}

function paste(image: Image, x: number, y: number, out: Image): void {
  for (let row = 0; row < image.height; row++) {
    const line = image.data.subarray(row * image.width * 3, (row + 1) * image.width * 3);
    out.data.set(line, ((y + row) * out.width + x) * 3);
  }
}

/** The palette from its last colour at the top to its first at the bottom. */
function colourBar(height: number, palette: PaletteName): Image {
  const table = paletteTable(palette);
  const data = new Uint8Array(BAR_WIDTH * height * 3);
  for (let y = 0; y < height; y++) {
    const entry = Math.round((1 - y / (height - 1)) * (PALETTE_SIZE - 1)) * 3;
    for (let x = 0; x < BAR_WIDTH; x++) data.set(table.subarray(entry, entry + 3), (y * BAR_WIDTH + x) * 3);
  }
  return { width: BAR_WIDTH, height, data };
}

/** A panel's title and a thin frame, without which a photograph on a white ground has no edge. */
function frame({ title, image, x }: Panel): string {
  const style = { sizePx: 14, bold: true };
  const edge = `x="${x - 0.5}" y="${PANEL_TOP - 0.5}" width="${image.width + 1}" height="${image.height + 1}"`;
  const text = textElement(shortenMiddle(title, columnWidth(image), style), x, PANEL_TOP - 12, style);
  return `<rect ${edge} fill="none" stroke="#b8bec8"/>${text}`;
}

/** The numbers beside the colour bar and the mark across it where the threshold sits, in the middle. */
function barElements({ low, threshold, high }: ColourScale, barX: number, height: number): string {
  const x = barX + BAR_WIDTH + 8;
  const middle = PANEL_TOP + height / 2;
  const small = { sizePx: 11, fill: '#4a5260' };
  const [highText, thresholdText] = formatValues(high, threshold);
  const lowText = low.toFixed(thresholdText.split('.')[1]?.length ?? 0);
  return [
    `<path d="M${barX - 3} ${middle} h${BAR_WIDTH + 6}" stroke="#fff" stroke-width="4"/>`,
    `<path d="M${barX - 3} ${middle} h${BAR_WIDTH + 6}" stroke="#000" stroke-width="2"/>`,
    textElement(highText, x, PANEL_TOP + 10, small),
    textElement(thresholdText, x, middle + 4, { sizePx: 13, bold: true }),
    textElement('pixel', x, middle + 18, small),
    textElement('threshold', x, middle + 31, small),
    textElement(lowText, x, PANEL_TOP + height, small),
  ].join('');
}
