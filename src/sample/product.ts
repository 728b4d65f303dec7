import type { Random } from '../random.ts';
import type { Canvas } from './canvas.ts';
import type { Light } from './light.ts';

/** Everything that makes one picture differ from the next. */
export interface Shot {
  readonly sizePx: number;
  readonly light: Light;
  /** The stream for one purpose; asking again starts it afresh, and no stream disturbs another. */
  readonly stream: (purpose: string) => Random;
}

/** What is wrong with the part of one picture. */
export interface Defect {
  readonly type: string;
  /** 0 is the smallest that is drawn (about 8 units), 1 the largest. */
  readonly severity: number;
  /** Another attempt puts the defect elsewhere on the same part. */
  readonly attempt: number;
}

/** A product that can be drawn: good, or with one of its defects. */
export interface Product {
  readonly defectTypes: readonly string[];
  /** Draws the same part for the same shot; a defect changes nothing but its own surroundings. */
  readonly draw: (shot: Shot, defect?: Defect) => Canvas;
}

/** The stream that decides where and how one defect is made. */
export function defectStream(shot: Shot, defect: Defect): Random {
  return shot.stream(`defect ${defect.type} ${defect.attempt}`);
}

/** The length in drawing units of a defect of this severity: from `smallest` to `largest`, in equal ratios. */
export function extentOf(defect: Defect, smallest: number, largest: number): number {
  return smallest * (largest / smallest) ** defect.severity;
}
