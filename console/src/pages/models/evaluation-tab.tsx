import { useQuery } from '@tanstack/react-query';
import { FlaskConical } from 'lucide-react';
import { useSearchParams } from 'react-router';
import { api, dataOf } from '../../api/client.ts';
import { Card } from '../../components/card.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { SelectField } from '../../components/field.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { useFormat } from '../../i18n/format.ts';
import { useMessages } from '../../i18n/messages.tsx';
import { useMay } from '../../session/session.tsx';
import { EvaluationJob } from './evaluation-job.tsx';
import { EvaluationUpload } from './evaluation-upload.tsx';

const MOST = 50;

/** How good the decisions of a model are: earlier evaluations, and a new one from uploaded pictures. */
export function EvaluationTab({ category }: { readonly category: string }) {
  const { evaluation } = useMessages();
  const format = useFormat();
  const may = useMay('model');
  const [address, setAddress] = useSearchParams();
  const { data, error, refetch } = useQuery({
    queryKey: ['jobs', 'of', category, 'evaluate'],
    queryFn: ({ signal }) =>
      dataOf(
        api.GET('/api/v1/jobs', { signal, params: { query: { category, kind: 'evaluate', limit: MOST } } }),
      ),
  });
  if (error) return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton className="h-96" />;
  const shown = address.get('job') ?? data.items[0]?.id ?? null;
  const open = (id: string) => {
    setAddress({ job: id });
    void refetch();
  };
  return (
    <div className="flex flex-col gap-6">
      {may && (
        <Card>
          <details open={data.items.length === 0}>
            <summary className="flex min-h-11 cursor-pointer items-center text-lg font-semibold">
              {evaluation.start}
            </summary>
            <EvaluationUpload category={category} onStarted={open} />
          </details>
        </Card>
      )}
      {shown === null ? (
        !may && <EmptyState title={evaluation.empty} icon={<FlaskConical className="size-8" />} />
      ) : (
        <>
          {data.items.length > 1 && (
            <div className="max-w-md">
              <SelectField
                label={evaluation.which}
                value={shown}
                onChange={({ target }) => open(target.value)}
              >
                {data.items.map(({ id, created_at: time }) => (
                  <option key={id} value={id}>
                    {format.time(time)}
                  </option>
                ))}
              </SelectField>
            </div>
          )}
          <EvaluationJob key={shown} id={shown} />
        </>
      )}
    </div>
  );
}
