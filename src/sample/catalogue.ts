import { InspectError } from '../errors.ts';
import { boardProduct } from './board.ts';
import type { BoardLook } from './board-in-picture.ts';
import { colour } from './canvas.ts';
import { fabricProduct } from './fabric.ts';
import type { FabricLook } from './fabric-in-picture.ts';
import type { Product } from './product.ts';
import { washerProduct } from './washer.ts';
import type { WasherLook } from './washer-in-picture.ts';

const STEEL: WasherLook = {
  outer: 98,
  inner: 50,
  chamfer: 5,
  metal: colour('#f0f1f4'),
  belt: colour('#4b5552'),
  marks: 0.1,
  pitch: 0.55,
  shine: 1,
};

const GREEN: BoardLook = {
  side: 230,
  pitch: 5.6,
  parts: {
    circuit: 1,
    small_circuit: 2,
    header: 1,
    electrolytic: 1,
    crystal: 1,
    diode: 2,
    transistor: 2,
    capacitor: 6,
    resistor: 7,
  },
  layoutSeed: 11,
  mask: colour('#0f3d26'),
  maskOnCopper: colour('#1f6b3f'),
  silk: colour('#dfe3da'),
  finish: 'tin',
};

const COTTON: FabricLook = {
  pitch: 7,
  warp: colour('#d9d2c0'),
  weft: colour('#c3b79d'),
  ground: colour('#3a332a'),
  fullness: 0.44,
  unevenness: 0.1,
  pattern: [1, 1],
  fibre: 0.26,
  shade: 0.07,
  shine: 0.03,
};

const WASHERS: Readonly<Record<string, WasherLook>> = {
  washer: STEEL,
  washer_brass: {
    ...STEEL,
    metal: colour('#f2d08a'),
    belt: colour('#3b4350'),
    inner: 42,
    chamfer: 4,
    marks: 0.07,
  },
  washer_small: { ...STEEL, outer: 64, inner: 30, chamfer: 4, belt: colour('#5c5148'), pitch: 0.8 },
  washer_black: {
    ...STEEL,
    metal: colour('#63666d'),
    belt: colour('#8a8f90'),
    shine: 1.3,
    outer: 90,
    inner: 40,
  },
  washer_wide: {
    ...STEEL,
    outer: 110,
    inner: 76,
    chamfer: 6,
    belt: colour('#2f4a43'),
    marks: 0.14,
    pitch: 0.4,
  },
};

const BOARDS: Readonly<Record<string, BoardLook>> = {
  board: GREEN,
  board_blue: {
    ...GREEN,
    mask: colour('#14305e'),
    maskOnCopper: colour('#1d4785'),
    finish: 'gold',
    layoutSeed: 23,
  },
  board_red: {
    ...GREEN,
    mask: colour('#5a1416'),
    maskOnCopper: colour('#862326'),
    layoutSeed: 37,
    parts: { ...GREEN.parts, header: 2, electrolytic: 3, small_circuit: 1 },
  },
  board_dense: {
    ...GREEN,
    pitch: 3.9,
    layoutSeed: 41,
    parts: { ...GREEN.parts, circuit: 3, small_circuit: 3, capacitor: 12, resistor: 14, transistor: 4 },
  },
  board_power: {
    ...GREEN,
    pitch: 7,
    mask: colour('#1d1f22'),
    maskOnCopper: colour('#34383d'),
    finish: 'gold',
    layoutSeed: 53,
    parts: {
      electrolytic: 4,
      small_circuit: 1,
      header: 1,
      diode: 3,
      transistor: 2,
      capacitor: 4,
      resistor: 5,
    },
  },
};

const FABRICS: Readonly<Record<string, FabricLook>> = {
  fabric: COTTON,
  fabric_denim: {
    ...COTTON,
    pitch: 5.6,
    warp: colour('#2c4470'),
    weft: colour('#aab4c4'),
    ground: colour('#141c2c'),
    pattern: [3, 1],
    shade: 0.16,
  },
  fabric_linen: {
    ...COTTON,
    pitch: 9,
    warp: colour('#b9a582'),
    weft: colour('#a88f68'),
    fullness: 0.4,
    unevenness: 0.22,
    shade: 0.12,
  },
  fabric_carbon: {
    ...COTTON,
    pitch: 11,
    warp: colour('#53565c'),
    weft: colour('#474a50'),
    ground: colour('#08080a'),
    fullness: 0.49,
    unevenness: 0.04,
    pattern: [2, 2],
    fibre: 0.4,
    shine: 0.16,
  },
  fabric_red: {
    ...COTTON,
    pitch: 6,
    warp: colour('#a23636'),
    weft: colour('#7e2430'),
    ground: colour('#2a0c10'),
    fibre: 0.2,
  },
};

/** The names of the categories that can be drawn, the three base products first. */
export const SAMPLE_CATEGORIES: readonly string[] = [
  'washer',
  'board',
  'fabric',
  ...[WASHERS, BOARDS, FABRICS].flatMap(looks => Object.keys(looks).slice(1)),
];

/**
 * The product of a category.
 *
 * @throws InspectError `invalid_argument` for a name that is not in `SAMPLE_CATEGORIES`.
 */
export function productOf(category: string): Product {
  if (Object.hasOwn(WASHERS, category)) return washerProduct(WASHERS[category]!);
  if (Object.hasOwn(BOARDS, category)) return boardProduct(BOARDS[category]!);
  if (Object.hasOwn(FABRICS, category)) return fabricProduct(FABRICS[category]!);
  throw new InspectError(
    'invalid_argument',
    `There is no sample category "${category}". Choose from: ${SAMPLE_CATEGORIES.join(', ')}.`,
  );
}
