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
        // A picture that was not inspected must not look like one that passed.
        status: ({ skipped }) => (skipped.length > 0 ? EXIT_STATUS.data : EXIT_STATUS.success),
      });
    }),
  );
}

function showInference({ category, model_version, threshold, images, skipped }: Inference): string {
  const failed = images.filter(image => image.decision === 'FAIL').length;
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
  const left = skipped.length > 0 ? `, ${skipped.length} could not be read` : '';
  return `${table}\n\n${category} (${model_version}, threshold ${threshold.toFixed(3)}): ${images.length} inspected, ${failed} FAIL, ${images.length - failed} PASS${left}`;
}
