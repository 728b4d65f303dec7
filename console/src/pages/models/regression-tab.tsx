import { useMutation, useQuery } from '@tanstack/react-query';
import { ListChecks, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { api, dataOf } from '../../api/client.ts';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { useToast } from '../../components/toast.tsx';
import { useMessages } from '../../i18n/messages.tsx';
import { useMay } from '../../session/session.tsx';
import { CheckVersion } from './check-version.tsx';
import type { RegressionPicture } from './model-types.ts';

/** The pictures whose verdict must not get worse: look, take out, check a version against them. */
export function RegressionTab({ category }: { readonly category: string }) {
  const { models, common } = useMessages();
  const toast = useToast();
  const may = useMay('model');
  const [leaving, setLeaving] = useState<RegressionPicture | null>(null);
  const texts = models.regression;
  const { data, error, refetch } = useQuery({
    queryKey: ['regression', category],
    queryFn: ({ signal }) =>
      dataOf(api.GET('/api/v1/regression/{category}', { signal, params: { path: { category } } })),
  });
  const remove = useMutation({
    mutationFn: ({ sha256 }: RegressionPicture) =>
      dataOf(
        api.DELETE('/api/v1/regression/{category}/{sha256}', { params: { path: { category, sha256 } } }),
      ),
    async onSuccess(_, { name }) {
      await refetch();
      toast({ text: texts.removed(name) });
    },
  });
  if (error) return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton className="h-64" />;
  if (data.pictures.length === 0)
    return (
      <EmptyState title={texts.empty} icon={<ListChecks className="size-8" />}>
        <p className="text-muted">{texts.emptyHint}</p>
      </EmptyState>
    );
  return (
    <div className="flex flex-col gap-6">
      {may && <CheckVersion category={category} />}
      <Card title={texts.title(data.pictures.length)}>
        <ul className="divide-y divide-line">
          {data.pictures.map(picture => (
            <li key={picture.sha256} className="flex items-center gap-3 py-2">
              <div className="min-w-0 flex-1">
                <p className="font-semibold break-words">{picture.name}</p>
                <p className="text-sm break-words text-muted">
                  {models.check.labels[picture.label]}
                  {picture.masked && ` · ${texts.masked}`} · {picture.reason}
                </p>
              </div>
              {may && (
                <Button
                  kind="quiet"
                  aria-label={texts.remove(picture.name)}
                  onClick={() => setLeaving(picture)}
                >
                  <Trash2 className="size-5" aria-hidden="true" />
                </Button>
              )}
            </li>
          ))}
        </ul>
      </Card>
      {remove.error && <ProblemNotice error={remove.error} />}
      <ConfirmDialog
        title={texts.removeTitle}
        lead={texts.removeText(leaving?.name ?? '')}
        confirm={common.remove}
        open={leaving !== null}
        onOpenChange={() => setLeaving(null)}
        onConfirm={() => leaving && remove.mutate(leaving)}
      />
    </div>
  );
}
