import type { Alignment } from '../alignment/alignment.ts';
import { alignmentFromDocument, alignmentToDocument } from '../alignment/alignment-document.ts';
import type { Pose } from '../alignment/pose.ts';
import { InspectError } from '../errors.ts';
import type { PictureAlignment } from '../patchcore/aligned-picture.ts';
import { readAttachment, type StoredModel } from '../patchcore/artifact.ts';
import type { Extents } from '../patchcore/tiling.ts';
import { AlignmentDocument } from '../schemas/alignment.ts';
import { parseDocument } from './json-document.ts';

/** How the part lay in a picture, and whether it was brought to its place; wire names. */
export interface AlignmentFacts {
  /** False where the picture was inspected as it came. */
  readonly aligned: boolean;
  /** Pixels of the picture. */
  readonly right_px: number;
  readonly down_px: number;
  /** Clockwise; 0 where the angle is not looked for. */
  readonly angle_degrees: number;
  /** How alike picture and reference are: 1 when equal, about 0.4 when unrelated. */
  readonly match: number;
}

const FILE = 'alignment.json';

/** The model file with the alignment; none where pictures are taken as they come. */
export function alignmentFile(alignment: Alignment | null): Readonly<Record<string, Uint8Array>> {
  if (alignment === null) return {};
  return { [FILE]: Buffer.from(`${JSON.stringify(alignmentToDocument(alignment), null, 2)}\n`) };
}

/**
 * The alignment of a model, or null when it takes pictures as they come.
 *
 * @throws InspectError `model_damaged`.
 */
export async function readAlignment(
  model: Pick<StoredModel, 'folder' | 'config'>,
): Promise<Alignment | null> {
  const asked = model.config.alignment;
  const bytes = await readAttachment(model, FILE);
  if (!asked && bytes === null) return null;
  if (bytes === null) throw damaged(model, 'config.json asks for it and does not list it');
  const parsed = parseDocument(AlignmentDocument, new TextDecoder().decode(bytes));
  if (parsed.fault !== null) throw damaged(model, parsed.fault);
  const { document } = parsed;
  if (document.kind !== asked?.kind || document.turns !== asked.turns)
    throw damaged(model, 'it is of another kind than config.json says');
  return alignmentFromDocument(document) ?? raise(damaged(model, 'its reference is not complete'));
}

/** A picture's alignment in words and numbers. */
export function alignmentFacts({ found, fault }: PictureAlignment, picture: Extents): AlignmentFacts {
  const { right, down, angle } = found.pose;
  return {
    aligned: fault === null,
    right_px: right * picture.width,
    down_px: down * picture.height,
    angle_degrees: angle,
    match: found.match,
  };
}

/** The pose that a picture was brought from, null where it was left as it came. */
export function poseOf(alignment: PictureAlignment | null): Pose | null {
  return alignment === null || alignment.fault !== null ? null : alignment.found.pose;
}

function raise(error: InspectError): never {
  throw error;
}

function damaged({ folder }: Pick<StoredModel, 'folder'>, why: string): InspectError {
  return new InspectError(
    'model_damaged',
    `The model file ${folder}/${FILE} is damaged: ${why}. Restore the file or train again.`,
  );
}
