import type { FormEvent } from 'react';
import { useSearchParams } from 'react-router';
import { Button } from '../../components/button.tsx';
import { TextField } from '../../components/field.tsx';
import { useMessages } from '../../i18n/messages.tsx';
import { AUDIT_FIELDS } from './audit-query.ts';

/** The filter, which stands in the address, so that it can be sent to somebody. */
export function AuditFilter() {
  const { audit } = useMessages().settings;
  const [address, setAddress] = useSearchParams();
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const typed = new FormData(event.currentTarget);
    const filled = AUDIT_FIELDS.map(name => [name, String(typed.get(name) ?? '').trim()] as [string, string]);
    setAddress(filled.filter(([, value]) => value !== ''));
  };
  const isFiltered = AUDIT_FIELDS.some(name => address.has(name));
  return (
    <form
      key={address.toString()}
      onSubmit={submit}
      className="mb-4 grid items-end gap-3 sm:grid-cols-2 xl:grid-cols-3"
    >
      {AUDIT_FIELDS.map(name => (
        <TextField
          key={name}
          name={name}
          label={audit[name]}
          type={name === 'from' || name === 'before' ? 'date' : 'text'}
          placeholder={PLACEHOLDERS[name]}
          defaultValue={address.get(name) ?? ''}
          autoComplete="off"
        />
      ))}
      <div className="flex flex-wrap gap-2">
        <Button type="submit">{audit.filter}</Button>
        {isFiltered && (
          <Button kind="quiet" onClick={() => setAddress([])}>
            {audit.clear}
          </Button>
        )}
      </div>
    </form>
  );
}

/** Codes of the log, the same in every language. */
const PLACEHOLDERS: Partial<Record<(typeof AUDIT_FIELDS)[number], string>> = {
  action: 'user.create',
  subject: 'user/Ada',
};
