import type { Command } from 'commander';
import type { ConfigKey } from '../../config.ts';
import type { RoiReport } from '../../operations/manage-roi.ts';
import { inspectedWords } from '../../operations/roi-words.ts';
import { neededCategory } from '../category-option.ts';
import { addConfigOptions } from '../config-options.ts';
import { runCommand } from '../run-command.ts';

interface RoiOptions {
  readonly category?: string;
  readonly include?: readonly string[];
  readonly ignore?: readonly string[];
  readonly image?: string;
}

const FOLDERS: readonly ConfigKey[] = ['dataRoot', 'modelsRoot', 'resultsRoot'];

/** `inspectai roi set|show|clear` */
export function addRoiCommand(program: Command): void {
  const roi = program
    .command('roi')
    .description('region of interest: which part of the pictures is learned and inspected');
  addSet(roi);
  addShow(roi);
  addClear(roi);
}

function addSet(parent: Command): void {
  const command = parent
    .command('set')
    .description('draw the region; the next training uses it')
    .option('--category <name>', 'category whose pictures are meant')
    .option('--include <file...>', 'what is inspected: masks of the size of a picture, or polygons as JSON')
    .option('--ignore <file...>', 'what is left out of that, or of everything; files of the same forms')
    .option('--image <file>', 'a picture of the category (default: the first good one of the data set)')
    .addHelpText(
      'after',
      `
A mask is white where something lies inside. Polygons are corners x, y in pixels of the picture or as shares of it:
  {"units": "pixels", "polygons": [[[40, 40], [860, 40], [860, 700], [40, 700]]]}

Examples:
  inspectai roi set --category cap --include part.png --ignore label.json
  inspectai roi set --category cap --ignore clamp.json --image good/001.png`,
    );
  addConfigOptions(command, FOLDERS).action((options: RoiOptions) =>
    runCommand(command, async ({ config }) => {
      const { setRoi } = await import('../../operations/manage-roi.ts');
      const report = await setRoi(config, {
        category: neededCategory(options),
        include: options.include ?? [],
        ignore: options.ignore ?? [],
        image: options.image,
      });
      return { json: report, text: showRegion(report) };
    }),
  );
}

function addShow(parent: Command): void {
  const command = parent
    .command('show')
    .description('tell and draw the region that is set, and whether the model in use was trained with it')
    .option('--category <name>', 'category whose region is meant')
    .option('--image <file>', 'a picture to draw on (default: the first good one of the data set)');
  addConfigOptions(command, FOLDERS).action((options: RoiOptions) =>
    runCommand(command, async ({ config }) => {
      const { showRoi } = await import('../../operations/manage-roi.ts');
      const report = await showRoi(config, { category: neededCategory(options), image: options.image });
      return { json: report, text: showRegion(report) };
    }),
  );
}

function addClear(parent: Command): void {
  const command = parent
    .command('clear')
    .description('remove the region; the next training learns whole pictures')
    .option('--category <name>', 'category whose region is meant');
  addConfigOptions(command, ['modelsRoot']).action((options: RoiOptions) =>
    runCommand(command, async ({ config }) => {
      const { clearRoi } = await import('../../operations/manage-roi.ts');
      const category = neededCategory(options);
      const cleared = await clearRoi(config, category);
      const text = cleared
        ? `The region of interest of "${category}" is removed; it takes effect with the next training.`
        : `No region of interest is set for "${category}".`;
      return { json: { category, cleared }, text };
    }),
  );
}

function showRegion(report: RoiReport): string {
  const { category, region, drawing } = report;
  const set =
    region === null
      ? [`No region of interest is set for "${category}": whole pictures are inspected.`]
      : [
          `Region of interest of "${category}" (${region.picture.width} x ${region.picture.height} pixels): ${Math.round(100 * region.inside)} % of the picture`,
          `  include: ${filesOf(region.include) || 'everything'}`,
          `  ignore:  ${filesOf(region.ignore) || 'nothing'}`,
        ];
  return [...set, showModel(report), ...(drawing === null ? [] : [`Drawing: ${drawing}`])].join('\n');
}

function filesOf(shapes: readonly { readonly file: string; readonly kind: string }[]): string {
  return shapes.map(({ file, kind }) => `${kind} of ${file}`).join(', ');
}

function showModel({ current_version, current_region, ...report }: RoiReport): string {
  if (current_version === null && report.region === null) return `"${report.category}" has no model yet.`;
  if (current_version === null)
    return `It takes effect with the training: "${report.category}" has no model yet.`;
  const used = current_region
    ? `${current_version}, which is in use, has ${current_region.is_this ? 'this region' : report.region ? 'another region' : 'a region'}: ${inspectedWords(current_region)}`
    : `${current_version}, which is in use, inspects whole pictures`;
  return report.takes_effect_with_next_training
    ? `${used}. What is set takes effect with the next training.`
    : `${used}.`;
}
