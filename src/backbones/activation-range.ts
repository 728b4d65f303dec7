/** The smallest and the largest value that a tensor of a network takes. */
export interface ActivationRange {
  readonly low: number;
  readonly high: number;
}

/** Ranges by the name that a network gives its tensors: that of the convolution or block they come from. */
export type ActivationRanges = Readonly<Record<string, ActivationRange>>;
