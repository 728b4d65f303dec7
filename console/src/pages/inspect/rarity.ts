/** How rare a score is among good parts, for words instead of a p-value. */
export type Rarity = { readonly kind: 'usual' } | { readonly kind: 'one_in'; readonly count: number };

/** From here on a score is nothing unusual. */
const USUAL = 0.4;

/** @param pValue share of good parts that score at least as high */
export function rarityOf(pValue: number): Rarity {
  if (pValue >= USUAL) return { kind: 'usual' };
  const count = 1 / Math.max(pValue, 1e-6);
  // Two digits: more would claim what nobody has measured.
  const digits = 10 ** Math.max(0, Math.floor(Math.log10(count)) - 1);
  return { kind: 'one_in', count: Math.round(count / digits) * digits };
}
