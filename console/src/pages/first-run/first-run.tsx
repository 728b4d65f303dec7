import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { Link } from 'react-router';
import { api, dataOf } from '../../api/client.ts';
import { ProgressBar } from '../../components/progress-bar.tsx';
import { useMessages } from '../../i18n/messages.tsx';
import { useMay } from '../../session/session.tsx';
import { stageOf, type Training } from './first-run-stage.ts';
import { FirstRunStep } from './first-run-step.tsx';

const REFRESH_MS = 2_000;
const BUTTON =
  'brand-gradient inline-flex min-h-11 items-center rounded-xl px-5 py-2 font-semibold hover:brightness-110';

/** On a system without any model: the way from good pictures to the first verdict, and how far it is gone. */
export function FirstRun() {
  const { firstRun } = useMessages();
  const mayTrain = useMay('model');
  const training = useLatestTraining();
  const stage = stageOf(training);
  return (
    <div className="mx-auto max-w-4xl">
      <div className="brand-gradient rounded-t-3xl px-6 py-8 sm:px-10">
        <h2 className="text-2xl font-bold">{firstRun.title}</h2>
        <p className="mt-2 text-lg">{firstRun.lead}</p>
      </div>
      <ol className="rounded-b-3xl border border-line border-t-0 bg-surface px-6 sm:px-10">
        <FirstRunStep
          number={1}
          state={stage === 'pictures' ? 'now' : 'done'}
          title={firstRun.steps.pictures}
          lead={firstRun.steps.picturesLead}
        >
          {stage === 'pictures' && training && <Failed training={training} />}
          {stage === 'pictures' && mayTrain && (
            <Link to="/models/new" className={BUTTON}>
              {firstRun.begin}
            </Link>
          )}
          {stage === 'pictures' && !mayTrain && <p className="font-semibold">{firstRun.notAllowed}</p>}
        </FirstRunStep>
        <FirstRunStep
          number={2}
          state={stage === 'pictures' ? 'later' : stage === 'training' ? 'now' : 'done'}
          title={firstRun.steps.training}
          lead={firstRun.steps.trainingLead}
        >
          {stage === 'training' && training && <Learning training={training} />}
        </FirstRunStep>
        <FirstRunStep
          number={3}
          state={stage === 'verdict' ? 'now' : 'later'}
          title={firstRun.steps.verdict}
          lead={firstRun.steps.verdictLead}
        />
      </ol>
      <p className="mt-6 text-center text-muted">
        {firstRun.sample} <code className="rounded-md bg-sunken px-2 py-0.5 text-ink">npm start</code>
      </p>
    </div>
  );
}

/** The training that was begun last; when it has ended, the models are asked for anew. */
function useLatestTraining(): Training | undefined {
  const queries = useQueryClient();
  const { data } = useQuery({
    queryKey: ['jobs', 'train', 'latest'],
    queryFn: ({ signal }) =>
      dataOf(api.GET('/api/v1/jobs', { params: { query: { kind: 'train', limit: 1 } }, signal })),
    refetchInterval: REFRESH_MS,
  });
  const training = data?.items[0];
  const isDone = training?.state === 'succeeded';
  useEffect(() => {
    if (isDone) void queries.invalidateQueries({ queryKey: ['categories'] });
  }, [isDone, queries]);
  return training;
}

function Learning({ training }: { readonly training: Training }) {
  const { firstRun } = useMessages();
  const { id, category, progress } = training;
  const share = progress?.total ? progress.done / progress.total : null;
  return (
    <div className="flex max-w-md flex-col gap-3">
      <ProgressBar label={firstRun.learning(category ?? '')} share={share} />
      <p className="font-semibold">{firstRun.learning(category ?? '')}</p>
      <Link to={`/models/new?job=${encodeURIComponent(id)}`} className={`${BUTTON} self-start`}>
        {firstRun.watch}
      </Link>
    </div>
  );
}

function Failed({ training: { id, category, state } }: { readonly training: Training }) {
  const { firstRun } = useMessages();
  if (state !== 'failed') return null;
  return (
    <p className="mb-3 rounded-xl bg-fail-soft p-3 text-fail">
      {firstRun.failed(category ?? '')}{' '}
      <Link to={`/models/new?job=${encodeURIComponent(id)}`} className="font-semibold underline">
        {firstRun.look}
      </Link>
    </p>
  );
}
