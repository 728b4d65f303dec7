import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { testFolder } from '../../test/fixtures/folder.ts';
import { drawPart, withDefect } from '../../test/fixtures/parts.ts';
import { encodePng } from '../image/codec.ts';
import type { Image } from '../image/image.ts';
import { loadConfig } from '../load-config.ts';
import { type GaugeRequest, measureGauge } from './gauge.ts';
import { infer } from './infer.ts';
import { trainModel } from './train-model.ts';

const run = { reporter: { progress() {}, note() {} } };
const EXAMPLES = join(import.meta.dirname, '..', '..', 'docs', 'examples');

async function configIn(folder: string) {
  const settings = {
    dataRoot: folder,
    modelsRoot: join(folder, 'models'),
    resultsRoot: join(folder, 'results'),
  };
  return loadConfig({ ...settings, backbone: 'compact', imageSize: 64, device: 'cpu' }, undefined, {}).config;
}

const request = (study: string, more: Partial<GaugeRequest> = {}): GaugeRequest => ({
  category: 'part',
  study,
  reviewAs: 'FAIL',
  save: false,
  explicit: new Set(),
  ...more,
});

async function savePictures(folder: string, pictures: readonly Image[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  for (const [index, picture] of pictures.entries())
    await writeFile(join(folder, `${index}.png`), await encodePng(picture));
}

describe('a study with pictures', () => {
  test('is judged by the model of the category, as inference judges them, beside the inspectors', async () => {
    const folder = await testFolder();
    const config = await configIn(folder);
    const good = Array.from({ length: 12 }, (_, seed) => drawPart(seed));
    await savePictures(join(folder, 'part', 'train', 'good'), good);
    await trainModel(config, { category: 'part', skipBad: false }, run);
    const shots = [
      drawPart(20),
      drawPart(20),
      withDefect(drawPart(21), 28, 28, 10),
      withDefect(drawPart(21), 28, 28, 10),
    ];
    await savePictures(join(folder, 'shots'), shots);
    const study = join(folder, 'study.csv');
    const lines = shots.flatMap((_, shot) => {
      const [part, trial, truth] = [shot < 2 ? 'a' : 'b', (shot % 2) + 1, shot < 2 ? 'good' : 'bad'];
      return [
        `${part},station,${trial},,${truth},shots/${shot}.png`,
        `${part},Ann,${trial},${shot === 3 ? 'ok' : truth},,`,
      ];
    });
    await writeFile(study, ['part,appraiser,trial,verdict,reference,image', ...lines].join('\n'));

    const { report, folder: saved } = await measureGauge(config, request(study, { save: true }), run);
    expect(report).toMatchObject({ machines: ['station'], model_version: 'v1', study_file: 'study.csv' });
    const [station, ann] = report.agreement!.appraisers;
    expect(station).toMatchObject({
      is_machine: true,
      effectiveness: { count: 2, of: 2 },
      miss_rate: { count: 0 },
    });
    expect(ann).toMatchObject({
      is_machine: false,
      effectiveness: { count: 1, of: 2 },
      miss_rate: { count: 1, of: 2 },
    });
    expect(report.gauge).toMatchObject({ appraisers: ['station'], trials: 2 });

    const images = shots.map((_, shot) => join(folder, 'shots', `${shot}.png`));
    const inference = await infer(
      config,
      { category: 'part', images, save: false, explicit: new Set() },
      run,
    );
    const scores = report.gauge!.parts.flatMap(part => part.scores.map(({ score }) => score));
    expect(scores.toSorted()).toEqual(inference.images.map(image => image.anomaly_score).toSorted());
    expect(report.threshold).toBe(inference.threshold);

    expect(JSON.parse(await readFile(join(saved!, 'report.json'), 'utf8'))).toEqual(
      JSON.parse(JSON.stringify(report)),
    );
    expect(await readdir(saved!)).toContain('report.html');

    // The same picture in two trials is inspected once and shows nothing of repeatability.
    await writeFile(study, 'part,appraiser,trial,image\na,cam,1,shots/0.png\na,cam,2,shots/0.png\n');
    const { report: repeated } = await measureGauge(config, request(study), run);
    expect(repeated.cautions.join()).toContain('1 trials show a picture that an earlier trial has shown');

    await writeFile(study, 'part,appraiser,image\na,cam,shots/none.png\n');
    await expect(measureGauge(config, request(study), run)).rejects.toThrow('shots/none.png');
  }, 60_000);

  test('needs a model', async () => {
    const folder = await testFolder();
    const study = join(folder, 'study.csv');
    await writeFile(study, 'part,appraiser,image\na,cam,a.png\n');
    await expect(measureGauge(await configIn(folder), request(study), run)).rejects.toMatchObject({
      code: 'model_not_found',
    });
  });
});

describe('a study without pictures', () => {
  test('needs no model, and knows a machine by its name or by the option', async () => {
    const folder = await testFolder();
    const config = await configIn(folder);
    const study = join(folder, 'study.csv');
    await writeFile(study, 'part,appraiser,verdict\na,Machine,OK\na,Ann,OK\nb,Machine,REVIEW\nb,Ann,NG\n');
    const found = (more: Partial<GaugeRequest>) => measureGauge(config, request(study, more), run);
    expect((await found({})).report).toMatchObject({
      machines: ['Machine'],
      model_version: null,
      reviews: 1,
    });
    expect((await found({ machines: ['Ann'] })).report.machines).toEqual(['Ann']);
    await expect(found({ machines: ['Eve'] })).rejects.toThrow(
      'no appraiser "Eve"; expected one of Machine, Ann',
    );
  });

  test('counts REVIEW as it is told', async () => {
    const folder = await testFolder();
    const study = join(folder, 'study.csv');
    await writeFile(study, 'part,appraiser,verdict,reference\na,Machine,REVIEW,NG\nb,Machine,REVIEW,OK\n');
    const rates = async (reviewAs: 'PASS' | 'FAIL') => {
      const { report } = await measureGauge(await configIn(folder), request(study, { reviewAs }), run);
      const [machine] = report.agreement!.appraisers;
      return [machine!.miss_rate!.count, machine!.false_alarm_rate!.count];
    };
    expect(await rates('FAIL')).toEqual([0, 1]);
    expect(await rates('PASS')).toEqual([1, 0]);
  });

  test('stops when it is told to, and writes nothing', async () => {
    const folder = await testFolder();
    const signal = AbortSignal.abort();
    const study = join(EXAMPLES, 'attribute-study.csv');
    await expect(
      measureGauge(await configIn(folder), request(study, { save: true }), { ...run, signal }),
    ).rejects.toMatchObject({ code: 'cancelled' });
    expect(await readdir(folder)).toEqual([]);
  });
});
