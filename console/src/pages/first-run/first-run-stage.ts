import type { Answer } from '../../api/types.ts';

/** A training as the list of jobs shows it. */
export type Training = Answer<'/api/v1/jobs'>['items'][number];

/** Which step comes next on a system without a model: pictures again after a training that failed. */
export function stageOf(training: Pick<Training, 'state'> | undefined): 'pictures' | 'training' | 'verdict' {
  switch (training?.state) {
    case 'queued':
    case 'running':
      return 'training';
    case 'succeeded':
      return 'verdict'; // the model appears with the next look
    default:
      return 'pictures';
  }
}
