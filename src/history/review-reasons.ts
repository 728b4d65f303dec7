import Type from '#bundled/typebox';
import { InspectError } from '../errors.ts';
import { Line } from '../schemas/inspection.ts';
import { ReviewAction } from '../schemas/review.ts';
import { appendAudit } from './audit.ts';
import { checkInput } from './check-input.ts';
import { type History, inTransaction } from './database.ts';

/** Why a person says what they say, as a code for statistics and a label for people. */
export const ReviewReason = Type.Object(
  {
    code: Type.String({ pattern: '^[a-z][a-z0-9_]{0,49}$' }),
    label: Line,
    actions: Type.Array(ReviewAction, { minItems: 1, description: 'What it can be the reason for.' }),
  },
  { additionalProperties: false },
);
export type ReviewReason = Type.Static<typeof ReviewReason>;

const Reasons = Type.Array(ReviewReason, { minItems: 1, maxItems: 200 });
const SETTING = 'review_reasons';

/** The list of a plant that has not made its own. */
const DEFAULT_REASONS: readonly ReviewReason[] = [
  { code: 'scratch', label: 'Scratch', actions: ['confirm', 'escape'] },
  { code: 'dent', label: 'Dent or deformation', actions: ['confirm', 'escape'] },
  { code: 'crack', label: 'Crack or break', actions: ['confirm', 'escape'] },
  { code: 'contamination', label: 'Contamination', actions: ['confirm', 'escape'] },
  { code: 'missing_part', label: 'Something is missing', actions: ['confirm', 'escape'] },
  { code: 'wrong_part', label: 'Wrong part or wrong place', actions: ['confirm', 'escape'] },
  { code: 'other_defect', label: 'Another defect', actions: ['confirm', 'escape'] },
  { code: 'acceptable_variation', label: 'Acceptable variation', actions: ['overrule'] },
  { code: 'dirt', label: 'Dirt that can be wiped off', actions: ['overrule'] },
  { code: 'reflection', label: 'Reflection or light', actions: ['overrule'] },
  { code: 'bad_picture', label: 'Bad picture: focus, light or place', actions: ['overrule'] },
  { code: 'other', label: 'Another reason', actions: ['confirm', 'overrule', 'escape'] },
];

/** The reasons that reviews may name. */
export async function reviewReasons(db: History): Promise<readonly ReviewReason[]> {
  const row = await db.selectFrom('settings').select('value').where('name', '=', SETTING).executeTakeFirst();
  return row ? (JSON.parse(row.value) as readonly ReviewReason[]) : DEFAULT_REASONS;
}

/**
 * Replaces the list; reviews that name a reason that is gone keep it.
 *
 * @throws InspectError `invalid_argument` for a list without members or with a code twice.
 */
export async function setReviewReasons(
  db: History,
  reasons: readonly ReviewReason[],
  { actor, now = new Date() }: { readonly actor: string; readonly now?: Date },
): Promise<void> {
  checkInput(Reasons, [...reasons], 'The list of reasons');
  const twice = reasons.find(({ code }, index) => reasons.findIndex(other => other.code === code) < index);
  if (twice)
    throw new InspectError(
      'invalid_argument',
      `The list of reasons has the code "${twice.code}" twice; every code may be there once.`,
    );
  const setting = { value: JSON.stringify(reasons), changed_at: now.toISOString() };
  await inTransaction(db, async transaction => {
    const before = await reviewReasons(transaction);
    await transaction
      .insertInto('settings')
      .values({ name: SETTING, ...setting })
      .onConflict(conflict => conflict.column('name').doUpdateSet(setting))
      .execute();
    const done = { actor, action: 'review_reasons.change', subject: 'settings/review_reasons' };
    await appendAudit(transaction, { ...done, before, after: reasons }, now);
  });
}

/**
 * Makes sure that a reason is on the list and fits the action.
 *
 * @throws InspectError `invalid_argument` naming the codes that fit.
 */
export function checkReason(
  reasons: readonly ReviewReason[],
  action: ReviewReason['actions'][number],
  code: string,
): void {
  const fitting = reasons.filter(({ actions }) => actions.includes(action)).map(reason => reason.code);
  if (fitting.includes(code)) return;
  throw new InspectError(
    'invalid_argument',
    `"${code.slice(0, 50)}" is no reason to ${action}; expected one of ${fitting.join(', ')}.`,
  );
}
