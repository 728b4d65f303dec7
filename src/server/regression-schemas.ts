import Type from '#bundled/typebox';
import { InspectError } from '../errors.ts';
import { Verdict } from '../schemas/inspection.ts';
import { RegressionPicture } from '../schemas/regression.ts';
import { Review } from '../schemas/review.ts';
import { Activate, Signature } from './accounts/signature.ts';
import { Activated } from './model-schemas.ts';
import { Reviewing } from './review-schemas.ts';

const Text = Type.String({ minLength: 1, maxLength: 1000 });
const Mask = Type.String({
  maxLength: 900_000,
  contentEncoding: 'base64',
  contentMediaType: 'image/png',
  description: 'Where the defect is: a picture of the same size, white on black.',
});
const { file: _file, mask: _mask, ...entry } = RegressionPicture.properties;

/** A picture of the regression set. */
const RegressionEntry = Type.Object({
  ...entry,
  masked: Type.Boolean({ description: 'Whether it is known where the defect is.' }),
});
export const RegressionEntries = Type.Object({
  category: Type.String(),
  pictures: Type.Array(RegressionEntry),
});

/** To put the picture of an inspection into the regression set. */
export const RegressionAdding = Type.Object(
  {
    inspection_id: Type.String({ maxLength: 100 }),
    label: Type.Enum(['good', 'defect']),
    reason: Text,
    mask_base64: Type.Optional(Mask),
  },
  { additionalProperties: false },
);
const Judgement = Type.Object({
  verdict: Type.Enum(['PASS', 'REVIEW', 'FAIL', 'REFUSED']),
  anomaly_score: Type.Union([Type.Number(), Type.Null()]),
  reason: Type.String(),
});
export const RegressionAdded = Type.Object({
  category: Type.String(),
  model_version: Type.String({ description: 'The version in use.' }),
  known: Type.Boolean({ description: 'It was in the set already.' }),
  judgement: Type.Union([Judgement, Type.Null()], { description: 'What the version in use says of it.' }),
  pictures: Type.Integer({ description: 'In the set now.' }),
});

/** What the regression check of a version found. */
export const RegressionFound = Activated.properties.regression;

/** To report a passed part as defective and put its picture into the regression set. */
export const EscapeReport = Type.Object(
  {
    reason_code: Reviewing.properties.reason_code,
    note: Reviewing.properties.note,
    supersedes: Reviewing.properties.supersedes,
    mask_base64: Type.Optional(Mask),
  },
  { additionalProperties: false },
);
export const EscapeReported = Type.Object({
  review: Type.Union([Review, Type.Null()], { description: 'Null when the part counted as FAIL before.' }),
  regression: RegressionAdded,
});

/** To teach a category that a part is good. */
export const TeachOrder = Type.Object(
  {
    reason: Type.Optional(Text),
    force: Type.Optional(
      Type.Boolean({ description: 'Even if the regression check speaks against it; needs a reason.' }),
    ),
    activate: Activate,
    signature: Type.Optional(Signature),
  },
  { additionalProperties: false },
);
const Rates = Type.Object({
  fail: Type.Number(),
  review: Type.Number(),
  max_false_reject_rate: Type.Number(),
  review_rate: Type.Number(),
});
/** Thresholds of two versions. */
export const ThresholdsThenAndNow = Type.Object({ before: Rates, after: Rates });
export const Taught = Type.Object({
  ...Activated.properties,
  verdict_before: Verdict,
  score_before: Type.Number(),
  held_out_score: Type.Number({ description: 'As a like part scores that was not taught.' }),
  entries_before: Type.Integer(),
  entries: Type.Integer({ description: 'Of the memory bank.' }),
  thresholds: ThresholdsThenAndNow,
  spared_defects: Type.Boolean({
    description: 'The thresholds were raised no further, so that known defects are judged as before.',
  }),
});

/** An inspection beside the one that repeats it. */
export const Replayed = Type.Object({
  inspection_id: Type.String(),
  category: Type.String(),
  model_version: Type.String(),
  same: Type.Boolean({ description: 'The same verdict, and a score within 1e-6.' }),
  recorded: Type.Object({ decision: Verdict, anomaly_score: Type.Number() }),
  replayed: Type.Union([Type.Object({ decision: Verdict, anomaly_score: Type.Number() }), Type.Null()], {
    description: 'Null when picture or model are not those of the record: nothing was inspected.',
  }),
  differences: Type.Array(
    Type.Object({ what: Type.String(), recorded: Type.String(), found: Type.String() }),
  ),
});

/**
 * The bytes of a mask.
 *
 * @throws InspectError `invalid_argument` for what is not base64.
 */
export function maskOf({ mask_base64: text }: { readonly mask_base64?: string | undefined }): Buffer | null {
  if (text === undefined) return null;
  if (/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return Buffer.from(text, 'base64');
  throw new InspectError(
    'invalid_argument',
    'The member "mask_base64" is not base64; expected a picture file in base64.',
  );
}
