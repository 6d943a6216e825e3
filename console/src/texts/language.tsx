import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import { en } from './en.ts';
import type { Texts } from './texts.ts';
import { zh } from './zh.ts';

const KEY = 'hawser.language';

interface Language {
  readonly texts: Texts;
  readonly switchLanguage: () => void;
}

const Context = createContext<Language>({ texts: en, switchLanguage: () => {} });

/** The texts in the language that was chosen: by the switch, else by the browser. */
export function LanguageProvider({ children }: { readonly children: ReactNode }) {
  const [texts, setTexts] = useState(firstLanguage);
  useEffect(() => {
    document.documentElement.lang = texts.language;
  }, [texts]);
  const switchLanguage = () => {
    const other = texts === en ? zh : en;
    localStorage.setItem(KEY, other.language);
    setTexts(other);
  };
  return <Context.Provider value={{ texts, switchLanguage }}>{children}</Context.Provider>;
}

export function useLanguage(): Language {
  return useContext(Context);
}

export function useTexts(): Texts {
  return useContext(Context).texts;
}

function firstLanguage(): Texts {
  const wanted = localStorage.getItem(KEY) ?? navigator.language;
  return wanted.startsWith('zh') ? zh : en;
}
