/**
 * Dates, numbers and quantities as ranges, compared by the sentences of http://hl7.org/fhir/R4/search.html#prefix. An end knows whether
 * it belongs to the range, since "less than 5" and "5 or less" differ at 5.
 */
import { createRequire } from 'node:module';
import { type Verdict, anyOf, listOf, members, splitAt } from './match-value.ts';
import type { Json } from './r4-values.ts';

const load = createRequire(import.meta.url);
const ucum = (
  load('@lhncbc/ucum-lhc') as {
    UcumLhcUtils: { getInstance(): { convertUnitTo(from: string, value: number, to: string): Converted } };
  }
).UcumLhcUtils.getInstance();
type Converted = { status: string; toVal: number | null };

export const UCUM = 'http://unitsofmeasure.org';

/** From `low` to `high`; `hasLow` and `hasHigh` say whether the end itself belongs to it. */
export type Range = { low: number; high: number; hasLow: boolean; hasHigh: boolean };

const point = (at: number): Range => ({ low: at, high: at, hasLow: true, hasHigh: true });

function contains(outer: Range, inner: Range): boolean {
  const low = inner.low > outer.low || (inner.low === outer.low && (outer.hasLow || !inner.hasLow));
  const high = inner.high < outer.high || (inner.high === outer.high && (outer.hasHigh || !inner.hasHigh));
  return low && high;
}

function overlaps(one: Range, other: Range): boolean {
  const before = (a: Range, b: Range) => a.high < b.low || (a.high === b.low && !(a.hasHigh && b.hasLow));
  return !before(one, other) && !before(other, one);
}

/** The table of #prefix, sentence by sentence; `sought` is the range of the search value. */
export function compare(prefix: string, sought: Range, target: Range): boolean {
  const above: Range = { low: sought.high, high: Infinity, hasLow: !sought.hasHigh, hasHigh: true };
  const below: Range = { low: -Infinity, high: sought.low, hasLow: true, hasHigh: !sought.hasLow };
  switch (prefix) {
    case 'eq':
      return contains(sought, target);
    case 'ne':
      return !contains(sought, target);
    case 'gt':
      return overlaps(above, target);
    case 'lt':
      return overlaps(below, target);
    case 'ge':
      return overlaps(above, target) || contains(sought, target);
    case 'le':
      return overlaps(below, target) || contains(sought, target);
    case 'sa':
      return contains(above, target);
    case 'eb':
      return contains(below, target);
    case 'ap':
      return overlaps(sought, target);
    default:
      throw new Error(`no prefix ${prefix}`);
  }
}

export function prefixOf(text: string): [prefix: string, rest: string] {
  const found = /^(eq|ne|gt|lt|ge|le|sa|eb|ap)(.*)$/s.exec(text);
  return found ? [found[1]!, found[2]!] : ['eq', text];
}

/** The time that a date covers: "the range is implicit in its precision"; without a zone UTC, the server's. */
export function rangeOfDate(text: string): Range {
  const [, year, month, day, clock, zone] = /^(\d{4})(?:-(\d\d))?(?:-(\d\d))?(?:T([\d:.]+)(Z|[+-]\d\d:\d\d)?)?$/.exec(
    text,
  )!;
  const at = (y: number, m: number, d: number) => Date.UTC(y, m, d);
  const whole = (low: number, high: number): Range => ({ low, high, hasLow: true, hasHigh: false });
  const [y, m, d] = [Number(year), Number(month ?? 1) - 1, Number(day ?? 1)];
  if (month === undefined) return whole(at(y, 0, 1), at(y + 1, 0, 1));
  if (day === undefined) return whole(at(y, m, 1), at(y, m + 1, 1));
  if (clock === undefined) return whole(at(y, m, d), at(y, m, d + 1));
  const full = clock.length === 5 ? `${clock}:00` : clock;
  const low = Date.parse(`${year}-${month}-${day}T${full}${zone ?? 'Z'}`);
  return whole(low, low + (clock.length === 5 ? 60_000 : clock.includes('.') ? 1 : 1000));
}

function hull(ranges: Range[]): Range[] {
  if (ranges.length === 0) return [];
  const low = ranges.reduce((a, b) => (b.low < a.low ? b : a));
  const high = ranges.reduce((a, b) => (b.high > a.high ? b : a));
  return [{ low: low.low, hasLow: low.hasLow, high: high.high, hasHigh: high.hasHigh }];
}

/** "Period: a missing boundary is open"; "Timing: only the outer limits matter". None where nothing is said. */
export function rangesOfDate(value: unknown): Range[] {
  if (typeof value === 'string') return [rangeOfDate(value)];
  const { start, end, event, repeat } = members(value);
  if (event !== undefined || repeat !== undefined) {
    const bounds = members(repeat)['boundsPeriod'];
    return hull([...listOf(event), ...listOf(bounds)].flatMap((one) => rangesOfDate(one)));
  }
  if (start === undefined && end === undefined) return [];
  const from = start === undefined ? { low: -Infinity, hasLow: true } : rangeOfDate(String(start));
  const to = end === undefined ? { high: Infinity, hasHigh: true } : rangeOfDate(String(end));
  return [{ low: from.low, hasLow: from.hasLow, high: to.high, hasHigh: to.hasHigh }];
}

