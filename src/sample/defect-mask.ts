import type { Image, Mask } from '../image/image.ts';

/** A difference of this many grey levels in any colour can be seen; less is lost in the sensor's noise. */
const VISIBLE = 4;

/**
 * Marks what a defect has changed: every pixel that differs visibly between the sound and the faulty picture of one
 * part, with gaps of up to two pixels closed and what is enclosed filled, as a person would draw it.
 */
export function defectMask(sound: Image, faulty: Image): Mask {
  const { width, height } = sound;
  const changed = new Uint8Array(width * height);
  for (let index = 0; index < changed.length; index++)
    changed[index] = visiblyDiffers(sound, faulty, index) ? 1 : 0;
  const closed = shrink(grow(changed, width, height), width, height);
  const whole = filled(closed, width, height);
  for (let index = 0; index < changed.length; index++) whole[index]! |= changed[index]!;
  return { width, height, data: whole };
}

/** The sound picture with the faulty one inside the mask. */
export function pasteDefect(sound: Image, faulty: Image, mask: Mask): Image {
  const data = sound.data.slice();
  for (let index = 0; index < mask.data.length; index++)
    if (mask.data[index] === 1) data.set(faulty.data.subarray(index * 3, index * 3 + 3), index * 3);
  return { width: sound.width, height: sound.height, data };
}

function visiblyDiffers(one: Image, other: Image, index: number): boolean {
  for (let at = index * 3; at < index * 3 + 3; at++)
    if (Math.abs(one.data[at]! - other.data[at]!) >= VISIBLE) return true;
  return false;
}

/** Sets every pixel that has a set pixel among its eight neighbours. */
function grow(from: Uint8Array, width: number, height: number): Uint8Array {
  const out = new Uint8Array(from.length);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      if (from[y * width + x] === 1)
        for (let row = Math.max(y - 1, 0); row <= Math.min(y + 1, height - 1); row++)
          out.fill(1, row * width + Math.max(x - 1, 0), row * width + Math.min(x + 2, width));
  return out;
}

/** Clears every pixel that has a clear pixel, or the end of the picture, among its eight neighbours. */
function shrink(from: Uint8Array, width: number, height: number): Uint8Array {
  const clear = grow(
    from.map(value => 1 - value),
    width,
    height,
  );
  return from.map((_, index) => {
    const x = index % width;
    const atEnd = x === 0 || x === width - 1 || index < width || index >= from.length - width;
    return atEnd || clear[index] === 1 ? 0 : 1;
  });
}

/** Sets every clear pixel that cannot be reached from the border through clear pixels. */
function filled(from: Uint8Array, width: number, height: number): Uint8Array {
  const out = new Uint8Array(from.length).fill(1);
  const open: number[] = [];
  const reach = (index: number) => {
    if (from[index] === 1 || out[index] === 0) return;
    out[index] = 0;
    open.push(index);
  };
  for (let x = 0; x < width; x++) {
    reach(x);
    reach((height - 1) * width + x);
  }
  for (let y = 0; y < height; y++) {
    reach(y * width);
    reach(y * width + width - 1);
  }
  for (let index = open.pop(); index !== undefined; index = open.pop()) {
    const x = index % width;
    if (x > 0) reach(index - 1);
    if (x < width - 1) reach(index + 1);
    if (index >= width) reach(index - width);
    if (index < from.length - width) reach(index + width);
  }
  return out;
}
