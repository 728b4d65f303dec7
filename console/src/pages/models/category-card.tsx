import { CircleCheck, TriangleAlert } from 'lucide-react';
import { Link } from 'react-router';
import type { Category } from '../../api/types.ts';
import { useFormat } from '../../i18n/format.ts';
import { useMessages } from '../../i18n/messages.tsx';
import { categoryPath } from './category-paths.ts';

/** A category in short; leads to its page. */
export function CategoryCard({ category }: { readonly category: Category }) {
  const { models } = useMessages();
  const { name, model_version: version } = category;
  const isReadable = !('problem' in category);
  const Icon = isReadable ? CircleCheck : TriangleAlert;
  return (
    <Link
      to={categoryPath(name)}
      className={`flex h-full flex-col gap-4 rounded-2xl border bg-surface p-4 hover:border-accent sm:p-6 ${isReadable ? 'border-line' : 'border-fail'}`}
    >
      <div className="flex flex-wrap items-center justify-between gap-2">
        <h2 className="min-w-0 text-xl font-bold break-words">{name}</h2>
        <span
          className={`inline-flex items-center gap-1.5 rounded-full px-2.5 py-0.5 text-sm font-semibold ${isReadable ? 'bg-pass-soft text-pass' : 'bg-fail-soft text-fail'}`}
        >
          <Icon className="size-4" aria-hidden="true" />
          {isReadable ? (category.loaded ? models.loaded : models.ready) : models.unusable}
        </span>
      </div>
      {isReadable ? <Facts category={category} /> : <p className="break-words">{category.problem}</p>}
      {!isReadable && <p className="text-sm text-muted">{models.version(version)}</p>}
    </Link>
  );
}

function Facts({ category }: { readonly category: Exclude<Category, { readonly problem: string }> }) {
  const { models } = useMessages();
  const format = useFormat();
  const facts = [
    [models.facts.version, category.model_version],
    [models.facts.failAbove, format.score(category.threshold)],
    [models.facts.reviewAbove, format.score(category.review_threshold)],
    [models.facts.backbone, category.backbone],
    [models.facts.pictures, format.number(category.pictures)],
  ] as const;
  return (
    <dl className="grid grid-cols-[1fr_auto] gap-x-4 gap-y-1">
      {facts.map(([term, value]) => (
        <div key={term} className="contents">
          <dt className="text-muted">{term}</dt>
          <dd className="text-right font-semibold tabular-nums">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
