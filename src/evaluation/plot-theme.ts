/** Colours for paper and screen; all series colours stay apart for colour-blind eyes and in greyscale. */
export interface PlotTheme {
  readonly background: string;
  readonly ink: string;
  readonly muted: string;
  readonly gridLine: string;
  readonly accent: string;
  readonly good: string;
  readonly defect: string;
  /** One for each of the first defect types; further ones share `other`. */
  readonly defectTypes: readonly string[];
  readonly other: string;
  readonly failTint: string;
}

export const LIGHT: PlotTheme = {
  background: '#ffffff',
  ink: '#1f2340',
  muted: '#666c85',
  gridLine: '#e8eaf3',
  accent: '#764ba2',
  good: '#667eea',
  defect: '#d55e00',
  defectTypes: ['#e69f00', '#d55e00', '#cc79a7', '#009e73', '#8a6d3b'],
  other: '#9aa0b4',
  failTint: 'rgba(213, 94, 0, 0.05)',
};

export const DARK: PlotTheme = {
  background: '#1c2036',
  ink: '#eef0fb',
  muted: '#a6adc8',
  gridLine: '#30365a',
  accent: '#c4a1ee',
  good: '#8fa2ff',
  defect: '#ff9149',
  defectTypes: ['#ffc145', '#ff8a3d', '#e8a0cb', '#3ccba0', '#c7a36a'],
  other: '#8088a5',
  failTint: 'rgba(255, 145, 73, 0.07)',
};

/** Fonts of the reader's system on a page; the last named is the one that PNG files are drawn with. */
const FONT_FAMILY = 'Segoe UI, Helvetica Neue, Arial, DejaVu Sans, sans-serif';

/** The parts that all plots have in common, as a piece of an ECharts option. */
export function frame(theme: PlotTheme, title: string, subtitle: string) {
  return {
    backgroundColor: theme.background,
    textStyle: { fontFamily: FONT_FAMILY, color: theme.ink },
    title: {
      text: title,
      subtext: subtitle,
      left: 28,
      top: 22,
      itemGap: 8,
      textStyle: { color: theme.ink, fontSize: 22, fontWeight: 'bold' },
      subtextStyle: { color: theme.muted, fontSize: 14 },
    },
  };
}

/** A value axis with a centred name, light grid lines and no ticks. */
export function valueAxis(theme: PlotTheme, name: string, nameGap: number) {
  return {
    type: 'value',
    name,
    nameGap,
    nameLocation: 'middle',
    nameTextStyle: { color: theme.ink, fontSize: 14 },
    axisLabel: { color: theme.muted, fontSize: 13, hideOverlap: true },
    axisLine: { show: true, lineStyle: { color: theme.muted } },
    axisTick: { show: false },
    splitLine: { lineStyle: { color: theme.gridLine } },
  };
}

/** Text for a plot: without control characters and half characters, which SVG forbids, and cut to a length that has room. */
export function plotText(text: string, longest = 24): string {
  const characters = [...text.replaceAll(/[\p{Cc}\p{Cs}]/gu, '\uFFFD')];
  return characters.length <= longest ? characters.join('') : `${characters.slice(0, longest - 1).join('')}…`;
}

/** Pixels that a text takes at most in ordinary letters of the fonts above; East Asian characters are square. */
export function textWidth(text: string, fontSizePx: number): number {
  let ems = 0;
  for (const character of text) ems += character.codePointAt(0)! >= 0x2e80 ? 1 : 0.62;
  return ems * fontSizePx;
}
