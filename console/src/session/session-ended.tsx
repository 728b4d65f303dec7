import { Dialog } from 'radix-ui';
import { Button } from '../components/button.tsx';
import { useMessages } from '../i18n/messages.tsx';
import { LoginForm } from './login-form.tsx';
import { useRefreshSession, useResumeSession } from './session.tsx';

/** Over a page whose session has ended: whoever logs in again goes on with everything that is on it. */
export function SessionEnded({ name }: { readonly name: string }) {
  const { login } = useMessages();
  const resume = useResumeSession();
  const leave = useRefreshSession();
  return (
    <Dialog.Root open>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-50 bg-black/65" />
        <Dialog.Content
          onOpenAutoFocus={event => {
            event.preventDefault(); // it would be the name, which nobody can change
            (event.currentTarget as Element).querySelector<HTMLInputElement>('input[type=password]')?.focus();
          }}
          className="fixed top-1/2 left-1/2 z-50 max-h-[92vh] w-[calc(100vw-2rem)] max-w-md -translate-x-1/2 -translate-y-1/2 overflow-y-auto rounded-2xl border border-line bg-surface p-6 shadow-xl"
        >
          <Dialog.Title className="text-xl font-bold">{login.ended}</Dialog.Title>
          <Dialog.Description className="mt-2 mb-5 text-muted">{login.endedLead}</Dialog.Description>
          <LoginForm name={name} onDone={resume} />
          <Button kind="quiet" className="mt-3 w-full" onClick={() => void leave()}>
            {login.somebodyElse}
          </Button>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
