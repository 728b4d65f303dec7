import { problemOf } from '../../api/client.ts';

/** The packages that the product is made of, as the build lists them. */
export interface Licences {
  readonly packages: readonly {
    readonly name: string;
    readonly version: string;
    readonly licence: string;
    readonly place: 'console' | 'server' | 'both';
    /** Index of the licence's text in `texts`; null when the package brings none. */
    readonly text: number | null;
  }[];
  /** Equal texts are here once. */
  readonly texts: readonly string[];
}

/** Reads the list; null in a console that was built without it. */
export async function readLicences({ signal }: { readonly signal: AbortSignal }): Promise<Licences | null> {
  const response = await fetch('/licences.json', { signal });
  if (response.status === 404) return null;
  if (!response.ok) throw await problemOf(response);
  return (await response.json()) as Licences;
}

/** The packages whose name or licence contains what somebody typed. */
export function fittingPackages({ packages }: Licences, search: string): Licences['packages'] {
  const wanted = search.trim().toLowerCase();
  return packages.filter(({ name, licence }) => `${name} ${licence}`.toLowerCase().includes(wanted));
}
