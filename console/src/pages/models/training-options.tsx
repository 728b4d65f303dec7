import { CheckField, SelectField, TextField } from '../../components/field.tsx';
import { useMessages } from '../../i18n/messages.tsx';
import type { FieldFaults, TrainingFields } from './training-fields.ts';

const BACKBONES = ['compact', 'resnet18', 'resnet50', 'wide_resnet50_2'] as const;

/** How a category is trained: what most people need first, the rest on demand. */
export function TrainingOptions({
  fields,
  faults,
  onChange,
}: {
  readonly fields: TrainingFields;
  readonly faults: FieldFaults;
  onChange(change: Partial<TrainingFields>): void;
}) {
  const { training } = useMessages();
  const { options } = training;
  const textOf = (name: keyof FieldFaults) => {
    const fault = faults[name];
    return fault && training.faults[fault];
  };
  const number = (name: 'rejectsPer1000' | 'reviewPer1000' | 'imageSize' | 'coresetRatio') => ({
    type: 'number',
    inputMode: 'decimal' as const,
    step: 'any',
    value: fields[name],
    error: textOf(name),
    placeholder: options.asServer,
    onChange: (event: { readonly target: { readonly value: string } }) =>
      onChange({ [name]: event.target.value }),
  });
  return (
    <div className="flex flex-col gap-4">
      <div className="grid gap-4 sm:grid-cols-2">
        <SelectField
          label={options.backbone}
          hint={options.backboneHint}
          value={fields.backbone}
          onChange={({ target }) => onChange({ backbone: target.value })}
        >
          <option value="">{options.asServer}</option>
          {BACKBONES.map(name => (
            <option key={name} value={name}>
              {options.backbones[name]}
            </option>
          ))}
        </SelectField>
        <TextField label={options.rejects} hint={options.rejectsHint} {...number('rejectsPer1000')} />
      </div>
      <details>
        <summary className="flex min-h-11 cursor-pointer items-center font-semibold text-accent">
          {options.more}
        </summary>
        <div className="grid gap-4 pt-2 sm:grid-cols-2">
          <TextField label={options.imageSize} hint={options.imageSizeHint} {...number('imageSize')} />
          <SelectField
            label={options.precision}
            hint={options.precisionHint}
            value={fields.precision}
            onChange={({ target }) => onChange({ precision: target.value })}
          >
            <option value="">{options.asServer}</option>
            <option value="float32">{options.float32}</option>
            <option value="int8">{options.int8}</option>
          </SelectField>
          <TextField label={options.coreset} hint={options.coresetHint} {...number('coresetRatio')} />
          <TextField label={options.review} hint={options.reviewHint} {...number('reviewPer1000')} />
          <SelectField
            label={options.align}
            hint={options.alignHint}
            value={fields.align}
            onChange={({ target }) => onChange({ align: target.value })}
          >
            <option value="">{options.asServer}</option>
            <option value="none">{options.alignNone}</option>
            <option value="translation">{options.alignMoved}</option>
            <option value="rigid">{options.alignTurned}</option>
          </SelectField>
          <CheckField
            label={options.skipBad}
            checked={fields.skipBad}
            onChange={({ target }) => onChange({ skipBad: target.checked })}
          />
        </div>
      </details>
    </div>
  );
}
