/** Whether nothing more happens to a job. */
export function hasEnded({ state }: { readonly state: string }): boolean {
  return state === 'succeeded' || state === 'failed' || state === 'cancelled';
}

/** How far the stage of a job is, as a share of 1; null when nobody knows. */
export function shareDone(
  progress: { readonly done: number; readonly total: number | null } | null,
): number | null {
  return progress?.total ? Math.min(1, progress.done / progress.total) : null;
}
