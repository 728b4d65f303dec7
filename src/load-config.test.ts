import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { testFolder } from '../test/fixtures/folder.ts';
import {
  bytesOf,
  CONFIG_KEYS,
  type ConfigKey,
  defaultOf,
  environmentName,
  expectationOf,
  wireName,
} from './config.ts';
import { loadConfig } from './load-config.ts';

/** Some values that are valid for an option, as they stand in a file. */
const VALUES: Partial<Record<ConfigKey, fc.Arbitrary<unknown>>> = {
  imageSize: fc.integer({ min: 300, max: 2048 }),
  centerCrop: fc.oneof(fc.integer({ min: 32, max: 250 }), fc.constant(null)),
  letterbox: fc.boolean(),
  coresetRatio: fc.double({ min: 0.001, max: 1, noNaN: true }),
  layers: fc.array(fc.stringMatching(/^[a-z]\w{0,8}$/), { minLength: 1, maxLength: 3 }),
  backbone: fc.oneof(fc.constantFrom('resnet18', 'external'), fc.constant(null)),
  device: fc.constantFrom('auto', 'cpu', 'cuda'),
  dataRoot: fc.stringMatching(/^[\w./ äöü-]{1,20}$/),
};
const KEYS = Object.keys(VALUES) as ConfigKey[];
const settings = fc.record(
  Object.fromEntries(Object.entries(VALUES)) as Record<ConfigKey, fc.Arbitrary<unknown>>,
  { requiredKeys: [] },
);

const asText = (value: unknown) => (value === null ? 'none' : String(value));

async function fileOf(content: string): Promise<string> {
  const path = join(await testFolder(), 'settings.json');
  writeFileSync(path, content);
  return path;
}

describe('the configuration', () => {
  test('takes every option from the strongest source that gives it', async () => {
    const path = await fileOf('');
    fc.assert(
      fc.property(settings, settings, settings, (flags, environment, file) => {
        writeFileSync(
          path,
          JSON.stringify(
            Object.fromEntries(
              Object.entries(file).map(([key, value]) => [wireName(key as ConfigKey), value]),
            ),
          ),
        );
        const variables = Object.entries(environment).map(([key, value]) => [
          environmentName(key as ConfigKey),
          asText(value),
        ]);
        const texts = Object.entries(flags).map(([key, value]) => [key, asText(value)]);
        const { config, sources } = loadConfig(
          Object.fromEntries(texts),
          path,
          Object.fromEntries(variables),
        );
        for (const key of KEYS) {
          const [source, value] =
            key in flags
              ? ['flag', flags[key]]
              : key in environment
                ? ['environment', environment[key]]
                : key in file
                  ? ['file', file[key]]
                  : ['default', defaultOf(key)];
          expect([key, sources[key], config[key]]).toEqual([key, source, value]);
        }
      }),
      { numRuns: 200 },
    );
  });

  test('is frozen, and has a default for every option', () => {
    const { config, sources, file } = loadConfig({}, undefined, {});
    expect(Object.keys(config)).toEqual(CONFIG_KEYS);
    expect(new Set(Object.values(sources))).toEqual(new Set(['default']));
    expect([Object.isFrozen(config), file]).toEqual([true, null]);
  });

  test('a preset fills what nothing else gives', () => {
    const { config, sources } = loadConfig({ imageSize: '320' }, undefined, { INSPECTAI_PRESET: 'paper' });
    expect([config.imageSize, sources.imageSize]).toEqual([320, 'flag']);
    expect([config.centerCrop, sources.centerCrop]).toEqual([224, 'preset']);
  });

  test('HF_ENDPOINT stands in for the endpoint unless the own variable is set, whatever their order', () => {
    const [alias, own] = [{ HF_ENDPOINT: 'http://mirror' }, { INSPECTAI_HF_ENDPOINT: 'http://own' }];
    expect(loadConfig({}, undefined, alias).config.hfEndpoint).toBe('http://mirror');
    expect(loadConfig({}, undefined, { ...alias, ...own }).config.hfEndpoint).toBe('http://own');
    expect(loadConfig({}, undefined, { ...own, ...alias }).config.hfEndpoint).toBe('http://own');
  });

  test('tiles stand beside what leaves the picture as it is, and can be taken away again', () => {
    const asItIs = { tile: '256', centerCrop: 'none', letterbox: 'false', preset: 'default' };
    const { config } = loadConfig(asItIs, undefined, { INSPECTAI_TILE_OVERLAP: '96' });
    expect([config.tile, config.tileOverlap]).toEqual([256, 96]);
    const without = loadConfig({ tile: 'none', imageSize: '300' }, undefined, { INSPECTAI_TILE: '512' });
    expect([without.config.tile, without.config.imageSize]).toEqual([null, 300]);
  });

  test('none takes away what can be absent and is a name elsewhere', () => {
    const { config } = loadConfig({ backbone: 'none', modelsRoot: 'none' }, undefined, {});
    expect([config.backbone, config.modelsRoot]).toEqual([null, 'none']);
  });

  test('a file may start with a byte order mark', async () => {
    expect(loadConfig({}, await fileOf('\uFEFF{"seed": 3}'), {}).config.seed).toBe(3);
  });
});

