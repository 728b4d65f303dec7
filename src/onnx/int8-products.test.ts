import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { int8ProductsOverflow } from './int8-products.ts';

const ON_CPU = { device: 'cpu', threads: 1 } as const;
const CPU_INFO = '/proc/cpuinfo';

test('8-bit products computed in full overflow on no processor', async () => {
  expect(await int8ProductsOverflow({ ...ON_CPU, fullInt8Products: true })).toBe(false);
});

test.skipIf(process.arch !== 'x64' || !existsSync(CPU_INFO))(
  'they overflow on an x64 processor without VNNI, and on no other',
  async () => {
    const hasVnni = /\bavx(512)?_vnni\b/.test(readFileSync(CPU_INFO, 'utf8'));
    expect(await int8ProductsOverflow(ON_CPU)).toBe(!hasVnni);
  },
);
