import { Download } from 'lucide-react';
import { Button } from '../../components/button.tsx';
import { useFormat } from '../../i18n/format.ts';
import { useMessages } from '../../i18n/messages.tsx';
import { useMay } from '../../session/session.tsx';
import type { Version } from './model-types.ts';

/** A version with its figures and what can be done with it. */
export function VersionCard({
  category,
  version,
  onActivate,
}: {
  readonly category: string;
  readonly version: Version;
  onActivate?(): void;
}) {
  const { models } = useMessages();
  const mayExport = useMay('export');
  const texts = models.versions;
  const isReadable = !('problem' in version);
  return (
    <article
      aria-label={version.version}
      className={`flex h-full flex-col gap-4 rounded-2xl border bg-surface p-4 sm:p-6 ${version.current ? 'border-accent' : 'border-line'}`}
    >
      <div className="flex flex-wrap items-center gap-3">
        <h2 className="text-xl font-bold">{version.version}</h2>
        {version.current && (
          <span className="rounded-full bg-accent-soft px-2.5 py-0.5 text-sm font-semibold text-accent">
            {texts.inUse}
          </span>
        )}
        {isReadable && <span className="text-sm text-muted">{texts.how[version.how]}</span>}
      </div>
      {isReadable ? <Facts version={version} /> : <p className="text-fail">{version.problem}</p>}
      {isReadable && (
        <div className="mt-auto flex flex-wrap gap-2">
          {onActivate && !version.current && (
            <Button kind="primary" onClick={onActivate}>
              {texts.use(version.version)}
            </Button>
          )}
          {mayExport && (
            <a
              href={`/api/v1/models/${encodeURIComponent(category)}/versions/${version.version}/download`}
              download
              className="inline-flex min-h-11 items-center gap-2 rounded-xl border border-line px-4 py-2 font-semibold hover:bg-sunken"
            >
              <Download className="size-5" aria-hidden="true" />
              {texts.download(version.version)}
            </a>
          )}
        </div>
      )}
    </article>
  );
}

function Facts({ version }: { readonly version: Exclude<Version, { readonly problem: string }> }) {
  const { models } = useMessages();
  const format = useFormat();
  const { facts } = models;
  const rows = [
    [facts.backbone, `${version.backbone} · ${version.precision}`],
    [facts.pictures, format.number(version.pictures)],
    [facts.entries, format.number(version.entries)],
    [facts.failAbove, format.score(version.threshold)],
    [facts.reviewAbove, format.score(version.review_threshold)],
  ] as const;
  return (
    <dl className="grid grid-cols-[1fr_auto] gap-x-4 gap-y-1">
      {rows.map(([term, value]) => (
        <div key={term} className="contents">
          <dt className="text-muted">{term}</dt>
          <dd className="text-right font-semibold tabular-nums">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
