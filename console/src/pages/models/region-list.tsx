import { Trash2 } from 'lucide-react';
import { Button } from '../../components/button.tsx';
import { SelectField } from '../../components/field.tsx';
import { useMessages } from '../../i18n/messages.tsx';
import { CoordinateField } from './coordinate-field.tsx';
import { type Corner, clamped, type DrawnShape, type Role } from './region-drawing.ts';

/** The shapes of a region with their coordinates, which can be typed: the same as drawing, by keyboard. */
export function RegionList({
  shapes,
  onChange,
  onRemove,
}: {
  readonly shapes: readonly DrawnShape[];
  onChange(shape: DrawnShape): void;
  onRemove(id: number): void;
}) {
  const { region } = useMessages();
  if (shapes.length === 0) return <p className="text-muted">{region.none}</p>;
  return (
    <ol className="flex flex-col gap-3">
      {shapes.map((shape, index) => (
        <li key={shape.id} className="rounded-xl border border-line p-3">
          <div className="flex items-end gap-2">
            <div className="min-w-0 flex-1">
              <SelectField
                label={region.shape(index + 1, region.kinds[shape.kind])}
                value={shape.role}
                onChange={({ target }) => onChange({ ...shape, role: target.value as Role })}
              >
                <option value="include">{region.roles.include}</option>
                <option value="ignore">{region.roles.ignore}</option>
              </SelectField>
            </div>
            <Button kind="quiet" aria-label={region.remove(index + 1)} onClick={() => onRemove(shape.id)}>
              <Trash2 className="size-5" aria-hidden="true" />
            </Button>
          </div>
          {shape.kind === 'polygon' && (
            <details className="mt-2">
              <summary className="flex min-h-11 cursor-pointer items-center text-sm font-semibold text-accent">
                {region.corners(shape.corners.length)}
              </summary>
              <Corners
                corners={shape.corners}
                number={index + 1}
                onChange={corners => onChange({ ...shape, corners })}
              />
            </details>
          )}
        </li>
      ))}
    </ol>
  );
}

function Corners({
  corners,
  number,
  onChange,
}: {
  readonly corners: readonly Corner[];
  readonly number: number;
  onChange(corners: readonly Corner[]): void;
}) {
  const { region } = useMessages();
  const change = (at: number, axis: 0 | 1, share: number) =>
    onChange(
      corners.map((corner, index) => {
        if (index !== at) return corner;
        return clamped(axis === 0 ? [share, corner[1]] : [corner[0], share]);
      }),
    );
  // Corners have no name but their place in the row.
  const numbered = corners.map((corner, at) => ({ corner, at, name: `corner ${at + 1}` }));
  return (
    <ol className="grid grid-cols-[auto_1fr_1fr] items-center gap-2">
      <li className="contents text-center text-sm text-muted" aria-hidden="true">
        <span />
        <span>x</span>
        <span>y</span>
      </li>
      {numbered.map(({ corner, at, name }) => (
        <li key={name} className="contents">
          <span className="text-sm text-muted tabular-nums">{at + 1}</span>
          {([0, 1] as const).map(axis => (
            <CoordinateField
              key={axis}
              share={corner[axis]}
              label={region.coordinate(number, at + 1, axis === 0 ? 'x' : 'y')}
              onShare={share => change(at, axis, share)}
            />
          ))}
        </li>
      ))}
    </ol>
  );
}
