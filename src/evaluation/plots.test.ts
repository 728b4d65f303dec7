import sharp from 'sharp';
import { expect, test } from 'vitest';
import { evaluatedPicture, evaluationInput, PICTURES } from '../../test/fixtures/evaluation.ts';
import { svgToPng } from './plot-rendering.ts';
import { drawPlots } from './plots.ts';
import { buildReport } from './report.ts';

const textOf = (svg: string) => [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(match => match[1]);
const plotsOf = (...pictures: typeof PICTURES) => drawPlots(buildReport(evaluationInput(pictures)));

test('a report with good parts and defects has all four plots, 900 pixels wide', () => {
  const plots = plotsOf(...PICTURES);
  expect(plots.map(plot => plot.name).sort()).toEqual([
    'per_defect_type',
    'precision_recall_curve',
    'roc_curve',
    'score_distribution',
  ]);
  for (const { svg } of plots) expect(svg).toMatch(/^<svg width="900" height="600"/);
});

test('plots say what they show: title, area, operating point, threshold and groups', () => {
  const texts = Object.fromEntries(plotsOf(...PICTURES).map(plot => [plot.name, textOf(plot.svg)]));
  expect(texts.roc_curve).toEqual(
    expect.arrayContaining([
      'ROC curve',
      'At threshold 2',
      '80 % of defects caught',
      '25 % of good parts rejected',
    ]),
  );
  expect(texts.roc_curve!.join()).toContain('AUROC 95 %');
  expect(texts.precision_recall_curve).toContain('80 % of rejects are defects');
  expect(texts.score_distribution).toEqual(
    expect.arrayContaining(['good (4)', 'crack (2)', 'dent (3)', 'threshold 2']),
  );
  expect(texts.per_defect_type).toEqual(
    expect.arrayContaining(['good (4)', 'crack (2)', 'dent (3)', 'threshold 2']),
  );
});

test('curves that are undefined are left out, scores are drawn all the same', () => {
  const goods = PICTURES.filter(picture => picture.defectType === null);
  expect(plotsOf(...goods).map(plot => plot.name)).toEqual(['score_distribution', 'per_defect_type']);
  expect(plotsOf()).toEqual([]);
});

test('equal reports give equal plots, and no two plots share an id', () => {
  const [once, again] = [plotsOf(...PICTURES), plotsOf(...PICTURES)];
  expect(again).toEqual(once);
  const ids = once.flatMap(plot => [...plot.svg.matchAll(/ id="([^"]+)"/g)].map(match => match[1]));
  expect(new Set(ids).size).toBe(ids.length);
});

test('a plot grows with the number of defect types', () => {
  const many = Array.from({ length: 15 }, (_, i) => evaluatedPicture(`${i}.png`, `type ${i}`, i));
  const plots = plotsOf(...PICTURES, ...many);
  const rows = plots.find(plot => plot.name === 'per_defect_type')!;
  expect(Number(/height="(\d+)"/.exec(rows.svg)![1])).toBeGreaterThan(1000);
  expect(textOf(rows.svg)).toEqual(expect.arrayContaining(many.map((_, i) => `type ${i} (1)`)));
  const histogram = plots.find(plot => plot.name === 'score_distribution')!;
  expect(textOf(histogram.svg)).toContain('other types (13)');
});

test('where there are reviews, a second line shows where they begin, and the subtitle names it', () => {
  const input = evaluationInput();
  const dashes = (reviewThreshold: number) => {
    const model = { ...input.model, reviewThreshold };
    const plots = drawPlots(buildReport({ ...input, model }), 'light');
    const { svg } = plots.find(plot => plot.name === 'score_distribution')!;
    return { lines: svg.match(/stroke-dasharray/g)!.length, text: textOf(svg).join(' ') };
  };
  const [band, none] = [dashes(1.7), dashes(2)];
  expect(band.lines).toBe(none.lines + 1);
  expect(band.text).toContain('above 1.7, it is REVIEW');
  expect(none.text).not.toContain('REVIEW');
});

test('hostile names of defect types neither break out of the SVG nor break it', () => {
  const name = '</text><script>x</script>"\u0001\uD800{b}';
  for (const { svg } of plotsOf(...PICTURES, evaluatedPicture('a.png', name, 3))) {
    expect(svg).not.toContain('<script');
    expect(svgToPng(svg).length).toBeGreaterThan(1000);
  }
});

test('a PNG has twice the size, a white background, text and the colours of the plot', async () => {
  const svg = plotsOf(...PICTURES).find(plot => plot.name === 'score_distribution')!.svg;
  const { data, info } = await sharp(svgToPng(svg)).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  expect(info).toMatchObject({ width: 1800, height: 1200 });
  expect([...data.subarray(0, 3)]).toEqual([255, 255, 255]);
  const withoutText = svgToPng(svg.replaceAll(/<text.*?<\/text>/gs, ''));
  const bare = await sharp(withoutText).removeAlpha().raw().toBuffer();
  expect(data.filter((value, i) => value !== bare[i]).length).toBeGreaterThan(5000);
});
