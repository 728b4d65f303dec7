import { ArrowBigUpDash, Eye, EyeOff } from 'lucide-react';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { useMessages } from '../i18n/messages.tsx';

/** A password: it can be shown, and says when Caps Lock is on. */
export function PasswordField({
  label,
  value,
  onChange,
  hint,
  autoComplete,
  takesFocus = false,
}: {
  readonly label: string;
  readonly value: string;
  onChange(value: string): void;
  readonly hint?: string;
  readonly autoComplete: 'current-password' | 'new-password';
  /** Whether one can type here at once. */
  readonly takesFocus?: boolean;
}) {
  const { login } = useMessages();
  const id = useId();
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (takesFocus) field.current?.focus();
  }, [takesFocus]);
  const [isShown, setIsShown] = useState(false);
  const [isCapsLock, setIsCapsLock] = useState(false);
  const lookAtCapsLock = (event: KeyboardEvent) => setIsCapsLock(event.getModifierState('CapsLock'));
  const Icon = isShown ? EyeOff : Eye;
  return (
    <div className="flex flex-col gap-1">
      <label htmlFor={id} className="text-sm font-semibold">
        {label}
      </label>
      <div className="relative">
        <input
          id={id}
          type={isShown ? 'text' : 'password'}
          value={value}
          onChange={event => onChange(event.target.value)}
          onKeyDown={lookAtCapsLock}
          onKeyUp={lookAtCapsLock}
          onBlur={() => setIsCapsLock(false)}
          autoComplete={autoComplete}
          ref={field}
          aria-describedby={`${id}-hint`}
          required
          className="min-h-11 w-full rounded-xl border border-line bg-surface py-2 pr-13 pl-3 text-ink"
        />
        <button
          type="button"
          onClick={() => setIsShown(!isShown)}
          aria-label={login.showPassword}
          aria-pressed={isShown}
          className="absolute inset-y-0 right-0 flex w-11 cursor-pointer items-center justify-center rounded-xl text-muted hover:text-ink"
        >
          <Icon className="size-5" aria-hidden="true" />
        </button>
      </div>
      <div id={`${id}-hint`} className="text-sm text-muted" aria-live="polite">
        {hint && <p>{hint}</p>}
        {isCapsLock && (
          <p className="flex items-center gap-1 font-semibold text-review">
            <ArrowBigUpDash className="size-5" aria-hidden="true" />
            {login.capsLock}
          </p>
        )}
      </div>
    </div>
  );
}
