import { useEffect, useState } from 'react';

const PATIENCE_MS = 150;

/** Whether something has taken longer than 150 ms since it was first shown; what is faster needs no sign of waiting. */
export function useIsLate(): boolean {
  const [isLate, setIsLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setIsLate(true), PATIENCE_MS);
    return () => clearTimeout(timer);
  }, []);
  return isLate;
}
