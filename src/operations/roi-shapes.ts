import { basename } from 'node:path';
import { InspectError } from '../errors.ts';
import { decodeMask, encodeMaskPng, readPictureFile } from '../image/codec.ts';
import type { Extents } from '../patchcore/tiling.ts';
import { PolygonFile, RegionDocument, type Shape } from '../schemas/region-of-interest.ts';
import { parseDocument } from './json-document.ts';

const EXAMPLE = '{"units": "pixels", "polygons": [[[10, 10], [200, 10], [200, 150]]]}';

/**
 * Reads the shapes of a file: a mask picture, or polygons as JSON.
 *
 * @param picture the size of the category's pictures
 * @throws InspectError `data_not_found`, `image_unreadable`; `data_invalid` for a mask of another size or an empty one,
 * for JSON of another form, and for polygons with fewer than 3 corners or beyond the picture.
 */
export async function readShapes(path: string, picture: Extents): Promise<readonly Shape[]> {
  const bytes = await readPictureFile(path);
  return isJson(path, bytes)
    ? polygonsOf(new TextDecoder().decode(bytes), path, picture)
    : [await maskOf(bytes, path, picture)];
}

/**
 * Reads a region of interest from a file of any form: one that `roi set` wrote, or shapes that are all included.
 *
 * @param sizeOf finds out the size of the category's pictures
 * @throws InspectError as `readShapes`.
 */
export async function readRoiFile(path: string, sizeOf: () => Promise<Extents>): Promise<RegionDocument> {
  const bytes = await readPictureFile(path);
  if (isJson(path, bytes)) {
    const whole = parseDocument(RegionDocument, new TextDecoder().decode(bytes));
    if (whole.fault === null) return whole.document;
  }
  const { width, height } = await sizeOf();
  const include = [...(await readShapes(path, { width, height }))];
  return { region_version: 1, picture: { width, height }, include, ignore: [] };
}

function isJson(path: string, bytes: Uint8Array): boolean {
  const begin = new TextDecoder().decode(bytes.subarray(0, 64)).trimStart();
  return begin.startsWith('{') || begin.startsWith('[') || path.toLowerCase().endsWith('.json');
}

/**
 * A mask picture as a shape: white is inside.
 *
 * @param path what the user calls it, for messages
 * @throws InspectError as `readShapes`.
 */
export async function maskOf(bytes: Uint8Array, path: string, picture: Extents): Promise<Shape> {
  const mask = await decodeMask(bytes, path);
  if (mask.width !== picture.width || mask.height !== picture.height)
    throw invalid(
      `The mask ${path} has ${mask.width} x ${mask.height} pixels and the pictures have ${picture.width} x ${picture.height}; they must be equal. Draw it on one of the pictures.`,
    );
  if (!mask.data.includes(1))
    throw invalid(
      `The mask ${path} covers nothing: all of its pixels are black. Paint white what lies inside.`,
    );
  return { file: basename(path), mask_png: Buffer.from(await encodeMaskPng(mask)).toString('base64') };
}

function polygonsOf(text: string, path: string, picture: Extents): readonly Shape[] {
  const parsed = parseDocument(PolygonFile, text);
  if (parsed.fault !== null)
    throw invalid(`${path} does not hold polygons: ${parsed.fault}. Expected a form such as ${EXAMPLE}.`);
  return shapesOfPolygons(parsed.document, path, picture);
}

/**
 * Polygons as shapes.
 *
 * @param path what the user calls them, for messages
 * @throws InspectError `data_invalid` for one with fewer than 3 corners or beyond the picture.
 */
export function shapesOfPolygons(
  { units, polygons }: PolygonFile,
  path: string,
  picture: Extents,
): readonly Shape[] {
  const { width, height } = units === 'pixels' ? picture : { width: 1, height: 1 };
  return polygons.map((corners, index) => {
    const name = `Polygon ${index + 1} of ${path}`;
    if (corners.length < 3) throw invalid(`${name} has ${corners.length} corners; at least 3 are needed.`);
    const beyond = corners.find(([x, y]) => !(x >= 0 && x <= width && y >= 0 && y <= height));
    if (beyond)
      throw invalid(
        `${name} reaches beyond the picture: the corner ${beyond[0]}, ${beyond[1]} does not lie within 0 to ${width}, 0 to ${height} (units: ${units}). Move it inside.`,
      );
    return {
      file: basename(path),
      polygon: corners.map(([x, y]): [number, number] => [x / width, y / height]),
    };
  });
}

function invalid(message: string): InspectError {
  return new InspectError('data_invalid', message);
}
