/** How much a picture stands out among the others. */
export interface Suspicion {
  /** Mean distance of the patches that stand out most. */
  readonly score: number;
  /** The patch that stands out most. */
  readonly patch: number;
  /** The picture whose distance to that patch counts: not the nearest, which may be bad in the same way. */
  readonly compared: number;
}

/** Share of the patches that make the score. */
const TOP_SHARE = 0.02;
/**
 * What is in fewer pictures than this besides its own is not usual. Several equal bad parts have each other to be
 * like; with six, up to five of them still stand out.
 */
const COMPANY = 6;

/** In how many others a patch must be found to be usual, among so many pictures. */
export function companyAmong(pictures: number): number {
  return Math.max(1, Math.min(COMPANY, Math.floor((pictures - 1) / 3)));
}

/**
 * Scores a picture by its patches' distances to the `companyAmong` nearest other picture.
 *
 * @param distances of its patches to the pictures, `[patches, pictures]`
 * @param own the picture's place among them, or -1 when it is none of them
 */
export function suspicionOf(distances: Float32Array, pictures: number, own: number): Suspicion {
  const patches = distances.length / pictures;
  const company = companyAmong(pictures);
  const apart = new Float32Array(patches);
  const smallest = new Float64Array(company);
  for (let patch = 0; patch < patches; patch++) {
    smallest.fill(Number.POSITIVE_INFINITY);
    for (let picture = 0; picture < pictures; picture++)
      if (picture !== own) insert(smallest, distances[patch * pictures + picture]!);
    apart[patch] = smallest[company - 1]!;
  }
  const order = [...apart.keys()].sort((a, b) => apart[b]! - apart[a]!);
  const top = order.slice(0, Math.max(1, Math.round(TOP_SHARE * patches)));
  const patch = order[0]!;
  return {
    score: top.reduce((sum, place) => sum + apart[place]!, 0) / top.length,
    patch,
    compared: pictureInPlace(distances, pictures, { patch, own, place: company }),
  };
}

/** Keeps the smallest values, ascending. */
function insert(smallest: Float64Array, value: number): void {
  let place = smallest.length - 1;
  if (value >= smallest[place]!) return;
  while (place > 0 && smallest[place - 1]! > value) {
    smallest[place] = smallest[place - 1]!;
    place--;
  }
  smallest[place] = value;
}

/** The picture that is in this place by its distance to a patch. */
function pictureInPlace(
  distances: Float32Array,
  pictures: number,
  { patch, own, place }: { readonly patch: number; readonly own: number; readonly place: number },
): number {
  const ofPatch = distances.subarray(patch * pictures, (patch + 1) * pictures);
  const others = [...ofPatch.keys()].filter(picture => picture !== own);
  return others.sort((one, other) => ofPatch[one]! - ofPatch[other]!)[place - 1]!;
}

/** How far a score is above what is usual. */
export interface Standing {
  /** The score in medians of all scores. */
  readonly timesUsual: number;
  /** Robust standard deviations above the median. */
  readonly deviations: number;
  readonly suspicious: boolean;
}

const SUSPICIOUS = 5;

/**
 * Where every score stands among all. The spread is taken from the upper half without its highest tenth, so a few bad
 * pictures do not hide themselves: (90th percentile - median) / 1.2816, and at least a fiftieth of the median.
 */
export function standings(scores: readonly number[]): readonly Standing[] {
  const sorted = [...scores].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.floor(share * (sorted.length - 1))]!;
  const median = at(0.5);
  const spread = Math.max((at(0.9) - median) / 1.2816, median / 50, Number.MIN_VALUE);
  return scores.map(score => {
    const deviations = (score - median) / spread;
    return {
      timesUsual: median === 0 ? 1 : score / median,
      deviations,
      suspicious: deviations > SUSPICIOUS,
    };
  });
}
