import Type from '#bundled/typebox';
import type { Context } from '../../context.ts';
import { modelCalibration, thresholdWhatIf } from '../../operations/model-calibration.ts';
import { requireSignature } from '../accounts/signature.ts';
import { answers, COMPUTE_PROBLEMS, SIGNATURE_PROBLEMS } from '../answers.ts';
import type { App } from '../app-type.ts';
import { auditNewVersion } from '../audit-new-version.ts';
import {
  CalibrationCard,
  ThresholdOrder,
  ThresholdsChanged,
  WhatIf,
  WhatIfQuery,
} from '../calibration-schemas.ts';
import { type ProblemCode, RequestError } from '../problems.ts';
import { toJson } from '../to-json.ts';

const tags = ['calibration'];
const Category = Type.Object({ category: Type.String() });
const READING: readonly ProblemCode[] = [
  'model_not_found',
  'model_damaged',
  'model_version',
  'invalid_argument',
];

/** What a model promises, what another threshold would do, and setting the thresholds anew. */
export function addCalibrationRoutes(app: App, context: Context): void {
  const { config, history } = context;
  app.get(
    '/api/v1/models/:category/calibration',
    {
      config: { permission: 'read' },
      schema: {
        tags,
        operationId: 'getCalibration',
        summary: 'The calibration card of the model in use',
        description: 'What `inspectai calibration` shows, with the held-out scores it rests on.',
        params: Category,
        response: answers({ 200: CalibrationCard }, READING),
      },
    },
    async ({ params }) => toJson(await modelCalibration(config, params.category)),
  );
  app.get(
    '/api/v1/models/:category/what-if',
    {
      config: { permission: 'read' },
      schema: {
        tags,
        operationId: 'askWhatIf',
        summary: 'What another threshold would do',
        description:
          'False rejects by the held-out scores, and what it would have said of evaluated pictures and of recorded inspections. Name `threshold` or `false_reject_rate`.',
        params: Category,
        querystring: WhatIfQuery,
        response: answers({ 200: WhatIf }, READING),
      },
    },
    async ({ params, query: { threshold, false_reject_rate: rate } }) =>
      toJson(await thresholdWhatIf(config, history, params.category, { threshold, rate })),
  );
  addThresholds(app, context);
}

function addThresholds(app: App, { config, history, models }: Context): void {
  app.post(
    '/api/v1/models/:category/thresholds',
    {
      config: { permission: 'model' },
      schema: {
        tags,
        operationId: 'changeThresholds',
        summary: 'Set the thresholds anew, as a new version with the same memory bank',
        description:
          'The thresholds follow from the rate and the held-out scores. A refusal of the regression check is a problem with the member `regression`; the new version is there then and not in use.',
        params: Category,
        body: ThresholdOrder,
        response: answers({ 200: ThresholdsChanged }, [
          ...COMPUTE_PROBLEMS,
          ...SIGNATURE_PROBLEMS,
          'data_invalid',
          'activation_refused',
          'locked',
          'storage_full',
          'unsupported_media_type',
        ]),
      },
    },
    async signedRequest => {
      const { category } = signedRequest.params;
      const { body, actor } = signedRequest;
      const signed = await requireSignature(signedRequest, body.signature);
      const {
        max_false_reject_rate: maxFalseRejectRate,
        review_rate: reviewRate,
        reason,
        force = false,
      } = body;
      const request = { category, maxFalseRejectRate, reviewRate, reason, force };
      const change = await models.run('thresholds', { config, request });
      const { thresholds, version, from, activated } = change;
      const deed = { actor: actor.name, action: 'threshold.change', reason, signed };
      await auditNewVersion(history, change, { ...deed, ...thresholds });
      if (activated) return toJson(change);
      throw new RequestError(
        'activation_refused',
        `${version} of "${category}" judges ${change.regression.worse} pictures of the regression set worse than ${from}, which stays in use. Look at "regression"; to use the thresholds all the same, send "force": true.`,
        { regression: change.regression },
      );
    },
  );
}
