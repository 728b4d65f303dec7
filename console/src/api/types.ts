import type { paths } from './schema.gen.ts';

/** The JSON that a GET of this path is answered with. */
export type Answer<Path extends keyof paths> = paths[Path] extends {
  readonly get: {
    readonly responses: { readonly 200: { readonly content: { readonly 'application/json': infer Json } } };
  };
}
  ? Json
  : never;

export type Session = Answer<'/api/v1/session'>;
export type InspectionPage = Answer<'/api/v1/inspections'>;
export type InspectionSummary = InspectionPage['items'][number];
export type Inspection = Answer<'/api/v1/inspections/{id}'>;
export type Category = Answer<'/api/v1/categories'>['categories'][number];
export type Verdict = InspectionSummary['decision'];
export type Review = Answer<'/api/v1/inspections/{id}/reviews'>['reviews'][number];
export type ReviewAction = Review['action'];
export type ReviewReason = Answer<'/api/v1/review-reasons'>['reasons'][number];
export type Replay =
  paths['/api/v1/inspections/{id}/replay']['post']['responses'][200]['content']['application/json'];
