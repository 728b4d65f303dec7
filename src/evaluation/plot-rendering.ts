import { fileURLToPath } from 'node:url';
import { Resvg } from '@resvg/resvg-js';
import { CustomChart, LineChart, ScatterChart } from '#bundled/echarts/charts';
import {
  GridComponent,
  LegendComponent,
  MarkAreaComponent,
  MarkLineComponent,
  TitleComponent,
} from '#bundled/echarts/components';
import { type EChartsCoreOption, init, setPlatformAPI, use } from '#bundled/echarts/core';
import { SVGRenderer } from '#bundled/echarts/renderers';
import { textWidth } from './plot-theme.ts';

/** Pixels of a plot as SVG; PNG files have twice as many for print. */
export interface PlotSize {
  readonly width: number;
  readonly height: number;
}

/**
 * Draws an ECharts option as a self-contained SVG. Equal options give equal text, and the ids inside begin with
 * `name`, so that plots of different names can share a page.
 */
export function renderSvg(option: EChartsCoreOption, name: string, size: PlotSize): string {
  prepareCharts();
  const chart = init(null, null, { renderer: 'svg', ssr: true, ...size });
  try {
    chart.setOption({ animation: false, ...option });
    return withoutHover(chart.renderToSVGString()).replaceAll(/\bzr\d+-/g, `${name}-`);
  } finally {
    chart.dispose();
  }
}

/** Drops what serves only pages with a pointer; its class names also count up through all plots of a process. */
function withoutHover(svg: string): string {
  return svg.replaceAll(/<style[\s\S]*?<\/style>| class="[^"]*"| ecmeta_\w+="[^"]*"/g, '');
}

/** Turns a plot into a PNG with the fonts that come with this program, at twice its size. */
export function svgToPng(svg: string): Uint8Array {
  const picture = new Resvg(svg, {
    fitTo: { mode: 'zoom', value: 2 },
    font: {
      loadSystemFonts: false,
      fontFiles: ['DejaVuSans.ttf', 'DejaVuSans-Bold.ttf'].map(fontFile),
      defaultFontFamily: 'DejaVu Sans',
      sansSerifFamily: 'DejaVu Sans',
    },
  });
  return picture.render().asPng();
}

/** Both `src/evaluation` and `dist/evaluation` are two folders below the package, where `assets` is. */
function fontFile(name: string): string {
  return fileURLToPath(new URL(`../../assets/fonts/${name}`, import.meta.url));
}

/** Tells ECharts which parts are used and how wide text is; doing so again changes nothing. */
function prepareCharts(): void {
  setPlatformAPI({
    measureText: (text, font) => ({
      width: textWidth(text, Number.parseFloat(/([\d.]+)px/.exec(font ?? '')?.[1] ?? '12')),
    }),
  });
  use([
    CustomChart,
    LineChart,
    ScatterChart,
    GridComponent,
    LegendComponent,
    MarkAreaComponent,
    MarkLineComponent,
    TitleComponent,
    SVGRenderer,
  ]);
}
