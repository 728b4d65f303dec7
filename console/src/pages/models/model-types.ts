import type { paths } from '../../api/schema.gen.ts';
import type { Answer } from '../../api/types.ts';

export type CalibrationCard = Answer<'/api/v1/models/{category}/calibration'>;
export type WhatIf = Answer<'/api/v1/models/{category}/what-if'>;
export type Versions = Answer<'/api/v1/models/{category}/versions'>;
export type Version = Versions['versions'][number];
export type Comparison = Answer<'/api/v1/models/{category}/compare'>;
export type RegressionPicture = Answer<'/api/v1/regression/{category}'>['pictures'][number];
/** What an activation came to. */
export type Activated =
  paths['/api/v1/models/{category}/activate']['post']['responses'][200]['content']['application/json'];
/** What the regression check of a version found. */
export type RegressionFound = Activated['regression'];
/** Why a version is put to use, and by whom. */
export interface Grounds {
  readonly reason: string;
  readonly password: string;
  readonly force: boolean;
}
