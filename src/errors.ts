/** What can go wrong for a user, as a closed list; the command line and the API each map it to a status in one table. */
export type ErrorCode =
  | 'invalid_argument' // an option, a flag, a configuration key or a value is not acceptable
  | 'data_not_found' // a folder, a picture or a mask that was named is not there
  | 'data_invalid' // pictures are there but cannot be used: unreadable, too few, mismatched
  | 'image_unreadable' // one picture cannot be decoded
  | 'category_unknown' // no such category in the data set or among the models
  | 'backbone_unknown' // no backbone of that name
  | 'backbone_missing' // a known backbone whose weights are not on this machine
  | 'backbone_invalid' // weights of the wrong architecture, or a damaged file
  | 'backbone_mismatch' // the model was trained with another backbone
  | 'download_failed' // offline, cut, wrong size or wrong hash
  | 'model_not_found' // the category has not been trained
  | 'model_damaged' // a model file is missing, truncated or altered
  | 'model_version' // written by an older or newer schema
  | 'locked' // another process works on the same category
  | 'storage_full' // no space left on the device
  | 'storage_denied' // no permission, or not a folder
  | 'database_unavailable' // the server of the database cannot be reached
  | 'device_unavailable' // the requested execution provider does not work here
  | 'overloaded' // more work waits than may wait
  | 'timed_out' // a task took longer than it may
  | 'compute_failed' // a process that computes ended by itself or could not start
  | 'cancelled'; // stopped by the user

/** An error that a user can act on: the message says what was found, what was expected and what to do. */
export class InspectError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'InspectError';
    this.code = code;
  }
}

/** Throws `cancelled` when the signal has been aborted; called between the steps of long work. */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted)
    throw new InspectError('cancelled', 'Stopped before it was finished; nothing was changed.');
}

/** Turns a file-system failure into an error a user can act on; anything else is returned as it came. */
export function storageError(cause: unknown, doing: string): unknown {
  const code = (cause as NodeJS.ErrnoException)?.code;
  const at = (cause as NodeJS.ErrnoException)?.path ?? '';
  const where = at ? ` (${at})` : '';
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new InspectError(
        'storage_full',
        `No space left on the disk while ${doing}${where}. Free some space or choose another folder.`,
        { cause },
      );
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
      return new InspectError(
        'storage_denied',
        `No permission while ${doing}${where}. Check the folder's owner and rights, or choose another folder.`,
        { cause },
      );
    case 'ENOTDIR':
    case 'EEXIST':
      return new InspectError(
        'storage_denied',
        `A file stands where a folder is needed while ${doing}${where}. Move it away or choose another folder.`,
        { cause },
      );
    default:
      return cause;
  }
}
