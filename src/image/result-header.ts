import { shortenMiddle, textElement, textWidth, wrapText } from './text.ts';

/** What the header says. */
export interface HeaderContent {
  readonly category: string;
  /** What the user calls the picture. */
  readonly name: string;
  readonly verdict: 'PASS' | 'REVIEW' | 'FAIL';
  readonly score: number;
  /** The score above which a picture fails. */
  readonly threshold: number;
  /** The score above which a person decides, where it is below the threshold. */
  readonly reviewThreshold?: number | undefined;
  /** One sentence that says in words why the verdict is what it is. */
  readonly sentence: string;
}

/** Height of the header in pixels. */
export const HEADER_HEIGHT = 104;

/** Colour, tint, words and white sign of a verdict; shape and words carry it for those who do not see the colour. */
const SIGNS = {
  PASS: {
    colour: '#00785a',
    tint: '#e3f4ee',
    words: 'like the good parts',
    outline: '<circle r="34"/>',
    sign: '<path d="M-16 1 L-5 13 L17 -12"/>',
  },
  REVIEW: {
    colour: '#a86a00',
    tint: '#fcf1d9',
    words: 'a person must decide',
    outline: '<path d="M0 -37 L37 0 L0 37 L-37 0 Z"/>',
    sign: '<path d="M-8 -9 C-8 -20 9 -20 9 -9 C9 -2 0 -3 0 6"/><path d="M0 16 L0 16.1"/>',
  },
  FAIL: {
    colour: '#c8460a',
    tint: '#fde9df',
    words: 'unlike the good parts',
    outline: '<path d="M-14 -34 H14 L34 -14 V14 L14 34 H-14 L-34 14 V-14 Z"/>',
    sign: '<path d="M-14 -14 L14 14 M14 -14 L-14 14"/>',
  },
} as const;

/** The header of a result picture as SVG elements: verdict, what was inspected, why, score and threshold. */
export function headerElements(content: HeaderContent, width: number): string {
  const { colour, tint, words, outline, sign } = SIGNS[content.verdict];
  const left = 290;
  const right = width - 20;
  const [score, threshold] = formatValues(content.score, content.threshold);
  const numbers = { sizePx: 26, bold: true, anchor: 'end' } as const;
  const label = { sizePx: 12, fill: '#4a5260', anchor: 'end' } as const;
  const numbersWidth = Math.max(120, textWidth(threshold, numbers) + 24);
  const room = right - numbersWidth - Math.max(110, textWidth(score, numbers)) - 24 - left;
  const title = { sizePx: 17, bold: true };
  const body = { sizePx: 14, fill: '#2b323c' };
  return [
    `<rect width="${width}" height="${HEADER_HEIGHT}" fill="${tint}"/>`,
    `<rect y="${HEADER_HEIGHT - 4}" width="${width}" height="4" fill="${colour}"/>`,
    `<g transform="translate(56 50)"><g fill="${colour}">${outline}</g>`,
    `<g fill="none" stroke="#fff" stroke-width="7" stroke-linecap="round" stroke-linejoin="round">${sign}</g></g>`,
    textElement(content.verdict, 108, 54, { sizePx: 36, bold: true, fill: colour }),
    textElement(words, 109, 78, { sizePx: 13, fill: colour }),
    textElement(shortenMiddle(`${content.category} · ${content.name}`, room, title), left, 36, title),
    ...wrapText(content.sentence, room, 2, body).map((line, row) =>
      textElement(line, left, 60 + row * 20, body),
    ),
    textElement('Anomaly score', right - numbersWidth, 34, label),
    textElement(score, right - numbersWidth, 66, { ...numbers, fill: colour }),
    textElement('Threshold', right, 34, label),
    textElement(threshold, right, 66, numbers),
    reviewElement(content, threshold, right),
  ].join('');
}

/** The review threshold below the threshold, with as many decimals. */
function reviewElement({ reviewThreshold }: HeaderContent, threshold: string, right: number): string {
  if (reviewThreshold === undefined) return '';
  const text = `review above ${reviewThreshold.toFixed(threshold.split('.')[1]?.length ?? 0)}`;
  return textElement(text, right, 88, { sizePx: 12, fill: '#4a5260', anchor: 'end' });
}

/** Two values with as many decimals as it takes to see three digits, and more where they would look equal. */
export function formatValues(first: number, second: number): [string, string] {
  const larger = Math.max(Math.abs(first), Math.abs(second));
  let decimals = Math.min(6, Math.max(0, 2 - Math.floor(Math.log10(larger || 1))));
  while (first !== second && decimals < 9 && first.toFixed(decimals) === second.toFixed(decimals)) decimals++;
  return [first.toFixed(decimals), second.toFixed(decimals)];
}
