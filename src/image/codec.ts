import { readFile } from 'node:fs/promises';
import sharp, { type Sharp, type SharpInput, type SharpOptions } from 'sharp';
import { InspectError, storageError } from '../errors.ts';
import { bmpSize, detectFormat, hasPngEnd, type ImageFormat, plainPngSize } from './format.ts';
import type { Image, Layer, Mask } from './image.ts';
import { decodeBmp, decodePlainPng } from './rust-decoder.ts';
import { damaged, refuseOversized, unreadable } from './unreadable.ts';

/** The most pixels a picture may have; a picture of this size takes 600 MB decoded. */
const PIXEL_LIMIT = 200_000_000;

/**
 * Decodes PNG, JPEG, BMP, TIFF or WebP to upright 8-bit RGB; the content decides which, not the name.
 *
 * Alpha is blended over white, 16-bit samples keep their upper 8 bits, an embedded colour profile is ignored (the
 * camera's own numbers are what a model learns from), of several pages the first is read.
 *
 * @param name what the user calls the picture, for messages.
 * @param mostPixels the most that it may have
 * @throws InspectError `image_unreadable`.
 */
export async function decodeImage(bytes: Uint8Array, name: string, mostPixels = PIXEL_LIMIT): Promise<Image> {
  return explainFailure(name, bytes, async format => {
    const size = format === 'PNG' ? plainPngSize(bytes) : undefined;
    if (size) refuseOversized(size.width, size.height, name, mostPixels);
    const plain = size && (await decodePlainPng(bytes, size));
    if (plain) return { width: plain.width, height: plain.height, data: plainBytes(plain.data) };
    const pixels = await openPicture(bytes, format, name, mostPixels);
    const pipeline = pixels.autoOrient().flatten({ background: 'white' }).toColourspace('srgb');
    const { data, info } = await pipeline.raw({ depth: 'uchar' }).toBuffer({ resolveWithObject: true });
    if (info.channels !== 3)
      throw unreadable(name, `has ${info.channels} colour channels; expected grey or RGB`);
    return { width: info.width, height: info.height, data: plainBytes(data) };
  });
}

/**
 * Reads a picture file; see {@link decodeImage}.
 *
 * @throws InspectError `data_not_found`, `storage_denied` or `image_unreadable`.
 */
export async function readImage(path: string): Promise<Image> {
  return decodeImage(await readPictureFile(path), path);
}

/**
 * Reads a mask file `[height, width]`: 1 where any channel is above zero and not transparent.
 *
 * @throws InspectError `data_not_found`, `storage_denied` or `image_unreadable`.
 */
export async function readMask(path: string): Promise<Mask> {
  return decodeMask(await readPictureFile(path), path);
}

/**
 * Decodes a mask `[height, width]`; see {@link readMask}.
 *
 * @param name what the user calls the mask, for messages.
 * @throws InspectError `image_unreadable`.
 */
export async function decodeMask(bytes: Uint8Array, name: string): Promise<Mask> {
  return explainFailure(name, bytes, async format => {
    const pixels = await openPicture(bytes, format, name);
    // 16 bits a sample: label masks hold small numbers that the upper 8 bits alone would lose.
    const pipeline = pixels.autoOrient().flatten({ background: 'black' }).toColourspace('rgb16');
    const { data, info } = await pipeline.raw({ depth: 'ushort' }).toBuffer({ resolveWithObject: true });
    const bytesPerPixel = info.channels * 2;
    const mask = new Uint8Array(info.width * info.height);
    for (let index = 0; index < data.length; index++) {
      if (data[index] !== 0) mask[Math.floor(index / bytesPerPixel)] = 1;
    }
    return { width: info.width, height: info.height, data: mask };
  });
}

/** PNG of a picture, 8-bit RGB. */
export async function encodePng(image: Image): Promise<Uint8Array> {
  const raw = { width: image.width, height: image.height, channels: 3 } as const;
  return openPixels(image.data, { raw }).png({ compressionLevel: 6 }).toBuffer();
}

/** PNG of a mask, one 8-bit channel: 255 where the mask is set, 0 elsewhere. */
export async function encodeMaskPng(mask: Mask): Promise<Uint8Array> {
  const grey = mask.data.map(value => (value === 0 ? 0 : 255));
  const raw = { width: mask.width, height: mask.height, channels: 1 } as const;
  return openPixels(grey, { raw }).toColourspace('b-w').png({ compressionLevel: 6 }).toBuffer();
}

/**
 * JPEG of a picture, small enough to be kept by the hundred, and quickly made; the same picture gives the same bytes.
 *
 * @param size in pixels that the picture is resized to before; as it is when left out
 */
export async function encodeJpeg(
  image: Image,
  { width, height }: Pick<Image, 'width' | 'height'> = image,
): Promise<Uint8Array> {
  const raw = { width: image.width, height: image.height, channels: 3 } as const;
  const small = openPixels(image.data, { raw }).resize(width, height, { fit: 'fill' });
  // Huffman tables of its own would save a thirtieth of the bytes and take as long as the rest.
  return small.jpeg({ quality: 80, optimiseCoding: false }).toBuffer();
}

