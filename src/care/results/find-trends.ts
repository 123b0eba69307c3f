import { type Caller, Fault } from '../../base/index.ts';
import { isId } from '../../fhir/index.ts';
import { UCUM_SYSTEM, canonicalUnit } from '../../logic/index.ts';
import type { FhirRecord } from '../../record/index.ts';
import { type Asking, find } from '../ask-record.ts';
import { dayOf, standingOf } from '../model.ts';
import { releasedAt } from './model.ts';

/** One earlier value; `figure` in the unit of the latest, `given` where it came in another. */
export type TrendPoint = {
  ref: string;
  at: string;
  figure: number;
  given?: string;
  flag?: { word: string; isCritical: boolean };
  from?: string;
};

/** The values of one test over all laboratories, oldest first; what cannot be brought to the unit of the latest stands apart. */
export type Trend = { code: string; unit?: string; points: TrendPoint[]; apart: { at: string; given: string }[] };

const MOST_CODES = 40;
const MOST_VALUES = 500;

/** How many of a unit make one of another: null where they do not measure the same thing. */
export function factorBetween(from: fhir4.Quantity, to: fhir4.Quantity): ((value: number) => number) | null {
  const [a, b] = [from.code ?? from.unit, to.code ?? to.unit];
  if (a === b) return (value) => value;
  if (from.system !== UCUM_SYSTEM || to.system !== UCUM_SYSTEM || a === undefined || b === undefined) return null;
  const [one, other] = [canonicalUnit(a), canonicalUnit(b)];
  if (!one || !other || one.name !== other.name) return null;
  const [zero, unit] = [other.convert(0), other.convert(1)];
  return (value) => Number(((one.convert(value) - zero) / (unit - zero)).toPrecision(6));
}

function trendOf(code: string, observations: readonly fhir4.Observation[]): Trend {
  const dated = observations
    .filter(
      (one) =>
        one.valueQuantity?.value !== undefined && one.status !== 'entered-in-error' && one.status !== 'cancelled',
    )
    .map((one) => ({
      one,
      at: Date.parse(one.effectiveDateTime ?? one.effectivePeriod?.start ?? '') || releasedAt(one),
    }))
    .filter(({ at }) => !Number.isNaN(at))
    .sort((a, b) => a.at - b.at);
  const latest = dated.at(-1)?.one.valueQuantity;
  const trend: Trend = { code, points: [], apart: [] };
  if (!latest) return trend;
  const unit = latest.unit ?? latest.code;
  if (unit) trend.unit = unit;
  for (const { one, at } of dated) {
    const quantity = one.valueQuantity!;
    const convert = factorBetween(quantity, latest);
    const given = `${quantity.comparator ?? ''}${quantity.value} ${quantity.unit ?? quantity.code ?? ''}`.trim();
    const when = new Date(at).toISOString();
    if (!convert) {
      trend.apart.push({ at: when, given });
      continue;
    }
    const isOther = (quantity.code ?? quantity.unit) !== (latest.code ?? latest.unit);
    const flag = standingOf(one);
    const from = one.performer?.find((performer) => performer.display)?.display;
    trend.points.push({
      ref: `Observation/${one.id}`,
      at: when,
      figure: convert(quantity.value!),
      ...(isOther ? { given } : {}),
      ...(flag ? { flag } : {}),
      ...(from ? { from } : {}),
    });
  }
  return trend;
}

/**
 * What the values of these tests (`system|code`) were, over all laboratories and in one unit each. Faults: invalid for a patient or
 * a code that cannot be.
 */
export async function findTrends(
  record: FhirRecord,
  caller: Caller,
  ask: { patient: string; codes: readonly string[] },
): Promise<Trend[]> {
  if (!isId(ask.patient)) throw new Fault('invalid', 'value', 'That is not an id.', { expression: 'patient' });
  const codes = [...new Set(ask.codes)];
  if (codes.length > MOST_CODES || codes.some((code) => !/^[^|,$\\]+\|[^|,$\\]+$/.test(code))) {
    const detail = `Give up to ${MOST_CODES} codes as system|code.`;
    throw new Fault('invalid', 'value', detail, { expression: 'codes' });
  }
  if (codes.length === 0) return [];
  const now = record.clock.now();
  const asking: Asking = { record, caller, now, day: dayOf(now) };
  const observations = await find<fhir4.Observation>(asking, 'Observation', [
    ['patient', ask.patient],
    ['code', codes.join(',')],
    ['_sort', '-date'],
    ['_count', String(MOST_VALUES)],
  ]);
  return codes.map((code) =>
    trendOf(
      code,
      observations.filter((one) => hasCode(one, code)),
    ),
  );
}

function hasCode(observation: fhir4.Observation, code: string): boolean {
  return (observation.code.coding ?? []).some((coding) => `${coding.system}|${coding.code}` === code);
}
