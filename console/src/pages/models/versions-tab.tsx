import { useQuery } from '@tanstack/react-query';
import { Undo2, Upload } from 'lucide-react';
import { useRef, useState } from 'react';
import { api, dataOf } from '../../api/client.ts';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { useToast } from '../../components/toast.tsx';
import { useMessages } from '../../i18n/messages.tsx';
import { useMay } from '../../session/session.tsx';
import { ActivateVersion } from './activate-version.tsx';
import { CompareVersions } from './compare-versions.tsx';
import { UploadNotice } from './upload-notice.tsx';
import { useUpload } from './use-upload.ts';
import { VersionCard } from './version-card.tsx';

/** The versions of a category: put another to use, compare, take away and bring in. */
export function VersionsTab({ category }: { readonly category: string }) {
  const { models } = useMessages();
  const may = useMay('model');
  const [toUse, setToUse] = useState<string | null>(null);
  const { data, error, refetch } = useQuery({
    queryKey: ['versions', category],
    queryFn: ({ signal }) =>
      dataOf(api.GET('/api/v1/models/{category}/versions', { signal, params: { path: { category } } })),
  });
  if (error) return <ProblemNotice error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton className="h-96" />;
  const newestFirst = data.versions.toReversed();
  return (
    <div className="flex flex-col gap-6">
      {may && (
        <div className="flex flex-col gap-4">
          <div className="flex flex-wrap gap-2">
            <Button disabled={data.versions.length < 2} onClick={() => setToUse('')}>
              <Undo2 className="size-5" aria-hidden="true" />
              {models.versions.rollBack}
            </Button>
            <VersionUpload category={category} onDone={() => void refetch()} />
          </div>
        </div>
      )}
      <ul className="grid gap-4 lg:grid-cols-2">
        {newestFirst.map(version => (
          <li key={version.version}>
            <VersionCard
              category={category}
              version={version}
              {...(may && { onActivate: () => setToUse(version.version) })}
            />
          </li>
        ))}
      </ul>
      {data.versions.length > 1 && (
        <Card title={models.versions.compareTitle}>
          <CompareVersions
            category={category}
            names={data.versions.map(({ version }) => version)}
            current={data.current}
          />
        </Card>
      )}
      {toUse !== null && (
        <ActivateVersion
          category={category}
          version={toUse === '' ? null : toUse}
          before={data.current}
          onClose={() => setToUse(null)}
        />
      )}
    </div>
  );
}

function VersionUpload({ category, onDone }: { readonly category: string; onDone(): void }) {
  const { models } = useMessages();
  const toast = useToast();
  const input = useRef<HTMLInputElement>(null);
  const path = `/api/v1/models/${encodeURIComponent(category)}/versions`;
  const sending = useUpload<{ readonly version: string }>(path, ({ version }) => {
    toast({ text: models.versions.uploaded(version) });
    onDone();
  });
  return (
    <>
      <Button disabled={sending.state.isSending} onClick={() => input.current?.click()}>
        <Upload className="size-5" aria-hidden="true" />
        {models.versions.upload}
      </Button>
      <input
        ref={input}
        type="file"
        accept=".zip"
        className="hidden"
        tabIndex={-1}
        aria-hidden
        onChange={({ target }) => {
          const file = target.files?.[0];
          if (file) sending.start(file, 'application/zip');
          target.value = '';
        }}
      />
      <div className="w-full empty:hidden">
        <UploadNotice {...sending} />
      </div>
    </>
  );
}