/**
 * A small WebP of a picture file: upright, as wide and high as `sidePx` at most, never enlarged. Decodes only as much as
 * that takes where the format allows it, on another thread.
 *
 * @param name what the user calls the picture, for messages.
 * @throws InspectError `image_unreadable`.
 */
export async function makeThumbnail(bytes: Uint8Array, name: string, sidePx: number): Promise<Uint8Array> {
  return explainFailure(name, bytes, async format => {
    const pixels = await openPicture(bytes, format, name);
    const upright = pixels.autoOrient().flatten({ background: 'white' }).toColourspace('srgb');
    const small = upright.resize(sidePx, sidePx, { fit: 'inside', withoutEnlargement: true });
    return small.webp({ quality: 80, effort: 2 }).toBuffer();
  });
}

/** PNG of a picture with opacity. */
export async function encodeLayerPng({ width, height, data }: Layer): Promise<Uint8Array> {
  const raw = { width, height, channels: 4 } as const;
  return openPixels(data, { raw }).png({ compressionLevel: 6 }).toBuffer();
}

/** The picture at another size in pixels (Lanczos); for pictures that people look at, never for numerics. */
export async function resizeImage(image: Image, width: number, height: number): Promise<Image> {
  const raw = { width: image.width, height: image.height, channels: 3 } as const;
  const data = await openPixels(image.data, { raw }).resize(width, height, { fit: 'fill' }).raw().toBuffer();
  return { width, height, data: plainBytes(data) };
}

/** Whether a file name ends like a picture that is read: .png .jpg .jpeg .bmp .tif .tiff .webp, in any case. */
export function isImageName(name: string): boolean {
  return /\.(png|jpe?g|bmp|tiff?|webp)$/i.test(name);
}

async function openPicture(
  bytes: Uint8Array,
  format: ImageFormat,
  name: string,
  mostPixels = PIXEL_LIMIT,
): Promise<Sharp> {
  if (format === 'BMP') return openBmp(bytes, name, mostPixels);
  if (format === 'PNG' && !hasPngEnd(bytes)) throw damaged(name, format, 'the end mark is missing');
  // A JPEG decoder reports corrupt data as a warning and carries on with invented pixels; the others fail.
  const failOn = format === 'JPEG' ? 'warning' : 'error';
  const picture = openPixels(bytes, { failOn, ignoreIcc: true, limitInputPixels: false });
  const { width, height, depth } = await picture.metadata();
  refuseOversized(width, height, name, mostPixels);
  if (depth !== 'uchar' && depth !== 'ushort') {
    throw unreadable(
      name,
      `holds samples of type ${depth}; expected 8 or 16 bits without sign. Save it as PNG`,
    );
  }
  return picture;
}

async function openBmp(bytes: Uint8Array, name: string, mostPixels: number): Promise<Sharp> {
  const stated = bmpSize(bytes);
  if (stated) refuseOversized(stated.width, stated.height, name, mostPixels);
  const { data, ...raw } = await decodeBmp(bytes);
  return openPixels(data, { raw, limitInputPixels: false });
}

/** The one door to sharp: one thread a picture and no cache, as the cores belong to inference. */
function openPixels(input: SharpInput, options: SharpOptions): Sharp {
  sharp.cache(false);
  sharp.concurrency(1);
  return sharp(input, options);
}

/** The same bytes as a plain array: a Buffer's `slice` shares memory where an array's copies. */
function plainBytes({ buffer, byteOffset, byteLength }: Buffer): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/**
 * The bytes of a picture file.
 *
 * @throws InspectError `data_not_found`, `storage_denied` or `image_unreadable`.
 */
export async function readPictureFile(path: string): Promise<Uint8Array> {
  try {
    return await readFile(path);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === 'ENOENT') {
      throw new InspectError('data_not_found', `No picture at ${path}. Check the path.`, { cause });
    }
    if (code === 'EISDIR') throw unreadable(path, 'is a folder; expected a picture file', cause);
    if (code === 'ERR_FS_FILE_TOO_LARGE')
      throw unreadable(path, 'is over 2 GB; expected a smaller file', cause);
    throw storageError(cause, `reading ${path}`);
  }
}

async function explainFailure<T>(
  name: string,
  bytes: Uint8Array,
  decode: (format: ImageFormat) => Promise<T>,
) {
  if (bytes.length === 0)
    throw unreadable(name, 'is empty; expected a picture. Copy it from the camera again');
  const format = detectFormat(bytes);
  if (!format)
    throw unreadable(name, 'is not a picture, whatever its name; expected PNG, JPEG, BMP, TIFF or WebP');
  try {
    return await decode(format);
  } catch (cause) {
    throw cause instanceof InspectError ? cause : damaged(name, format, cause);
  }
}
