import { Card } from '../../components/card.tsx';
import { useToast } from '../../components/toast.tsx';
import { useMessages } from '../../i18n/messages.tsx';
import { ChangePasswordForm } from '../../session/change-password-form.tsx';
import { useResumeSession, useSession } from '../../session/session.tsx';
import { DisplayCard } from './display-card.tsx';
import type { Role } from './roles.ts';

/** Who somebody is, their password, and how this device shows things. */
export function AccountTab() {
  const { account, roles } = useMessages().settings;
  const { accounts, name, role } = useSession();
  return (
    <>
      {accounts ? (
        <Card>
          <dl className="grid gap-x-6 gap-y-2 sm:grid-cols-[auto_1fr]">
            <dt className="text-muted">{account.loggedInAs}</dt>
            <dd className="font-semibold break-words">{name}</dd>
            <dt className="text-muted">{account.role}</dt>
            <dd className="font-semibold">{roles.names[role as Role]}</dd>
          </dl>
        </Card>
      ) : (
        <p className="rounded-xl bg-accent-soft p-4">{account.noAccounts}</p>
      )}
      <DisplayCard />
      {accounts && <PasswordCard />}
    </>
  );
}

function PasswordCard() {
  const { account } = useMessages().settings;
  const toast = useToast();
  const resume = useResumeSession();
  const onDone = async () => {
    toast({ text: account.passwordChanged });
    await resume();
  };
  return (
    <Card title={account.password}>
      <p className="mb-4 text-muted">{account.passwordLead}</p>
      <ChangePasswordForm oldLabel={account.oldPassword} onDone={onDone} />
    </Card>
  );
}
