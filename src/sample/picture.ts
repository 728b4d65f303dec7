import type { Image, Mask } from '../image/image.ts';
import { randomFor } from '../random.ts';
import { defectMask, pasteDefect } from './defect-mask.ts';
import { lightFrom } from './light.ts';
import { cameraFrom, photograph } from './photograph.ts';
import type { Defect, Product, Shot } from './product.ts';

/** A defect is seen when its area is at least that of a square with this share of the picture's width. */
const SMALLEST = 0.02;
const LAST_ATTEMPT = 7;

/** Which picture of a data set; the same name gives the same pixels, whatever else is drawn. */
export interface PictureName {
  readonly seed: number;
  readonly category: string;
  /** `train/good`, `test/good` or `test/<defect_type>`. */
  readonly folder: string;
  readonly index: number;
}

/** A picture of a defective part with the mask of what the defect has changed. */
export interface DefectPicture {
  readonly image: Image;
  readonly mask: Mask;
}

/** Takes the picture of a good part, `sizePx` square. */
export function goodPicture(product: Product, name: PictureName, sizePx: number): Image {
  return take(product, shotOf(name, sizePx));
}

/**
 * Takes the same part twice, sound and defective, under the same light and with the same sensor noise. Outside the
 * mask the two are equal, byte for byte. A defect that cannot be seen where it fell, such as solder on solder, is
 * made again elsewhere and larger.
 */
export function defectPicture(
  product: Product,
  name: PictureName,
  type: string,
  sizePx: number,
): DefectPicture {
  const shot = shotOf(name, sizePx);
  const sound = take(product, shot);
  for (let attempt = 0; ; attempt++) {
    const severity = Math.min(severityOf(name.index) + attempt * 0.15, 1);
    const faulty = take(product, shot, { type, severity, attempt });
    const mask = defectMask(sound, faulty);
    if (isSeen(mask) || attempt === LAST_ATTEMPT) return { image: pasteDefect(sound, faulty, mask), mask };
  }
}

function isSeen({ width, data }: Mask): boolean {
  const area = data.reduce((sum, value) => sum + value, 0);
  return area >= Math.max((SMALLEST * width) ** 2, 4);
}

/** Spreads severities evenly over [0, 1) however many pictures there are: steps of the golden ratio. */
function severityOf(index: number): number {
  return ((index + 0.5) * 0.6180339887498949) % 1;
}

function shotOf(name: PictureName, sizePx: number): Shot {
  const stream = (purpose: string) =>
    randomFor('inspectai sample', name.seed, name.category, name.folder, name.index, purpose);
  return { sizePx, light: lightFrom(stream('light')), stream };
}

function take(product: Product, shot: Shot, defect?: Defect): Image {
  const camera = cameraFrom(shot.stream('camera'));
  return photograph(product.draw(shot, defect), shot.light, camera, shot.stream('sensor'));
}
