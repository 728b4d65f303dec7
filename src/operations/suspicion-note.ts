import { standings } from '../audit/suspicion.ts';
import type { Training } from '../patchcore/train.ts';
import type { Reporter } from './reporter.ts';
import type { CheckedPictures } from './training-pictures.ts';

const NAMED = 3;

/** Says in one line which training pictures stand out by their held-out scores, if any do. */
export function noteSuspicious(
  { heldOut }: { readonly heldOut: readonly Pick<Training['heldOut'][number], 'score'>[] },
  { pictures }: { readonly pictures: readonly Pick<CheckedPictures['pictures'][number], 'name'>[] },
  reporter: Pick<Reporter, 'note'>,
): void {
  const standing = standings(heldOut.map(({ score }) => score));
  const found = [...standing.keys()]
    .filter(picture => standing[picture]!.suspicious)
    .sort((a, b) => standing[b]!.deviations - standing[a]!.deviations);
  if (found.length === 0) return;
  const list = found
    .slice(0, NAMED)
    .map(
      picture =>
        `${pictures[picture]!.name} (${standing[picture]!.timesUsual.toFixed(1)} times the usual score)`,
    )
    .join(', ');
  const more = found.length > NAMED ? ` and ${found.length - NAMED} more` : '';
  reporter.note(
    `${found.length === 1 ? '1 training picture is' : `${found.length} training pictures are`} unlike the others: ${list}${more}. Look with "inspectai audit-training".`,
  );
}
