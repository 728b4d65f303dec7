/** Names of the colours in theme.css that charts use. */
export const TOKENS = [
  'ink',
  'muted',
  'line',
  'surface',
  'accent',
  'pass',
  'pass-soft',
  'review',
  'review-soft',
  'fail',
  'fail-soft',
] as const;
/** The colours of the page, for what is drawn. */
export type ChartColours = Readonly<Record<(typeof TOKENS)[number], string>>;

/** Stripes over what is bad, dots over what is open: charts are told apart without their colours. */
export function patterns({ surface }: Pick<ChartColours, 'surface'>) {
  const over = { color: surface, rotation: 0.8 };
  return {
    stripes: { ...over, symbol: 'rect', dashArrayX: [1, 0], dashArrayY: [2, 4] },
    dots: { ...over, symbol: 'circle', symbolSize: 0.7, dashArrayX: [[6, 6]], dashArrayY: [6, 0] },
  } as const;
}

/** How axes look. */
export function axisLook({ line, muted }: ChartColours) {
  return {
    axisLine: { lineStyle: { color: line } },
    axisTick: { show: false },
    axisLabel: { color: muted, fontSize: 13, hideOverlap: true },
    nameTextStyle: { color: muted, fontSize: 13 },
    splitLine: { lineStyle: { color: line, opacity: 0.6 } },
  };
}

/** How the box beside the pointer looks. */
export function tooltipLook({ surface, line, ink }: ChartColours) {
  return {
    confine: true,
    backgroundColor: surface,
    borderColor: line,
    textStyle: { color: ink, fontSize: 14 },
  };
}
