import type { Command } from 'commander';
import type { Inference } from '../../operations/infer.ts';
import { addConfigOptions, CATEGORY_OPTIONS, MODEL_OPTIONS, MODEL_OPTIONS_NOTE } from '../config-options.ts';
import { type CategoryChoice, eachCategory, refuseTogether } from '../each-category.ts';
import { EXIT_STATUS } from '../exit-status.ts';
import { runCommand } from '../run-command.ts';
import { formatTable } from '../table.ts';

interface InferenceOptions extends CategoryChoice {
  readonly image?: readonly string[];
  readonly save: boolean;
  readonly exitVerdict?: true;
}

/** `inspectai inference` */
export function addInferenceCommand(program: Command): void {
  const command = program
    .command('inference')
    .alias('predict')
    .description('inspect pictures: a verdict and result pictures for each')
    .option('--category <name>', 'category whose model inspects')
    .option('--all', 'inspect the test set of every trained category')
    .option('--image <file...>', 'pictures to inspect (default: the test set of the category)')
    .option('--no-save', 'do not write result pictures')
    .option(
      '--exit-verdict',
      'end with status 10 when a picture is FAIL, 11 when one is REVIEW and none FAIL',
    )
    .addHelpText(
      'after',
      `
${MODEL_OPTIONS_NOTE}

Examples:
  inspectai inference --category cap --image new/a.png new/b.png
  inspectai inference --category bottle --data-root mvtec      the whole test set
  inspectai inference --category cap --image a.png --json --no-save`,
    );
  addConfigOptions(command, CATEGORY_OPTIONS, MODEL_OPTIONS).action((options: InferenceOptions) =>
    runCommand(command, async session => {
      const { infer } = await import('../../operations/infer.ts');
      const { listModels } = await import('../../operations/list-models.ts');
      if (options.all && options.image !== undefined) refuseTogether('--all', '--image');
      return eachCategory(options, session, {
        list: () => listModels(session.config),
        work: category =>
          infer(
            session.config,
            { category, images: options.image ?? [], save: options.save, explicit: session.explicit },
            session,
          ),
        json: inference => inference,
        showOne: showInference,
        showAll: inferences => inferences.map(showInference).join('\n\n'),
        status: inference => statusOf(inference, options.exitVerdict ?? false),
      });
    }),
  );
}

/** FAIL comes first; a picture that was not inspected must not look like one that passed. */
function statusOf({ images, skipped }: Inference, byVerdict: boolean): number {
  const some = (verdict: string) => byVerdict && images.some(({ decision }) => decision === verdict);
  if (some('FAIL')) return EXIT_STATUS.fail;
  if (skipped.length > 0) return EXIT_STATUS.data;
  return some('REVIEW') ? EXIT_STATUS.review : EXIT_STATUS.success;
}

function showInference(inference: Inference): string {
  const { category, model_version, threshold, review_threshold, images, skipped } = inference;
  const count = (verdict: string) =>
    `${images.filter(({ decision }) => decision === verdict).length} ${verdict}`;
  const table = formatTable(
    [
      { title: 'verdict', value: image => image.decision },
      { title: 'score', value: image => image.anomaly_score.toFixed(3), align: 'right' },
      { title: 'p-value', value: image => image.p_value.toFixed(3), align: 'right' },
      { title: 'ms', value: image => image.inspection_ms.toFixed(0), align: 'right' },
      { title: 'picture', value: image => image.path },
      { title: 'result', value: image => image.result_picture ?? '-' },
    ],
    images,
  );
  const left = skipped.length > 0 ? `, ${skipped.length} left out` : '';
  const limits = `FAIL above ${threshold.toFixed(3)}, REVIEW above ${review_threshold.toFixed(3)}`;
  return `${table}\n\n${category} (${model_version}, ${limits}): ${images.length} inspected, ${count('FAIL')}, ${count('REVIEW')}, ${count('PASS')}${left}`;
}
