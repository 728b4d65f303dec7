import { expect, test } from 'vitest';
import { formatValues, headerElements } from './result-header.ts';

const content = {
  category: 'bottle',
  name: 'broken_large/000.png',
  verdict: 'FAIL',
  score: 3.714,
  threshold: 1.9,
  sentence: 'One region differs from the good parts.',
} as const;

test('the header says what was inspected, the verdict, why, the score and the threshold', () => {
  const svg = headerElements(content, 1200);
  for (const text of ['FAIL', 'bottle · broken_large/000.png', content.sentence, '>3.71<', '>1.90<']) {
    expect(svg).toContain(text);
  }
});

test('the review threshold stands below the threshold where there is one', () => {
  expect(headerElements({ ...content, reviewThreshold: 1.5 }, 1200)).toContain('review above 1.50');
  expect(headerElements(content, 1200)).not.toContain('review above');
});

test('every verdict has words, a colour and a shape of its own', () => {
  const svgs = (['PASS', 'REVIEW', 'FAIL'] as const).map(verdict =>
    headerElements({ ...content, verdict }, 1200),
  );
  expect(svgs.map(svg => /unlike the|like the|a person must/.exec(svg)?.[0])).toEqual([
    'like the',
    'a person must',
    'unlike the',
  ]);
  const shapes = svgs.map(svg => /<g fill="(#\w+)">(.+?)<\/g>/.exec(svg)!);
  expect(new Set(shapes.map(([, colour]) => colour)).size).toBe(3);
  expect(new Set(shapes.map(([, , shape]) => shape)).size).toBe(3);
});

test('names cannot add elements of their own', () => {
  expect(headerElements({ ...content, name: '<image href="x"/>' }, 1200)).not.toContain('<image');
});

test('values show three digits, and more where they would look equal', () => {
  expect(formatValues(3.714, 1.9)).toEqual(['3.71', '1.90']);
  expect(formatValues(0.0412, 0.0398)).toEqual(['0.0412', '0.0398']);
  expect(formatValues(12345.6, 987.25)).toEqual(['12346', '987']);
  expect(formatValues(1.9004, 1.9)).toEqual(['1.9004', '1.9000']);
  expect(formatValues(2, 2)).toEqual(['2.00', '2.00']);
  expect(formatValues(0, 0)).toEqual(['0.00', '0.00']);
});
