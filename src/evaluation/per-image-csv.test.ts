import { expect, test } from 'vitest';
import { evaluatedPicture, evaluationInput } from '../../test/fixtures/evaluation.ts';
import { perImageCsv } from './per-image-csv.ts';
import { buildReport } from './report.ts';

const linesFor = (...pictures: Parameters<typeof evaluatedPicture>[]) =>
  perImageCsv(
    buildReport(evaluationInput(pictures.map(arguments_ => evaluatedPicture(...arguments_)))),
  ).split('\r\n');

test('there is a header, a line a picture and a final line break', () => {
  expect(linesFor(['test/good/0.png', null, 1.0625], ['test/crack/0.png', 'crack', 1.5])).toEqual([
    'path,label,defect_type,anomaly_score,threshold,decision,correct,p_value,inspection_ms',
    'test/good/0.png,good,,1.0625,2,PASS,true,0.5,40',
    'test/crack/0.png,defect,crack,1.5,2,PASS,false,0.01,40',
    '',
  ]);
});

test('REVIEW is neither correct nor wrong', () => {
  expect(linesFor(['a.png', null, 1.9])[1]).toBe('a.png,good,,1.9,2,REVIEW,,0.5,40');
});

test('scores keep all their digits', () => {
  expect(linesFor(['a.png', null, 0.1 + 0.2])[1]).toContain(',0.30000000000000004,');
});

test('commas, quotes and line breaks are quoted', () => {
  expect(linesFor(['a,b "c".png', null, 1])[1]).toMatch(/^"a,b ""c""\.png",good,/);
  expect(perImageCsv(buildReport(evaluationInput([evaluatedPicture('a\nb.png', null, 1)])))).toContain(
    '"a\nb.png",good',
  );
});

test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '＝1+1'])('a spreadsheet does not run %j', name => {
  expect(linesFor([name, null, 1])[1]!.startsWith(`'${name},`)).toBe(true);
  expect(linesFor(['a.png', name, 1])[1]).toContain(`,'${name},`);
});

test('a formula that needs quotes gets both', () => {
  expect(linesFor(['=HYPERLINK("x","y")', null, 1])[1]).toMatch(/^"'=HYPERLINK\(""x"",""y""\)",/);
});

test('a negative score stays a number', () => {
  expect(linesFor(['a.png', null, -0.5])[1]).toContain(',-0.5,');
});
