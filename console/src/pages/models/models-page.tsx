import { useQuery } from '@tanstack/react-query';
import { Boxes, Plus } from 'lucide-react';
import { Link, useNavigate } from 'react-router';
import { api, dataOf } from '../../api/client.ts';
import { Button } from '../../components/button.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { Page } from '../../components/page.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { useMessages } from '../../i18n/messages.tsx';
import { useMay } from '../../session/session.tsx';
import { CategoryCard } from './category-card.tsx';
import { trainingPath } from './category-paths.ts';
import { useRunningTrainings } from './use-running-trainings.ts';

/** All categories: which version each uses, and whether it can. */
export function ModelsPage() {
  const { models, common } = useMessages();
  const navigate = useNavigate();
  const may = useMay('model');
  const { data, error, refetch } = useQuery({
    queryKey: ['categories'],
    queryFn: ({ signal }) => dataOf(api.GET('/api/v1/categories', { signal })),
  });
  const create = may && (
    <Button kind="primary" onClick={() => void navigate('/models/new')}>
      <Plus className="size-5" aria-hidden="true" />
      {models.create}
    </Button>
  );
  const isEmpty = data?.categories.length === 0;
  return (
    <Page title={common.pages.models} actions={isEmpty ? null : create}>
      <RunningTrainings />
      {error && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton className="h-64" />}
      {isEmpty && (
        <EmptyState title={models.empty} icon={<Boxes className="size-8" />}>
          <p className="text-muted">{may ? models.emptyHint : models.emptyNotAllowed}</p>
          {create}
        </EmptyState>
      )}
      {data && !isEmpty && (
        <ul className="grid gap-4 sm:grid-cols-2 xl:grid-cols-3">
          {data.categories.map(category => (
            <li key={category.name}>
              <CategoryCard category={category} />
            </li>
          ))}
        </ul>
      )}
    </Page>
  );
}

function RunningTrainings() {
  const { models } = useMessages();
  const running = useRunningTrainings();
  return running.map(({ id, category }) => (
    <Link
      key={id}
      to={trainingPath(id)}
      className="mb-4 flex min-h-11 items-center rounded-xl bg-accent-soft px-4 py-2 font-semibold text-accent underline"
    >
      {models.isTraining(category ?? '')}
    </Link>
  ));
}