describe('what is not acceptable', () => {
  test.each([
    [{ imageSize: '31' }, '--image-size is "31"; expected a whole number from 32 to 2048'],
    [{ imageSize: 'big' }, '--image-size is "big"; expected a whole number'],
    [{ imageSize: '' }, '--image-size is ""; expected a whole number'],
    [{ imageSize: '256.5' }, 'expected a whole number'],
    [{ coresetRatio: '0' }, '--coreset-ratio is "0"; expected a number above 0 and at most 1'],
    [{ maxFalseRejectRate: 'NaN' }, 'expected a number above 0 and below 1'],
    [{ layers: 'layer2,' }, '--layers is "layer2,"; expected one or more names'],
    [{ letterbox: 'perhaps' }, 'expected true or false'],
    [{ seed: 'none' }, 'expected a whole number'],
    [
      { preset: 'paper', imageSize: '200' },
      'center_crop is 224 (from the preset) and image_size 200 (from the flag)',
    ],
    [{ tile: '250' }, '--tile is "250"; expected a whole number from 128 to 2048 in steps of 32 or none'],
    [{ tile: '256', tileOverlap: '40' }, 'expected a whole number from 0 to 1024 in steps of 32'],
    [
      { tile: '256', imageSize: '256' },
      'tile is 256 (from the flag) and image_size is 256 (from the flag): ',
    ],
    [{ tile: '256', centerCrop: '224' }, 'center_crop is 224 (from the flag): '],
    [{ tile: '256', letterbox: 'true' }, 'Leave --letterbox out, or turn tiles off with --tile none'],
    [{ tile: '256', preset: 'paper' }, 'Leave --preset out'],
    [{ tileOverlap: '64' }, 'tile_overlap is 64 (from the flag) and tile is not set'],
    [{ tile: '224', tileOverlap: '128' }, 'Choose --tile-overlap 96 or less, or a larger --tile'],
    [{ reviewRate: '1' }, '--review-rate is "1"; expected a number above 0 and below 1'],
    [
      { reviewRate: '0.01', maxFalseRejectRate: '0.02' },
      'review_rate is 0.01 (from the flag) and max_false_reject_rate 0.02 (from the flag): the review rate',
    ],
    [{ calibration: 'jackknife' }, '--calibration is "jackknife"; expected leave-one-out or split'],
    [{ maxRegions: '-1' }, 'expected a whole number from 0 to 10000 or none'],
    [{ minRegionArea: '0.5' }, 'expected a whole number from 1 to 100000000 or none'],
    [{ mmPerPx: '0' }, '--mm-per-px is "0"; expected a number above 0 and at most 1000 or none'],
  ])('%j is refused with what is expected', (flags, message) => {
    expect(() => loadConfig(flags, undefined, {})).toThrow(message);
  });

  test('a default review rate gives way to a larger false-reject rate; numbers that may be none are read', () => {
    const flags = { maxFalseRejectRate: '0.2', mmPerPx: '0.05', maxRegions: '0', minRegionArea: 'none' };
    expect(loadConfig(flags, undefined, {}).config).toMatchObject({
      maxFalseRejectRate: 0.2,
      mmPerPx: 0.05,
      maxRegions: 0,
      minRegionArea: null,
    });
  });

  test.each([
    ['{"image_size": "256"}', '"image_size" is "256"; expected a whole number'],
    ['{"imagesize": 256}', 'Did you mean image_size?'],
    ['{"colour": "red"}', 'Options: data_root, '],
    ['[]', 'must hold a JSON object'],
    ['{"seed": 1', 'is not JSON'],
  ])('the file %s is refused', async (content, message) => {
    const path = await fileOf(content);
    expect(() => loadConfig({}, path, {})).toThrow(message);
  });

  test('a folder in place of the file is refused', async () => {
    const folder = join(await testFolder(), 'settings.json');
    mkdirSync(folder);
    expect(() => loadConfig({}, folder, {})).toThrow(/Cannot read the configuration file .* \(EISDIR\)/);
  });

  test('an unknown variable is refused with the one that was meant; those of others are left alone', () => {
    expect(() => loadConfig({}, undefined, { INSPECTAI_DATAROOT: 'x' })).toThrow(
      'Did you mean INSPECTAI_DATA_ROOT?',
    );
    expect(() => loadConfig({}, undefined, { INSPECTAI_COLOUR: 'x' })).toThrow(
      'Options: INSPECTAI_DATA_ROOT, ',
    );
    expect(loadConfig({}, undefined, { OTHER: 'x', INSPECTAI_SEED: '' }).config.seed).toBe(defaultOf('seed'));
  });
});

test('every option says in words what it expects', () => {
  for (const key of CONFIG_KEYS)
    expect(expectationOf(key)).toMatch(
      /^(text|a (whole )?number|a size|one or more|true or|[a-z_0-9-]+(,| or|$))/,
    );
  expect(expectationOf('centerCrop')).toBe('a whole number from 32 to 2048 or none');
  expect(expectationOf('maxMemory')).toBe('a size such as 1500MB or 3GB or none');
  expect(expectationOf('thresholdMethod')).toBe('false_reject_rate, mean_std or percentile');
});

test('a size is a number with MB or GB', () => {
  for (const size of ['3GB', '3 gb', '1500MB', '0.5GB', 'none'])
    expect(loadConfig({ maxMemory: size }, undefined, {}).config.maxMemory).toBe(
      size === 'none' ? null : size,
    );
  for (const size of ['3', '3G', 'GB', '-1GB', '3TB', '1e3MB'])
    expect(() => loadConfig({ maxMemory: size }, undefined, {})).toThrow(
      'expected a size such as 1500MB or 3GB or none',
    );
  expect(['3GB', '0.5 gb', '1500MB'].map(bytesOf)).toEqual([3e9, 5e8, 1.5e9]);
});