/** #date. `ap` is "10% of the gap between now and the date": from which end of a range it is measured isn't said, so both are tried. */
export function matchDate(value: unknown, asked: string, now: number): Verdict {
  const [prefix, text] = prefixOf(asked);
  const sought = rangeOfDate(text);
  const gaps = [Math.abs(now - sought.low) / 10, Math.abs(now - sought.high) / 10];
  return anyOf(
    rangesOfDate(value).map((target) => {
      if (prefix !== 'ap') return compare(prefix, sought, target);
      const [one, other] = gaps.map((gap) =>
        compare('ap', { ...sought, low: sought.low - gap, high: sought.high + gap }, target),
      );
      return one === other ? one : undefined;
    }),
  );
}

/** The range of a number's implicit precision: 100 is [99.5, 100.5), 100.00 [99.995, 100.005), and 1e2, by R4's example, [95, 105). */
function rangeOfNumber(text: string): Range {
  const [, digits = '', fraction = '', exponent] = /^[+-]?(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/i.exec(text)!;
  const last = exponent === undefined ? -fraction.length : Number(exponent) - Math.max(fraction.length, digits.length);
  const half = 0.5 * 10 ** last;
  return { low: Number(text) - half, high: Number(text) + half, hasLow: true, hasHigh: false };
}

const near = (one: number, other: number) =>
  Number.isFinite(one) && Math.abs(one - other) <= 1e-9 * Math.max(Math.abs(one), Math.abs(other));

/** A tested range with its ends where binary fractions put them: what is nearer than their noise is left out of the comparison. */
function matchNumberRange(asked: string, target: Range, scale = 1): Verdict {
  const [prefix, text] = prefixOf(asked);
  const exact = Number(text) * scale;
  const implicit = rangeOfNumber(text);
  const tenth = Math.abs(exact) / 10;
  // "the implicit precision of the number is ignored" by gt, lt, ge, le, sa and eb.
  const sought =
    prefix === 'eq' || prefix === 'ne'
      ? { ...implicit, low: implicit.low * scale, high: implicit.high * scale }
      : prefix === 'ap'
        ? { ...point(exact), low: exact - tenth, high: exact + tenth }
        : point(exact);
  const isRange = target.low !== target.high;
  const isNoise = (at: number, by: number) => at !== by && near(at, by);
  const ends = [target.low, target.high];
  if (ends.some((end) => isNoise(end, sought.low) || isNoise(end, sought.high))) return undefined;
  // A range that ends exactly at the search value: "greater or equal" holds, "the range above intersects" doesn't.
  const touches = isRange && ((target.hasLow && target.low === exact) || (target.hasHigh && target.high === exact));
  if (touches && (prefix === 'ge' || prefix === 'le' || prefix === 'sa' || prefix === 'eb')) return undefined;
  if (prefix === 'ap' && ends.some((end) => near(end, sought.low) || near(end, sought.high))) return undefined;
  return compare(prefix, sought, target);
}

/** The range of a plain number, a Quantity with its comparator, a Range; null without a value. */
function targetOf(value: unknown): Range | null {
  if (typeof value === 'number') return point(value);
  const { value: number, comparator, low, high } = members(value);
  if (low !== undefined || high !== undefined) {
    const from = members(low)['value'] as number | undefined;
    const to = members(high)['value'] as number | undefined;
    if (from === undefined && to === undefined) return null;
    return { low: from ?? -Infinity, high: to ?? Infinity, hasLow: true, hasHigh: true };
  }
  if (typeof number !== 'number') return null;
  if (comparator === '<' || comparator === '<=')
    return { ...point(number), low: -Infinity, hasHigh: comparator === '<=' };
  if (comparator === '>' || comparator === '>=')
    return { ...point(number), high: Infinity, hasLow: comparator === '>=' };
  return point(number);
}

/** #number */
export function matchNumber(value: unknown, asked: string): Verdict {
  const target = targetOf(value);
  return target !== null && matchNumberRange(asked, target);
}

function unitOf(value: unknown): Json {
  const { low, high } = members(value);
  return members(low ?? high ?? value);
}

/** How many `to` one `from` is; null where they measure different things or are no units. */
function factor(from: string, to: string): number | null {
  const converted = ucum.convertUnitTo(from, 1, to);
  return converted.status === 'succeeded' ? converted.toVal : null;
}

/** #quantity: number alone in any unit, number||code by code or unit, number|system|code; UCUM codes of one dimension by their canonical value. */
export function matchQuantity(value: unknown, asked: string): Verdict {
  const [number = '', system, code] = splitAt(asked, '|');
  const target = targetOf(value);
  if (target === null) return false;
  if (code === undefined) return matchNumberRange(number, target);
  const unit = unitOf(value);
  if (system === '') return unit['code'] === code || unit['unit'] === code ? matchNumberRange(number, target) : false;
  if (unit['system'] !== system) return false;
  if (unit['code'] === code) return matchNumberRange(number, target);
  if (system !== UCUM || typeof unit['code'] !== 'string') return false;
  const scale = factor(code, unit['code']);
  if (scale === null) return false;
  // "the search processor may choose to perform a search based on canonical units": ours does.
  return matchNumberRange(number, target, scale);
}
