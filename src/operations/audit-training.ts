import { join } from 'node:path';
import { auditPictures, type PicturesAudit } from '../audit/audit-pictures.ts';
import type { Config } from '../config.ts';
import { checkCategoryName, type GoodPictures, goodPictures } from '../evaluation/dataset.ts';
import { writeFileAtomically } from '../files.ts';
import { readImage } from '../image/codec.ts';
import { chooseDevice } from '../onnx/device.ts';
import { openFeatures } from '../patchcore/features.ts';
import { frameOf } from '../patchcore/frame.ts';
import { gridPlace, type PatchGeometry, patchInPicture, surroundings } from '../patchcore/patch-place.ts';
import { pictureFeatures } from '../patchcore/picture-features.ts';
import { checkRegionFits } from '../patchcore/region-of-interest.ts';
import { openShrink } from '../patchcore/shrink.ts';
import { type AuditReport, auditWarnings, type Box, curveFacts, sizesOf } from './audit-report.ts';
import { auditSheet, drawEvidence, type SheetEntry } from './audit-sheet.ts';
import { backboneForTraining } from './choose-backbone.ts';
import { roiFacts, roiForTraining } from './model-roi.ts';
import { resultsFolder } from './places.ts';
import type { Run } from './reporter.ts';
import { roiNote } from './roi-words.ts';
import { checkPictureCount } from './training-limits.ts';
import { checkTrainingPictures, picturesOf, type ReadPictures } from './training-pictures.ts';

export interface AuditRequest {
  readonly category: string;
  /** A plain folder of good pictures, instead of the data set. */
  readonly imagesFolder?: string | undefined;
  /** How many pictures the ranking names. */
  readonly top: number;
  readonly save: boolean;
  /** Whether the pictures of the page are also written as files beside it: `01-whole.png`, `01-place.png`, `01-normal.png`. */
  readonly pictures?: boolean;
}

/** Bytes of small pictures that are kept between the passes. */
const KEEP_BYTES = 1e9;
const STAGES = { features: 'computing features', comparing: 'comparing pictures' } as const;

/**
 * Looks for pictures that do not belong among a category's good ones, before they are trained on. Pictures are seen
 * whole, also where training would cut them into tiles; outside of the region of interest that is set nothing is compared.
 *
 * @throws InspectError as training does on unusable data.
 */
export async function auditTraining(config: Config, request: AuditRequest, run: Run): Promise<AuditReport> {
  const { category, imagesFolder, top } = request;
  checkCategoryName(category);
  const good = await goodPictures(config.dataRoot, category, imagesFolder);
  checkPictureCount(good.names.length, good.folder, 'good');
  const backbone = await backboneForTraining(config);
  const { device } = await chooseDevice(config, run.signal);
  const options = { device, threads: config.threads };
  const { imageSize, centerCrop, letterbox, layers } = config;
  const preprocessing = { imageSize, centerCrop, letterbox };
  const features = await openFeatures(backbone, { layers, preprocessing }, options);
  const geometry = { grid: features.grid, map: features.map, preprocessing };
  const shrink = await openShrink(preprocessing, { device: 'cpu', threads: 1 });
  try {
    const roi = await roiForTraining(config, request, good, geometry);
    if (roi) run.reporter.note(roiNote(roiFacts(roi)));
    const keeping = { ...shrink, keepBytes: KEEP_BYTES, atOnce: 2 };
    const checked = await checkTrainingPictures(good, true, keeping, run);
    checkPictureCount(checked.pictures.length, good.folder, 'different usable');
    if (roi) for (const picture of checked.pictures) checkRegionFits(roi, picture, picture.name);
    const extractor = pictureFeatures(features, { inside: roi?.patches });
    const settings = { rate: config.maxFalseRejectRate, seed: config.seed };
    const audit = await auditPictures(picturesOf(good, checked), extractor, settings, {
      ...options,
      signal: run.signal,
      onProgress: (stage, done, total) => run.reporter.progress(STAGES[stage], done, total),
    });
    const report = reportOf(category, backbone.name, audit, { checked, geometry, top });
    return request.save
      ? await withSheet(config, request, report, { good, geometry, audit, checked })
      : report;
  } finally {
    await features.close();
    await shrink.close();
  }
}

