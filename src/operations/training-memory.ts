import { InspectError } from '../errors.ts';

/** The amounts that a training's memory depends on. */
export interface TrainingSize {
  readonly pictures: number;
  /** Bytes of a picture as the network sees it, of one as it is decoded, and of its patch vectors. */
  readonly smallPictureBytes: number;
  readonly decodedPictureBytes: number;
  readonly patchBytes: number;
  /** Patches of one picture. */
  readonly patches: number;
  readonly dimensions: number;
  readonly projectedDimensions: number;
  /** Entries of the memory bank to be. */
  readonly entries: number;
}

/** What a training may keep in memory. */
export interface MemoryPlan {
  /** Bytes of small pictures that are kept, so that they are decoded once. */
  readonly keepBytes: number;
  /** Bytes of patch vectors that are kept, so that they are computed once. */
  readonly rememberBytes: number;
  /** Whether the projections go to a file. */
  readonly projectionsInFile: boolean;
  /** Bytes of that file, or 0. */
  readonly fileBytes: number;
  /** Rows of that file that are looked at together, of which two such blocks are held. */
  readonly fileBlockRows: number;
  /** Pictures that are decoded at once. */
  readonly atOnce: number;
  /** What the process will hold at most, about. */
  readonly peakBytes: number;
}

/** How much a process may hold. */
export interface MemoryLimit {
  readonly bytes: number;
  /** Whether it was asked for, and is refused when it cannot be kept. */
  readonly strict: boolean;
}

/** What a training takes when nothing is said: half of the free memory, but not more than this. */
const DEFAULT_BYTES = 3e9;
const FREE_SHARE = 0.5;
const AT_ONCE = 4;

/** Bytes that a decoded picture takes for each of its own, decoder included. */
const DECODING = 3;
/** Buffers that are done with and not yet given back: so many pictures' patches, and a little of everything. */
const IDLE = { patchBuffers: 24, bytes: 100e6 };
/** What pictures and patch vectors take that are kept, for each of their bytes: buffers that are given back lay between them. */
const KEPT = 1.22;
/** Arrays of the selection, at most, and the buffers of its products. */
const SELECTION = { bytesPerPatch: 80, bytes: 250e6 };
/** Rows of a block of the file: more lie closer together in their groups and are read less often. */
const BLOCK_ROWS = { least: 2 ** 15, most: 2 ** 18 };
/** The bank for each of its bytes while it is searched, and the product of patches and entries. */
const SEARCH = { copies: 4.5, bytesPerProduct: 8, most: 400e6 };

/** The limit that an option stands for, or that suits the machine. */
export function memoryLimit(asked: number | null, heldBytes: number, freeBytes: number): MemoryLimit {
  if (asked !== null) return { bytes: asked, strict: true };
  return { bytes: Math.min(DEFAULT_BYTES, heldBytes + FREE_SHARE * freeBytes), strict: false };
}

/**
 * Divides the memory up: what is indispensable first, then projections, small pictures, patch vectors. In a file,
 * the selection takes some 1.7 times as long, the longest step where pictures are many; a picture that is
 * not kept is decoded up to three times, and patch vectors are computed as often.
 *
 * @param heldBytes what the process holds before it starts, with the network loaded
 * @throws InspectError `invalid_argument` when a limit that was asked for is too small for the least that is needed.
 */
export function planMemory(size: TrainingSize, heldBytes: number, limit: MemoryLimit): MemoryPlan {
  const { pictures } = size;
  const atOnce = clamp(Math.floor((0.1 * limit.bytes) / (DECODING * size.decodedPictureBytes)), 1, AT_ONCE);
  const always =
    heldBytes +
    atOnce * DECODING * size.decodedPictureBytes +
    Math.min(pictures, IDLE.patchBuffers) * size.patchBytes +
    IDLE.bytes;
  const least = always + Math.max(selectionBytes(size), searchBytes(size));
  if (limit.strict && least > limit.bytes) throw tooLittle(limit.bytes, least);
  const projections = pictures * size.patches * size.projectedDimensions * 4;
  const smallPictures = pictures * size.smallPictureBytes;
  const projectionsInFile = least + projections > limit.bytes;
  const fileBlockRows = projectionsInFile ? blockRows(size, (limit.bytes - least) / 2) : BLOCK_ROWS.least;
  const used = least + (projectionsInFile ? blockBytes(size, fileBlockRows) : projections);
  const left = Math.floor((limit.bytes - used) / KEPT);
  const keepBytes = clamp(left, 0, smallPictures);
  const rememberBytes = clamp(left - keepBytes, 0, pictures * size.patchBytes);
  return {
    keepBytes,
    rememberBytes,
    projectionsInFile,
    fileBytes: projectionsInFile ? projections : 0,
    fileBlockRows,
    atOnce,
    peakBytes: used + KEPT * (keepBytes + rememberBytes),
  };
}

/** As many rows as the memory allows, a power of two. */
function blockRows(size: TrainingSize, bytes: number): number {
  let rows = BLOCK_ROWS.least;
  while (rows < BLOCK_ROWS.most && blockBytes(size, 2 * rows) <= bytes) rows *= 2;
  return rows;
}

/** What blocks of so many rows take more than the least ones: two of them, and the coordinates of one. */
function blockBytes({ projectedDimensions }: TrainingSize, rows: number): number {
  return 2.5 * 4 * projectedDimensions * (rows - BLOCK_ROWS.least);
}

function selectionBytes({ pictures, patches }: TrainingSize): number {
  return SELECTION.bytesPerPatch * pictures * patches + SELECTION.bytes;
}

function searchBytes({ entries, dimensions, patches }: TrainingSize): number {
  const product = Math.min(SEARCH.bytesPerProduct * patches * entries, SEARCH.most);
  return SEARCH.copies * entries * dimensions * 4 + product;
}

function tooLittle(limit: number, least: number): InspectError {
  const megabytes = (bytes: number) => `${Math.ceil(bytes / 1e6)} MB`;
  return new InspectError(
    'invalid_argument',
    `--max-memory allows ${megabytes(limit)}, and this training needs about ${megabytes(least)} at least. Allow more, or choose a smaller --image-size, --max-bank-entries or backbone.`,
  );
}

function clamp(value: number, low: number, high: number): number {
  return Math.max(low, Math.min(value, high));
}
