import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { api, dataOf } from '../../api/client.ts';
import { Card } from '../../components/card.tsx';
import { Page } from '../../components/page.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { useMessages } from '../../i18n/messages.tsx';
import { useShortcuts } from '../../layout/shortcuts.tsx';
import { useMay } from '../../session/session.tsx';
import { FirstRun } from '../first-run/first-run.tsx';
import { FirstVerdictHint } from '../first-run/first-verdict-hint.tsx';
import type { NamedFile } from '../models/chosen-pictures.ts';
import { CategoryField, usableCategories } from './category-field.tsx';
import { LabelFields } from './label-fields.tsx';
import { labelsFor } from './labels.ts';
import { markMoment } from './moments.ts';
import { PictureIntake } from './picture-intake.tsx';
import type { QueueItem } from './queue.ts';
import { QueueCard } from './queue-card.tsx';
import { Result, ResultPlace } from './result.tsx';
import { useCategory } from './use-category.ts';
import { useLabels } from './use-labels.ts';
import { useQueue } from './use-queue.ts';
import { useRemembered } from './use-remembered.ts';

/** Pictures in, verdicts out. */
export function InspectPage() {
  const { common, inspect } = useMessages();
  const { data, error, refetch } = useQuery({
    queryKey: ['categories'],
    queryFn: ({ signal }) => dataOf(api.GET('/api/v1/categories', { signal })),
  });
  const mayInspect = useMay('inspect');
  const categories = data?.categories ?? [];
  return (
    <Page title={common.pages.inspect}>
      {error && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton className="h-96" />}
      {data && categories.length === 0 && <FirstRun />}
      {data && categories.length > 0 && !mayInspect && <p>{inspect.mayNot}</p>}
      {data && categories.length > 0 && mayInspect && (
        <>
          <FirstVerdictHint />
          <Station categories={categories} />
        </>
      )}
    </Page>
  );
}

function Station({ categories }: { readonly categories: Parameters<typeof usableCategories>[0] }) {
  const { inspect } = useMessages();
  const [category, chooseCategory] = useCategory(usableCategories(categories).map(({ name }) => name));
  const [labels, setLabel] = useLabels();
  const [isOpen, setIsOpen] = useRemembered('labels-open');
  const { queue, state } = useQueue();
  const [chosenId, setChosenId] = useState<string | null>(null);
  const place = useRef<HTMLDivElement>(null);
  const isAwaited = useRef(false);
  const done = state.items.filter(({ inspection }) => inspection !== null);
  const shown = done.find(({ id }) => id === chosenId) ?? done.at(-1);
  const add = (files: readonly NamedFile[]) => {
    if (files.length === 0 || category === '') return;
    markMoment('chosen');
    setChosenId(null);
    const order = { category, labels: labelsFor(labels, files.length) };
    queue.add(files.map(({ path, file }) => ({ id: newKey(), name: nameOf(path), file, order })));
    setLabel('serial', '');
    isAwaited.current = true;
  };
  useListKeys(done, shown, setChosenId);
  const shownId = shown?.id;
  useEffect(() => {
    // The first verdict of what was added comes into view; those behind it must not pull somebody away from the list.
    if (shownId === undefined || !isAwaited.current) return;
    isAwaited.current = false;
    place.current?.scrollIntoView({ block: 'nearest' });
  }, [shownId]);
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] items-start gap-6 lg:grid-cols-[22rem_minmax(0,1fr)] lg:grid-rows-[auto_1fr] 2xl:grid-cols-[26rem_minmax(0,1fr)]">
      <Card>
        <div className="flex flex-col gap-4">
          <CategoryField categories={categories} value={category} onChange={chooseCategory} />
          <PictureIntake onFiles={add} />
          <LabelFields
            labels={labels}
            open={isOpen === 'open'}
            onOpen={open => setIsOpen(open ? 'open' : '')}
            onChange={setLabel}
          />
        </div>
      </Card>
      <div className="lg:col-start-2 lg:row-span-2 lg:row-start-1">
        {shown?.inspection ? (
          <Result
            recorded={shown.inspection}
            place={place}
            onAgain={() => {
              setChosenId(null);
              queue.add([{ ...shown, id: newKey() }]);
            }}
          />
        ) : (
          <ResultPlace isBusy={state.items.some(item => item.state === 'sending')} />
        )}
      </div>
      {state.items.length > 0 && (
        <QueueCard queue={queue} state={state} shownId={shown?.id} onShow={setChosenId} />
      )}
      <PauseKey
        run={() => (state.isPaused ? queue.resume() : queue.pause())}
        does={state.isPaused ? inspect.queue.resume : inspect.queue.pause}
      />
    </div>
  );
}

function PauseKey({ does, run }: { readonly does: string; run(): void }) {
  useShortcuts([{ keys: 'p', does, run }]);
  return null;
}

/** `j` and `k` go through what is done. */
function useListKeys(
  done: readonly QueueItem[],
  shown: QueueItem | undefined,
  show: (id: string) => void,
): void {
  const { inspect } = useMessages();
  const go = (step: number) => {
    const next = done[done.findIndex(({ id }) => id === shown?.id) + step];
    if (next) show(next.id);
  };
  useShortcuts([
    { keys: 'j', does: inspect.queue.next, repeats: true, run: () => go(1) },
    { keys: 'k', does: inspect.queue.previous, repeats: true, run: () => go(-1) },
  ]);
}

/** Without folders, and short enough for a record. */
function nameOf(path: string): string {
  return path.split('/').at(-1)!.slice(-200);
}

/** Unlike `randomUUID`, also where the page came over plain HTTP from another machine. */
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('');
}
