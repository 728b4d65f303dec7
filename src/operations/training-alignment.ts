import { type Alignment, faultOf, UNRELATED } from '../alignment/alignment.ts';
import { buildAlignment } from '../alignment/build-alignment.ts';
import type { Pose } from '../alignment/pose.ts';
import type { Config } from '../config.ts';
import { InspectError } from '../errors.ts';
import { wholeInPlace } from '../patchcore/align-pictures.ts';
import type { PictureSource } from '../patchcore/train.ts';
import type { Run } from './reporter.ts';
import type { ReadPictures } from './training-pictures.ts';

/** What a training's pictures are aligned to, and from where each was brought. */
export interface TrainingAlignment {
  readonly alignment: Alignment;
  /** In the order of the pictures; null for one that cannot be aligned and is learned as it is. */
  readonly poses: readonly (Pose | null)[];
}

const NAMED = 5;

/**
 * Makes the alignment that was asked for, and says what it will do; null when none was.
 *
 * @throws InspectError `data_invalid` when the pictures have nothing in common to be aligned by, `cancelled`.
 */
export async function alignTraining(
  { align }: Pick<Config, 'align'>,
  { pictures, greys }: Pick<ReadPictures, 'pictures' | 'greys'>,
  { reporter, signal }: Run,
): Promise<TrainingAlignment | null> {
  if (align === null) return null;
  const aspects = pictures.map(({ width, height }) => width / height).sort((a, b) => a - b);
  const { alignment, found } = await buildAlignment(
    pictures.map(({ name }) => greys.get(name)!),
    align,
    aspects[aspects.length >> 1]!,
    { signal, onProgress: (done, total) => reporter.progress('aligning pictures', done, total) },
  );
  const matches = found.map(({ match }) => match).sort((a, b) => a - b);
  if (matches[matches.length >> 1]! < UNRELATED) throw nothingInCommon(align, matches[matches.length >> 1]!);
  const poses = found.map(of => (faultOf(of, alignment) === null ? of.pose : null));
  for (const note of notesOn(alignment, poses, pictures)) reporter.note(note);
  return { alignment, poses };
}

/** The pictures at their full size with their parts in place; as they are where none is to be aligned. */
export function placedPictures(pictures: PictureSource, aligned: TrainingAlignment | null): PictureSource {
  if (aligned === null) return pictures;
  const { alignment, poses } = aligned;
  return {
    count: pictures.count,
    read: async index => wholeInPlace(await pictures.read(index), poses[index] ?? null, alignment.aspect),
  };
}

function notesOn(
  { kind, turns }: Alignment,
  poses: readonly (Pose | null)[],
  pictures: ReadPictures['pictures'],
): readonly string[] {
  const aligned = poses.filter(pose => pose !== null);
  const most = (of: (pose: Pose) => number) => Math.max(...aligned.map(pose => Math.abs(of(pose))));
  const shift = `moved by up to ${percent(most(({ right }) => right))} across and ${percent(most(({ down }) => down))} along`;
  const turn = turns ? `, turned by up to ${most(({ angle }) => angle).toFixed(1)}°` : '';
  const notes = [`The parts were brought to their place: they were ${shift}${turn}.`];
  if (kind === 'rigid' && !turns)
    notes.push(
      'The part says nothing of its angle, because it is round or lies at any angle: only its place is aligned.',
    );
  const apart = pictures.filter((_, index) => poses[index] === null).map(({ name }) => name);
  if (apart.length > 0)
    notes.push(
      `${apart.length} of ${pictures.length} pictures cannot be aligned to the others and are learned as they are: ${apart.slice(0, NAMED).join(', ')}${apart.length > NAMED ? ', …' : ''}. Look at them.`,
    );
  return notes;
}

function nothingInCommon(align: string, match: number): InspectError {
  return new InspectError(
    'data_invalid',
    `The training pictures cannot be aligned: laid over each other they match ${match.toFixed(2)}, where 1 is equal and 0.4 unrelated; ${UNRELATED} is needed. A texture has no place, and needs no alignment: leave --align ${align} out.`,
  );
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
