import { join } from 'node:path';
import { writeFileAtomically } from '../files.ts';
import { gaugePage } from './gauge-page.ts';
import { drawGaugePlots } from './gauge-plots.ts';
import type { GaugeReport } from './gauge-report.ts';
import { svgToPng } from './plot-rendering.ts';

/**
 * Writes `report.html`, `report.json` and every plot as PNG and SVG into a folder, each file at once or not at all;
 * creates the folder. Returns the paths written, `report.html` first.
 *
 * @throws InspectError `storage_full` or `storage_denied`.
 */
export async function writeGauge(folder: string, report: GaugeReport): Promise<string[]> {
  const plots = { light: drawGaugePlots(report, 'light'), dark: drawGaugePlots(report, 'dark') };
  const files: [name: string, content: string | Uint8Array][] = [
    ['report.html', gaugePage(report, plots)],
    ['report.json', `${JSON.stringify(report, null, 2)}\n`],
    ...plots.light.flatMap(({ name, svg }): [string, string | Uint8Array][] => [
      [`${name}.svg`, svg],
      [`${name}.png`, svgToPng(svg)],
    ]),
  ];
  for (const [name, content] of files) await writeFileAtomically(join(folder, name), content);
  return files.map(([name]) => join(folder, name));
}
