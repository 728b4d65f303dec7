import { expect, test } from 'vitest';
import { CALIBRATION_FACTS } from '../../test/fixtures/calibration.ts';
import { CONFIG_KEYS, type ConfigKey } from '../config.ts';
import { loadConfig, type Settings } from '../load-config.ts';
import { MODEL_SCHEMA_VERSION, type ModelConfig } from '../schemas/model.ts';
import { refuseContradiction } from './refuse-contradiction.ts';

const HASH = '0'.repeat(64);
const TRAINED: ModelConfig = {
  schema_version: MODEL_SCHEMA_VERSION,
  product: 'inspectai',
  category: 'cap',
  threshold: 1,
  backbone: { name: 'compact', sha256: HASH },
  layers: ['layer2', 'layer3'],
  precision: 'float32',
  preprocessing: { image_size: 256, center_crop: null, letterbox: false },
  grid: { height: 32, width: 32 },
  dimensions: 384,
  neighbors: 9,
  seed: 7,
  coreset: { ratio: 0.1, patches: 100, entries: 10, projected_dimensions: 128 },
  calibration: CALIBRATION_FACTS,
  training_set: { pictures: 2, fingerprint: HASH },
  runtime: { onnxruntime: '1' },
  files: {},
};

/** Names flags, as text, and asks whether they contradict the model. */
function ask(flags: Settings, environment: Record<string, string> = {}, trained = TRAINED) {
  const { config } = loadConfig(flags, undefined, environment);
  const explicit = new Set(CONFIG_KEYS.filter(key => key in flags)) as ReadonlySet<ConfigKey>;
  return () => refuseContradiction(config, trained, explicit);
}

test('flags that agree with the model, and those that do not concern it, are accepted', () => {
  const agreeing = { backbone: 'compact', layers: 'layer2, layer3', imageSize: '256', centerCrop: 'none' };
  expect(ask({ ...agreeing, preset: 'default', seed: '7', coresetRatio: '.1' })).not.toThrow();
  expect(ask({ device: 'cpu', threads: '1', dataRoot: 'x' })).not.toThrow();
});

test.each([
  [{ imageSize: '224' }, 'image_size 256, and --image-size asks for 224'],
  [{ centerCrop: '224' }, 'center_crop none, and --center-crop asks for 224'],
  [{ preset: 'paper' }, 'center_crop none, and --preset paper asks for 224'],
  [{ letterbox: 'true' }, 'letterbox false, and --letterbox asks for true'],
  [{ layers: 'layer3' }, 'layers layer2,layer3, and --layers asks for layer3'],
  [{ neighbors: '3' }, 'neighbors 9'],
  [{ seed: '8' }, 'seed 7'],
  [{ coresetRatio: '0.2' }, 'coreset_ratio 0.1'],
  [{ thresholdMethod: 'mean_std' }, 'threshold_method false_reject_rate'],
  [{ maxFalseRejectRate: '0.02' }, 'max_false_reject_rate 0.01'],
  [{ thresholdSigmas: '3' }, '--threshold-sigmas is used in training only'],
])('%j is refused', (flags, message) => {
  expect(ask(flags)).toThrow(message);
});

test('float32 is refused for a model in int8, int8 for one in float32, and each is accepted for its own', () => {
  const int8: ModelConfig = { ...TRAINED, precision: 'int8', activation_ranges: {} };
  expect(ask({ precision: 'float32' }, {}, int8)).toThrow('precision int8, and --precision asks for float32');
  expect(ask({ precision: 'int8' })).toThrow('precision float32, and --precision asks for int8');
  expect(ask({ precision: 'int8' }, {}, int8)).not.toThrow();
  expect(ask({}, {}, int8)).not.toThrow();
});

test('a model with tiles agrees with its own tiles alone, one without with none', () => {
  const tiling = { side: 512, overlap: 128, picture: { width: 2048, height: 1536 }, map_step: 2 };
  const preprocessing = { ...TRAINED.preprocessing, image_size: 512, tiling };
  const tiled: ModelConfig = { ...TRAINED, preprocessing };
  expect(ask({ tile: '512', tileOverlap: '128' }, {}, tiled)).not.toThrow();
  expect(ask({ tile: 'none' })).not.toThrow();
  expect(ask({ tile: '256' }, {}, tiled)).toThrow('tile 512, and --tile asks for 256');
  expect(ask({ tile: '512', tileOverlap: '96' }, {}, tiled)).toThrow('--tile-overlap asks for 96');
  expect(ask({ imageSize: '512' }, {}, tiled)).toThrow('image_size none, and --image-size asks for 512');
  expect(ask({ tile: '512' })).toThrow('tile none, and --tile asks for 512');
});

test('another backbone has a code of its own', () => {
  expect(ask({ backbone: 'resnet18' })).toThrow(expect.objectContaining({ code: 'backbone_mismatch' }));
});

test('what the environment says is for new models and contradicts nothing', () => {
  expect(ask({}, { INSPECTAI_IMAGE_SIZE: '128', INSPECTAI_BACKBONE: 'resnet18' })).not.toThrow();
});
