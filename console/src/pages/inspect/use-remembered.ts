import { useState } from 'react';

/** A text that is remembered on this machine. */
export function useRemembered(name: string, initial = ''): readonly [string, (value: string) => void] {
  const key = `inspectai.${name}`;
  const [value, setValue] = useState(() => read(key) ?? initial);
  const remember = (next: string) => {
    setValue(next);
    try {
      localStorage.setItem(key, next);
    } catch {
      // Storage may be blocked; then the value lasts as long as the page.
    }
  };
  return [value, remember];
}

function read(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}
