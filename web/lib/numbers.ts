/** Numbers and quantities by locale, with the digits that were measured. */
import { localeTag } from './locale.ts';

/** A measured number: as many decimals as it came with, grouped by locale. */
export function sayNumber(value: number | string): string {
  const text = String(value);
  const decimals = /\.(\d+)$/.exec(text)?.[1]?.length ?? 0;
  const number = Number(value);
  if (!Number.isFinite(number)) return text;
  return new Intl.NumberFormat(localeTag(), {
    minimumFractionDigits: Math.min(decimals, 4),
    maximumFractionDigits: Math.min(Math.max(decimals, 0), 4),
  }).format(number);
}

/** A unit as people read it; UCUM's arbitrary and annotated units lose their braces and brackets. */
export function sayUnitCode(unit: string | undefined): string {
  if (!unit || unit === '1') return '';
  const known: Record<string, string> = {
    'mm[Hg]': 'mmHg',
    '[lb_av]': 'lb',
    '[in_i]': 'in',
    Cel: '°C',
    '[degF]': '°F',
    '/min': '/min',
    '10*3/uL': '×10³/µL',
    '10*6/uL': '×10⁶/µL',
    'mL/min/{1.73_m2}': 'mL/min/1.73 m²',
    'kg/m2': 'kg/m²',
  };
  return known[unit] ?? unit.replaceAll(/\{([^}]*)\}/g, '$1').replaceAll(/[[\]]/g, '');
}

export type Range = { low?: number; high?: number; text?: string };

/** "4.0–5.6", "below 5.7", "above 60". */
export function sayRange(range: Range, words: { below: (n: string) => string; above: (n: string) => string }): string {
  if (range.low !== undefined && range.high !== undefined) return `${sayNumber(range.low)}–${sayNumber(range.high)}`;
  if (range.high !== undefined) return words.below(sayNumber(range.high));
  if (range.low !== undefined) return words.above(sayNumber(range.low));
  return range.text ?? '';
}

/** The middle value; NaN for none. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}
