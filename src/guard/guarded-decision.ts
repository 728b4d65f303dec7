import type { Decision } from '../patchcore/decision.ts';
import { READING_RULES } from './readings.ts';
import type { InputFinding } from './unusual.ts';

/**
 * So far beyond its limit a reading must be to overrule a FAIL: a large defect moves the readings a little, too, and
 * must not become a question.
 */
const CLEARLY = 2;

/**
 * The verdict about a picture that may not be one that the model can judge: REVIEW, except that a FAIL stays unless the
 * picture is clearly unlike the training pictures.
 */
export function guardedDecision(decision: Decision, findings: readonly InputFinding[]): Decision {
  const [first] = findings;
  if (!first) return decision;
  const clear = isClear(findings);
  if (decision.decision === 'FAIL' && !clear) {
    // Many unusual patches are what a large defect has; only what is wrong with the photograph is worth saying.
    const photographic = findings.find(({ reason }) => reason !== 'wrong_product');
    if (!photographic) return decision;
    return {
      ...decision,
      reason: `${decision.reason} The picture is unusual, too: ${findingSentence(photographic)}.`,
    };
  }
  return {
    ...decision,
    decision: 'REVIEW',
    reason: `REVIEW: ${findingSentence(first)}, so the score means little. By its score alone: ${decision.reason}`,
  };
}

/** A score at the wrong place means nothing. Patches alone do not tell a large defect from another product; something else must be unusual, too. */
function isClear(findings: readonly InputFinding[]): boolean {
  return findings.some(
    ({ reason, reading, excess }) =>
      reason === 'wrong_resolution' ||
      reason === 'alignment_failed' ||
      (excess >= CLEARLY && (reading !== 'distance' || findings.length > 1)),
  );
}

/** What is the matter with a picture, for people: `the picture is blurred (sharpness 0.027, usual from 0.050)`. */
export function findingSentence({ reason, reading, value, low, high, details }: InputFinding): string {
  if (details !== undefined) return `${WORDS[reason]} (${details})`;
  const rule = READING_RULES.find(({ name }) => name === reading);
  const label = rule?.label ?? 'extents in pixels or proportion';
  const inWords = (logged: number) => (rule?.isLog ? Math.exp(logged) : logged);
  const size = Math.abs(inWords(value));
  const digits = size >= 20 ? 0 : size < 1 ? 3 : 2;
  const shown = (number: number) => inWords(number).toFixed(digits);
  const usual = [
    low === null ? [] : `from ${shown(low)}`,
    high === null ? [] : `up to ${shown(high)}`,
  ].flat();
  return `${WORDS[reason]} (${label} ${shown(value)}, usual ${usual.join(' ')})`;
}

const WORDS: Readonly<Record<InputFinding['reason'], string>> = {
  alignment_failed: 'the part cannot be aligned',
  wrong_resolution: 'the picture has another size or shape than the training pictures',
  part_missing: 'the part seems to be missing',
  over_exposed: 'the picture is too bright',
  under_exposed: 'the picture is too dark',
  blurred: 'the picture is blurred',
  shifted: 'the part is not in its place',
  off_colour: 'the colours are unusual, as under another light',
  wrong_product: 'this looks like another product',
};
