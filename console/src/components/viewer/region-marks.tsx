import { placeOf, type Size, type View } from './view.ts';
import type { ViewedRegion } from './viewed.ts';

/** Frames around regions; the list beside the picture says the same to those who cannot see it. */
export function RegionMarks({
  regions,
  chosen,
  picture,
  view,
}: {
  readonly regions: readonly ViewedRegion[];
  readonly chosen: number | null;
  readonly picture: Size;
  readonly view: View;
}) {
  return (
    <div aria-hidden="true" className="pointer-events-none absolute inset-0">
      {regions.map(({ number, box }) => {
        const { x, y, width, height } = placeOf(box, picture, view);
        const isChosen = number === chosen;
        return (
          <div
            key={number}
            className={`absolute border-fail outline outline-surface ${isChosen ? 'border-4' : 'border-2'}`}
            style={{
              left: `${100 * x}%`,
              top: `${100 * y}%`,
              width: `${100 * width}%`,
              height: `${100 * height}%`,
            }}
          >
            <span
              className={`absolute left-full min-w-6 rounded-md bg-fail px-1.5 text-center text-sm font-bold text-surface ${y > 0.06 ? 'bottom-full' : 'top-0'}`}
            >
              {number}
            </span>
          </div>
        );
      })}
    </div>
  );
}
