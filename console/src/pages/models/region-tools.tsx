import { Brush, CircleMinus, CirclePlus, type LucideIcon, Pentagon, Square } from 'lucide-react';
import { useId } from 'react';
import { useMessages } from '../../i18n/messages.tsx';
import type { Tool } from './region-canvas.tsx';
import type { Role } from './region-drawing.ts';

const TOOLS: readonly (readonly [Tool, LucideIcon])[] = [
  ['rectangle', Square],
  ['polygon', Pentagon],
  ['brush', Brush],
];
const ROLES: readonly (readonly [Role, LucideIcon])[] = [
  ['include', CirclePlus],
  ['ignore', CircleMinus],
];

/** What is drawn with, and whether it is included or ignored. */
export function RegionTools({
  tool,
  onTool,
  role,
  onRole,
  radius,
  onRadius,
}: {
  readonly tool: Tool;
  onTool(tool: Tool): void;
  readonly role: Role;
  onRole(role: Role): void;
  readonly radius: number;
  onRadius(radius: number): void;
}) {
  const { region } = useMessages();
  const id = useId();
  return (
    <div className="flex flex-wrap items-center gap-3">
      <Choice label={region.role} options={ROLES} names={region.roles} chosen={role} onChosen={onRole} />
      <Choice label={region.tool} options={TOOLS} names={region.tools} chosen={tool} onChosen={onTool} />
      {tool === 'brush' && (
        <div className="flex min-h-11 items-center gap-2">
          <label htmlFor={id}>{region.brushSize}</label>
          <input
            id={id}
            type="range"
            min={0.005}
            max={0.1}
            step={0.005}
            value={radius}
            onChange={({ target }) => onRadius(Number(target.value))}
            className="h-11 accent-accent"
          />
        </div>
      )}
      <p className="w-full text-sm text-muted">{region.hints[tool]}</p>
    </div>
  );
}

function Choice<Name extends string>({
  label,
  options,
  names,
  chosen,
  onChosen,
}: {
  readonly label: string;
  readonly options: readonly (readonly [Name, LucideIcon])[];
  readonly names: Readonly<Record<Name, string>>;
  readonly chosen: Name;
  onChosen(name: Name): void;
}) {
  return (
    <fieldset className="flex flex-wrap gap-1 rounded-xl bg-sunken p-1">
      <legend className="sr-only">{label}</legend>
      {options.map(([name, Icon]) => (
        <button
          key={name}
          type="button"
          aria-pressed={name === chosen}
          onClick={() => onChosen(name)}
          className="flex min-h-11 cursor-pointer items-center gap-2 rounded-lg px-3 font-semibold aria-pressed:bg-surface aria-pressed:text-accent aria-pressed:shadow-sm"
        >
          <Icon className="size-5" aria-hidden="true" />
          {names[name]}
        </button>
      ))}
    </fieldset>
  );
}
