import { useEffect } from 'react';
import { useSearchParams } from 'react-router';
import { useRemembered } from './use-remembered.ts';

/**
 * The category that pictures are of: the one that the address names (`/?category=cap`), else the one that was chosen last
 * on this machine, else the first.
 *
 * @param usable names of the categories that can be used
 */
export function useCategory(usable: readonly string[]): readonly [string, (category: string) => void] {
  const [address, setAddress] = useSearchParams();
  const [kept, keep] = useRemembered('category');
  const named = usable.find(name => name === address.get('category'));
  const choose = (category: string) => {
    keep(category);
    setAddress({}, { replace: true });
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: what the address names is remembered once, then somebody may choose
  useEffect(() => {
    if (named !== undefined) choose(named);
  }, [named]);
  return [named ?? usable.find(name => name === kept) ?? usable[0] ?? '', choose];
}
