import type { SessionOptions } from '../onnx/session.ts';
import type { CalibrationSettings } from './calibration.ts';
import type { PointsFile } from './points-file.ts';

/** What decides on the model. */
export interface TrainingSettings {
  /** Share of all patches that the memory bank keeps. */
  readonly coresetRatio: number;
  /** The most patches it keeps; as many as the ratio asks for when left out. */
  readonly maxEntries?: number | undefined;
  /** b of the image score's re-weighting. */
  readonly neighbors: number;
  readonly seed: number;
  /** An approximate index is built for banks that are large enough to gain by it; see `INDEX_PAYS`. */
  readonly index?: 'exact' | 'approximate' | undefined;
  readonly indexPays?: number | undefined;
  readonly calibration: CalibrationSettings;
}

/** The long steps of a training, in their order. */
export type TrainingStage = 'features' | 'coreset' | 'bank' | 'index' | 'calibration';

/** What decides on time and memory, and changes nothing in the model. */
export interface TrainingRun extends SessionOptions {
  /** Bytes of patch vectors that are kept in memory between the passes; the rest is computed again. */
  readonly rememberBytes: number;
  /** A new file for the projections where memory is short, removed again; they stay in memory when left out. */
  readonly projectionsFile?: PointsFile | undefined;
  /** Pictures that are decoded ahead of the one that is computed; 3 when left out. */
  readonly decodeAhead?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((stage: TrainingStage, done: number, total: number) => void) | undefined;
}
