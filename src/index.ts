export { type Config, ConfigSchema } from './config.ts';
export { type ErrorCode, InspectError } from './errors.ts';
export type { CalibrationCard } from './evaluation/calibration-card.ts';
export { decodeImage, readImage } from './image/codec.ts';
export type { Image, Mask, Plane } from './image/image.ts';
export { type LoadedConfig, loadConfig } from './load-config.ts';
export { type ActivationResult, activate, rollback } from './operations/activate-version.ts';
export { type CardRequest, showCalibration } from './operations/calibration-card.ts';
export type { InspectionInput, InspectionOutput } from './operations/compute-tasks.ts';
export { type Evaluation, type EvaluationRequest, evaluateModel } from './operations/evaluate-model.ts';
export { type Inference, type InferenceRequest, type InferenceResult, infer } from './operations/infer.ts';
export { drawHeatmap, drawResult } from './operations/inspect.ts';
export {
  type InspectionPool,
  type InspectionPoolOptions,
  openInspectionPool,
} from './operations/inspection-pool.ts';
export { listModels } from './operations/list-models.ts';
export { type DriftMeasurement, type DriftRequest, measureDrift } from './operations/measure-drift.ts';
export { type OpenCategory, openCategory } from './operations/open-category.ts';
export { type Replay, type ReplayRequest, replay } from './operations/replay.ts';
export type { Reporter, Run } from './operations/reporter.ts';
export { type MissedReport, type MissedRequest, teachMissed } from './operations/teach-missed.ts';
export { type Teaching, type TeachRequest, teachNormal } from './operations/teach-normal.ts';
export { type TrainingRequest, trainModel } from './operations/train-model.ts';
export type { TrainingSummary } from './operations/training-summary.ts';
export type { Verdict } from './patchcore/decision.ts';
export type { Detection, ExplainedRegion } from './patchcore/detect.ts';
export type { Evidence, PatchEvidence } from './patchcore/evidence.ts';
export { EvaluationReport } from './schemas/report.ts';
