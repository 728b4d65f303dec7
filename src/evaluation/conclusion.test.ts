import { expect, test } from 'vitest';
import { evaluatedPicture, evaluationInput } from '../../test/fixtures/evaluation.ts';
import { cautions, headline } from './conclusion.ts';
import type { EvaluatedPicture } from './evaluation-input.ts';
import { buildReport } from './report.ts';

/** So many good parts that pass, good parts that are rejected, defects that are caught and that escape. */
function report(
  passed: number,
  rejected: number,
  caught: number,
  escaped = 0,
  maxFalseRejectRate: number | null = 0.02,
) {
  const some = (count: number, type: string | null, score: number): EvaluatedPicture[] =>
    Array.from({ length: count }, (_, i) => evaluatedPicture(`${type}/${i}.png`, type, score));
  const input = evaluationInput([
    ...some(passed, null, 1),
    ...some(rejected, null, 3),
    ...some(caught, 'crack', 4),
    ...some(escaped, 'crack', 1.5),
  ]);
  return buildReport({ ...input, model: { ...input.model, maxFalseRejectRate } });
}

test('the headline is a sentence that a manager understands', () => {
  expect(headline(report(20, 0, 63))).toBe(
    'Of 63 defective parts 63 were caught; of 20 good parts 0 were rejected (95 % interval 0–16.8 %).',
  );
  expect(headline(report(19, 1, 0, 1))).toBe(
    'Of 1 defective part 0 were caught; of 20 good parts 1 was rejected (95 % interval 0.1–24.9 %).',
  );
});

test('the headline counts what was sent to REVIEW', () => {
  const pictures = [
    ...[1, 1.8].map(score => evaluatedPicture(`good/${score}.png`, null, score)),
    ...[1.8, 1.9, 4].map(score => evaluatedPicture(`crack/${score}.png`, 'crack', score)),
  ];
  expect(headline(buildReport(evaluationInput(pictures)))).toBe(
    'Of 3 defective parts 1 was caught and 2 sent to REVIEW; of 2 good parts 0 were rejected (95 % interval 0–84.2 %) and 1 sent to REVIEW.',
  );
});

test('the headline says what was not tested', () => {
  expect(headline(report(20, 0, 0))).toMatch(/^No defective parts were tested; of 20 good/);
  expect(headline(report(0, 0, 3))).toBe('Of 3 defective parts 3 were caught; no good parts were tested.');
  expect(headline(report(0, 0, 0))).toBe('No pictures were evaluated.');
});

test('too few good parts for the calibrated rate are reported with the number that is needed', () => {
  expect(cautions(report(20, 0, 40))).toEqual([
    'With 20 good parts the true false-reject rate could still be as high as 16.8 %. To show that it is below the 2 % it was calibrated for, at least 183 good parts are needed.',
  ]);
  expect(cautions(report(182, 0, 40))).toHaveLength(1);
  expect(cautions(report(183, 0, 40))).toEqual([]);
});

test('a false-reject rate clearly above the calibrated one is reported as such', () => {
  expect(cautions(report(10, 10, 40))).toEqual([
    expect.stringMatching(/More good parts are rejected than the 2 %/),
  ]);
});

test('without a calibrated rate an interval beyond 5 % is worth a caution', () => {
  expect(cautions(report(20, 0, 40, 0, null))).toEqual([expect.stringMatching(/as high as 16.8 %\.$/)]);
  expect(cautions(report(80, 0, 40, 0, null))).toEqual([]);
});

test('few defects, rare types and missing kinds of parts are reported', () => {
  const few = cautions(report(183, 0, 5));
  expect(few[0]).toMatch(/only 5 defective parts: .* as low as 47.8 %/);
  expect(few[1]).toMatch(/fewer than 10 pictures of crack \(5\)/);
  expect(cautions(report(0, 0, 40))).toEqual([expect.stringMatching(/no good parts in the test set/)]);
  expect(cautions(report(183, 0, 0))).toEqual([expect.stringMatching(/no defective parts in the test set/)]);
});

test('missing masks are reported', () => {
  const bare = { ...evaluatedPicture('crack/x.png', 'crack', 4), mask: null };
  const good = evaluatedPicture('good/0.png', null, 1);
  const masked = evaluatedPicture('crack/y.png', 'crack', 4);
  const last = (pictures: EvaluatedPicture[]) => cautions(buildReport(evaluationInput(pictures))).at(-1);
  expect(last([good, bare])).toMatch(/No defective picture has a mask/);
  expect(last([good, bare, masked])).toMatch(/1 of 2 defective pictures have no mask/);
});
