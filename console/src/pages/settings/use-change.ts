import { type UseMutationResult, useMutation, useQueryClient } from '@tanstack/react-query';
import { useToast } from '../../components/toast.tsx';

/**
 * Something that changes settings; what is shown under `queryKey` is asked for anew afterwards. What the server refuses is
 * said in a toast, unless a form shows it itself (`showsProblem`).
 */
export function useChange<Given, Got>(
  queryKey: readonly string[],
  change: (given: Given) => Promise<Got>,
  onDone?: (got: Got, given: Given) => void,
  { showsProblem = false }: { readonly showsProblem?: boolean } = {},
): UseMutationResult<Got, Error, Given> {
  const queries = useQueryClient();
  const toast = useToast();
  return useMutation({
    mutationFn: change,
    async onSuccess(got, given) {
      onDone?.(got, given);
      await queries.invalidateQueries({ queryKey });
    },
    onError(error) {
      if (!showsProblem) toast({ text: error.message, kind: 'problem', lang: 'en' });
    },
  });
}
