import type { InspectionSummary } from '../../api/types.ts';

/** How many parts a station shows. */
export const SHOWN = 20;

/** The last parts, the newest first, with one more; one that is there already changes nothing. */
export function withPart<Part extends Pick<InspectionSummary, 'id' | 'created_at'>>(
  parts: readonly Part[],
  part: Part,
): readonly Part[] {
  if (parts.some(({ id }) => id === part.id)) return parts;
  const place = parts.findIndex(other => isNewer(part, other));
  return parts.toSpliced(place < 0 ? parts.length : place, 0, part).slice(0, SHOWN);
}

function isNewer(
  a: Pick<InspectionSummary, 'id' | 'created_at'>,
  b: Pick<InspectionSummary, 'id' | 'created_at'>,
): boolean {
  return a.created_at === b.created_at ? a.id > b.id : a.created_at > b.created_at;
}
