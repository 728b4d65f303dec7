import { basename, dirname, extname } from 'node:path';

/**
 * The names that the results of pictures are written under, in the order of the pictures: `burr/000.png` becomes
 * `burr/000`. Pictures that would share a name keep their ending (`burr/000.png`, `burr/000.jpg`); what is still the
 * same gets a number. Case does not tell names apart, as it does not on every disk.
 *
 * @param pictures `<folder>/<file>` with forward slashes
 */
export function resultNames(pictures: readonly string[]): readonly string[] {
  const stems = pictures.map(stemOf);
  const uses = countBy(stems);
  const taken = new Set<string>();
  return pictures.map((picture, index) => {
    const stem = stems[index]!;
    const name = uses.get(stem.toLowerCase()) === 1 ? stem : picture;
    const free = firstFree(name, taken);
    taken.add(free.toLowerCase());
    return free;
  });
}

function stemOf(picture: string): string {
  return `${dirname(picture)}/${basename(picture, extname(picture))}`;
}

function countBy(names: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name.toLowerCase(), (counts.get(name.toLowerCase()) ?? 0) + 1);
  return counts;
}

function firstFree(name: string, taken: ReadonlySet<string>): string {
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? name : `${name}_${number}`;
    if (!taken.has(candidate.toLowerCase())) return candidate;
  }
}
