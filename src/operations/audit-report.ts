import type { LearningCurve } from '../audit/learning-curve.ts';

/** What `audit-training --json` prints; wire names. */
export interface AuditReport {
  readonly category: string;
  /** Where the scores come from: an audit of the pictures, or what training recorded in the model. */
  readonly source: 'pictures' | 'model';
  readonly model_version: string | null;
  readonly backbone: string;
  readonly pictures: number;
  readonly suspicious: number;
  /** What should be known before the pictures are trusted. */
  readonly warnings: readonly string[];
  /** The most suspicious first; at most as many as were asked for. */
  readonly ranking: readonly RankedPicture[];
  readonly near_duplicates: readonly {
    readonly a: string;
    readonly b: string;
    /** As a share of the usual distance of a picture to the one nearest to it. */
    readonly distance: number;
  }[];
  readonly sizes: readonly PictureSize[];
  readonly copies: readonly { readonly path: string; readonly of: string }[];
  readonly unreadable: readonly { readonly path: string; readonly reason: string }[];
  readonly learning_curve: CurveFacts | null;
  /** The page with the evidence; null when none was written. */
  readonly sheet: string | null;
}

export interface RankedPicture {
  readonly picture: string;
  readonly score: number;
  /** The score in medians of all scores. */
  readonly times_usual: number;
  /** Robust standard deviations above the median. */
  readonly deviations: number;
  readonly suspicious: boolean;
  /** The place that stands out most, in pixels of the picture; null where only scores are known. */
  readonly where: Box | null;
  readonly nearest_normal: { readonly picture: string; readonly where: Box } | null;
}

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface PictureSize {
  readonly width: number;
  readonly height: number;
  readonly pictures: number;
}

interface CurveFacts {
  readonly points: LearningCurve['points'];
  readonly forecast: {
    readonly more_pictures: number;
    readonly fall: number;
    readonly low: number;
    readonly high: number;
  } | null;
  readonly sentence: string;
}

const ADVISED = 30;

/** What should be known of a set of training pictures besides how they look. */
export function auditWarnings({
  pictures,
  sizes,
  copies,
  unreadable,
  near_duplicates: near,
}: Pick<AuditReport, 'pictures' | 'sizes' | 'copies' | 'unreadable' | 'near_duplicates'>): readonly string[] {
  const [usual] = sizes;
  const others = sizes.slice(1).reduce((sum, size) => sum + size.pictures, 0);
  return [
    pictures < ADVISED
      ? `${pictures} different pictures are few; ${ADVISED} or more are advised, and ${ADVISED} support a false-reject rate of 3.2 % at best.`
      : null,
    usual && others > 0
      ? `The pictures have ${sizes.length} sizes: ${usual.pictures} are ${usual.width} x ${usual.height}, ${others} are not. Take all with one camera setting.`
      : null,
    copies.length > 0
      ? `${copies.length} ${copies.length === 1 ? 'file is a copy' : 'files are copies'} of another one; training leaves copies out.`
      : null,
    near.length > 0
      ? `${near.length} ${near.length === 1 ? 'pair of pictures shows' : 'pairs of pictures show'} nearly the same, as two shots of one part do; held out, each finds the other, and the threshold becomes too low.`
      : null,
    unreadable.length > 0
      ? `${unreadable.length} ${unreadable.length === 1 ? 'picture' : 'pictures'} cannot be read.`
      : null,
  ].filter(warning => warning !== null);
}

/** The learning curve with what it means in one sentence. */
export function curveFacts({ points, forecast, silence }: LearningCurve): CurveFacts {
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  if (forecast === null)
    return {
      points,
      forecast,
      sentence: `What more good pictures would do to the threshold cannot be said: ${silence}.`,
    };
  const { morePictures, fall, low, high } = forecast;
  return {
    points,
    forecast: { more_pictures: morePictures, fall, low, high },
    sentence: `Another ${morePictures} good pictures would lower the threshold by about ${percent(fall)} (${percent(low)} to ${percent(high)}).`,
  };
}

/** Sizes and how many pictures have them, the most frequent first. */
export function sizesOf(
  pictures: readonly { readonly width: number; readonly height: number }[],
): readonly PictureSize[] {
  const counts = new Map<string, PictureSize>();
  for (const { width, height } of pictures) {
    const key = `${width} x ${height}`;
    counts.set(key, { width, height, pictures: (counts.get(key)?.pictures ?? 0) + 1 });
  }
  return [...counts.values()].sort((a, b) => b.pictures - a.pictures);
}
