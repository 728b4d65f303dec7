import type { BoardLayout, PartCounts } from './board-layout.ts';
import type { Colour, Pose } from './canvas.ts';
import type { Light } from './light.ts';
import type { Noise } from './noise.ts';
import type { Shot } from './product.ts';

/** What distinguishes one circuit board from another. */
export interface BoardLook {
  /** Length of a side, and of a cell of the routing grid, in drawing units. */
  readonly side: number;
  readonly pitch: number;
  readonly parts: PartCounts;
  readonly layoutSeed: number;
  /** Solder mask over bare board and over copper. */
  readonly mask: Colour;
  readonly maskOnCopper: Colour;
  readonly silk: Colour;
  /** The finish of pads: tin or gold. */
  readonly finish: 'tin' | 'gold';
}

/** One board as it lies in one picture. */
export interface Board {
  readonly look: BoardLook;
  readonly layout: BoardLayout;
  /** Pose of the upper left corner; lengths on the board are drawing units. */
  readonly pose: Pose;
  readonly light: Light;
  readonly noise: Noise;
  readonly shot: Shot;
}
