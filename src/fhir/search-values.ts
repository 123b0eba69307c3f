import { Fault } from '../base/index.ts';
import { intervalOf } from './dates.ts';
import type { Prefix, SearchDate, SearchNumber } from './model.ts';

const PREFIXED = /^(eq|ne|gt|lt|ge|le|sa|eb|ap)?(.*)$/s;

function split(text: string): { prefix: Prefix; rest: string } {
  const [, prefix, rest] = PREFIXED.exec(text)!;
  return { prefix: (prefix ?? 'eq') as Prefix, rest: rest! };
}

/**
 * A date as one searches for it: prefix, and the time that it covers by its precision (low inclusive, high exclusive, ms since 1970).
 * `ap` is not widened here: by how much depends on the day.
 */
export function parseSearchDate(text: string): SearchDate {
  const { prefix, rest } = split(text.trim());
  // A plus sign that was not escaped in a URL arrives as a space.
  const interval = intervalOf(rest.replace(/ (?=\d\d:\d\d$)/, '+'));
  if (!interval) {
    const example =
      'a date such as 2024, 2024-05, 2024-05-17 or 2024-05-17T09:30:00Z, after eq, ne, gt, lt, ge, le, sa, eb or ap';
    throw new Fault('invalid', 'value', `"${text}" is not ${example}.`);
  }
  return { prefix, ...interval };
}

const NUMBER = /^[+-]?(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,3}))?$/;

/** Half a unit of the last digit; `1e2` counts as 1.0e2, as in the specification's example (95 to 105). */
function halfUnit(found: RegExpExecArray): number {
  const [, , fraction, exponent] = found;
  if (exponent === undefined) return 0.5 * 10 ** -(fraction?.length ?? 0);
  return 0.5 * 10 ** (Number(exponent) - (fraction?.length ?? 1));
}

/** Without the noise of binary fractions: 100 - 0.005 is 99.995. */
function tidy(value: number): number {
  return Number(value.toPrecision(15));
}

/** A number as one searches for it: prefix, value, and the range of its implicit precision (http://hl7.org/fhir/R4/search.html#number), for `ap` 10 % either way. */
export function parseSearchNumber(text: string): SearchNumber {
  const { prefix, rest } = split(text.trim());
  const found = NUMBER.exec(rest);
  const value = Number(rest);
  if (!found || !Number.isFinite(value)) {
    throw new Fault(
      'invalid',
      'value',
      `"${text}" is not a number such as 5.4, after eq, ne, gt, lt, ge, le, sa, eb or ap.`,
    );
  }
  const half = prefix === 'ap' ? Math.abs(value) * 0.1 : halfUnit(found);
  return { prefix, value, low: tidy(value - half), high: tidy(value + half) };
}
