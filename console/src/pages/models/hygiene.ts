import type { NamedFile } from './chosen-pictures.ts';

/** What is read of the findings of an audit. */
export interface AuditFindings {
  readonly pictures: number;
  readonly warnings: readonly string[];
  readonly ranking: readonly {
    readonly picture: string;
    readonly suspicious: boolean;
    readonly times_usual: number;
  }[];
  readonly near_duplicates: readonly { readonly a: string; readonly b: string }[];
  readonly copies: readonly { readonly path: string; readonly of: string }[];
  readonly unreadable: readonly { readonly path: string; readonly reason: string }[];
}

/** A chosen picture about which something was found. */
export interface Finding {
  readonly picture: NamedFile;
  readonly kind: 'unreadable' | 'copy' | 'suspicious' | 'duplicate';
  /** The other picture of a copy or duplicate, times the usual score, or why it cannot be read. */
  readonly detail: string;
}

/**
 * What an audit has found about the pictures that were sent, the worst first; about each picture only the first.
 *
 * @param sent under the names that they were sent with
 */
export function findingsOf(findings: AuditFindings, sent: readonly NamedFile[]): readonly Finding[] {
  const byName = new Map(sent.map(picture => [picture.path, picture]));
  const told = new Set<string>();
  const found: Finding[] = [];
  const add = (path: string, kind: Finding['kind'], detail: string) => {
    const name = nameOf(path);
    const picture = byName.get(name);
    if (!picture || told.has(name)) return;
    told.add(name);
    found.push({ picture, kind, detail });
  };
  for (const { path, reason } of findings.unreadable) add(path, 'unreadable', reason);
  for (const { path, of } of findings.copies) add(path, 'copy', nameOf(of));
  for (const { picture, suspicious, times_usual: times } of findings.ranking)
    if (suspicious) add(picture, 'suspicious', times.toFixed(1));
  for (const { a, b } of findings.near_duplicates) if (!told.has(nameOf(a))) add(b, 'duplicate', nameOf(a));
  return found;
}

/** Which of the findings are left out unless somebody says otherwise: what harms a training, not what is merely alike. */
export function harmful(findings: readonly Finding[]): ReadonlySet<string> {
  return new Set(findings.filter(({ kind }) => kind !== 'duplicate').map(({ picture }) => picture.path));
}

function nameOf(path: string): string {
  return path.split(/[/\\]/).at(-1)!;
}
