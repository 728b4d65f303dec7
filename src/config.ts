import { availableParallelism, homedir } from 'node:os';
import { join } from 'node:path';
import Type from '#bundled/typebox';
import { inWords, type SchemaPart, SIZE } from './option-words.ts';

const Text = (fallback: string, description: string) =>
  Type.String({ default: fallback, description, minLength: 1 });
const TextOrNull = (description: string) =>
  Type.Union([Type.String({ minLength: 1 }), Type.Null()], { default: null, description });
const SizeOrNull = (description: string) =>
  Type.Union([Type.String({ pattern: SIZE }), Type.Null()], { default: null, description });
const Share = { exclusiveMinimum: 0, maximum: 1 } as const;
const Rate = { exclusiveMinimum: 0, exclusiveMaximum: 1 } as const;

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
    tile: Type.Union([Type.Integer({ minimum: 128, maximum: 2048, multipleOf: 32 }), Type.Null()], {
      default: null,
      description:
        'side of the tiles that large pictures are cut into at native scale, in pixels; none resizes',
    }),
    tileOverlap: Type.Integer({
      default: 128,
      minimum: 0,
      maximum: 1024,
      multipleOf: 32,
      description: 'pixels that neighbouring tiles share at least; no more than half a tile',
    }),
    align: Type.Union([Type.Enum(['translation', 'rigid']), Type.Null()], {
      default: null,
      description:
        'brings the part to its place before it is inspected: translation moves it, rigid turns it as well; none takes pictures as they come',
    }),
    coresetRatio: Type.Number({
      default: 0.1,
      ...Share,
      description: 'share of the patches that the memory bank keeps',
    }),
    maxBankEntries: Type.Integer({
      default: 40_960,
      minimum: 100,
      maximum: 10_000_000,
      description: 'most patches that the memory bank keeps, whatever the share',
    }),
    index: Type.Enum(['exact', 'approximate'], {
      default: 'exact',
      description: 'how the memory bank is searched; approximate is for banks of 50,000 entries and more',
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
      ...Rate,
      description: 'share of good parts that may be rejected',
    }),
    reviewRate: Type.Number({
      default: 0.05,
      ...Rate,
      description: 'share of good parts that may be rejected or sent to a person for REVIEW',
    }),
    guardRate: Type.Union([Type.Number(Rate), Type.Null()], {
      default: 0.01,
      description:
        'share of good parts that the input guard may send to REVIEW as blurred, shifted and so on; none switches it off',
    }),
    calibration: Type.Enum(['leave-one-out', 'split'], {
      default: 'leave-one-out',
      description: 'leave-one-out: every good picture is learned and scored; split: some are scored only',
    }),
    calibrationShare: Type.Number({
      default: 0.2,
      ...Rate,
      description: 'share of the good pictures that split scores only',
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
    minRegionArea: Type.Union([Type.Integer({ minimum: 1, maximum: 100_000_000 }), Type.Null()], {
      default: null,
      description: 'area below which a region does not count, in pixels of the picture; none counts all',
    }),
    maxRegions: Type.Union([Type.Integer({ minimum: 0, maximum: 10_000 }), Type.Null()], {
      default: null,
      description: 'most regions that a part may have; more FAIL whatever the score; none sets no limit',
    }),
    mmPerPx: Type.Union([Type.Number({ exclusiveMinimum: 0, maximum: 1000 }), Type.Null()], {
      default: null,
      description: 'side of a pixel of the picture in millimetres; none leaves areas in pixels',
    }),
    colormap: Type.Enum(['even', 'jet'], {
      default: 'even',
      description:
        'colours of the heatmaps: even in lightness and safe for the colour-blind, or the classic jet',
    }),
    device: Type.Enum(['auto', 'cpu', 'cuda', 'coreml', 'dml', 'webgpu'], {
      default: 'auto',
      description:
        'where to compute; auto takes a GPU that gives the right results and is not slower than the processor',
    }),
    threads: Type.Integer({
      default: availableParallelism(),
      minimum: 1,
      maximum: 256,
      description: 'threads to compute with',
    }),
    maxMemory: SizeOrNull(
      'memory that training may take, such as 1500MB or 3GB; none: 3 GB or half of what is free, and more only if it must',
    ),
    modelMemory: SizeOrNull("memory for the models that a server keeps open; none: half of the machine's"),
    hfEndpoint: Text('https://huggingface.co', 'server that backbone pull downloads from (also HF_ENDPOINT)'),
    otlpEndpoint: TextOrNull('OpenTelemetry collector for traces of the service; none: no traces'),
    database: TextOrNull('history of the service: a PostgreSQL URL; none: a file in its data folder'),
  },
  { additionalProperties: false },
);

export type Config = Readonly<Type.Static<typeof ConfigSchema>>;
export type ConfigKey = keyof Config;
export type ConfigSource = 'flag' | 'environment' | 'file' | 'request' | 'preset' | 'default';

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

/** Bytes of a size such as `1500MB` or `3GB`; a gigabyte has 1,000,000,000. */
export function bytesOf(size: string): number {
  const unit = { M: 1e6, G: 1e9 }[size.at(-2)!.toUpperCase()]!;
  return Math.round(Number.parseFloat(size) * unit);
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

function defaultBackbonesRoot(): string {
  return join(homedir(), '.cache', 'inspectai', 'backbones');
}
