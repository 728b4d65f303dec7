import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { testFolder } from '../../test/fixtures/folder.ts';
import { attributeStudy, gaugeMeasurements } from '../../test/fixtures/published-studies.ts';
import { InspectError } from '../errors.ts';
import { readStudy, type Study } from './study-rows.ts';

const EXAMPLES = join(import.meta.dirname, '..', '..', 'docs', 'examples');

async function study(text: string | Uint8Array): Promise<Study> {
  const path = join(await testFolder(), 'study.csv');
  await writeFile(path, text);
  return readStudy(path);
}

/** The message, without the folder. */
async function refusal(text: string | Uint8Array): Promise<string> {
  const failure = await study(text).then(
    () => null,
    cause => cause,
  );
  expect(failure).toBeInstanceOf(InspectError);
  expect(failure.code).toBe('data_invalid');
  return failure.message.replace(/^.*study\.csv/, 'study.csv');
}

describe('the example files of the documentation', () => {
  test('hold the published attribute study', async () => {
    const { rows, references } = await readStudy(join(EXAMPLES, 'attribute-study.csv'));
    const published = attributeStudy();
    const sorted = (lines: readonly string[]) => lines.toSorted();
    expect(sorted(rows.map(row => [row.part, row.appraiser, row.trial, row.verdict].join()))).toEqual(
      sorted(published.ratings.map(row => [row.part, row.appraiser, row.trial, row.judgement].join())),
    );
    expect(references).toEqual(published.references);
  });

  test('hold the published gauge study', async () => {
    const { rows } = await readStudy(join(EXAMPLES, 'score-study.csv'));
    expect(rows.map(({ part, appraiser, score }) => ({ part, appraiser, value: score }))).toEqual(
      gaugeMeasurements(),
    );
  });
});

describe('a study', () => {
  test('is read with columns in any order, words for verdicts, and others left alone', async () => {
    const { rows, references } = await study(
      'Comment,Reference,VERDICT,trial,Appraiser,Part\n"was, then wasn\'t ""bad""",NG,ok,1,Ann,7\n,bad,reject,2,Ann,7\n',
    );
    expect(rows).toEqual([
      { line: 2, part: '7', appraiser: 'Ann', trial: '1', verdict: 'PASS', score: null, picture: null },
      { line: 3, part: '7', appraiser: 'Ann', trial: '2', verdict: 'FAIL', score: null, picture: null },
    ]);
    expect([...references]).toEqual([['7', 'FAIL']]);
  });

  test('is read as spreadsheets of countries with a decimal comma save it, and with tabs', async () => {
    const semicolons = await study('\uFEFFpart;appraiser;score\r\n1;cam;0,25\r\n\r\n1;cam;-1,5e1\r\n');
    expect(semicolons.rows.map(({ trial, score }) => [trial, score])).toEqual([
      ['1', 0.25],
      ['2', -15],
    ]);
    const tabs = await study('part\tappraiser\tscore\n1\tcam\t0.25\n');
    expect(tabs.rows[0]!.score).toBe(0.25);
  });

  test('names the pictures that the machine is to judge from the folder of the file', async () => {
    const { rows } = await study(
      'part,appraiser,verdict,image\n1,machine,,shots/1.png\n1,Ann,PASS,shots/1.png\n2,machine,,/data/2.png\n',
    );
    expect(rows.map(({ picture }) => picture)).toEqual([
      expect.stringMatching(/\/inspectai-test-\w+\/shots\/1\.png$/),
      null,
      '/data/2.png',
    ]);
  });

  test('may say the reference of a part once', async () => {
    const { references } = await study('part,appraiser,verdict,reference\n1,A,OK,\n1,B,OK,NG\n2,A,NG,\n');
    expect([...references]).toEqual([['1', 'FAIL']]);
  });
});

describe('a study is refused, with line and column, for', () => {
  const header = 'part,appraiser,trial,verdict,reference,score\n';
  test.each([
    ['no content', '', 'study.csv, line 1: the file is empty'],
    ['a header alone', header, 'study.csv has a header and no lines'],
    [
      'a missing column',
      'part,verdict\n1,OK\n',
      'line 1: the columns are part, verdict; expected part, appraiser',
    ],
    ['nothing to study', 'part,appraiser\n1,A\n', 'at least one of verdict, score and image'],
    [
      'a column twice',
      'part,Part,appraiser\n',
      'line 1: column 2 is called "part"; expected a name that no other',
    ],
    ['a field too few', `${header}1,A,1,OK,OK,\n\n2,A,1,OK\n`, 'line 4: there are 4 fields; expected 6'],
    ['a field too many', `${header}1,A,1,OK,OK,,x\n`, 'line 2: there are 7 fields; expected 6'],
    ['no part', `${header},A,1,OK,OK,\n`, 'line 2: column part is ""; expected a name or a number'],
    ['no appraiser', `${header}1, ,1,OK,OK,\n`, 'line 2: column appraiser is ""'],
    ['no trial', `${header}1,A,,OK,OK,\n`, 'line 2: column trial is ""'],
    [
      'an unknown verdict',
      `${header}1,A,1,maybe,OK,\n`,
      'line 2: column verdict is "maybe"; expected PASS, FAIL or',
    ],
    ['verdicts as digits', `${header}1,A,1,1,1,\n`, '0 and 1 mean opposite things in different factories'],
    [
      'an undecided reference',
      `${header}1,A,1,OK,review,\n`,
      'line 2: column reference is "review"; expected the truth',
    ],
    [
      'a contradiction',
      `${header}1,A,1,OK,OK,\n1,B,1,OK,NG,\n`,
      'line 3: column reference is "NG"; expected PASS for part 1, as in line 2',
    ],
    [
      'a score in words',
      `${header}1,A,1,,,high\n`,
      'line 2: column score is "high"; expected a number such as 1.25',
    ],
    ['a decimal comma between commas', `${header}1,A,1,,,"1,5"\n`, 'line 2: column score is "1,5"'],
    ['an endless score', `${header}1,A,1,,,Infinity\n`, 'line 2: column score is "Infinity"'],
    ['nothing said', `${header}1,A,1,,OK,\n`, 'line 2: verdict, score and image are all empty'],
    [
      'a trial twice',
      `${header}1,A,1,OK,,\n1,A,1,NG,,\n`,
      'line 3: A judges part 1 in trial 1 again, as in line 2',
    ],
    [
      'a verdict that was forgotten',
      'part,appraiser,verdict,image\n1,A,OK,1.png\n2,A,,2.png\n',
      'line 3: column verdict is empty, but A has a verdict or score in line 2',
    ],
    ['an open quotation mark', `${header}1,"A,1,OK,OK,\n`, 'the quotation marks do not fit'],
  ])('%s', async (_, text, message) => {
    expect(await refusal(text)).toContain(message);
  });

  test('text in another encoding', async () => {
    expect(await refusal(Buffer.from('part,appraiser,verdict\n1,Jörg,OK\n', 'latin1'))).toContain(
      '"CSV UTF-8"',
    );
    expect(await refusal(Buffer.from('\uFEFFpart,appraiser\n', 'utf16le'))).toContain('"CSV UTF-8"');
  });

  test('a file that is not there, and a folder', async () => {
    await expect(readStudy('/nowhere/study.csv')).rejects.toMatchObject({
      code: 'data_not_found',
      message: 'The table /nowhere/study.csv cannot be read (ENOENT); expected a CSV file.',
    });
    await expect(readStudy(EXAMPLES)).rejects.toThrow('is not a file');
  });
});
