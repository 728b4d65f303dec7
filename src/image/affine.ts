/**
 * An affine map of the plane: (x, y) goes to (xx x + xy y + x0, yx x + yy y + y0). Coordinates are pixels, and the pixel
 * in the corner covers 0 to 1 each way.
 */
export interface Affine {
  readonly xx: number;
  readonly xy: number;
  readonly x0: number;
  readonly yx: number;
  readonly yy: number;
  readonly y0: number;
}

/** A place in pixels. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** Where a place goes. */
export function applyAffine({ xx, xy, x0, yx, yy, y0 }: Affine, { x, y }: Point): Point {
  return { x: xx * x + xy * y + x0, y: yx * x + yy * y + y0 };
}

/** First `first`, then `second`. */
export function chainAffine(first: Affine, second: Affine): Affine {
  return {
    xx: second.xx * first.xx + second.xy * first.yx,
    xy: second.xx * first.xy + second.xy * first.yy,
    x0: second.xx * first.x0 + second.xy * first.y0 + second.x0,
    yx: second.yx * first.xx + second.yy * first.yx,
    yy: second.yx * first.xy + second.yy * first.yy,
    y0: second.yx * first.x0 + second.yy * first.y0 + second.y0,
  };
}

/** The way back. */
export function invertAffine({ xx, xy, x0, yx, yy, y0 }: Affine): Affine {
  const determinant = xx * yy - xy * yx;
  const [ax, ay, bx, by] = [yy / determinant, -xy / determinant, -yx / determinant, xx / determinant];
  return { xx: ax, xy: ay, x0: -ax * x0 - ay * y0, yx: bx, yy: by, y0: -bx * x0 - by * y0 };
}
