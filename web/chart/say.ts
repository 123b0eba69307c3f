/** Figures, goals and targets in words. */
import type { Range } from '../lib/numbers.ts';
import { sayNumber, sayRange, sayUnitCode } from '../lib/numbers.ts';
import { t as shell } from '../messages/index.ts';
import { t } from './messages.ts';
import type { Goal, Target } from './model/goals.ts';
import type { Figure, Measurement, Part, Series } from './model/results.ts';

const PARTS_SAID = 3;

/** A unit in words; a score is a bare number. */
export function sayUnit(unit: string | undefined): string {
  return unit && /^\{?score\}?$/i.test(unit) ? '' : sayUnitCode(unit);
}

/** The bare figure: "7.2", "136/84", "Negative". */
export function sayFigure(measured: Figure & { parts?: readonly Part[] }): string {
  if (measured.value !== undefined) return sayNumber(measured.value);
  if (measured.text !== undefined) return measured.text;
  const parts = (measured.parts ?? [])
    .map((part) => (part.value === undefined ? part.text : sayNumber(part.value)))
    .filter(Boolean);
  const rest = parts.length > PARTS_SAID ? ` +${parts.length - PARTS_SAID}` : '';
  return parts.slice(0, PARTS_SAID).join('/') + rest;
}

/** The figure with its unit. */
export function sayMeasured(measured: Figure & { parts?: readonly Part[] }): string {
  const unit = sayUnit(measured.unit ?? (measured.value === undefined ? measured.parts?.[0]?.unit : undefined));
  return [sayFigure(measured), unit].filter(Boolean).join(' ');
}

/** "below 5.6 %". */
export function sayReference(range: Range | undefined, unit: string | undefined): string {
  if (!range) return '';
  const said = sayRange(range, {
    below: (n) => shell('value.below', { n }),
    above: (n) => shell('value.above', { n }),
  });
  return [said, range.text === said ? '' : sayUnitCode(unit)].filter(Boolean).join(' ');
}

/** "at most 130 mmHg". */
export function sayTarget(target: Target): string {
  const unit = sayUnit(target.unit);
  const { low, high } = target;
  if (low !== undefined && high !== undefined)
    return t('goal.between', { low: sayNumber(low), high: sayNumber(high), unit }).trim();
  if (high !== undefined) return t('goal.below', { n: sayNumber(high), unit }).trim();
  if (low !== undefined) return t('goal.above', { n: sayNumber(low), unit }).trim();
  return target.text ?? '';
}

/** The target of a goal that a measure is about, else its first. */
export function targetOfGoal(goal: Goal, measure?: string): string {
  const found = goal.targets.find((one) => one.measure === measure) ?? goal.targets[0];
  return (found && sayTarget(found.target)) || goal.title;
}

/** What the run of a series says, as the title of its chart. */
export function sayFinding(series: Series): string {
  const points = series.points.filter((point) => point.value !== undefined || point.parts.length > 0);
  const [first, last] = [points.at(-2), points.at(-1)];
  const to = sayMeasured(last ?? series.latest);
  if (!first || !series.trend) return t('results.chart.one', { name: series.name, to });
  return t(`results.chart.${series.trend}`, { name: series.name, from: sayFigure(first), to });
}

/** What a sparkline says to whoever does not see it. */
export function saySpark(series: Series): string {
  const first = series.points[0];
  return t('results.spark', {
    name: series.name,
    count: series.points.length,
    first: first ? sayFigure(first) : '',
    last: sayMeasured(series.latest),
  });
}

/** Systolic alone says "Systolic"; whole figures say what they are. */
export function sayLatest(latest: Measurement | undefined): string {
  return latest ? t('goal.figure', { value: sayMeasured(latest) }) : '';
}

const STATUSES = new Set([
  'draft',
  'requested',
  'received',
  'accepted',
  'active',
  'in-progress',
  'scheduled',
  'not-started',
  'on-hold',
  'completed',
  'cancelled',
  'stopped',
  'rejected',
  'failed',
  'unknown',
  'booked',
  'proposed',
  'planned',
] as const);
type Status = typeof STATUSES extends Set<infer S> ? S : never;

/** The state of a step or a task in words. */
export function sayStatus(status: string): string {
  return (STATUSES as ReadonlySet<string>).has(status) ? t(`status.${status as Status}`) : status;
}
