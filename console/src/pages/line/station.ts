/** Whose parts a screen shows; what is absent restricts nothing. */
export interface Station {
  readonly category?: string;
  readonly line?: string;
  readonly station?: string;
}

const NAMES = ['category', 'line', 'station'] as const;

/** The station that an address names. */
export function readStation(address: URLSearchParams): Station {
  const found = NAMES.map(name => [name, address.get(name)?.trim() ?? ''] as const);
  return Object.fromEntries(found.filter(([, value]) => value !== ''));
}

/** The address of the screen of a station. */
export function screenPath(station: Station): string {
  const written = new URLSearchParams({ screen: 'on' });
  for (const name of NAMES) if (station[name] !== undefined) written.set(name, station[name]);
  return `/line?${written}`;
}

/** Whether an address is that of a screen, which fills the window, and not of the choice of a station. */
export function isScreen(pathname: string, address: URLSearchParams): boolean {
  return pathname === '/line' && address.get('screen') === 'on';
}
