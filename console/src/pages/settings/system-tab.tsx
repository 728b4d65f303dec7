import { useQuery } from '@tanstack/react-query';
import { api, dataOf } from '../../api/client.ts';
import type { Answer } from '../../api/types.ts';
import { Card } from '../../components/card.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { useFormat } from '../../i18n/format.ts';
import { useMessages } from '../../i18n/messages.tsx';
import { HealthCard } from './health-card.tsx';

const REFRESH_MS = 5_000;
const PIXELS_PER_MEGAPIXEL = 1e6;

/** Versions, processes, storage and limits of the server, and whether everything is in order. */
export function SystemTab() {
  const { data, error, refetch } = useQuery({
    queryKey: ['system'],
    queryFn: ({ signal }) => dataOf(api.GET('/api/v1/system', { signal })),
    refetchInterval: REFRESH_MS,
  });
  return (
    <>
      <HealthCard />
      {error && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton className="h-96" />}
      {data && <Facts system={data} />}
    </>
  );
}

function Facts({ system }: { readonly system: Answer<'/api/v1/system'> }) {
  const { common, settings } = useMessages();
  const { system: text } = settings;
  const format = useFormat();
  const { software, compute, limits, database, disk, webhooks } = system;
  const megapixels = format.number(limits.picture_pixels / PIXELS_PER_MEGAPIXEL);
  return (
    <div className="grid items-start gap-6 md:grid-cols-2">
      <FactCard
        title={text.software}
        facts={[
          ['InspectAI', software.inspectai],
          ['ONNX Runtime', software.onnxruntime],
          ['Node.js', software.node],
          [text.platform, software.platform],
          [text.device, software.device],
          [text.uptime, format.duration(system.uptime_s)],
        ]}
      />
      <FactCard
        title={text.storage}
        facts={[
          [text.disk, format.bytes(disk.free_bytes)],
          [text.database, `${database.kind}, ${format.bytes(database.bytes)}`],
          [text.memory, format.bytes(system.memory_bytes)],
        ]}
      />
      <FactCard
        title={text.compute}
        facts={[
          [text.processes, text.alive(compute.alive, compute.processes)],
          [text.waiting, format.number(compute.waiting)],
          [text.loaded, compute.loaded.join(', ') || common.none],
        ]}
      />
      <FactCard
        title={text.limits}
        facts={[
          [text.pictureBytes, format.bytes(limits.picture_bytes)],
          [text.pictureSize, text.megapixels(megapixels)],
          [text.webhooksWaiting, format.number(webhooks.waiting)],
          [text.webhooksFailing, format.number(webhooks.failing)],
        ]}
      />
    </div>
  );
}

function FactCard({
  title,
  facts,
}: {
  readonly title: string;
  readonly facts: readonly (readonly [name: string, value: string])[];
}) {
  return (
    <Card title={title}>
      <dl>
        {facts.map(([name, value]) => (
          <div
            key={name}
            className="flex flex-wrap justify-between gap-x-4 border-line border-b py-2 last:border-0"
          >
            <dt className="text-muted">{name}</dt>
            <dd className="min-w-0 break-words text-right font-semibold">{value}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}
