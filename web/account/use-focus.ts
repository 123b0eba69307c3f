import { useEffect } from 'react';

/** Puts the cursor where a step goes on, once it is shown: whoever signs in types on without reaching for the mouse. */
export function useFocus(name: string): void {
  useEffect(() => document.querySelector<HTMLInputElement>(`input[name="${name}"]`)?.focus(), [name]);
}
