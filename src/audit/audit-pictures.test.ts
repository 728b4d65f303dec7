import { expect, test } from 'vitest';
import { ON_CPU } from '../../test/fixtures/graphs.ts';
import { drawPart, PART_SIDE, withDefect } from '../../test/fixtures/parts.ts';
import { loadNamedBackbone } from '../backbones/store.ts';
import { openFeatures } from '../patchcore/features.ts';
import { auditPictures } from './audit-pictures.ts';

test('five bad parts among the good ones come first, also when all have the same defect', async () => {
  const good = Array.from({ length: 45 }, (_, seed) => drawPart(seed));
  const bad = Array.from({ length: 5 }, (_, index) => withDefect(drawPart(100 + index), 28, 26, 9));
  const pictures = [...good, ...bad];
  const preprocessing = { imageSize: PART_SIDE, centerCrop: null, letterbox: false };
  const backbone = await loadNamedBackbone('', 'compact');
  const extractor = await openFeatures(backbone, { layers: ['layer2', 'layer3'], preprocessing }, ON_CPU);
  const source = { count: pictures.length, read: async (index: number) => pictures[index]! };
  const { suspicions, nearDuplicates } = await auditPictures(
    source,
    extractor,
    { rate: 0.02, seed: 7 },
    ON_CPU,
  );
  await extractor.close();
  const order = [...suspicions.keys()].sort((a, b) => suspicions[b]!.score - suspicions[a]!.score);
  expect(order.slice(0, 5).toSorted((a, b) => a - b)).toEqual([45, 46, 47, 48, 49]);
  for (const picture of order.slice(0, 5)) {
    const { patch, compared, suspicious } = suspicions[picture]!;
    expect(suspicious).toBe(true);
    expect(compared).toBeLessThan(45); // what is usual there, not another bad one
    expect([Math.floor(patch / 8), patch % 8].every(place => place >= 2 && place <= 5)).toBe(true);
  }
  expect(nearDuplicates).toEqual([]);
});
