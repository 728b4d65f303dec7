import { useFormat } from '../../i18n/format.ts';
import { useMessages } from '../../i18n/messages.tsx';
import type { ViewedRegion } from './viewed.ts';

/** What stands out, the strongest first; choosing one brings it into view. */
export function RegionList({
  regions,
  chosen,
  onChoose,
}: {
  readonly regions: readonly ViewedRegion[];
  readonly chosen: number | null;
  onChoose(region: number | null): void;
}) {
  const { viewer } = useMessages();
  const format = useFormat();
  if (regions.length === 0) return <p className="text-muted">{viewer.noRegions}</p>;
  return (
    <section>
      <h2 className="mb-2 font-semibold">{viewer.regions(format.number(regions.length))}</h2>
      <ul className="flex max-h-60 flex-col gap-1 overflow-y-auto p-1">
        {regions.map(({ number, areaPx, areaMm2, pValue }) => (
          <li key={number}>
            <button
              type="button"
              aria-pressed={chosen === number}
              onClick={() => onChoose(chosen === number ? null : number)}
              className="flex min-h-11 w-full cursor-pointer items-center gap-3 rounded-xl px-3 text-left hover:bg-sunken aria-pressed:bg-accent-soft"
            >
              <span className="min-w-7 rounded-md bg-fail px-1.5 text-center font-bold text-surface">
                {number}
              </span>
              <span className="flex-1">
                {areaMm2 === null
                  ? viewer.areaPx(format.number(areaPx))
                  : viewer.areaMm2(format.number(areaMm2, 1))}
              </span>
              <span className="text-sm text-muted tabular-nums">p {format.number(pValue, 3)}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
