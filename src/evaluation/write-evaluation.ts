import { join } from 'node:path';
import { throwIfCancelled } from '../errors.ts';
import { writeFileAtomically } from '../files.ts';
import type { EvaluationReport } from '../schemas/report.ts';
import { perImageCsv } from './per-image-csv.ts';
import { svgToPng } from './plot-rendering.ts';
import { drawPlots } from './plots.ts';
import { reportHtml } from './report-html.ts';
import type { ResultPicture } from './report-pictures.ts';

/** What is written besides the figures. */
export interface WriteEvaluationOptions {
  /** Whether to draw plots, as files and in the page; yes unless told otherwise. */
  readonly plots?: boolean;
  /** Pictures for the page by the `path` of the report's images; `extremes` tells which ones it shows. */
  readonly pictures?: ReadonlyMap<string, ResultPicture>;
  readonly signal?: AbortSignal;
}

/**
 * Writes `report.json`, `per_image.csv`, `report.html` and every plot as PNG and SVG into a folder, each file at
 * once or not at all; creates the folder. Returns the paths written, `report.html` first.
 *
 * @throws InspectError `storage_full`, `storage_denied` or `cancelled`.
 */
export async function writeEvaluation(
  folder: string,
  report: EvaluationReport,
  options: WriteEvaluationOptions = {},
): Promise<string[]> {
  const plots =
    options.plots === false
      ? undefined
      : { light: drawPlots(report, 'light'), dark: drawPlots(report, 'dark') };
  const page = { ...(plots && { plots }), ...(options.pictures && { pictures: options.pictures }) };
  const files: [name: string, content: () => string | Uint8Array][] = [
    ['report.html', () => reportHtml(report, page)],
    ['report.json', () => `${JSON.stringify(report, null, 2)}\n`],
    ['per_image.csv', () => perImageCsv(report)],
  ];
  for (const { name, svg } of plots?.light ?? []) {
    files.push([`${name}.svg`, () => svg], [`${name}.png`, () => svgToPng(svg)]);
  }
  for (const [name, content] of files) {
    throwIfCancelled(options.signal);
    await writeFileAtomically(join(folder, name), content());
  }
  return files.map(([name]) => join(folder, name));
}
