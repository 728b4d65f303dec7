import type { TaskContext } from '../compute/task.ts';
import type { Config } from '../config.ts';
import { throwIfCancelled } from '../errors.ts';
import { sha256 } from '../files.ts';
import { readPictureFile } from '../image/codec.ts';
import type { Plane } from '../image/image.ts';
import { chooseDevice } from '../onnx/device.ts';
import type { ReplayRecord } from '../schemas/replay-record.ts';
import { type DetectionFacts, detectionFacts } from './detection-facts.ts';
import { type Drawing, type Drawings, drawAll } from './draw-all.ts';
import { drawKeptMap, type KeptMapRequest } from './draw-kept-map.ts';
import type { OpenCategory, PictureBytes } from './open-category.ts';
import { replayRecord, softwareWith } from './replay-record.ts';
import { openWarmCategories } from './warm-categories.ts';

/** A picture file under another name than the one that the user knows it by. */
export interface PictureFile extends Pick<PictureBytes, 'name' | 'mostPixels'> {
  readonly path: string;
}

/** What the task `inspect` is asked. */
export interface InspectionInput {
  readonly config: Config;
  readonly category: string;
  /** A file's path, a file, or what a file holds. */
  readonly picture: string | PictureFile | PictureBytes;
  /** What the user calls the picture, for messages and the result picture. */
  readonly name: string;
  readonly draw: readonly Drawing[];
  /** Longest side of heatmap and overlay in pixels; that of the picture when left out. */
  readonly longestSidePx?: number | undefined;
  /** Leaves the map of a part that passes out, which would take a while to come. */
  readonly mapUnlessPass?: boolean;
}

/** What the task `inspect` finds; wire names where it goes out as it is. */
export interface InspectionOutput {
  readonly facts: DetectionFacts & { readonly model_version: string; readonly inspection_ms: number };
  /** From which `replay` repeats the inspection; its path is the picture's name where bytes were given. */
  readonly record: ReplayRecord;
  /** Milliseconds that loading the model took; 0 for a model that has inspected before. */
  readonly loadMs: number;
  /** The anomaly map over what was inspected of the picture; null when it was to be left out. */
  readonly map: Plane | null;
  /** PNG files of what was to be drawn. */
  readonly drawn: Drawings;
}

/** A category's current model as a process has it open. */
export interface LoadedCategory {
  readonly version: string;
  readonly threshold: number;
  readonly reviewThreshold: number;
  readonly device: string;
  readonly loadMs: number;
}

const categories = openWarmCategories();
/** Categories that have inspected a picture since they were loaded. */
const used = new WeakSet<OpenCategory>();

/** Categories whose models are open here. */
export const warmKeys = () => categories.names();

/** The tasks of the compute processes. */
export const tasks = {
  /** Inspects a picture as `inference` does; the first one of a category also loads its model. */
  async inspect(input: InspectionInput, { signal }: TaskContext): Promise<InspectionOutput> {
    const category = await categories.open(input.config, input.category);
    const loadMs = used.has(category) ? 0 : category.loadMs;
    used.add(category);
    throwIfCancelled(signal);
    const picture = await bytesOf(input.picture);
    const image = await category.read(picture);
    const started = performance.now();
    const detection = await category.detect(image);
    const inspectionMs = performance.now() - started;
    throwIfCancelled(signal);
    const read = { path: picture.name, sha256: sha256(picture.bytes), image };
    return {
      facts: {
        ...detectionFacts(category, detection, image),
        model_version: category.model.version,
        inspection_ms: inspectionMs,
      },
      record: await replayRecord(category, read, detection),
      loadMs,
      map: input.mapUnlessPass && detection.decision === 'PASS' ? null : detection.map,
      drawn: await drawAll(category, { name: input.name, image, detection, mask: null }, input),
    };
  },

  /** Draws a map that was kept, which would hold a server up. */
  async drawMap(request: KeptMapRequest): Promise<Uint8Array> {
    return drawKeptMap(request);
  },

  /** Loads a category's current model from its files, whether or not it is open. */
  async reload({ config, category }: Pick<InspectionInput, 'config' | 'category'>): Promise<LoadedCategory> {
    return loaded(await categories.reload(config, category));
  },

  /** The versions of everything that scores are computed with, and the device. */
  async software(
    { config }: { readonly config: Config },
    { signal }: TaskContext,
  ): Promise<ReplayRecord['software']> {
    return softwareWith((await chooseDevice(config, signal)).device);
  },
};

/** The table's type, for those who run its tasks. */
export type InspectionTasks = typeof tasks;

async function bytesOf(picture: InspectionInput['picture']): Promise<PictureBytes> {
  if (typeof picture === 'string') return { name: picture, bytes: await readPictureFile(picture) };
  if ('bytes' in picture) return picture;
  const { name, mostPixels, path } = picture;
  return { name, mostPixels, bytes: await readPictureFile(path) };
}

function loaded({ model, device, loadMs }: OpenCategory): LoadedCategory {
  const { threshold, calibration } = model.config;
  return {
    version: model.version,
    threshold,
    reviewThreshold: calibration.review_threshold,
    device,
    loadMs,
  };
}
