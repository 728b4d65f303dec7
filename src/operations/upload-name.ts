import { InspectError } from '../errors.ts';
import { isImageName } from '../image/codec.ts';

const MOST_FOLDERS = 4;
const LONGEST_PART_BYTES = 120;

/**
 * The name of an uploaded file, relative and with forward slashes, when it can be trusted as a path below a new folder;
 * null for what is left out: hidden files, and what is no picture by its ending.
 *
 * @param what the archive or form that the name stands in, for messages
 * @throws InspectError `data_invalid` for a name that leads elsewhere, is nested too deep, too long or not plain text.
 */
export function uploadName(name: string, what: string): string | null {
  const shown = JSON.stringify(name.slice(0, 80));
  const refuse = (why: string) =>
    new InspectError(
      'data_invalid',
      `${what} holds a file named ${shown}, ${why}. Nothing of it was taken; expected names such as "001.png" or "train/good/001.png".`,
    );
  if (/[\p{Cc}\p{Cf}\p{Surrogate}]/u.test(name)) throw refuse('which has control characters in it');
  if (name.includes('\\')) throw refuse('which has a backslash in it');
  if (name.startsWith('/') || /^[A-Za-z]:/.test(name)) throw refuse('which is an absolute path');
  const parts = name.split('/');
  if (parts.some(part => part === '..')) throw refuse('which leads out of its folder');
  if (parts.some(part => part === '' || part === '.' || /[ .]$/.test(part) || /[:*?"<>|]/.test(part)))
    throw refuse('which is no plain path');
  if (parts.some(part => part.startsWith('.') || part === '__MACOSX')) return null;
  if (parts.length > MOST_FOLDERS + 1) throw refuse(`which lies more than ${MOST_FOLDERS} folders deep`);
  if (parts.some(part => Buffer.byteLength(part) > LONGEST_PART_BYTES))
    throw refuse(`which has a part of more than ${LONGEST_PART_BYTES} bytes`);
  return isImageName(name) ? name : null;
}
