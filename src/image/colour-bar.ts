import { paste } from './canvas.ts';
import { type ColourScale, REVIEW_POSITION } from './heatmap.ts';
import type { Image } from './image.ts';
import { PALETTE_SIZE, type PaletteName, paletteTable } from './palette.ts';
import { formatValues } from './result-header.ts';
import { textElement } from './text.ts';

/** Width in pixels of the bar with its labels. */
export const BAR_ROOM = 96;

/** Where a colour bar stands, in pixels. */
export interface BarPlace {
  readonly x: number;
  readonly top: number;
  readonly height: number;
}

const BAR_WIDTH = 14;
const SMALL = { sizePx: 11, fill: '#4a5260' } as const;

/**
 * Paints the palette into `out`, highest value at the top.
 *
 * @returns the marks across it where the review level and the pixel threshold sit, with their numbers, as SVG elements
 */
export function drawColourBar(
  scale: ColourScale,
  palette: PaletteName,
  { x, top, height }: BarPlace,
  out: Image,
): string {
  paste(bar(height, palette), x, top, out);
  const { low, review, threshold, high } = scale;
  const textX = x + BAR_WIDTH + 8;
  const at = (position: number) => top + height * (1 - position);
  const [highText, thresholdText] = formatValues(high, threshold);
  const decimals = thresholdText.split('.')[1]?.length ?? 0;
  const middle = at(0.5);
  const parts = [
    textElement(highText, textX, top + 10, SMALL),
    mark(x, middle),
    textElement(thresholdText, textX, middle - 8, { sizePx: 13, bold: true }),
    textElement('pixel', textX, middle - 34, SMALL),
    textElement('threshold', textX, middle - 22, SMALL),
    textElement(low.toFixed(decimals), textX, top + height, SMALL),
  ];
  if (review !== undefined) {
    const level = at(REVIEW_POSITION);
    parts.push(
      mark(x, level),
      textElement(review.toFixed(decimals), textX, level + 12, { sizePx: 13, bold: true }),
      textElement('review level', textX, level + 25, SMALL),
    );
  }
  return parts.join('');
}

function mark(x: number, y: number): string {
  const line = `<path d="M${x - 3} ${y} h${BAR_WIDTH + 6}" stroke=`;
  return `${line}"#fff" stroke-width="4"/>${line}"#000" stroke-width="2"/>`;
}

/** The palette from its last colour at the top to its first at the bottom. */
function bar(height: number, palette: PaletteName): Image {
  const table = paletteTable(palette);
  const data = new Uint8Array(BAR_WIDTH * height * 3);
  for (let y = 0; y < height; y++) {
    const entry = Math.round((1 - y / (height - 1)) * (PALETTE_SIZE - 1)) * 3;
    for (let x = 0; x < BAR_WIDTH; x++) data.set(table.subarray(entry, entry + 3), (y * BAR_WIDTH + x) * 3);
  }
  return { width: BAR_WIDTH, height, data };
}
