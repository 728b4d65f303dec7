import { useQuery } from '@tanstack/react-query';
import { Sparkles } from 'lucide-react';
import { useState } from 'react';
import { api, dataOf } from '../../api/client.ts';
import { useMessages } from '../../i18n/messages.tsx';

const REFRESH_MS = 2_000;

/** Where there is a model but no inspection yet: the last step of the first run. It stays until the page is left. */
export function FirstVerdictHint() {
  const { firstRun } = useMessages();
  const [wasEmpty, setWasEmpty] = useState(false);
  const { data } = useQuery({
    queryKey: ['has-inspections'],
    queryFn: ({ signal }) =>
      dataOf(api.GET('/api/v1/inspections', { params: { query: { limit: 1 } }, signal })),
    staleTime: Number.POSITIVE_INFINITY,
    refetchInterval: ({ state }) => state.data?.items.length === 0 && REFRESH_MS,
  });
  const isEmpty = data?.items.length === 0;
  if (isEmpty && !wasEmpty) setWasEmpty(true);
  if (!wasEmpty) return null;
  return (
    <p role="status" className="mb-6 flex items-center gap-3 rounded-xl bg-accent-soft p-4 font-semibold">
      <Sparkles className="size-6 shrink-0 text-accent" aria-hidden="true" />
      {isEmpty ? firstRun.almost : firstRun.reached}
    </p>
  );
}
