import { paste } from './canvas.ts';
import { resizeImage } from './codec.ts';
import type { Image } from './image.ts';
import { shortenMiddle, textElement, wrapText } from './text.ts';

/** A place of the inspected picture beside the place of a good picture that is nearest to it. */
export interface EvidenceCard {
  readonly title: string;
  /** Numbers beside the title. */
  readonly facts: string;
  /** The surroundings of the place, a square. */
  readonly part: Image;
  /** The surroundings of the nearest normal place, at the same scale; null where the picture was not kept. */
  readonly normal: Image | null;
  /** What is compared, in the middle of both: its width and height as shares of theirs. */
  readonly mark: { readonly width: number; readonly height: number };
  readonly distance: number;
  /** What the user calls the good picture. */
  readonly normalName: string;
}

/** Where cards stand, in pixels. */
export interface CardsPlace {
  readonly x: number;
  readonly top: number;
  readonly width: number;
}

/** Cards that stand side by side. */
export const MOST_CARDS = 3;

const GAP = 24;
const BETWEEN = 8;
const LARGEST_CROP = 240;
/** Said once, where there is room beside the cards. */
const NOTE =
  'Each place that stands out, beside the place of all good pictures that is nearest to it. The frames mark what was compared.';
const NARROWEST_NOTE = 180;
/** Room above the crops for title and labels, and below them for the caption. */
const ABOVE = 44;
const BELOW = 44;
const LABEL = { sizePx: 12, fill: '#4a5260' } as const;

/** Height in pixels of a row of cards. */
export function cardsHeight(width: number): number {
  return ABOVE + cropSide(width) + BELOW;
}

/**
 * Pastes the crops of up to `MOST_CARDS` cards into `out`.
 *
 * @returns titles, frames, marks and captions as SVG elements
 */
export async function drawCards(
  cards: readonly EvidenceCard[],
  { x, top, width }: CardsPlace,
  out: Image,
): Promise<string> {
  const side = cropSide(width);
  const drawn = cards.slice(0, MOST_CARDS).map(async (card, index) => {
    const left = x + index * cardStep(side);
    const right = left + side + BETWEEN;
    paste(await resizeImage(card.part, side, side), left, top + ABOVE, out);
    if (card.normal) paste(await resizeImage(card.normal, side, side), right, top + ABOVE, out);
    return [
      words(card, left, top, side),
      square(card, left, top + ABOVE, side),
      card.normal ? square(card, right, top + ABOVE, side) : notKept(right, top + ABOVE, side),
    ].join('');
  });
  const free = x + drawn.length * cardStep(side);
  return [...(await Promise.all(drawn)), note(free, top + ABOVE + 12, x + width - free)].join('');
}

function cardStep(side: number): number {
  return 2 * side + BETWEEN + GAP;
}

function note(x: number, y: number, width: number): string {
  if (width < NARROWEST_NOTE) return '';
  return wrapText(NOTE, Math.min(width, 300), 6, LABEL)
    .map((line, row) => textElement(line, x, y + row * 18, LABEL))
    .join('');
}

function cropSide(width: number): number {
  return Math.min(LARGEST_CROP, Math.floor(((width + GAP) / MOST_CARDS - GAP - BETWEEN) / 2));
}

function words(card: EvidenceCard, left: number, top: number, side: number): string {
  const width = 2 * side + BETWEEN;
  const title = { sizePx: 14, bold: true };
  const distance = `distance ${card.distance.toPrecision(3)}`;
  const facts = shortenMiddle(card.facts, width - 90, LABEL);
  const captionY = top + ABOVE + side + 16;
  return [
    textElement(card.title, left, top + 14, title),
    textElement(facts, left + width, top + 14, { ...LABEL, anchor: 'end' }),
    textElement('this', left, top + ABOVE - 7, LABEL),
    textElement('closest normal', left + side + BETWEEN, top + ABOVE - 7, LABEL),
    textElement(distance, left, captionY, LABEL),
    textElement(shortenMiddle(card.normalName, side, LABEL), left + side + BETWEEN, captionY, LABEL),
  ].join('');
}

/** A frame around a crop and one around what is compared, seen on bright and on dark ground. */
function square({ mark }: EvidenceCard, x: number, y: number, side: number): string {
  const [width, height] = [mark.width * side, mark.height * side];
  const place = `x="${x + (side - width) / 2}" y="${y + (side - height) / 2}" width="${width}" height="${height}"`;
  return [
    outline(x, y, side),
    `<rect ${place} fill="none" stroke="#101010" stroke-width="3" stroke-opacity="0.7"/>`,
    `<rect ${place} fill="none" stroke="#fff" stroke-width="1.2"/>`,
  ].join('');
}

function notKept(x: number, y: number, side: number): string {
  const style = { ...LABEL, anchor: 'middle' } as const;
  const middle = x + side / 2;
  return [
    outline(x, y, side),
    textElement('the picture is not', middle, y + side / 2 - 4, style),
    textElement('kept in the model', middle, y + side / 2 + 12, style),
  ].join('');
}

function outline(x: number, y: number, side: number): string {
  return `<rect x="${x - 0.5}" y="${y - 0.5}" width="${side + 1}" height="${side + 1}" fill="none" stroke="#b8bec8"/>`;
}
