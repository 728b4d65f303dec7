import type { paths } from '../../api/schema.gen.ts';
import type { Answer } from '../../api/types.ts';

/** A place in the picture as shares of its width and height. */
export type Corner = readonly [x: number, y: number];
export type Role = 'include' | 'ignore';

interface Common {
  readonly id: number;
  readonly role: Role;
}

/** What is drawn: a polygon, a stroke of the brush, or a mask that was set before. */
export type DrawnShape =
  | (Common & { readonly kind: 'polygon'; readonly corners: readonly Corner[] })
  | (Common & { readonly kind: 'stroke'; readonly corners: readonly Corner[]; readonly radius: number })
  | (Common & { readonly kind: 'mask'; readonly png: string });
/** A shape that has no number yet. */
export type NewShape = DrawnShape extends infer Shape
  ? Shape extends Common
    ? Omit<Shape, 'id'>
    : never
  : never;

/** What is drawn, and what it was before each change. */
export interface Drawing {
  readonly shapes: readonly DrawnShape[];
  readonly before: readonly (readonly DrawnShape[])[];
  readonly nextId: number;
}

type Region = NonNullable<Answer<'/api/v1/categories/{category}/region-of-interest'>['region']>;
export type RegionOrder =
  paths['/api/v1/categories/{category}/region-of-interest']['put']['requestBody']['content']['application/json'];

const LEAST_SIDE = 0.005;

/** A region that is set, as a drawing without a past. */
export function drawingOf(region: Region | null): Drawing {
  const ofRole = (role: Role): readonly NewShape[] =>
    (region?.[role] ?? []).map(shape =>
      'polygon' in shape
        ? { role, kind: 'polygon', corners: shape.polygon as readonly Corner[] }
        : { role, kind: 'mask', png: shape.mask_png },
    );
  const shapes = [...ofRole('include'), ...ofRole('ignore')].map((shape, id) => ({ ...shape, id }));
  return { shapes, before: [], nextId: shapes.length };
}

/** With one more shape. */
export function withShape(drawing: Drawing, shape: NewShape): Drawing {
  const { shapes, nextId } = drawing;
  return { ...changed(drawing, [...shapes, { ...shape, id: nextId }]), nextId: nextId + 1 };
}

/** With a shape in place of the one of its number. */
export function withChanged(drawing: Drawing, shape: DrawnShape): Drawing {
  return changed(
    drawing,
    drawing.shapes.map(known => (known.id === shape.id ? shape : known)),
  );
}

/** Without a shape. */
export function withoutShape(drawing: Drawing, id: number): Drawing {
  return changed(
    drawing,
    drawing.shapes.filter(shape => shape.id !== id),
  );
}

/** As it was before the last change. */
export function undone(drawing: Drawing): Drawing {
  const shapes = drawing.before.at(-1);
  return shapes ? { ...drawing, shapes, before: drawing.before.slice(0, -1) } : drawing;
}

/** The corners of a rectangle between two places; null when it is too small to be meant. */
export function rectangle([x0, y0]: Corner, [x1, y1]: Corner): readonly Corner[] | null {
  if (Math.abs(x1 - x0) < LEAST_SIDE || Math.abs(y1 - y0) < LEAST_SIDE) return null;
  return [
    [x0, y0],
    [x1, y0],
    [x1, y1],
    [x0, y1],
  ];
}

/** Within the picture. */
export function clamped([x, y]: Corner): Corner {
  const limit = (value: number) => Math.min(1, Math.max(0, value));
  return [limit(x), limit(y)];
}

/** A drawing as the server takes it; strokes come as one mask for each role. */
export function regionOrder(
  { shapes }: Pick<Drawing, 'shapes'>,
  picture: { readonly width: number; readonly height: number },
  strokeMasks: Readonly<Partial<Record<Role, string>>>,
): RegionOrder {
  const ofRole = (role: Role): NonNullable<RegionOrder['include']> => {
    const own = shapes.filter(shape => shape.role === role);
    const polygons = own.flatMap(shape =>
      shape.kind === 'polygon' ? [shape.corners.map(([x, y]): [number, number] => [x, y])] : [],
    );
    const masks = own.flatMap(shape => (shape.kind === 'mask' ? [shape.png] : []));
    const painted = strokeMasks[role];
    return [
      ...(polygons.length > 0 ? [{ units: 'shares' as const, polygons }] : []),
      ...[...masks, ...(painted === undefined ? [] : [painted])].map(mask => ({ mask_base64: mask })),
    ];
  };
  return { picture: { ...picture }, include: ofRole('include'), ignore: ofRole('ignore') };
}

function changed(drawing: Drawing, shapes: readonly DrawnShape[]): Drawing {
  return { ...drawing, shapes, before: [...drawing.before, drawing.shapes] };
}
