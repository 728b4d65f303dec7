import type { paths } from '../../api/schema.gen.ts';

export type StudyRequest = paths['/api/v1/studies']['post']['requestBody']['content']['application/json'];

/** What the form of a study holds, as typed. */
export interface StudyFields {
  readonly category: string;
  readonly machines: string;
  readonly reviewAs: 'PASS' | 'FAIL';
  readonly tolerance: string;
}

/** The request that a form makes; null when the tolerance is no number above 0. */
export function studyRequest(
  { category, machines, reviewAs, tolerance }: StudyFields,
  file: { readonly name: string; readonly text: string },
): StudyRequest | null {
  const names = machines
    .split(',')
    .map(name => name.trim())
    .filter(name => name !== '');
  const width = tolerance.trim() === '' ? undefined : Number(tolerance.replace(',', '.'));
  if (width !== undefined && !(Number.isFinite(width) && width > 0)) return null;
  return {
    category: category.trim(),
    name: file.name.slice(0, 200),
    csv: file.text,
    review_as: reviewAs,
    ...(names.length > 0 && { machines: names }),
    ...(width !== undefined && { tolerance: width }),
  };
}
