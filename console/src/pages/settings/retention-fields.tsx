import { TextField } from '../../components/field.tsx';
import { useMessages } from '../../i18n/messages.tsx';
import type { RetentionText } from './retention-form.ts';

const VERDICTS = { pass: 'PASS', review: 'REVIEW', fail: 'FAIL' } as const;

/** Days for every verdict and for jobs, and the limit of the disk. */
export function RetentionFields({
  text,
  faulty,
  onChange,
}: {
  readonly text: RetentionText;
  readonly faulty: readonly (keyof RetentionText)[];
  onChange(text: RetentionText): void;
}) {
  const { common, settings } = useMessages();
  const { retention } = settings;
  const propsOf = (name: keyof RetentionText) => ({
    value: text[name],
    error: faulty.includes(name) ? retention.notANumber : null,
    inputMode: 'decimal' as const,
    autoComplete: 'off',
    onChange: (event: { readonly target: { readonly value: string } }) =>
      onChange({ ...text, [name]: event.target.value }),
  });
  return (
    <div className="grid gap-4 sm:grid-cols-3">
      {(['pass', 'review', 'fail'] as const).map(name => (
        <TextField
          key={name}
          label={retention.days(common.verdicts[VERDICTS[name]])}
          hint={retention.forEver}
          {...propsOf(name)}
        />
      ))}
      <div className="sm:col-span-3">
        <TextField label={retention.jobDays} hint={retention.jobDaysHint} {...propsOf('jobs')} />
      </div>
      <div className="sm:col-span-3">
        <TextField label={retention.budget} hint={retention.budgetHint} {...propsOf('gigabytes')} />
      </div>
    </div>
  );
}
