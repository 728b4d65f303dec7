import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { api, dataOf } from '../../api/client.ts';
import type { Answer } from '../../api/types.ts';
import { usePulse } from '../../api/use-pulse.ts';
import { hasEnded } from './job-state.ts';

export type Job = Answer<'/api/v1/jobs/{id}'>;

/** A job as it goes on. */
export interface FollowedJob {
  readonly job: Job | undefined;
  readonly error: Error | null;
  /** What the job said, in order. */
  readonly notes: readonly string[];
  /** The connection is lost; it is tried again. */
  readonly isLost: boolean;
  /** Asks for the job again. */
  retry(): void;
}

const AGAIN_MS = 2_000;

/** Follows a job by its events, also over lost connections; the server keeps them, so none is missed. */
export function useJob(id: string): FollowedJob {
  const queries = useQueryClient();
  const [notes, setNotes] = useState<ReadonlyMap<string, string>>(new Map());
  const [isLost, setIsLost] = useState(false);
  const restart = useRef<() => void>(() => undefined);
  const query = useQuery({
    queryKey: ['job', id],
    queryFn: ({ signal }) => dataOf(api.GET('/api/v1/jobs/{id}', { signal, params: { path: { id } } })),
    staleTime: 0,
  });
  const ended = query.data !== undefined && hasEnded(query.data);
  useEffect(() => {
    let source: EventSource | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const change = (news: Partial<Job>) =>
      queries.setQueryData<Job>(['job', id], job => job && { ...job, ...news });
    const connect = () => {
      source = new EventSource(`/api/v1/jobs/${encodeURIComponent(id)}/events`);
      source.onopen = () => setIsLost(false);
      source.addEventListener('progress', ({ data }) => {
        const { stage, done, total, per_second, seconds_left } = JSON.parse(data) as NonNullable<
          Job['progress']
        >;
        change({ progress: { stage, done, total, per_second, seconds_left } });
      });
      source.addEventListener('note', ({ lastEventId, data }) => {
        const { message } = JSON.parse(data) as { readonly message: string };
        setNotes(known => new Map(known).set(lastEventId, message));
      });
      source.addEventListener('state', () => void queries.invalidateQueries({ queryKey: ['job', id] }));
      source.onerror = () => {
        setIsLost(true);
        if (source?.readyState === EventSource.CLOSED) connectLater(); // else the browser tries again by itself
      };
    };
    const connectLater = () => {
      setIsLost(true);
      source?.close();
      clearTimeout(timer);
      timer = setTimeout(() => {
        void queries.invalidateQueries({ queryKey: ['job', id] });
        connect();
      }, AGAIN_MS);
    };
    if (ended) return;
    connect();
    restart.current = connectLater;
    window.addEventListener('offline', connectLater);
    return () => {
      window.removeEventListener('offline', connectLater);
      source?.close();
      clearTimeout(timer);
    };
  }, [id, ended, queries]);
  usePulse(!ended && !isLost, () => restart.current());
  return {
    job: query.data,
    error: query.error,
    notes: [...notes.values()],
    isLost: isLost && !ended,
    retry: () => void query.refetch(),
  };
}
