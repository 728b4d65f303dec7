import { CheckField } from '../../components/field.tsx';

/** Several boxes to tick under one heading. */
export function CheckGroup<Name extends string>({
  legend,
  names,
  textOf,
  chosen,
  onChoose,
  isInLine = false,
}: {
  readonly legend: string;
  readonly names: readonly Name[];
  textOf(name: Name): string;
  readonly chosen: readonly Name[];
  onChoose(chosen: readonly Name[]): void;
  readonly isInLine?: boolean;
}) {
  return (
    <fieldset>
      <legend className="text-sm font-semibold">{legend}</legend>
      <div className={isInLine ? 'flex flex-wrap gap-x-6' : ''}>
        {names.map(name => (
          <CheckField
            key={name}
            label={textOf(name)}
            checked={chosen.includes(name)}
            onChange={({ target }) =>
              onChoose(names.filter(one => (one === name ? target.checked : chosen.includes(one))))
            }
          />
        ))}
      </div>
    </fieldset>
  );
}
