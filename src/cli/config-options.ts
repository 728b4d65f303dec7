import { type Command, Option } from 'commander';
import { type ConfigKey, ConfigSchema, defaultOf, expectationOf, flagName } from '../config.ts';

/** Options of the configuration by what they are about, in the order of the help. */
const GROUPS: Readonly<Record<string, readonly ConfigKey[]>> = {
  'Folders:': ['dataRoot', 'modelsRoot', 'resultsRoot', 'backbonesRoot'],
  'Model:': [
    'preset',
    'imageSize',
    'centerCrop',
    'letterbox',
    'tile',
    'tileOverlap',
    'align',
    'backbone',
    'weights',
    'layers',
    'coresetRatio',
    'maxBankEntries',
    'index',
    'neighbors',
    'seed',
    'precision',
  ],
  'Threshold:': [
    'maxFalseRejectRate',
    'reviewRate',
    'guardRate',
    'calibration',
    'calibrationShare',
    'thresholdMethod',
    'thresholdSigmas',
    'thresholdPercentile',
    'minRegionArea',
    'maxRegions',
    'mmPerPx',
  ],
  'Training:': ['maxMemory'],
  'Result pictures:': ['colormap'],
  'Machine:': ['device', 'threads', 'modelMemory', 'hfEndpoint'],
  'History:': ['database'],
  'Operations:': ['otlpEndpoint'],
};
const PLACEHOLDERS: Partial<Record<ConfigKey, string>> = {
  dataRoot: 'folder',
  modelsRoot: 'folder',
  resultsRoot: 'folder',
  backbonesRoot: 'folder',
  backbone: 'name',
  weights: 'file',
  layers: 'names',
  imageSize: 'px',
  centerCrop: 'px',
  tile: 'px',
  tileOverlap: 'px',
  align: 'kind',
  coresetRatio: 'share',
  maxMemory: 'size',
  modelMemory: 'size',
  maxFalseRejectRate: 'share',
  reviewRate: 'share',
  guardRate: 'share',
  calibrationShare: 'share',
  minRegionArea: 'px',
  mmPerPx: 'mm',
  thresholdMethod: 'method',
  colormap: 'name',
  hfEndpoint: 'url',
  database: 'url',
  otlpEndpoint: 'url',
};

/** The options that every command on a category has. */
export const CATEGORY_OPTIONS: readonly ConfigKey[] = Object.values(GROUPS)
  .flat()
  .filter(key => key !== 'hfEndpoint' && key !== 'database');
/** The options that only training reads; those that a model keeps must agree with it when they are named afterwards. */
export const MODEL_OPTIONS: readonly ConfigKey[] = [
  ...GROUPS['Model:']!,
  ...GROUPS['Threshold:']!,
  ...GROUPS['Training:']!,
].filter(key => key !== 'weights');
/** What the help says of them. */
export const MODEL_OPTIONS_NOTE =
  'The options that a model was trained with (--image-size, --layers and so on) are in the model. Naming one here\nonly checks that the model agrees.';

/**
 * Adds options of the configuration, `--config` and `--json` to a command.
 *
 * @param hidden options that are accepted but not listed in the help
 */
export function addConfigOptions(
  command: Command,
  keys: readonly ConfigKey[],
  hidden: readonly ConfigKey[] = [],
): Command {
  for (const [heading, members] of Object.entries(GROUPS)) {
    for (const key of members.filter(member => keys.includes(member)))
      for (const option of optionsOf(key))
        command.addOption(option.helpGroup(heading).hideHelp(option.hidden || hidden.includes(key)));
  }
  return addOutputOptions(command);
}

/** Adds `--config` and `--json` to a command. */
export function addOutputOptions(command: Command): Command {
  return command
    .option('--config <file>', 'configuration file (default: inspectai.config.json, if there is one)')
    .option('--json', 'print one JSON document on standard output, everything else on standard error');
}

/** A switch can be turned off again where a file or the environment turned it on. */
function optionsOf(key: ConfigKey): Option[] {
  const schema = ConfigSchema.properties[key] as {
    readonly description?: string;
    readonly enum?: readonly string[];
    readonly type?: string;
  };
  const standard = defaultOf(key);
  const choices = schema.enum && PLACEHOLDERS[key] ? `${expectationOf(key)}; ` : '';
  const shown = standard === null ? '' : ` (${choices}default: ${String(standard)})`;
  if (schema.type === 'boolean')
    return [
      new Option(flagName(key), `${schema.description}${shown}`),
      new Option(flagName(key).replace('--', '--no-'), `not ${flagName(key)}`).hideHelp(),
    ];
  const placeholder = PLACEHOLDERS[key] ?? (schema.enum?.join('|') || 'n');
  return [new Option(`${flagName(key)} <${placeholder}>`, `${schema.description}${shown}`)];
}