interface Seen {
  readonly checked: ReadPictures;
  readonly geometry: PatchGeometry;
  readonly top: number;
}

function reportOf(
  category: string,
  backbone: string,
  audit: PicturesAudit,
  { checked, geometry, top }: Seen,
): AuditReport {
  const { pictures, copies, skipped } = checked;
  const boxOf = (picture: number, patch: number) =>
    wholePixels(
      patchInPicture(
        gridPlace(patch, geometry.grid),
        geometry.grid,
        geometry.map,
        frameOf(pictures[picture]!, geometry.preprocessing),
      ),
    );
  const facts = {
    pictures: pictures.length,
    sizes: sizesOf(pictures),
    copies,
    unreadable: skipped,
    near_duplicates: audit.nearDuplicates.map(({ a, b, distance }) => ({
      a: pictures[a]!.name,
      b: pictures[b]!.name,
      distance,
    })),
  };
  return {
    category,
    source: 'pictures',
    model_version: null,
    backbone,
    ...facts,
    suspicious: audit.suspicions.filter(({ suspicious }) => suspicious).length,
    warnings: auditWarnings(facts),
    ranking: ranked(audit)
      .slice(0, top)
      .map(picture => {
        const { score, timesUsual, deviations, suspicious, patch, compared, comparedPatch } =
          audit.suspicions[picture]!;
        return {
          picture: pictures[picture]!.name,
          score,
          times_usual: timesUsual,
          deviations,
          suspicious,
          where: boxOf(picture, patch),
          nearest_normal: { picture: pictures[compared]!.name, where: boxOf(compared, comparedPatch) },
        };
      }),
    learning_curve: curveFacts(audit.curve),
    sheet: null,
  };
}

/** The pictures' numbers, the most suspicious first. */
function ranked({ suspicions }: PicturesAudit): readonly number[] {
  return [...suspicions.keys()].sort((a, b) => suspicions[b]!.score - suspicions[a]!.score);
}

interface Audited {
  readonly good: GoodPictures;
  readonly geometry: PatchGeometry;
  readonly audit: PicturesAudit;
  readonly checked: ReadPictures;
}

async function withSheet(
  config: Config,
  request: Pick<AuditRequest, 'pictures'>,
  report: AuditReport,
  { good, geometry, audit, checked: { pictures } }: Audited,
): Promise<AuditReport> {
  const folder = join(resultsFolder(config, report.category), 'audit');
  const entries: SheetEntry[] = [];
  for (const [place, picture] of ranked(audit).slice(0, report.ranking.length).entries()) {
    const { patch, compared, comparedPatch } = audit.suspicions[picture]!;
    const image = await readImage(join(good.folder, pictures[picture]!.name));
    const normal = await readImage(join(good.folder, pictures[compared]!.name));
    const around = wholePixels(surroundings(gridPlace(patch, geometry.grid), geometry, image));
    const normalAround = wholePixels(surroundings(gridPlace(comparedPatch, geometry.grid), geometry, normal));
    const shown = await drawEvidence({ image, normal, around, normalAround });
    entries.push({ ranked: report.ranking[place]!, shown });
    const number = String(place + 1).padStart(2, '0');
    if (request.pictures)
      for (const [name, png] of Object.entries(shown))
        await writeFileAtomically(join(folder, `${number}-${name}.png`), png);
  }
  const sheet = join(folder, 'training.html');
  const written = { ...report, sheet };
  await writeFileAtomically(sheet, auditSheet(written, entries));
  return written;
}

function wholePixels({ x, y, width, height }: Box): Box {
  return {
    x: Math.round(x),
    y: Math.round(y),
    width: Math.max(1, Math.round(width)),
    height: Math.max(1, Math.round(height)),
  };
}
