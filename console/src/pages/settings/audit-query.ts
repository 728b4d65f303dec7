import { fromPlantTime } from '../../i18n/plant-time.ts';

/** What the audit log can be filtered by; the same names in the address and in the API. */
export const AUDIT_FIELDS = ['actor', 'action', 'subject', 'from', 'before'] as const;

const DAY_MS = 86_400_000;

/** The filter in an address as the API takes it: days are whole days of the plant, the last one included. */
export function auditQueryOf(address: URLSearchParams, zone: string): Readonly<Record<string, string>> {
  const given = AUDIT_FIELDS.map(name => [name, momentOf(name, address.get(name), zone)] as const);
  return Object.fromEntries(given.filter((one): one is [(typeof one)[0], string] => Boolean(one[1])));
}

function momentOf(name: (typeof AUDIT_FIELDS)[number], value: string | null, zone: string): string | null {
  if (value === null || (name !== 'from' && name !== 'before')) return value;
  const day = Date.parse(`${value}T00:00:00Z`);
  if (Number.isNaN(day)) return null;
  const first = new Date(name === 'from' ? day : day + DAY_MS).toISOString().slice(0, 10);
  return fromPlantTime(`${first}T00:00`, zone);
}
