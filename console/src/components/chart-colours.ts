import { useMemo } from 'react';
import { useIsDark } from '../theme.ts';
import { type ChartColours, TOKENS } from './chart-look.ts';

/** The tokens of theme.css as colours, anew when the page turns dark or light. */
export function useChartColours(): ChartColours {
  const isDark = useIsDark();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the tokens follow the theme
  return useMemo(() => {
    const style = getComputedStyle(document.documentElement);
    return Object.fromEntries(
      TOKENS.map(name => [name, style.getPropertyValue(`--${name}`).trim()]),
    ) as unknown as ChartColours;
  }, [isDark]);
}
