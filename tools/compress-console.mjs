/**
 * Writes a compressed copy of every text file of `dist/console/` beside it, `<name>.br` and `<name>.gz`, so that the
 * server sends a tenth to a third of the bytes and compresses nothing itself.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const FOLDER = fileURLToPath(new URL('../dist/console/', import.meta.url));
const TEXT = /\.(css|html|js|json|svg)$/;
/** Smaller files fill one packet either way. */
const LEAST_BYTES = 1_000;

const names = readdirSync(FOLDER, { recursive: true }).filter(name => TEXT.test(name));
await Promise.all(names.map(compress));

async function compress(name) {
  const path = join(FOLDER, name);
  const content = readFileSync(path);
  if (content.length < LEAST_BYTES) return;
  const params = { [constants.BROTLI_PARAM_SIZE_HINT]: content.length };
  writeFileSync(`${path}.br`, await promisify(brotliCompress)(content, { params }));
  writeFileSync(`${path}.gz`, await promisify(gzip)(content, { level: constants.Z_BEST_COMPRESSION }));
}
