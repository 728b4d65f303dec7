import Type from '#bundled/typebox';
import { measureGivenStudy } from '../../operations/gauge.ts';
import { Line } from '../../schemas/inspection.ts';
import { answers } from '../answers.ts';
import type { App } from '../app-type.ts';
import { toJson } from '../to-json.ts';
import { sendPage } from './reports.ts';

const LARGEST_STUDY = 500_000;
const Study = Type.Object(
  {
    category: Type.String({ minLength: 1, maxLength: 200, description: 'What the report is about.' }),
    name: Type.Optional(Type.String({ ...Line, description: 'Of the file, for messages and the report.' })),
    csv: Type.String({
      minLength: 1,
      maxLength: LARGEST_STUDY,
      description:
        'The table: part, appraiser, trial, verdict, reference, score. See docs/measurement-system.md.',
    }),
    machines: Type.Optional(
      Type.Array(Line, {
        maxItems: 20,
        description: 'The appraisers that are machines; one called "machine" unless told.',
      }),
    ),
    review_as: Type.Optional(
      Type.Enum(['PASS', 'FAIL'], { description: 'What a REVIEW counts as; FAIL unless told.' }),
    ),
    tolerance: Type.Optional(
      Type.Number({ exclusiveMinimum: 0, description: 'Width of the tolerance of the scores.' }),
    ),
  },
  { additionalProperties: false },
);
const Format = Type.Optional(Type.Enum(['html', 'json'], { description: 'json unless told.' }));
const Report = Type.Union([
  Type.Record(Type.String(), Type.Unknown(), { description: 'As report.json of `inspectai gauge`.' }),
  Type.String({ contentMediaType: 'text/html', description: 'A page for screen and paper.' }),
]);

/** `POST /api/v1/studies`: a measurement study is analysed; nothing is kept. */
export function addStudyRoutes(app: App): void {
  app.post(
    '/api/v1/studies',
    {
      config: { permission: 'read' },
      schema: {
        tags: ['reports'],
        operationId: 'analyseStudy',
        summary: 'Measurement system analysis of verdicts and scores',
        description: 'As `inspectai gauge`, of a table that brings all verdicts or scores itself.',
        body: Study,
        querystring: Type.Object({ format: Format }),
        response: answers({ 200: Report }, ['invalid_argument', 'data_invalid', 'too_large']),
      },
    },
    async ({ body, query: { format = 'json' } }, reply) => {
      const { category, csv, name = 'study.csv', machines, review_as: reviewAs = 'FAIL', tolerance } = body;
      const { report, page } = measureGivenStudy({
        category,
        name,
        text: csv,
        reviewAs,
        ...(machines && machines.length > 0 && { machines }),
        ...(tolerance !== undefined && { tolerance }),
      });
      return format === 'json' ? reply.send(toJson({ ...report })) : sendPage(reply, page());
    },
  );
}
