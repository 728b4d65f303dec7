import { ApiProblem } from '../../api/client.ts';
import type { RegressionFound } from './model-types.ts';

/** What the regression check found, where it is why the server refused; else null. */
export function refusalOf(error: Error | null): RegressionFound | null {
  if (!(error instanceof ApiProblem) || error.code !== 'activation_refused') return null;
  return (error.more.regression ?? null) as RegressionFound | null;
}

/** The pictures of a check, those that speak against the version first. */
export function worstFirst(found: RegressionFound): RegressionFound['pictures'] {
  const order = ['worse', 'still_wrong', 'better', 'right'];
  return found.pictures.toSorted((a, b) => order.indexOf(a.outcome) - order.indexOf(b.outcome));
}
