/** What somebody has typed and chosen for a training; an empty text leaves the choice to the server. */
export interface TrainingFields {
  readonly category: string;
  readonly backbone: string;
  /** Good parts in 1,000 that may be rejected. */
  readonly rejectsPer1000: string;
  readonly reviewPer1000: string;
  readonly imageSize: string;
  readonly precision: string;
  readonly coresetRatio: string;
  readonly align: string;
  readonly skipBad: boolean;
}

/** Which field is wrong, and how. */
export type FieldFaults = Partial<Record<keyof TrainingFields, 'name' | 'rate' | 'size' | 'share'>>;

const NAME = /^[\p{L}\p{N}_][\p{L}\p{M}\p{N}_ .-]*(?<![ .])$/u;
const LONGEST_NAME = 100;

export const NO_FIELDS: TrainingFields = {
  ...{ category: '', backbone: '', rejectsPer1000: '', reviewPer1000: '' },
  ...{ imageSize: '', precision: '', coresetRatio: '', align: '', skipBad: false },
};

/** What the server would refuse, found before anything is sent. */
export function faultsOf(fields: TrainingFields): FieldFaults {
  const isBetween = (text: string, low: number, high: number) =>
    text === '' || (Number(text) > low && Number(text) < high);
  return {
    ...(!isCategoryName(fields.category) && { category: 'name' as const }),
    ...(!isBetween(fields.rejectsPer1000, 0, 1000) && { rejectsPer1000: 'rate' as const }),
    ...(!isBetween(fields.reviewPer1000, 0, 1000) && { reviewPer1000: 'rate' as const }),
    ...(!isBetween(fields.imageSize, 31, 2049) && { imageSize: 'size' as const }),
    ...(!isBetween(fields.coresetRatio, 0, 100.01) && { coresetRatio: 'share' as const }),
  };
}

/** Whether a category can have this name: letters, digits, `_`, `-`, `.` and spaces. */
export function isCategoryName(name: string): boolean {
  return NAME.test(name) && name.length <= LONGEST_NAME;
}

/** The fields as a form of the server has them; shares as shares of 1. */
export function requestOf(fields: TrainingFields): Readonly<Record<string, string>> {
  const share = (text: string, of: number) => (text === '' ? '' : String(Number(text) / of));
  const given = {
    category: fields.category,
    backbone: fields.backbone,
    max_false_reject_rate: share(fields.rejectsPer1000, 1000),
    review_rate: share(fields.reviewPer1000, 1000),
    image_size: fields.imageSize,
    precision: fields.precision,
    coreset_ratio: share(fields.coresetRatio, 100),
    align: fields.align,
    skip_bad: fields.skipBad ? 'true' : '',
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ''));
}
