/** Materials of boards and parts; `board.ts` gives each its look. */
export type BoardMaterial =
  | 'moulded'
  | 'resistor'
  | 'ceramic'
  | 'tin'
  | 'can'
  | 'paint'
  | 'plastic'
  | 'gold'
  | 'dark';

/** A soldered place, in cells from the part's origin. */
export interface Pad {
  readonly x: number;
  readonly y: number;
  readonly halfWidth: number;
  readonly halfHeight: number;
}

/** A piece of a part, in cells; pieces are laid on each other in their order. */
export interface Block {
  readonly x: number;
  readonly y: number;
  readonly halfWidth: number;
  readonly halfHeight: number;
  /** Radius of corners and width of the rounded edge, in cells. */
  readonly corner: number;
  readonly bevel: number;
  readonly material: BoardMaterial;
}

/** A kind of part; a cell is the pitch of the routing grid. */
export interface PartKind {
  /** First letter of its designators. */
  readonly letter: string;
  readonly halfWidth: number;
  readonly halfHeight: number;
  /** Height above the board, in cells. */
  readonly height: number;
  readonly pads: readonly Pad[];
  readonly blocks: readonly Block[];
  /** Characters printed on the body: how many, and how high in cells; 0 for none. */
  readonly marking: number;
  readonly markingHeight: number;
}

/** The kinds of parts that boards are made of. */
export const PART_KINDS = {
  resistor: chip('R', 'resistor', 3),
  capacitor: chip('C', 'ceramic', 0),
  diode: {
    letter: 'D',
    halfWidth: 2.8,
    halfHeight: 1.2,
    height: 0.8,
    marking: 0,
    markingHeight: 0,
    pads: [pad(-2, 0, 0.7, 0.8), pad(2, 0, 0.7, 0.8)],
    blocks: [
      block(0, 0, 2.3, 0.35, 0.1, 0.2, 'tin'),
      block(0, 0, 1.6, 0.95, 0.15, 0.3, 'moulded'),
      block(-1.05, 0, 0.22, 0.85, 0.05, 0.1, 'paint'),
    ],
  },
  transistor: {
    letter: 'Q',
    halfWidth: 1.7,
    halfHeight: 1.8,
    height: 0.7,
    marking: 0,
    markingHeight: 0,
    pads: [pad(-1, 1, 0.5, 0.6), pad(1, 1, 0.5, 0.6), pad(0, -1, 0.5, 0.6)],
    blocks: [
      block(-1, 0.8, 0.25, 0.6, 0.1, 0.2, 'tin'),
      block(1, 0.8, 0.25, 0.6, 0.1, 0.2, 'tin'),
      block(0, -0.8, 0.25, 0.6, 0.1, 0.2, 'tin'),
      block(0, 0, 1.45, 0.65, 0.1, 0.25, 'moulded'),
    ],
  },
  small_circuit: circuit(4),
  circuit: circuit(7),
  electrolytic: {
    letter: 'C',
    halfWidth: 3.2,
    halfHeight: 3,
    height: 2.4,
    marking: 0,
    markingHeight: 0,
    pads: [pad(-2, 0, 1.2, 0.6), pad(2, 0, 1.2, 0.6)],
    blocks: [
      block(0, 0, 2.7, 2.7, 0.5, 0.3, 'plastic'),
      block(0, 0, 2.4, 2.4, 2.4, 0.5, 'can'),
      block(-1.55, 0, 0.45, 1.2, 0.4, 0.2, 'dark'),
    ],
  },
  crystal: {
    letter: 'Y',
    halfWidth: 3.4,
    halfHeight: 1.6,
    height: 1,
    marking: 6,
    markingHeight: 0.9,
    pads: [pad(-2, 0, 1.2, 0.7), pad(2, 0, 1.2, 0.7)],
    blocks: [block(0, 0, 3, 1.4, 1.3, 0.2, 'tin'), block(0, 0, 2.7, 1.15, 1.1, 0.45, 'can')],
  },
  header: {
    letter: 'J',
    halfWidth: 6,
    halfHeight: 1.3,
    height: 1.6,
    marking: 0,
    markingHeight: 0,
    pads: [-4, -2, 0, 2, 4].map(x => pad(x, 0, 0.8, 0.8)),
    blocks: [
      block(0, 0, 5.5, 1, 0.1, 0.25, 'plastic'),
      ...[-4, -2, 0, 2, 4].map(x => block(x, 0, 0.36, 0.36, 0.05, 0.2, 'gold')),
    ],
  },
} as const satisfies Readonly<Record<string, PartKind>>;

/** The name of a kind of part. */
export type PartName = keyof typeof PART_KINDS;

function pad(x: number, y: number, halfWidth: number, halfHeight: number): Pad {
  return { x, y, halfWidth, halfHeight };
}

function block(
  x: number,
  y: number,
  halfWidth: number,
  halfHeight: number,
  corner: number,
  bevel: number,
  material: BoardMaterial,
): Block {
  return { x, y, halfWidth, halfHeight, corner, bevel, material };
}

/** A two-ended chip with tinned ends. */
function chip(letter: string, material: BoardMaterial, marking: number): PartKind {
  const body =
    material === 'ceramic'
      ? block(0, 0, 0.85, 0.72, 0.15, 0.3, material)
      : block(0, 0, 0.9, 0.72, 0.05, 0.15, material);
  return {
    letter,
    halfWidth: 1.8,
    halfHeight: 1,
    height: material === 'ceramic' ? 0.8 : 0.45,
    marking,
    markingHeight: 0.75,
    pads: [pad(-1, 0, 0.62, 0.82), pad(1, 0, 0.62, 0.82)],
    blocks: [block(0, 0, 1.35, 0.72, 0.12, 0.25, 'tin'), body],
  };
}

/** An integrated circuit with `pins` bent leads along each of its two long sides, two cells apart. */
function circuit(pins: number): PartKind {
  const rows = Array.from({ length: pins }, (_, pin) => pin * 2 - (pins - 1));
  return {
    letter: 'U',
    halfWidth: 4.2,
    halfHeight: pins + 0.4,
    height: 1,
    marking: 5,
    markingHeight: 1.1,
    pads: rows.flatMap(y => [pad(-3, y, 0.85, 0.42), pad(3, y, 0.85, 0.42)]),
    blocks: [
      ...rows.flatMap(y => [
        block(-2.6, y, 0.85, 0.26, 0.1, 0.22, 'tin'),
        block(2.6, y, 0.85, 0.26, 0.1, 0.22, 'tin'),
      ]),
      block(0, 0, 1.95, pins + 0.1, 0.15, 0.35, 'moulded'),
      block(-1.2, 0.6 - pins, 0.32, 0.32, 0.32, 0.3, 'dark'),
    ],
  };
}
