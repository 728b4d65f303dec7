import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InspectError } from '../src/errors.ts';
import { encodePng, isImageName, readImage } from '../src/image/codec.ts';
import type { Image } from '../src/image/image.ts';
import { below, randomFor } from '../src/random.ts';

/** How far a copy is moved, in pixels, and how much lighter or darker it is, in grey levels, at most. */
const MOVED = 6;
const LIGHTER = 2;
const MOVES = (2 * MOVED + 1) ** 2;

/**
 * Copies of the pictures in a folder, each moved another way and a little lighter or darker, in a folder of their own.
 *
 * @returns the paths of the copies
 */
export async function movedPictures(
  originals: string,
  count: number,
  folder: string,
  seed: number,
): Promise<readonly string[]> {
  const names = (await listed(originals)).filter(isImageName).sort();
  if (names.length * MOVES < count)
    throw new InspectError(
      'invalid_argument',
      `--originals ${originals} holds ${names.length} pictures; ${Math.ceil(count / MOVES)} or more are needed for ${count} different copies.`,
    );
  const images = await Promise.all(names.map(name => readImage(join(originals, name))));
  const random = randomFor('moved pictures', seed);
  const moves = Array.from({ length: MOVES }, (_, move) => ({ move, order: random() })).sort(
    (a, b) => a.order - b.order,
  );
  await mkdir(folder, { recursive: true });
  const paths: string[] = [];
  for (let copy = 0; copy < count; copy++) {
    const { move } = moves[Math.floor(copy / images.length)]!;
    const across = (move % (2 * MOVED + 1)) - MOVED;
    const down = Math.floor(move / (2 * MOVED + 1)) - MOVED;
    const lighter = below(random, 2 * LIGHTER + 1) - LIGHTER;
    const moved = movedBy(images[copy % images.length]!, across, down, lighter);
    const path = join(folder, `${String(copy).padStart(5, '0')}.png`);
    await writeFile(path, await encodePng(moved));
    paths.push(path);
  }
  return paths;
}

async function listed(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (cause) {
    throw new InspectError(
      'data_not_found',
      `--originals ${folder} cannot be read. Name a folder of pictures.`,
      {
        cause,
      },
    );
  }
}

/** The picture moved by whole pixels, its border drawn out. */
function movedBy({ width, height, data }: Image, across: number, down: number, lighter: number): Image {
  const moved = new Uint8Array(data.length);
  const within = (place: number, length: number) => Math.min(length - 1, Math.max(0, place));
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const from = 3 * (within(y - down, height) * width + within(x - across, width));
      for (let channel = 0; channel < 3; channel++)
        moved[3 * (y * width + x) + channel] = within(data[from + channel]! + lighter, 256);
    }
  return { width, height, data: moved };
}
