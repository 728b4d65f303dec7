import type { AlignmentDocument } from '../schemas/alignment.ts';
import type { Alignment } from './alignment.ts';
import { GREY_SIDE } from './grey-picture.ts';

/** The alignment as `alignment.json` records it. */
export function alignmentToDocument({
  kind,
  turns,
  aspect,
  limits,
  reference,
}: Alignment): AlignmentDocument {
  return { kind, turns, aspect, limits: { ...limits }, reference: Buffer.from(reference).toString('base64') };
}

/** The alignment of an `alignment.json`; null when the reference has not as many grey levels as it must have. */
export function alignmentFromDocument({
  kind,
  turns,
  aspect,
  limits,
  reference,
}: AlignmentDocument): Alignment | null {
  const levels = Uint8Array.from(Buffer.from(reference, 'base64'));
  return levels.length === GREY_SIDE ** 2 ? { kind, turns, aspect, limits, reference: levels } : null;
}
