import { createContext, type ReactNode, useContext, useState } from 'react';
import { en } from './en/index.ts';

/** Every text of the console: a sentence, or a function of what is put into it. */
type Widened<Part> = {
  readonly [Key in keyof Part]: Part[Key] extends string
    ? string
    : Part[Key] extends (...given: infer Given) => string
      ? (...given: Given) => string
      : Widened<Part[Key]>;
};
export type Messages = Widened<typeof en>;

export const LANGUAGES = { en: 'English', de: 'Deutsch', zh: '中文' } as const;
export type Language = keyof typeof LANGUAGES;

const KEY = 'inspectai.language';
const LOADERS: Readonly<Record<Language, () => Promise<Messages>>> = {
  en: async () => en,
  de: async () => (await import('./de/index.ts')).de,
  zh: async () => (await import('./zh/index.ts')).zh,
};

interface Spoken {
  readonly language: Language;
  readonly messages: Messages;
  choose(language: Language): void;
}

const MessagesContext = createContext<Spoken>({ language: 'en', messages: en, choose: () => undefined });

/** A language with its texts. */
export type Speech = Pick<Spoken, 'language' | 'messages'>;

/** The language that was chosen on this machine, so that the first paint speaks it; English where it cannot be had. */
export async function firstSpeech(): Promise<Speech> {
  const language = readKept();
  try {
    const messages = await LOADERS[language]();
    document.documentElement.lang = language;
    return { language, messages };
  } catch {
    return { language: 'en', messages: en };
  }
}

/** Speaks a language until another is chosen. */
export function MessagesProvider({
  first,
  children,
}: {
  readonly first: Speech;
  readonly children: ReactNode;
}) {
  const [spoken, setSpoken] = useState(first);
  const choose = (language: Language) =>
    void LOADERS[language]().then(messages => {
      document.documentElement.lang = language;
      setSpoken({ language, messages });
      keep(language);
    });
  return <MessagesContext value={{ ...spoken, choose }}>{children}</MessagesContext>;
}

/** The texts of the language that is spoken. */
export function useMessages(): Messages {
  return useContext(MessagesContext).messages;
}

/** The language that is spoken, and how to change it. */
export function useLanguage(): Pick<Spoken, 'language' | 'choose'> {
  return useContext(MessagesContext);
}

function readKept(): Language {
  try {
    const kept = localStorage.getItem(KEY);
    return kept !== null && kept in LANGUAGES ? (kept as Language) : 'en';
  } catch {
    return 'en';
  }
}

function keep(language: Language): void {
  try {
    localStorage.setItem(KEY, language);
  } catch {
    // Storage may be blocked; then the choice lasts as long as the page.
  }
}
