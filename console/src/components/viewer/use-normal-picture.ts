import { useQuery } from '@tanstack/react-query';
import { api, dataOf } from '../../api/client.ts';
import type { Size } from './view.ts';

/** A copy of a training picture; `width` and `height` are those of the picture itself, which boxes are in pixels of. */
export interface NormalPicture extends Size {
  readonly url: string;
}

/** The copy that a version keeps of a training picture: null where it keeps none, undefined until that is known. */
export function useNormalPicture(
  { category, version }: { readonly category: string; readonly version: string },
  name: string,
): NormalPicture | null | undefined {
  const { data, isError } = useQuery({
    queryKey: ['models', category, version, 'normal-pictures', name],
    queryFn: ({ signal }) =>
      dataOf(
        api.GET('/api/v1/models/{category}/versions/{version}/normal-pictures', {
          params: { path: { category, version }, query: { name } },
          signal,
        }),
      ),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (!data) return isError ? null : undefined;
  const [found] = data.items;
  if (!found) return null;
  const { picture, width, height } = found;
  const models = `/api/v1/models/${encodeURIComponent(category)}/versions/${version}`;
  return { url: `${models}/normal-pictures/${picture}`, width, height };
}
