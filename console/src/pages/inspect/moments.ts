/** What happens to a picture, for measuring how much time the page adds to the server's. */
export type Moment = 'chosen' | 'sent' | 'answered' | 'shown';

/** Notes the time of a moment in the browser's performance timeline; only the latest of each kind is kept. */
export function markMoment(moment: Moment, id?: string): void {
  const name = `inspection-${moment}`;
  performance.clearMarks(name);
  performance.mark(name, { detail: id });
}
