/** What a training takes, about or in truth. */
export interface TrainingCost {
  readonly seconds: number;
  /** The most memory that the process holds at once. */
  readonly peakBytes: number;
  /** Files of the model, with the backbone's weights where they were not there yet. */
  readonly diskBytes: number;
}

/** What a training will take, in one line. */
export function estimateNote(
  { seconds, peakBytes, diskBytes }: TrainingCost,
  pictures: number,
  fileBytes: number,
): string {
  const meanwhile = fileBytes > 0 ? `, and ${inBytes(fileBytes)} more there while it runs` : '';
  return `Training on ${pictures} pictures will take about ${inTime(seconds)}, ${inBytes(peakBytes)} of memory and ${inBytes(diskBytes)} on disk${meanwhile}.`;
}

/** 12 s, 4 min. */
export function inTime(seconds: number): string {
  return seconds < 90 ? `${Math.max(1, Math.round(seconds))} s` : `${Math.round(seconds / 60)} min`;
}

/** 28 MB, 1.2 GB. */
export function inBytes(bytes: number): string {
  return bytes < 0.95e9 ? `${Math.ceil(bytes / 1e6)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}
