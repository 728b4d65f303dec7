import type { ReviewAction, Verdict } from '../../api/types.ts';

/** What can be said about a verdict. */
export function actionsOf(verdict: Verdict): readonly ReviewAction[] {
  return verdict === 'PASS' ? ['escape'] : ['confirm', 'overrule'];
}
