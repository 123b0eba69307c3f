import { foldString } from '../../fhir/index.ts';
import type { Typed } from '../../store/index.ts';

const DAY_MS = 24 * 3600_000;

/** A day that exists, as the range of ms that it covers. */
function day(year: number, month: number, date: number): { low: number; high: number } | null {
  const low = Date.UTC(year, month - 1, date);
  const made = new Date(low);
  if (made.getUTCFullYear() !== year || made.getUTCMonth() !== month - 1 || made.getUTCDate() !== date) return null;
  return { low, high: low + DAY_MS };
}

/** Of two digits: the past hundred years, as of `thisYear`. */
function yearOf(text: string, thisYear: number): number {
  const year = Number(text);
  if (text.length > 2) return year;
  const century = thisYear - (thisYear % 100);
  return century + year > thisYear ? century - 100 + year : century + year;
}

/**
 * The days that a date may mean, in the forms that people write: 1962-03-14, 3/14/1962, 14.3.1962, 03141962. Where month and day
 * could be either (4/3/1962), both.
 */
export function daysOf(text: string, thisYear: number): { low: number; high: number }[] {
  const iso = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/.exec(text);
  const plain =
    /^(\d{2})(\d{2})((?:19|20)\d{2})$/.exec(text) ?? /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4}|\d{2})$/.exec(text);
  const days = iso
    ? [day(Number(iso[1]), Number(iso[2]), Number(iso[3]))]
    : plain
      ? [
          day(yearOf(plain[3]!, thisYear), Number(plain[1]), Number(plain[2])),
          day(yearOf(plain[3]!, thisYear), Number(plain[2]), Number(plain[1])),
        ]
      : [];
  const found = days.filter((one) => one !== null);
  return [...new Map(found.map((one) => [one.low, one])).values()];
}

function digitsOf(text: string): string {
  return text.replaceAll(/\D/g, '').replace(/^1(?=\d{10}$)/, '');
}

/**
 * What somebody typed into the search of patients, piece by piece: each must be found. A date is the birth date; digits begin a
 * telephone number or an identifier; anything else begins a word of a name, or an identifier.
 */
export function typedOf(text: string, thisYear: number): Typed[] {
  const typed: Typed[] = [];
  let rest = foldString(text).slice(0, 200);
  rest = rest.replaceAll(/(?<![\p{L}\p{N}-])\d{1,4}[-/.]\d{1,2}[-/.]\d{2,4}(?![\p{L}\p{N}-])/gu, (date) => {
    const days = daysOf(date, thisYear);
    if (days.length === 0) return date;
    typed.push({ days });
    return ' ';
  });
  rest = rest.replaceAll(/\+?1?[ .-]?\(\d{3}\)[ .-]?\d{0,3}[ .-]?\d{0,4}/g, (phone) => {
    typed.push({ digits: digitsOf(phone) });
    return ' ';
  });
  for (const piece of rest.split(/[\s,;]+/).filter((one) => one !== '')) {
    const isNumber = /^\+?[\d().-]+$/.test(piece) && /\d/.test(piece);
    const word = piece.replaceAll(/[^\p{L}\p{N}]/gu, '');
    if (word === '') continue;
    if (!isNumber) typed.push({ word });
    else {
      const days = /^\d{8}$/.test(piece) ? daysOf(piece, thisYear) : [];
      typed.push({ digits: digitsOf(piece), ...(days.length > 0 ? { days } : {}) });
    }
  }
  return typed.slice(0, 8);
}
