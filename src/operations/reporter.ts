/** Where long operations tell how far they are. */
export interface Reporter {
  /** Called often; `done` of `total` steps of a stage are over, null when nobody knows how many there are. */
  progress(stage: string, done: number, total: number | null): void;
  /** A sentence that the user should read. */
  note(message: string): void;
}

/** How an operation is run. */
export interface Run {
  readonly reporter: Reporter;
  readonly signal?: AbortSignal | undefined;
}
