import { type ReactNode, useEffect } from 'react';
import { LANGUAGES, type Language, useLanguage, useMessages } from '../i18n/messages.tsx';

/** The calm page that everybody comes in by: the product's name, one card, and the language. */
export function Entrance({
  title,
  lead,
  children,
}: {
  readonly title: string;
  readonly lead?: string | undefined;
  readonly children: ReactNode;
}) {
  const { common } = useMessages();
  useEffect(() => {
    document.title = `${title} – ${common.product}`;
  }, [title, common]);
  return (
    <main className="brand-gradient flex min-h-dvh flex-col items-center justify-center gap-8 p-4 sm:p-8">
      <div className="flex flex-col items-center gap-3 text-center">
        <img src="/icon.svg" alt="" className="size-16 rounded-2xl shadow-lg ring-1 ring-white/40" />
        <p className="text-3xl font-bold">{common.product}</p>
        <p className="text-lg">{common.tagline}</p>
      </div>
      <section className="w-full max-w-md rounded-3xl bg-surface p-6 text-ink shadow-xl sm:p-8">
        <h1 className="text-2xl font-bold">{title}</h1>
        {lead && <p className="mt-2 text-muted">{lead}</p>}
        <div className="mt-6">{children}</div>
      </section>
      <LanguageChoice />
    </main>
  );
}

/** Before the login nothing but this page tells which language somebody reads. */
function LanguageChoice() {
  const { language, choose } = useLanguage();
  return (
    <div className="flex flex-wrap justify-center gap-2">
      {Object.entries(LANGUAGES).map(([code, name]) => (
        <button
          key={code}
          type="button"
          lang={code}
          aria-pressed={code === language}
          onClick={() => choose(code as Language)}
          className="min-h-11 cursor-pointer rounded-xl px-4 font-semibold outline-white hover:bg-white/15 aria-pressed:bg-white/20"
        >
          {name}
        </button>
      ))}
    </div>
  );
}
