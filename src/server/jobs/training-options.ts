import Type, { type TSchema } from '#bundled/typebox';
import { checkTogether } from '../../check-config.ts';
import {
  CONFIG_KEYS,
  type Config,
  type ConfigKey,
  ConfigSchema,
  canBeNone,
  defaultOf,
  expectationOf,
  wireName,
} from '../../config.ts';

/** Options that a training job may set: those of the command line that name no place on the server. */
const KEYS: readonly ConfigKey[] = [
  ...([
    'backbone',
    'layers',
    'imageSize',
    'centerCrop',
    'letterbox',
    'tile',
    'tileOverlap',
    'align',
  ] as const),
  ...(['coresetRatio', 'maxBankEntries', 'index', 'neighbors', 'seed', 'precision'] as const),
  ...(['thresholdMethod', 'maxFalseRejectRate', 'reviewRate', 'guardRate', 'calibration'] as const),
  ...(['calibrationShare', 'thresholdSigmas', 'thresholdPercentile'] as const),
  ...(['minRegionArea', 'maxRegions', 'mmPerPx', 'threads', 'maxMemory'] as const),
];

const BOOLEANS: Readonly<Record<string, boolean>> = { true: true, 1: true, false: false, 0: false };

/** The options as members of a request, none of them needed. */
export const TRAINING_OPTIONS = optionsOf(KEYS);
/** Those of them that an audit of the pictures looks at. */
export const AUDIT_OPTIONS = optionsOf([
  ...(['backbone', 'layers', 'imageSize', 'centerCrop', 'letterbox', 'maxFalseRejectRate', 'seed'] as const),
  'threads',
]);

/** The text of form fields as a request in JSON would say it: `none`, lists with commas, and a signature in JSON. */
export function optionsFromText(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const read = Object.entries(fields).map(([name, value]) => {
    if (name === 'signature') return [name, jsonOf(value)];
    const key = KEYS.find(candidate => wireName(candidate) === name);
    if (key === undefined || typeof value !== 'string') return [name, value];
    if (Array.isArray(defaultOf(key))) return [name, value.split(',').map(part => part.trim())];
    if (value.toLowerCase() === 'none' && canBeNone(key)) return [name, null];
    const isNumber = /\bnumber\b/.test(expectationOf(key)) && value.trim() !== '';
    if (isNumber && Number.isFinite(Number(value))) return [name, Number(value)];
    return [name, typeof defaultOf(key) === 'boolean' ? (BOOLEANS[value.toLowerCase()] ?? value) : value];
  });
  return Object.fromEntries(read);
}

/** What is no JSON stays text, which the schema refuses. */
function jsonOf(text: unknown): unknown {
  try {
    return JSON.parse(String(text));
  } catch {
    return text;
  }
}

/**
 * The server's configuration with the options of a request.
 *
 * @throws InspectError `invalid_argument` for options that cannot stand together.
 */
export function withOptions(config: Config, request: Readonly<Record<string, unknown>>): Config {
  const given = KEYS.filter(key => request[wireName(key)] !== undefined);
  const merged = {
    ...config,
    ...Object.fromEntries(given.map(key => [key, request[wireName(key)]])),
  } as Config; // each was checked against the schema of its key
  const sources = Object.fromEntries(
    CONFIG_KEYS.map(key => [key, given.includes(key) ? 'request' : sourceOf(config, key)]),
  ) as Parameters<typeof checkTogether>[1];
  checkTogether(merged, sources);
  return Object.freeze(merged);
}

/** What the server was started with counts as given by its file, whatever it was. */
function sourceOf(config: Config, key: ConfigKey): 'default' | 'file' {
  return JSON.stringify(config[key]) === JSON.stringify(defaultOf(key)) ? 'default' : 'file';
}

function optionsOf(keys: readonly ConfigKey[]): Readonly<Record<string, TSchema>> {
  return Object.fromEntries(
    keys.map(key => [wireName(key), Type.Optional(withoutDefault(ConfigSchema.properties[key]))]),
  );
}

function withoutDefault(schema: TSchema): TSchema {
  const { default: _, ...rest } = schema as TSchema & { readonly default?: unknown };
  return rest;
}
