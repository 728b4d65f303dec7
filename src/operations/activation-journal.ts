import { join } from 'node:path';
import { InspectError } from '../errors.ts';
import { writeFileAtomically } from '../files.ts';
import { Activation } from '../schemas/activation.ts';
import { parseDocument, textOf } from './json-document.ts';

/** In a category's folder: every change of the version in use, one JSON document a line, oldest first. */
const JOURNAL = 'activations.jsonl';

/**
 * The journal of a category, oldest entry first; empty where nothing was recorded.
 *
 * @throws InspectError `model_damaged` naming the line that cannot be read.
 */
export async function readJournal(folder: string): Promise<readonly Activation[]> {
  const path = join(folder, JOURNAL);
  const text = (await textOf(path)) ?? '';
  return linesOf(text).map((line, index) => {
    const parsed = parseDocument(Activation, line);
    if (parsed.fault === null) return parsed.document;
    throw new InspectError(
      'model_damaged',
      `Line ${index + 1} of the journal ${path} is damaged: ${parsed.fault}. Restore the file, or move it away to begin a new one.`,
    );
  });
}

/**
 * Appends to the journal of a category: the whole file is replaced, so a loss of power leaves the old or the new one.
 * Lines that are there stay byte for byte. Needs the category's lock.
 */
export async function appendToJournal(folder: string, entry: Activation): Promise<void> {
  const path = join(folder, JOURNAL);
  const text = (await textOf(path)) ?? '';
  const lines = text === '' || text.endsWith('\n') ? text : `${text}\n`;
  await writeFileAtomically(path, `${lines}${JSON.stringify(entry)}\n`);
}

/**
 * The version that was in use before the current one, as the journal tells: a roll-back undoes one activation, and
 * another roll-back the one before it. Null when the journal does not reach so far.
 */
export function versionBefore(journal: readonly Activation[], current: string): string | null {
  const used: string[] = [];
  for (const { action, from, to } of journal) {
    if (from !== null) settle(used, from);
    if (action === 'rollback') settle(used, to);
    else if (used.at(-1) !== to) used.push(to);
  }
  settle(used, current);
  return used.at(-2) ?? null;
}

/**
 * Makes a version the last one used. An entry is written before the switch, so the last version may never have come
 * into use; and someone may have changed `current` by hand.
 */
function settle(used: string[], version: string): void {
  if (used.at(-1) === version) return;
  if (used.at(-2) === version) used.pop();
  else used.push(version);
}

function linesOf(text: string): readonly string[] {
  return text.split('\n').filter(line => line.trim() !== '');
}
