import { InspectError } from '../errors.ts';
import type { Inspection } from '../schemas/inspection.ts';
import { RequestError } from './problems.ts';

/** What an inspection has kept never changes. */
export const UNCHANGING = 'private, max-age=31536000, immutable';

/**
 * Reads what is kept of an inspection; that a file is damaged is no fault of the request.
 *
 * @throws what `read` throws; RequestError `storage_damaged` for an altered file.
 */
export async function keptFile<Result>(read: Promise<Result>): Promise<Result> {
  try {
    return await read;
  } catch (cause) {
    if (!(cause instanceof InspectError) || cause.code !== 'data_invalid') throw cause;
    throw new RequestError('storage_damaged', cause.message);
  }
}

/** @throws RequestError `not_found` when the pictures of an inspection are not there any more. */
export function checkKept({ id, picture, pictures_removed_at: removed }: Inspection): void {
  if (picture.kept && removed === null) return;
  throw new RequestError(
    'not_found',
    `The picture of the inspection ${id} is not kept${removed === null ? '' : `; retention removed it at ${removed}`}.`,
  );
}
