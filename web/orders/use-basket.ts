/** The basket of one clinician for one patient: kept in this tab until it is signed, so that a reload loses nothing. */
import { useEffect, useState } from 'react';
import type { Line } from './basket.ts';

export type HeldBasket = ReturnType<typeof useBasket>;

function readLines(key: string): Line[] {
  try {
    const lines: unknown = JSON.parse(sessionStorage.getItem(key) ?? '[]');
    return Array.isArray(lines) ? (lines as Line[]) : [];
  } catch {
    return [];
  }
}

/** See above. */
export function useBasket(accountId: string, patientId: string) {
  const key = `throughline.orders.${accountId}.${patientId}`;
  const [lines, setLines] = useState<Line[]>(() => readLines(key));
  useEffect(() => {
    if (lines.length > 0) sessionStorage.setItem(key, JSON.stringify(lines));
    else sessionStorage.removeItem(key);
  }, [key, lines]);
  return {
    lines,
    /** Adds lines; what is there already is not added twice. */
    add: (more: readonly Line[]) =>
      setLines((held) => [...held, ...more.filter((one) => !held.some(({ item }) => item === one.item))]),
    change: (token: string, part: Partial<Line>) =>
      setLines((held) => held.map((line) => (line.token === token ? { ...line, ...part } : line))),
    remove: (token: string) => setLines((held) => held.filter((line) => line.token !== token)),
    empty: () => setLines([]),
    restore: (more: readonly Line[]) => setLines((held) => [...held, ...more]),
  };
}
