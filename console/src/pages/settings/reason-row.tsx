import { X } from 'lucide-react';
import { CheckField } from '../../components/field.tsx';
import { useMessages } from '../../i18n/messages.tsx';
import { ACTIONS, codeOf } from './reason-list.ts';
import type { EditedReason } from './reasons-tab.tsx';

const INPUT = 'min-h-11 min-w-0 rounded-xl border border-line bg-surface px-3 aria-invalid:border-fail';

/** A reason to be edited. */
export function ReasonRow({
  reason,
  onChange,
  onRemove,
}: {
  readonly reason: EditedReason;
  onChange(reason: EditedReason): void;
  onRemove(): void;
}) {
  const { reasons } = useMessages().settings;
  const { label, code, actions, isNew } = reason;
  const name = label || code;
  const rename = (text: string) => onChange({ ...reason, label: text, ...(isNew && { code: codeOf(text) }) });
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 border-line border-b py-3 last:border-0">
      <input
        aria-label={`${reasons.label}: ${name}`}
        placeholder={reasons.label}
        value={label}
        maxLength={200}
        onChange={event => rename(event.target.value)}
        className={`${INPUT} order-1 flex-[2_1_12rem]`}
      />
      <input
        aria-label={`${reasons.code}: ${name}`}
        title={reasons.codeHint}
        placeholder={reasons.code}
        value={code}
        maxLength={50}
        readOnly={!isNew}
        onChange={event => onChange({ ...reason, code: event.target.value })}
        className={`${INPUT} order-3 flex-[1_1_11rem] font-mono text-sm read-only:bg-sunken`}
      />
      <fieldset className="order-4 flex flex-wrap gap-x-4">
        <legend className="sr-only">{`${reasons.usedFor}: ${name}`}</legend>
        {ACTIONS.map(action => (
          <CheckField
            key={action}
            label={reasons.actions[action]}
            checked={actions.includes(action)}
            onChange={({ target }) =>
              onChange({
                ...reason,
                actions: ACTIONS.filter(one => (one === action ? target.checked : actions.includes(one))),
              })
            }
          />
        ))}
      </fieldset>
      <button
        type="button"
        aria-label={reasons.removeReason(name)}
        onClick={onRemove}
        className="order-2 ml-auto flex size-11 sm:order-5 cursor-pointer items-center justify-center rounded-xl hover:bg-sunken"
      >
        <X className="size-5" aria-hidden="true" />
      </button>
    </li>
  );
}
