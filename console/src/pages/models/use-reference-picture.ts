import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { problemOf } from '../../api/client.ts';

/** A good picture of a category to draw on. */
export interface ReferencePicture {
  readonly src: string;
  readonly size: { readonly width: number; readonly height: number };
}

/** Loads the reference picture of a category with its size. */
export function useReferencePicture(category: string): UseQueryResult<ReferencePicture> {
  const path = `/api/v1/categories/${encodeURIComponent(category)}/reference-picture`;
  return useQuery({
    queryKey: ['reference-picture', category],
    queryFn: async ({ signal }) => {
      const response = await fetch(path, { signal });
      if (!response.ok) throw await problemOf(response);
      const blob = await response.blob();
      const { width, height } = await createImageBitmap(blob);
      return { src: await asDataUrl(blob), size: { width, height } };
    },
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Unlike an object URL it need not be released. */
function asDataUrl(blob: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result as string);
    reader.onerror = () => reject(reader.error ?? new Error('The picture could not be read.'));
    reader.readAsDataURL(blob);
  });
}
