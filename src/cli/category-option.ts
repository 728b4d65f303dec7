import { InspectError } from '../errors.ts';

/** @throws InspectError `invalid_argument` when no category was named. */
export function neededCategory({ category }: { readonly category?: string }): string {
  if (category !== undefined) return category;
  throw new InspectError('invalid_argument', 'Name a category with --category NAME.');
}
