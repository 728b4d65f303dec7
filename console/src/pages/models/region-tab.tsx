import { useQuery } from '@tanstack/react-query';
import { api, dataOf } from '../../api/client.ts';
import type { Answer } from '../../api/types.ts';
import { Card } from '../../components/card.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { useMessages } from '../../i18n/messages.tsx';
import { RegionEditor } from './region-editor.tsx';
import { useReferencePicture } from './use-reference-picture.ts';

type CategoryRegion = Answer<'/api/v1/categories/{category}/region-of-interest'>;

/** Which part of a category's pictures is learned and inspected, drawn on a good picture. */
export function RegionTab({ category }: { readonly category: string }) {
  const { region } = useMessages();
  const picture = useReferencePicture(category);
  const found = useQuery({
    queryKey: ['region', category],
    queryFn: async ({ signal }) =>
      (await dataOf(
        api.GET('/api/v1/categories/{category}/region-of-interest', {
          signal,
          params: { path: { category } },
        }),
      )) as CategoryRegion,
    refetchOnWindowFocus: false, // what is being drawn would be taken away
  });
  const lacking = [found, picture].find(({ data, error }) => !data && error);
  if (lacking?.error) return <ProblemNotice error={lacking.error} onRetry={() => void lacking.refetch()} />;
  if (!found.data || !picture.data) return <Skeleton className="h-[36rem]" />;
  const { current_region: inUse, takes_effect_with_next_training: isPending, region: drawn } = found.data;
  return (
    <div className="flex flex-col gap-6">
      <Card>
        <p className="max-w-prose">{region.intro}</p>
        <p className="mt-2 font-semibold">
          {inUse ? region.inUse(inUse.patches, inUse.of) : region.wholeInUse}
        </p>
        {isPending && <p className="mt-2 rounded-xl bg-review-soft p-3 text-review">{region.pending}</p>}
      </Card>
      <RegionEditor key={JSON.stringify(drawn)} category={category} region={drawn} {...picture.data} />
    </div>
  );
}
