/** Where long operations tell how far they are. */
export interface Reporter {
  /** Called often; `done` of `total` steps of a stage are over. */
  progress(stage: string, done: number, total: number): void;
  /** A sentence that the user should read. */
  note(message: string): void;
}

/** How an operation is run. */
export interface Run {
  readonly reporter: Reporter;
  readonly signal?: AbortSignal | undefined;
}
