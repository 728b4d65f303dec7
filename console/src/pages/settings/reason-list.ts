/** A reason that a review can name. */
export interface ReviewReason {
  readonly code: string;
  readonly label: string;
  readonly actions: readonly ReviewAction[];
}

export type ReviewAction = (typeof ACTIONS)[number];
export const ACTIONS = ['confirm', 'overrule', 'escape'] as const;

const CODE = /^[a-z][a-z0-9_]{0,49}$/;

/** What keeps a list from being saved; null when nothing does. */
export function faultOf(reasons: readonly ReviewReason[]): 'label' | 'code' | 'twice' | 'actions' | null {
  if (reasons.some(({ label }) => label.trim() === '')) return 'label';
  if (reasons.some(({ code }) => !CODE.test(code))) return 'code';
  if (new Set(reasons.map(({ code }) => code)).size < reasons.length) return 'twice';
  if (reasons.some(({ actions }) => actions.length === 0)) return 'actions';
  return null;
}

/** A code for a reason that has none yet, from its text: `Loose screw` becomes `loose_screw`. */
export function codeOf(label: string): string {
  const plain = label.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  return plain
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[\d_]+|_+$/g, '')
    .slice(0, 50);
}
