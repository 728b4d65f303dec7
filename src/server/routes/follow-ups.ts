import type { Context } from '../../context.ts';
import { InspectError } from '../../errors.ts';
import { getInspection } from '../../history/inspections.ts';
import { recordOf } from '../../operations/record-of-inspection.ts';
import { reviewAll } from '../../operations/review.ts';
import type { Inspection } from '../../schemas/inspection.ts';
import { checkActivate, requireSignature } from '../accounts/signature.ts';
import { answers, COMPUTE_PROBLEMS, SIGNATURE_PROBLEMS } from '../answers.ts';
import type { App } from '../app-type.ts';
import { auditNewVersion } from '../audit-new-version.ts';
import { extendRegression } from '../extend-regression.ts';
import { withKeptPicture } from '../kept-picture.ts';
import { type ProblemCode, RequestError } from '../problems.ts';
import { EscapeReport, EscapeReported, maskOf, Replayed, Taught, TeachOrder } from '../regression-schemas.ts';
import { InspectionId } from '../review-schemas.ts';

const tags = ['reviews'];
const PROBLEMS: readonly ProblemCode[] = [
  ...COMPUTE_PROBLEMS,
  'data_not_found',
  'data_invalid',
  'image_unreadable',
  'locked',
  'not_found',
  'storage_full',
  'unsupported_media_type',
];

/** What follows from an inspection: teaching an overruled one, keeping an escape, repeating it. */
export function addFollowUpRoutes(app: App, context: Context): void {
  addTeach(app, context);
  addEscape(app, context);
  const { config, history, models } = context;
  app.post(
    '/api/v1/inspections/:id/replay',
    {
      config: { permission: 'inspect' },
      schema: {
        tags: ['inspections'],
        operationId: 'replayInspection',
        summary: 'Inspect the kept picture again, by the version that inspected it',
        description: 'Records nothing. Waits while other work on models runs.',
        params: InspectionId,
        response: answers({ 200: Replayed }, PROBLEMS),
      },
    },
    async ({ params }) => {
      const inspection = await getInspection(history, params.id);
      const replay = await withKeptPicture(context, inspection, ({ picture: path }) =>
        models.run('replay', { config, request: { record: recordOf(inspection), path } }),
      );
      const { category, model_version, same, recorded, replayed, differences } = replay;
      const facts = { inspection_id: inspection.id, category, model_version, same, recorded, replayed };
      return { ...facts, differences: [...differences] };
    },
  );
}

function addTeach(app: App, context: Context): void {
  const { config, history, models } = context;
  app.post(
    '/api/v1/inspections/:id/teach',
    {
      config: { permission: 'model' },
      schema: {
        tags,
        operationId: 'teachInspection',
        summary: 'Teach the category that this part is good',
        description:
          'For a part that was overruled: what is new in its picture joins the memory bank of a new version, which is put to use unless the regression check speaks against it (`activated`). Answers when that is done.',
        params: InspectionId,
        body: TeachOrder,
        response: answers({ 200: Taught }, [...PROBLEMS, ...SIGNATURE_PROBLEMS]),
      },
    },
    async signedRequest => {
      const { signature, ...order } = signedRequest.body;
      const { activate = true, force = false, reason } = order;
      checkActivate(order);
      const inspection = await getInspection(history, signedRequest.params.id);
      checkGood(inspection);
      const signed = activate ? await requireSignature(signedRequest, signature) : null;
      const { category } = inspection;
      const teaching = await withKeptPicture(context, inspection, ({ picture }) => {
        const request = { category, pictures: [picture], activate, force, reason };
        return models.run('teach', { config, request });
      });
      const { pictures, known: _known, regression, ...rest } = teaching;
      await auditNewVersion(history, rest, {
        ...{ actor: signedRequest.actor.name, action: 'model.teach', reason, signed },
        after: { inspection_id: inspection.id },
      });
      const { path: _path, sha256: _sha256, entries: _entries, ...judged } = pictures[0]!;
      return { ...judged, ...rest, regression: { ...regression, pictures: [...regression.pictures] } };
    },
  );
}

function addEscape(app: App, context: Context): void {
  const { history } = context;
  app.post(
    '/api/v1/inspections/:id/escape',
    {
      config: { permission: 'model' },
      schema: {
        tags,
        operationId: 'reportEscape',
        summary: 'Report a passed part as defective, and keep its picture in the regression set',
        description:
          'A part that counts as FAIL by a review is put into the regression set alone; so when the picture or mask is refused, the review stands and the rest can be sent again. From then on every new version must not pass it if the version before did not.',
        params: InspectionId,
        body: EscapeReport,
        response: answers({ 200: EscapeReported }, [...PROBLEMS, 'already_reviewed']),
      },
    },
    async ({ params, body, actor }) => {
      const { reason_code, note = null, supersedes = null } = body;
      const mask = maskOf(body);
      const inspection = await getInspection(history, params.id);
      const isKnown = inspection.final_decision === 'FAIL';
      const review = { action: 'escape' as const, reason_code, note, supersedes };
      const [outcome] = isKnown ? [] : await reviewAll(history, [{ id: params.id, review }], actor.name);
      if (outcome?.outcome === 'refused') throw outcome.error;
      if (outcome?.outcome === 'conflict')
        throw new RequestError('already_reviewed', outcome.detail, { review: outcome.review });
      const reason = note === null ? reason_code : `${reason_code}: ${note}`;
      const truth = { label: 'defect' as const, reason, mask, actor: actor.name };
      const regression = await extendRegression(context, inspection, truth);
      return { review: outcome?.review ?? null, regression };
    },
  );
}

/** @throws InspectError `invalid_argument` for a part that nobody has called good. */
function checkGood({ id, decision, final_decision }: Inspection): void {
  if ((final_decision ?? decision) === 'PASS') return;
  throw new InspectError(
    'invalid_argument',
    `The inspection ${id} counts as ${final_decision ?? decision}; only good parts are taught. Overrule it first.`,
  );
}
