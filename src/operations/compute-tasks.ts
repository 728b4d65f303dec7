import { type TaskContext, WARM_KEYS } from '../compute/task.ts';
import type { Config } from '../config.ts';
import { throwIfCancelled } from '../errors.ts';
import type { Plane } from '../image/image.ts';
import { type DetectionFacts, detectionFacts } from './detection-facts.ts';
import { drawHeatmap, drawResult } from './inspect.ts';
import type { PictureBytes } from './open-category.ts';
import { openWarmCategories } from './warm-categories.ts';

/** What the task `inspect` is asked. */
export interface InspectionInput {
  readonly config: Config;
  readonly category: string;
  /** A file's path, or what a file holds. */
  readonly picture: string | PictureBytes;
  /** What the user calls the picture, for messages and the result picture. */
  readonly name: string;
  /** Whether result picture and heatmap are drawn. */
  readonly draw: boolean;
}

/** What the task `inspect` finds; wire names where it goes out as it is. */
export interface InspectionOutput {
  readonly facts: DetectionFacts & { readonly model_version: string; readonly inspection_ms: number };
  /** The anomaly map over what the network saw of the picture. */
  readonly map: Plane;
  /** PNG files; null when nothing was to be drawn. */
  readonly drawn: { readonly result: Uint8Array; readonly heatmap: Uint8Array } | null;
}

const categories = openWarmCategories(WARM_KEYS);

/** The tasks of the compute processes. */
export const tasks = {
  /** Inspects a picture as `inference` does; the first one of a category also loads its model. */
  async inspect(input: InspectionInput, { signal }: TaskContext): Promise<InspectionOutput> {
    const category = await categories.open(input.config, input.category);
    throwIfCancelled(signal);
    const image = await category.read(input.picture);
    const started = performance.now();
    const detection = await category.detect(image);
    const inspectionMs = performance.now() - started;
    throwIfCancelled(signal);
    const shown = { name: input.name, image, detection, mask: null };
    return {
      facts: {
        ...detectionFacts(category, detection),
        model_version: category.model.version,
        inspection_ms: inspectionMs,
      },
      map: detection.map,
      drawn: input.draw
        ? {
            result: await drawResult(category, shown),
            heatmap: await drawHeatmap(category, image, detection),
          }
        : null,
    };
  },
};

/** The table's type, for those who run its tasks. */
export type InspectionTasks = typeof tasks;
