import type { Command } from 'commander';
import type { Evaluation } from '../../operations/evaluate-model.ts';
import { categoryModelFolder } from '../../operations/places.ts';
import { addConfigOptions } from '../config-options.ts';
import { type CommandSession, runCommand } from '../run-command.ts';
import { showEvaluations } from './evaluate.ts';

const SAMPLE_ROOT = 'samples';

/** `inspectai demo` */
export function addDemoCommand(program: Command): void {
  const command = program
    .command('demo')
    .description('draw the sample products, train on them, inspect and evaluate them');
  addConfigOptions(command, ['modelsRoot', 'resultsRoot', 'backbonesRoot', 'device', 'threads']).action(() =>
    runCommand(command, async session => {
      const { drawSample } = await import('../../sample/draw-sample.ts');
      const { categories } = await drawSample({
        root: SAMPLE_ROOT,
        signal: session.signal,
        onProgress: ({ done, total }) => session.reporter.progress('drawing samples', done, total),
      });
      const evaluations: Evaluation[] = [];
      for (const { category } of categories) evaluations.push(await demonstrate(category, session));
      return { json: evaluations.map(({ report }) => report), text: conclusion(evaluations, session) };
    }),
  );
}

async function demonstrate(category: string, session: CommandSession): Promise<Evaluation> {
  const { evaluateModel } = await import('../../operations/evaluate-model.ts');
  const { infer } = await import('../../operations/infer.ts');
  const { trainModel } = await import('../../operations/train-model.ts');
  const { currentVersion } = await import('../../patchcore/versions.ts');
  const config = { ...session.config, dataRoot: SAMPLE_ROOT };
  const version = await currentVersion(categoryModelFolder(config, category));
  if (version === null) {
    session.reporter.note(`Training ${category}`);
    await trainModel(config, { category, skipBad: false }, session);
  } else {
    session.reporter.note(`Reusing the model of ${category} (${version})`);
  }
  const explicit = new Set<never>();
  await infer(config, { category, images: [], save: true, explicit }, session);
  return evaluateModel(config, { category, save: true, plots: true, explicit }, session);
}

function conclusion(evaluations: readonly Evaluation[], { config }: CommandSession): string {
  const [first] = evaluations;
  return [
    showEvaluations(evaluations),
    '',
    `Sample pictures (drawn by a program): ${SAMPLE_ROOT}/`,
    `Result pictures: ${config.resultsRoot}/<category>/<defect type>/`,
    `Reports to open in a browser: ${first!.folder}/report.html and its neighbours`,
    'Next: ./inspectai train --category cap --images FOLDER_OF_GOOD_PICTURES',
  ].join('\n');
}
