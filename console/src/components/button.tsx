import type { ButtonHTMLAttributes } from 'react';

const KINDS = {
  primary: 'brand-gradient shadow-sm hover:brightness-110 active:brightness-95',
  secondary: 'border border-line bg-surface text-ink hover:bg-sunken',
  quiet: 'text-ink hover:bg-sunken',
  danger: 'border border-fail bg-surface text-fail hover:bg-fail-soft',
} as const;

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  readonly kind?: keyof typeof KINDS;
}

/** A button, 44 px high at least. */
export function Button({ kind = 'secondary', className = '', type = 'button', ...rest }: ButtonProps) {
  return (
    <button
      type={type}
      className={`inline-flex min-h-11 min-w-11 cursor-pointer items-center justify-center gap-2 rounded-xl px-4 py-2 font-semibold transition-colors disabled:cursor-not-allowed disabled:opacity-55 ${KINDS[kind]} ${className}`}
      {...rest}
    />
  );
}
