import { useState } from 'react';
import type { ReviewReason } from '../../api/types.ts';

type Marked = { readonly confirm?: string; readonly overrule?: string };

const KEY = 'inspectai.reviewReasons';

/** The reason that each decision is made with: the one that was marked last, also for the next inspections. */
export function useMarkedReasons(reasons: {
  readonly confirm: readonly ReviewReason[];
  readonly overrule: readonly ReviewReason[];
}): readonly [Marked, (action: 'confirm' | 'overrule', code: string) => void] {
  const [chosen, setChosen] = useState<Marked>(readKept);
  const markedOf = (action: 'confirm' | 'overrule') => {
    const fitting = reasons[action];
    return (fitting.find(({ code }) => code === chosen[action]) ?? fitting[0])?.code;
  };
  const [confirm, overrule] = [markedOf('confirm'), markedOf('overrule')];
  const mark = (action: 'confirm' | 'overrule', code: string) =>
    setChosen(before => {
      const next = { ...before, [action]: code };
      keep(next);
      return next;
    });
  return [{ ...(confirm && { confirm }), ...(overrule && { overrule }) }, mark];
}

function readKept(): Marked {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? '{}') as Marked;
  } catch {
    return {};
  }
}

function keep(marked: Marked): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify(marked));
  } catch {
    // Storage may be blocked; then a reason lasts as long as the inspection.
  }
}
