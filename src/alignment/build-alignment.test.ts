import { expect, test } from 'vitest';
import { type MovedPart, movedPart } from '../../test/fixtures/moved-parts.ts';
import { createRandom } from '../patchcore/random.ts';
import { type Alignment, faultOf } from './alignment.ts';
import { alignmentFromDocument, alignmentToDocument } from './alignment-document.ts';
import { buildAlignment } from './build-alignment.ts';
import { poseFinder } from './find-pose.ts';
import { greyPicture, greyPlane } from './grey-picture.ts';

const shot = (part: MovedPart) => greyPicture(movedPart(part));

/** Parts that lie within a tenth of the picture and ten degrees of a place that is not the drawing's. */
function scattered(count: number, shape: MovedPart['shape'] = 'bracket') {
  const random = createRandom(3);
  const between = (reach: number) => reach * (2 * random.uniform() - 1);
  return Array.from({ length: count }, (_, seed) => ({
    seed,
    shape,
    right: 0.03 + between(0.1),
    down: between(0.1),
    angle: between(10),
  }));
}
const shots = scattered(24);
const { alignment, found } = await buildAlignment(shots.map(shot), 'rigid', 1);
const faultIn = (part: MovedPart, by: Alignment = alignment) =>
  faultOf(poseFinder(greyPlane(by.reference), by.aspect, by.turns)(greyPlane(shot(part))), by);

test('the reference lies in the middle of its parts, and their angles differ as they were drawn', () => {
  const middle = (of: (part: { right: number; down: number; angle: number }) => number) =>
    found.reduce((sum, { pose }) => sum + of(pose), 0) / found.length;
  expect(Math.abs(middle(pose => pose.right))).toBeLessThan(0.01);
  expect(Math.abs(middle(pose => pose.down))).toBeLessThan(0.01);
  expect(Math.abs(middle(pose => pose.angle))).toBeLessThan(1);
  for (const [index, { pose }] of found.entries()) {
    const turned = pose.angle - found[0]!.pose.angle - (shots[index]!.angle - shots[0]!.angle);
    expect(Math.abs(turned)).toBeLessThan(0.3);
  }
});

test('good parts have no fault; what lies too far, is turned too far or is not there has', () => {
  for (const part of scattered(40).slice(24)) expect(faultIn({ ...part, seed: part.seed + 500 })).toBeNull();
  expect(faultIn({ seed: 1, shape: 'nothing' })).toMatchObject({ what: 'match' });
  expect(faultIn({ seed: 1, shape: 'bars' })).toMatchObject({ what: 'match' });
});

test('the limits follow the training parts: where these hardly move, a tenth of the picture is too far', async () => {
  const still = Array.from({ length: 20 }, (_, seed) => shot({ seed, right: 0.002 * (seed % 3) }));
  const tight = (await buildAlignment(still, 'rigid', 1)).alignment;
  expect(tight.limits).toMatchObject({ shift: 0.05, angle: 5 });
  expect(faultIn({ seed: 50, right: 0.03, angle: 3 }, tight)).toBeNull();
  expect(faultIn({ seed: 50, right: 0.1 }, tight)).toMatchObject({ what: 'shift', limit: 0.05 });
  expect(faultIn({ seed: 50, angle: -8 }, tight)).toMatchObject({ what: 'angle', limit: 5 });
});

test('a round part is only moved, and its angle has no meaning', async () => {
  const discs = scattered(16, 'disc');
  const built = await buildAlignment(discs.map(shot), 'rigid', 1);
  expect(built.alignment).toMatchObject({ kind: 'rigid', turns: false });
  expect(built.found.every(({ pose }) => pose.angle === 0)).toBe(true);
  expect(faultIn({ seed: 90, shape: 'disc', angle: 45, right: 0.05 }, built.alignment)).toBeNull();
});

test('a picture of something else among the training pictures widens no limit', async () => {
  const mixed = [...shots.map(shot), shot({ seed: 1, shape: 'nothing' }), shot({ seed: 2, shape: 'bars' })];
  const built = await buildAlignment(mixed, 'rigid', 1);
  expect(built.alignment.limits.match).toBeGreaterThan(alignment.limits.match - 0.05);
  expect(built.found.slice(-2).map(of => faultOf(of, built.alignment)?.what)).toEqual(['match', 'match']);
});

test('an alignment that was written and read again is the same; one that is cut off is none', () => {
  const document = JSON.parse(JSON.stringify(alignmentToDocument(alignment)));
  expect(alignmentFromDocument(document)).toEqual(alignment);
  expect(alignmentFromDocument({ ...document, reference: document.reference.slice(0, 400) })).toBeNull();
});

test('the making stops when it is cancelled', async () => {
  const stopped = buildAlignment(shots.map(shot), 'rigid', 1, { signal: AbortSignal.abort() });
  await expect(stopped).rejects.toMatchObject({ code: 'cancelled' });
});
