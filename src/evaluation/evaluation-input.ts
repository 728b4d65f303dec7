import type { Mask, Plane } from '../image/image.ts';
import type { EvaluationReport, ImageResult } from '../schemas/report.ts';

/** One inspected picture of the test set. */
export interface EvaluatedPicture {
  /** Relative to the data set, with forward slashes. */
  readonly path: string;
  /** Null for a good part. */
  readonly defectType: string | null;
  readonly anomalyScore: number;
  readonly decision: ImageResult['decision'];
  /** Null when the model is not calibrated. */
  readonly pValue: number | null;
  readonly inspectionMs: number;
  /** The raw anomaly map; null leaves the picture out of the pixel metrics. */
  readonly map: Plane | null;
  /** The ground truth, at the map's size; null for good parts and for defects that nobody outlined. */
  readonly mask: Mask | null;
  /** 1 where a pixel of the map is not of interest and takes no part in the pixel metrics; left out where all do. */
  readonly ignored?: Mask | null | undefined;
}

/** What a report says about the model that was evaluated. */
export interface EvaluatedModel {
  readonly version: string;
  readonly backbone: string;
  /** Of the backbone: float32 or int8. */
  readonly precision: string;
  readonly layers: readonly string[];
  /** Pixels of a side. */
  readonly imageSize: number;
  /** Of a model that sees pictures in tiles. */
  readonly tiling?: EvaluationReport['tiling'] | undefined;
  /** Of a model with a region of interest: how many patches are inspected. */
  readonly regionOfInterest?: { readonly patches: number; readonly of: number } | undefined;
  /** FAIL above this. */
  readonly threshold: number;
  /** REVIEW above this. */
  readonly reviewThreshold: number;
  readonly thresholdMethod: string;
  /** The share of good parts the threshold was calibrated to reject at most; null without such a target. */
  readonly maxFalseRejectRate: number | null;
}

/** Everything a report is made from. */
export interface EvaluationInput {
  readonly category: string;
  readonly createdAt: Date;
  readonly model: EvaluatedModel;
  readonly pictures: readonly EvaluatedPicture[];
  readonly skipped: readonly { readonly path: string; readonly reason: string }[];
  /** Wall-clock milliseconds: loading the model, going through the pictures (decoding included), all of it. */
  readonly timings: { readonly loadMs: number; readonly picturesMs: number; readonly totalMs: number };
}
