import type { ErrorCode } from '../errors.ts';

/** The exit status of every way a command can end. */
export const EXIT_STATUS = {
  success: 0,
  /** A fault of the program itself. */
  internal: 1,
  usage: 2,
  data: 3,
  model: 4,
  backbone: 5,
  storage: 6,
  locked: 7,
  device: 8,
  /** A process that computes was overloaded, too slow, or ended by itself. */
  compute: 9,
  /** With `--exit-verdict`: at least one FAIL. */
  fail: 10,
  /** With `--exit-verdict`: at least one REVIEW and no FAIL. */
  review: 11,
  /** The command has done its work and found something that somebody should look at, such as drift. */
  finding: 12,
  /** 128 + SIGINT, as shells report it. */
  cancelled: 130,
} as const;

const STATUS_OF_CODE: Readonly<Record<ErrorCode, number>> = {
  invalid_argument: EXIT_STATUS.usage,
  data_not_found: EXIT_STATUS.data,
  data_invalid: EXIT_STATUS.data,
  image_unreadable: EXIT_STATUS.data,
  category_unknown: EXIT_STATUS.data,
  backbone_unknown: EXIT_STATUS.backbone,
  backbone_missing: EXIT_STATUS.backbone,
  backbone_invalid: EXIT_STATUS.backbone,
  backbone_mismatch: EXIT_STATUS.backbone,
  download_failed: EXIT_STATUS.backbone,
  model_not_found: EXIT_STATUS.model,
  model_damaged: EXIT_STATUS.model,
  model_version: EXIT_STATUS.model,
  locked: EXIT_STATUS.locked,
  storage_full: EXIT_STATUS.storage,
  storage_denied: EXIT_STATUS.storage,
  database_unavailable: EXIT_STATUS.storage,
  device_unavailable: EXIT_STATUS.device,
  overloaded: EXIT_STATUS.compute,
  timed_out: EXIT_STATUS.compute,
  compute_failed: EXIT_STATUS.compute,
  cancelled: EXIT_STATUS.cancelled,
};

/** The exit status for an error code. */
export function exitStatusOf(code: ErrorCode): number {
  return STATUS_OF_CODE[code];
}
