import { readFileSync } from 'node:fs';
import { Check } from '#bundled/typebox/schema';
import { type ConfigSources, checkTogether } from './check-config.ts';
import {
  CONFIG_KEYS,
  type Config,
  type ConfigKey,
  ConfigSchema,
  type ConfigSource,
  canBeNone,
  defaultOf,
  environmentName,
  expectationOf,
  flagName,
  wireName,
} from './config.ts';
import { InspectError } from './errors.ts';

/** A configuration and where each value came from. */
export interface LoadedConfig {
  readonly config: Config;
  readonly sources: ConfigSources;
  /** The configuration file that was read, or null. */
  readonly file: string | null;
}

/** Settings as a source gives them: text, or a value out of a JSON file. */
export type Settings = Readonly<Partial<Record<ConfigKey, unknown>>>;

const CONFIG_FILE = 'inspectai.config.json';
const PRESETS: Readonly<Record<Config['preset'], Settings>> = {
  default: {},
  paper: { imageSize: 256, centerCrop: 224 },
};
const ENVIRONMENT_ALIASES: Readonly<Record<string, ConfigKey>> = {
  HF_ENDPOINT: 'hfEndpoint',
  OTEL_EXPORTER_OTLP_ENDPOINT: 'otlpEndpoint',
};

/**
 * Puts the configuration together: flags before environment before file before preset before defaults.
 *
 * @param flags values given on the command line, by key
 * @param file path of the configuration file; `inspectai.config.json` in the working folder when left out, if there is one
 * @throws InspectError `invalid_argument` naming the option, what was found and what is expected.
 */
export function loadConfig(
  flags: Settings,
  file?: string,
  environment: Readonly<Record<string, string | undefined>> = process.env,
): LoadedConfig {
  const path = file ?? CONFIG_FILE;
  const fromFile = readConfigFile(path, file !== undefined);
  const layers: readonly (readonly [ConfigSource, Settings])[] = [
    ['flag', flags],
    ['environment', fromEnvironment(environment)],
    ['file', fromFile ?? {}],
  ];
  const given = new Map<ConfigKey, readonly [ConfigSource, unknown]>();
  for (const [source, settings] of [...layers].reverse()) {
    for (const key of CONFIG_KEYS)
      if (settings[key] !== undefined) given.set(key, [source, validated(key, settings[key], source)]);
  }
  const preset = PRESETS[(given.get('preset')?.[1] ?? 'default') as Config['preset']];
  const pick = (key: ConfigKey) =>
    given.get(key) ?? (preset[key] === undefined ? ['default', defaultOf(key)] : ['preset', preset[key]]);
  const config = Object.freeze(Object.fromEntries(CONFIG_KEYS.map(key => [key, pick(key)[1]]))) as Config;
  const sources = Object.fromEntries(CONFIG_KEYS.map(key => [key, pick(key)[0]])) as LoadedConfig['sources'];
  checkTogether(config, sources);
  return {
    config,
    sources,
    file: fromFile ? path : null,
  };
}

function fromEnvironment(environment: Readonly<Record<string, string | undefined>>): Settings {
  const keys = new Map(CONFIG_KEYS.map(key => [environmentName(key), key]));
  const settings: Partial<Record<ConfigKey, unknown>> = {};
  for (const [name, value] of Object.entries(environment)) {
    if (!name.startsWith('INSPECTAI_')) continue;
    const key = keys.get(name);
    if (!key) throw unknownKey(`The environment variable ${name}`, name, [...keys.keys()]);
    if (value !== undefined && value !== '') settings[key] = value;
  }
  for (const [name, key] of Object.entries(ENVIRONMENT_ALIASES))
    if (environment[name]) settings[key] ??= environment[name];
  return settings;
}

function readConfigFile(path: string, required: boolean): Settings | null {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    if (!required && (cause as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw new InspectError(
      'invalid_argument',
      `Cannot read the configuration file ${path} (${(cause as NodeJS.ErrnoException).code}).`,
      { cause },
    );
  }
  const document = parseObject(text, path);
  const keys = new Map(CONFIG_KEYS.map(key => [wireName(key), key]));
  const settings: Partial<Record<ConfigKey, unknown>> = {};
  for (const [name, value] of Object.entries(document)) {
    const key = keys.get(name);
    if (!key) throw unknownKey(`The key "${name}" in ${path}`, name, [...keys.keys()]);
    settings[key] = value;
  }
  return settings;
}

function parseObject(text: string, path: string): object {
  try {
    // Editors on Windows like to start a file with a byte order mark.
    const document: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    if (typeof document === 'object' && document !== null && !Array.isArray(document)) return document;
  } catch (cause) {
    throw new InspectError(
      'invalid_argument',
      `The configuration file ${path} is not JSON: ${(cause as Error).message}.`,
      { cause },
    );
  }
  throw new InspectError('invalid_argument', `The configuration file ${path} must hold a JSON object.`);
}

/** Reads text by the type that the option has, and checks the limits. */
function validated(key: ConfigKey, value: unknown, source: ConfigSource): unknown {
  const schema = ConfigSchema.properties[key];
  const converted = typeof value === 'string' && source !== 'file' ? fromText(key, value) : value;
  if (Check(schema, converted)) return converted;
  const name = {
    flag: flagName(key),
    environment: environmentName(key),
    file: `"${wireName(key)}"`,
    request: '',
    preset: '',
    default: '',
  }[source];
  const { description } = schema as { readonly description?: string };
  throw new InspectError(
    'invalid_argument',
    `${name} is ${JSON.stringify(value)}; expected ${expectationOf(key)} (${description}).`,
  );
}

function fromText(key: ConfigKey, text: string): unknown {
  const standard = defaultOf(key);
  if (Array.isArray(standard)) return text.split(',').map(part => part.trim());
  if (text.toLowerCase() === 'none' && canBeNone(key)) return null;
  if (typeof standard === 'boolean')
    return { true: true, 1: true, false: false, 0: false }[text.toLowerCase()] ?? text;
  const numeric = /\bnumber\b/.test(expectationOf(key));
  return numeric && text.trim() !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
}

function unknownKey(what: string, name: string, known: readonly string[]): InspectError {
  const distances = new Map(known.map(candidate => [candidate, editDistance(name, candidate)]));
  const close = [...known].sort((a, b) => distances.get(a)! - distances.get(b)!)[0]!;
  const isClose = distances.get(close)! <= bareName(close).length / 3;
  return new InspectError(
    'invalid_argument',
    `${what} is not an option. ${isClose ? `Did you mean ${close}?` : `Options: ${known.join(', ')}.`}`,
  );
}

/** Letters to insert, remove or replace to get from one bare name to the other. */
function editDistance(from: string, to: string): number {
  const [a, b] = [bareName(from), bareName(to)];
  let previous = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (const [row, letter] of [...a].entries()) {
    const current = [row + 1];
    for (let column = 0; column < b.length; column++) {
      const replaced = previous[column]! + (b[column] === letter ? 0 : 1);
      current.push(Math.min(replaced, previous[column + 1]! + 1, current[column]! + 1));
    }
    previous = current;
  }
  return previous.at(-1)!;
}

/** A name as it is compared: without prefix, case, hyphens and underscores. */
function bareName(name: string): string {
  return name
    .toLowerCase()
    .replace(/^inspectai_/, '')
    .replaceAll(/[-_]/g, '');
}
