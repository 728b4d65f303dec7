import type { Viewed } from './viewed.ts';

/** What is shown: one picture, two laid over each other, or two side by side. */
export type ViewMode = 'overlay' | 'original' | 'heatmap' | 'compare' | 'side';

/** The modes that there are pictures for. */
export function modesFor({
  heatmapUrl,
  overlayUrl,
}: Pick<Viewed, 'heatmapUrl' | 'overlayUrl'>): readonly ViewMode[] {
  const modes: ViewMode[] = [];
  if (overlayUrl !== null) modes.push('overlay');
  modes.push('original');
  if (heatmapUrl !== null) modes.push('heatmap', 'compare', 'side');
  return modes;
}
