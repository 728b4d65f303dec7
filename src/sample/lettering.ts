import type { Point } from './shapes.ts';

/** Strokes on a grid 2 wide and 4 high, as pairs of digits: `0004` goes from (0, 0) to (0, 4). */
const GLYPHS: Readonly<Record<string, readonly string[]>> = {
  '0': ['0020240400', '0420'],
  '1': ['01101404', '1424'],
  '2': ['0010212204', '0424'],
  '3': ['00202404', '0222'],
  '4': ['000222', '2024'],
  '5': ['2000022223240304'],
  '6': ['2000042422', '2202'],
  '7': ['00202114'],
  '8': ['0020240400', '0222'],
  '9': ['2202002024', '2404'],
  A: ['0401102124', '0222'],
  C: ['20000424'],
  D: ['0010212314', '000414'],
  J: ['20241403'],
  L: ['000424'],
  M: ['0400122024'],
  Q: ['0020240400', '1324'],
  R: ['0400202202', '1224'],
  U: ['00042420'],
  Y: ['001220', '1214'],
};

/**
 * The strokes of a line of capitals and digits `height` units high, centred on the origin. A character without a
 * glyph leaves a gap.
 */
export function lettering(text: string, height: number): readonly (readonly Point[])[] {
  const unit = height / 4;
  const start = (-(text.length * 3 - 1) / 2) * unit;
  return [...text].flatMap((character, index) =>
    (GLYPHS[character] ?? []).map(stroke =>
      Array.from({ length: stroke.length / 2 }, (_, point) => ({
        x: start + (index * 3 + Number(stroke[point * 2])) * unit,
        y: (Number(stroke[point * 2 + 1]) - 2) * unit,
      })),
    ),
  );
}
