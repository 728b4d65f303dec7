/** The quantile of ascending values with linear interpolation, as NumPy's default; null without values. */
export function quantile(ascending: readonly number[], fraction: number): number | null {
  const place = (ascending.length - 1) * fraction;
  const [below, above] = [ascending[Math.floor(place)], ascending[Math.ceil(place)]];
  return below === undefined || above === undefined ? null : below + (above - below) * (place % 1);
}
