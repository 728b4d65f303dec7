import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { checkRoom } from './room.ts';

test('an upload that is larger than what is free on the disk is refused before it comes', async () => {
  await expect(checkRoom(tmpdir(), '1000000000000000000')).rejects.toMatchObject({
    code: 'storage_full',
    message: expect.stringContaining('The upload has 1000000000000 MB'),
  });
});
