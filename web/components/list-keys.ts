/** One list driven from its search box: the arrows choose, Enter opens, focus stays where one types. */
import { useState, type KeyboardEvent } from 'react';

export type ListKeys = {
  active: number;
  setActive: (place: number) => void;
  onKeyDown: (event: KeyboardEvent) => void;
};

/** `count` things to choose among; starts over at the first whenever `token` (what was asked) changes. */
export function useListKeys(count: number, token: string, onPick: (place: number) => void): ListKeys {
  const [chosen, setChosen] = useState({ token, place: 0 });
  const place = chosen.token === token ? Math.min(chosen.place, Math.max(count - 1, 0)) : 0;
  const setActive = (next: number) => setChosen({ token, place: next });
  return {
    active: place,
    setActive,
    onKeyDown: (event) => {
      const next = { ArrowDown: place + 1, ArrowUp: place - 1, PageDown: place + 8, PageUp: place - 8 }[event.key];
      if (next !== undefined && count > 0) {
        event.preventDefault();
        const step = Math.abs(next - place);
        setActive(step === 1 ? (next + count) % count : Math.min(Math.max(next, 0), count - 1));
      } else if (event.key === 'Enter' && count > 0 && !event.nativeEvent.isComposing) {
        event.preventDefault();
        onPick(place);
      }
    },
  };
}
