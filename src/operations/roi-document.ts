import { join } from 'node:path';
import { InspectError } from '../errors.ts';
import { decodeMask } from '../image/codec.ts';
import type { Mask } from '../image/image.ts';
import { fillPolygon } from '../image/polygon.ts';
import { RegionDocument, type Shape } from '../schemas/region-of-interest.ts';
import { parseDocument, textOf } from './json-document.ts';

/** The file with the region of interest of a category, in its model folder. */
export function roiPath(categoryFolder: string): string {
  return join(categoryFolder, 'roi.json');
}

/**
 * The region of interest that is set for a category, or null when none is.
 *
 * @throws InspectError `data_invalid` when the file is damaged.
 */
export async function readRoi(categoryFolder: string): Promise<RegionDocument | null> {
  const path = roiPath(categoryFolder);
  const text = await textOf(path);
  if (text === null) return null;
  const parsed = parseDocument(RegionDocument, text);
  if (parsed.fault !== null) throw damaged(path, parsed.fault);
  return parsed.document;
}

/** A region of interest as a file. */
export function roiText(document: RegionDocument): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}

/**
 * The pixels of a region of interest, `[height, width]` of the pictures that it was drawn for.
 *
 * @param name what the user calls the region
 * @throws InspectError `data_invalid` when a mask in it is damaged, or it covers nothing.
 */
export async function pixelsOfRoi(document: RegionDocument, name: string): Promise<Mask> {
  const { width, height } = document.picture;
  const included = await union(document.include, document, name);
  const ignored = await union(document.ignore, document, name);
  const everything = document.include.length === 0;
  const data = included.data.map((pixel, at) => (everything ? 1 : pixel) & (1 - ignored.data[at]!));
  if (data.includes(1)) return { width, height, data };
  throw new InspectError(
    'data_invalid',
    `The region of interest of ${name} covers nothing: no pixel of ${width} x ${height} is ${everything ? 'left' : 'included and not ignored'}. Draw it so that the part lies in it.`,
  );
}

async function union(
  shapes: readonly Shape[],
  { picture }: Pick<RegionDocument, 'picture'>,
  name: string,
): Promise<Mask> {
  const { width, height } = picture;
  const out = { width, height, data: new Uint8Array(width * height) };
  for (const shape of shapes) {
    if ('polygon' in shape) {
      fillPolygon(
        shape.polygon.map(([x, y]) => ({ x: x * width, y: y * height })),
        out,
      );
      continue;
    }
    const mask = await decodeMask(Buffer.from(shape.mask_png, 'base64'), shape.file).catch(cause => {
      throw damaged(name, `its mask cannot be read (${cause.message})`, cause);
    });
    if (mask.width !== width || mask.height !== height)
      throw damaged(
        name,
        `its mask has ${mask.width} x ${mask.height} pixels, and ${width} x ${height} belong there`,
      );
    for (let pixel = 0; pixel < mask.data.length; pixel++) if (mask.data[pixel] === 1) out.data[pixel] = 1;
  }
  return out;
}

function damaged(name: string, why: string, cause?: unknown): InspectError {
  return new InspectError(
    'data_invalid',
    `The region of interest ${name} is damaged: ${why}. Draw it anew with "inspectai roi set", or remove it with "inspectai roi clear".`,
    { cause },
  );
}
