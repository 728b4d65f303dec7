import { availableParallelism, homedir } from 'node:os';
import { join } from 'node:path';
import Type from 'typebox';

const Text = (fallback: string, description: string) =>
  Type.String({ default: fallback, description, minLength: 1 });
const TextOrNull = (description: string) =>
  Type.Union([Type.String({ minLength: 1 }), Type.Null()], { default: null, description });
const Share = { exclusiveMinimum: 0, maximum: 1 } as const;

/** Every option of the product: the one place for names, defaults, limits and descriptions. */
export const ConfigSchema = Type.Object(
  {
    dataRoot: Text('mvtec_anomaly_detection', 'folder that holds one folder per category'),
    modelsRoot: Text('models/patchcore', 'folder for trained models'),
    resultsRoot: Text('results', 'folder for result pictures and reports'),
    backbonesRoot: Text(defaultBackbonesRoot(), 'folder for downloaded backbone weights'),
    backbone: TextOrNull(
      'network that sees: compact, resnet18, resnet34, resnet50, wide_resnet50_2, wide_resnet101_2 or external; wide_resnet50_2 when it has been pulled, else compact',
    ),
    weights: TextOrNull('weights file of the backbone: safetensors, or ONNX for an external one'),
    layers: Type.Array(Type.String({ minLength: 1 }), {
      default: ['layer2', 'layer3'],
      minItems: 1,
      description: 'feature maps to use, separated by commas',
    }),
    preset: Type.Enum(['default', 'paper'], {
      default: 'default',
      description: 'default: full frame at 256 px; paper: 256 px, then the centre 224 px',
    }),
    imageSize: Type.Integer({
      default: 256,
      minimum: 32,
      maximum: 2048,
      description: 'side that pictures are resized to, in pixels',
    }),
    centerCrop: Type.Union([Type.Integer({ minimum: 32, maximum: 2048 }), Type.Null()], {
      default: null,
      description: 'side of the centre to keep after resizing, in pixels; none keeps the full frame',
    }),
    letterbox: Type.Boolean({
      default: false,
      description: 'keep the aspect ratio instead of stretching to a square',
    }),
    coresetRatio: Type.Number({
      default: 0.1,
      ...Share,
      description: 'share of the patches that the memory bank keeps',
    }),
    neighbors: Type.Integer({
      default: 9,
      minimum: 1,
      maximum: 1000,
      description: 'neighbours in the re-weighting of the image score',
    }),
    seed: Type.Integer({
      default: 7,
      minimum: 0,
      maximum: 2 ** 31 - 1,
      description: 'seed of everything random',
    }),
    precision: Type.Enum(['float32', 'int8'], {
      default: 'float32',
      description: 'precision of the backbone; int8 is refused where it is not 1.3 times as fast',
    }),
    thresholdMethod: Type.Enum(['false_reject_rate', 'mean_std', 'percentile'], {
      default: 'false_reject_rate',
      description: 'how the threshold is set from held-out scores',
    }),
    maxFalseRejectRate: Type.Number({
      default: 0.01,
      exclusiveMinimum: 0,
      exclusiveMaximum: 1,
      description: 'share of good parts that may be rejected',
    }),
    thresholdSigmas: Type.Number({
      default: 3,
      minimum: 0,
      maximum: 100,
      description: 'deviations above the mean, for mean_std',
    }),
    thresholdPercentile: Type.Number({
      default: 99,
      minimum: 0,
      maximum: 100,
      description: 'percentile of the held-out scores, for percentile',
    }),
    device: Type.Enum(['auto', 'cpu', 'cuda'], {
      default: 'auto',
      description: 'where to compute; auto takes a GPU when it gives the right results',
    }),
    threads: Type.Integer({
      default: availableParallelism(),
      minimum: 1,
      maximum: 256,
      description: 'threads to compute with',
    }),
    hfEndpoint: Text('https://huggingface.co', 'server that backbone pull downloads from (also HF_ENDPOINT)'),
  },
  { additionalProperties: false },
);

export type Config = Readonly<Type.Static<typeof ConfigSchema>>;
export type ConfigKey = keyof Config;
export type ConfigSource = 'flag' | 'environment' | 'file' | 'preset' | 'default';

export const CONFIG_KEYS = Object.keys(ConfigSchema.properties) as readonly ConfigKey[];

/** `imageSize` as it is written in files: `image_size`. */
export function wireName(key: ConfigKey): string {
  return key.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`);
}

/** `imageSize` as a flag: `--image-size`. */
export function flagName(key: ConfigKey): string {
  return `--${wireName(key).replaceAll('_', '-')}`;
}

/** `imageSize` as an environment variable: `INSPECTAI_IMAGE_SIZE`. */
export function environmentName(key: ConfigKey): string {
  return `INSPECTAI_${wireName(key).toUpperCase()}`;
}

/** The default of an option. */
export function defaultOf(key: ConfigKey): unknown {
  return (ConfigSchema.properties[key] as { readonly default?: unknown }).default;
}

/** What an option accepts, in words: `a whole number from 32 to 2048`. */
export function expectationOf(key: ConfigKey): string {
  return inWords(ConfigSchema.properties[key] as SchemaPart);
}

/** Whether `none` takes the option's value away. */
export function canBeNone(key: ConfigKey): boolean {
  return expectationOf(key).endsWith(' or none');
}

/** What the descriptions in words need of a JSON schema. */
interface SchemaPart {
  readonly type?: string;
  readonly enum?: readonly string[];
  readonly anyOf?: readonly SchemaPart[];
  readonly minimum?: number;
  readonly exclusiveMinimum?: number;
  readonly maximum?: number;
  readonly exclusiveMaximum?: number;
}

function inWords(part: SchemaPart): string {
  if (part.anyOf) return part.anyOf.map(inWords).join(' or ');
  if (part.enum) return [part.enum.slice(0, -1).join(', '), part.enum.at(-1)].filter(Boolean).join(' or ');
  switch (part.type) {
    case 'null':
      return 'none';
    case 'boolean':
      return 'true or false';
    case 'array':
      return 'one or more names';
    case 'string':
      return 'text';
    default:
      return `${part.type === 'integer' ? 'a whole number' : 'a number'} ${range(part)}`;
  }
}

function range({ minimum, exclusiveMinimum, maximum, exclusiveMaximum }: SchemaPart): string {
  if (minimum !== undefined && maximum !== undefined) return `from ${minimum} to ${maximum}`;
  const low = minimum === undefined ? `above ${exclusiveMinimum}` : `at least ${minimum}`;
  const high = maximum === undefined ? `below ${exclusiveMaximum}` : `at most ${maximum}`;
  return `${low} and ${high}`;
}

function defaultBackbonesRoot(): string {
  return join(homedir(), '.cache', 'inspectai', 'backbones');
}
