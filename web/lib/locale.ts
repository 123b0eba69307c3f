/** The language of the screen: one value for the page, kept in the browser. */
import { useSyncExternalStore } from 'react';

export const LANGUAGES = ['en', 'es'] as const;
export type Language = (typeof LANGUAGES)[number];

const KEY = 'throughline.language';
const TAGS: Record<Language, string> = { en: 'en-US', es: 'es-US' };
const listeners = new Set<() => void>();
let current: Language = initial();

function initial(): Language {
  if (typeof window === 'undefined') return 'en';
  const kept = window.localStorage.getItem(KEY);
  if (kept === 'en' || kept === 'es') return kept;
  return window.navigator.language.toLowerCase().startsWith('es') ? 'es' : 'en';
}

/** The language in use now. */
export function language(): Language {
  return current;
}

/** Its tag for Intl: dates, numbers and plurals follow it. */
export function localeTag(): string {
  return TAGS[current];
}

/** Changes the language of the whole screen and keeps the choice. */
export function setLanguage(next: Language): void {
  current = next;
  if (typeof window !== 'undefined') {
    window.localStorage.setItem(KEY, next);
    document.documentElement.lang = next;
  }
  for (const listener of listeners) listener();
}

/** The language as React state. */
export function useLanguage(): Language {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    language,
    language,
  );
}
