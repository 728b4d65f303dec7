import { expect, test } from 'vitest';
import { trainedParts } from '../../test/fixtures/taught-scene.ts';
import { openWarmCategories } from './warm-categories.ts';

test('categories stay open as long as their memory is allowed, and the one in use always', async () => {
  const { config } = await trainedParts();
  const other = { ...config, colormap: 'jet' as const };
  const warm = openWarmCategories();
  const first = await warm.open(config, 'part');
  await warm.open(other, 'part');
  expect(await warm.open(config, 'part')).toBe(first);
  expect(first.memoryBytes).toBeGreaterThan(100e6);

  const both = 2 * first.memoryBytes;
  const roomy = { ...config, modelMemory: `${Math.ceil(both / 1e6)}MB` };
  const tight = { ...config, modelMemory: `${Math.floor(both / 1e6) - 1}MB` };
  const third = await warm.open(roomy, 'part'); // closes `other`, which was not used for longest
  expect(await warm.open(config, 'part')).toBe(first);
  expect(await warm.open(roomy, 'part')).toBe(third);
  const last = await warm.open(tight, 'part');
  expect(await warm.open(tight, 'part')).toBe(last);
  expect(warm.names()).toEqual(['part']);
  expect(await warm.open(roomy, 'part')).not.toBe(third);
});
