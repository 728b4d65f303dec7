import { memo } from 'react';
import { Link } from 'react-router';
import type { InspectionSummary } from '../../api/types.ts';
import { Thumbnail } from '../../components/thumbnail.tsx';
import { VerdictBadge } from '../../components/verdict-badge.tsx';
import { useFormat } from '../../i18n/format.ts';
import { useMessages } from '../../i18n/messages.tsx';
import { type HistoryFilter, pathOfInspection } from './history-filter.ts';

/** The columns of the table: selection, verdict, time, score, category, serial number, lot, place, review. */
export const COLUMNS =
  'grid grid-cols-[2.75rem_11rem_11.5rem_9rem_repeat(5,minmax(0,1fr))] items-center gap-3 px-2';

/** A row of the list; all of it leads to the inspection. */
export const InspectionRow = memo(function InspectionRow({
  inspection,
  index,
  top,
  height,
  filter,
  isWide,
  isSelected,
  onSelect,
}: {
  readonly inspection: InspectionSummary;
  readonly index: number;
  /** Pixels below the beginning of the list. */
  readonly top: number;
  readonly height: number;
  readonly filter: HistoryFilter;
  readonly isWide: boolean;
  readonly isSelected: boolean;
  /** Null for those who may not review. */
  readonly onSelect: ((id: string, isRange: boolean) => void) | null;
}) {
  const { history } = useMessages();
  const format = useFormat();
  const { id, serial, picture } = inspection;
  const name = serial ?? picture.name;
  const checkbox = onSelect && (
    <label className="relative z-[1] flex size-11 cursor-pointer items-center justify-center">
      <input
        type="checkbox"
        className="size-5 accent-accent"
        checked={isSelected}
        onClick={event => onSelect(id, event.shiftKey)}
        onChange={() => undefined}
      />
      <span className="sr-only">{history.selectNamed(name)}</span>
    </label>
  );
  const link = (
    <Link
      to={pathOfInspection(id, filter)}
      aria-label={history.open(name, format.time(inspection.created_at))}
      className="after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:outline-3 focus-visible:after:-outline-offset-3 focus-visible:after:outline-(--focus)"
    >
      {format.time(inspection.created_at)}
    </Link>
  );
  const parts = { inspection, checkbox, link };
  return (
    // biome-ignore lint/a11y/useSemanticElements: rows of a real table cannot be placed one by one
    // biome-ignore lint/a11y/useFocusableInteractive: its link has the focus
    <div
      role="row"
      aria-rowindex={index + 2}
      data-row={index}
      className={`absolute inset-x-0 ${isWide ? '' : 'pb-2'}`}
      style={{ height, transform: `translateY(${top}px)` }}
    >
      {isWide ? (
        <Cells {...parts} isSelected={isSelected} />
      ) : (
        <CardOfInspection {...parts} isSelected={isSelected} />
      )}
    </div>
  );
});

interface Parts {
  readonly inspection: InspectionSummary;
  readonly checkbox: React.ReactNode;
  readonly link: React.ReactNode;
  readonly isSelected: boolean;
}

function Cells({ inspection, checkbox, link, isSelected }: Parts) {
  const format = useFormat();
  const { category, model_version, serial, lot, line, station } = inspection;
  const cells = [
    <span key="verdict" className="flex items-center gap-3">
      <Thumbnail id={inspection.id} kept={inspection.picture.kept} />
      <VerdictBadge verdict={inspection.decision} />
    </span>,
    link,
    <Score key="score" inspection={inspection} />,
    <Two key="category" first={category} second={model_version} />,
    <Two key="serial" first={serial} />,
    <Two key="lot" first={lot} />,
    <Two key="place" first={line} second={station} />,
    <Two key="review" first={inspection.reviewed_by} second={<Became inspection={inspection} />} />,
  ];
  const names = ['verdict', 'time', 'score', 'category', 'serial', 'lot', 'place', 'review'];
  return (
    <div
      role="presentation"
      className={`${COLUMNS} relative h-full border-x border-b border-line text-sm ${isSelected ? 'bg-accent-soft' : 'bg-surface hover:bg-sunken'}`}
      title={format.time(inspection.created_at)}
    >
      {/* biome-ignore lint/a11y/useSemanticElements: as above */}
      <span role="cell">{checkbox}</span>
      {cells.map((cell, index) => (
        // biome-ignore lint/a11y/useSemanticElements: as above
        <span role="cell" key={names[index]} className="min-w-0 tabular-nums">
          {cell}
        </span>
      ))}
    </div>
  );
}

function CardOfInspection({ inspection, checkbox, link, isSelected }: Parts) {
  const { category, serial, lot, line, station } = inspection;
  const where = [category, lot, line, station].filter(text => text !== null).join(' · ');
  return (
    // biome-ignore lint/a11y/useSemanticElements: as above
    <div
      role="cell"
      className={`relative flex h-full items-center gap-3 rounded-2xl border border-line p-2 ${isSelected ? 'bg-accent-soft' : 'bg-surface'}`}
    >
      <Thumbnail id={inspection.id} kept={inspection.picture.kept} className="size-24" />
      <div className="min-w-0 flex-1 text-sm">
        <div className={`flex flex-wrap items-center gap-x-3 ${checkbox ? 'pr-9' : ''}`}>
          <VerdictBadge verdict={inspection.decision} />
          <Became inspection={inspection} />
        </div>
        <p className="truncate font-semibold">{serial ?? inspection.picture.name}</p>
        <p className="truncate text-muted">{where}</p>
        <p className="truncate tabular-nums">{link}</p>
      </div>
      <div className="absolute top-0 right-0">{checkbox}</div>
    </div>
  );
}

function Score({ inspection: { anomaly_score, threshold } }: { readonly inspection: InspectionSummary }) {
  const format = useFormat();
  return (
    <>
      <strong>{format.score(anomaly_score)}</strong>
      <span className="text-muted"> / {format.score(threshold)}</span>
    </>
  );
}

/** What a review made of it, where that is another verdict. */
function Became({ inspection: { decision, final_decision } }: { readonly inspection: InspectionSummary }) {
  const { common, history } = useMessages();
  if (final_decision === null || final_decision === decision) return null;
  return <span className="font-semibold">{history.became(common.verdicts[final_decision])}</span>;
}

function Two({ first, second }: { readonly first: string | null; readonly second?: React.ReactNode }) {
  return (
    <>
      <span className="block truncate">{first ?? '–'}</span>
      {first !== null && <span className="block truncate text-muted">{second}</span>}
    </>
  );
}
