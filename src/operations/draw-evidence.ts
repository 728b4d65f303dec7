import { type Affine, chainAffine } from '../image/affine.ts';
import { cropImage } from '../image/crop.ts';
import { type EvidenceCard, MOST_CARDS } from '../image/evidence-cards.ts';
import type { Image } from '../image/image.ts';
import type { MarkedRegion } from '../image/region-marks.ts';
import { warpImage } from '../image/warp.ts';
import { formatP } from '../patchcore/decision.ts';
import type { Detection, ExplainedRegion } from '../patchcore/detect.ts';
import type { PatchEvidence } from '../patchcore/evidence.ts';
import { frameOf, type Rectangle } from '../patchcore/frame.ts';
import { readNormalPicture } from '../patchcore/normal-picture.ts';
import {
  type GridPlace,
  type PatchGeometry,
  patchInPicture,
  surroundings,
} from '../patchcore/patch-place.ts';
import type { ExplainingCategory } from './region-facts.ts';

/** Patches a side of what the crops mark: those that a patch vector is the mean of. */
const MARKED_PATCHES = 3;

/** The regions of a picture as the result picture marks them. */
export function markedRegions({ regions }: Pick<Detection, 'regions'>): readonly MarkedRegion[] {
  return regions.map(({ box, peak, pValue }, index) => ({
    number: index + 1,
    box,
    peak,
    label: `p ${formatP(pValue)}`,
  }));
}

/**
 * The regions that stand out most, each beside the good picture's place that is nearest to it. A picture that does not
 * pass although no pixel is above the pixel threshold shows the patch that decided; a good part shows nothing.
 *
 * @throws InspectError `model_damaged` when a picture that the model has kept cannot be read.
 */
export async function evidenceCards(
  category: ExplainingCategory,
  image: Image,
  {
    regions,
    evidence,
    decision,
    alignment,
  }: Pick<Detection, 'regions' | 'evidence' | 'decision' | 'alignment'>,
): Promise<readonly EvidenceCard[]> {
  const picture = { image, place: alignment?.place ?? null };
  if (regions.length === 0)
    return decision === 'PASS' ? [] : [await card(category, picture, evidence, 'Deciding patch', '')];
  return Promise.all(
    regions
      .slice(0, MOST_CARDS)
      .map((region, index) =>
        card(category, picture, region.evidence, title(index + 1, regions.length), sizes(region)),
      ),
  );
}

function title(number: number, regions: number): string {
  return regions > MOST_CARDS && number === 1 ? `Region 1 of ${regions}` : `Region ${number}`;
}

function sizes({ pValue, areaPx, areaMm2 }: ExplainedRegion): string {
  const area = `${areaPx.toLocaleString('en')} px`;
  const mm2 = areaMm2 === null ? '' : ` · ${Number(areaMm2.toPrecision(3))} mm²`;
  return `p ${formatP(pValue)} · ${area}${mm2}`;
}

async function card(
  { model, preprocessing, extractor }: ExplainingCategory,
  { image, place }: { readonly image: Image; readonly place: Affine | null },
  evidence: PatchEvidence,
  heading: string,
  facts: string,
): Promise<EvidenceCard> {
  const geometry = { grid: extractor.grid, map: extractor.map, preprocessing };
  const { normal, distance } = evidence;
  const original = model.trainingImages[normal.picture]!;
  const kept = await readNormalPicture(model, normal.picture);
  const shown = surroundings(evidence, geometry, image);
  const patch = patchInPicture(evidence, geometry.grid, geometry.map, frameOf(image, preprocessing));
  return {
    title: heading,
    facts,
    part: partOf(image, rounded(shown), place),
    normal: kept && normalCrop(kept, original, normal, geometry),
    mark: {
      width: Math.min(1, (MARKED_PATCHES * patch.width) / shown.width),
      height: Math.min(1, (MARKED_PATCHES * patch.height) / shown.height),
    },
    distance,
    normalName: original.name,
  };
}

/** A part of the picture; where the picture was aligned, turned as the good one beside it. */
function partOf(image: Image, box: Rectangle, place: Affine | null): Image {
  if (place === null) return cropImage(image, box);
  const corner = { xx: 1, xy: 0, x0: box.x, yx: 0, yy: 1, y0: box.y };
  return warpImage(image, chainAffine(corner, place), box);
}

/** The surroundings of a place of a training picture, cut out of what was kept of it. */
function normalCrop(
  kept: Image,
  original: { readonly width: number; readonly height: number },
  place: GridPlace,
  geometry: PatchGeometry,
): Image {
  const { x, y, width, height } = surroundings(place, geometry, original);
  const [perX, perY] = [kept.width / original.width, kept.height / original.height];
  return cropImage(kept, rounded({ x: x * perX, y: y * perY, width: width * perX, height: height * perY }));
}

function rounded({ x, y, width, height }: Rectangle): Rectangle {
  return {
    x: Math.round(x),
    y: Math.round(y),
    width: Math.max(1, Math.round(width)),
    height: Math.max(1, Math.round(height)),
  };
}
