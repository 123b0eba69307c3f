import { Fault } from '../../base/index.ts';
import { FAR_FUTURE, FAR_PAST, instantOf, isResourceType, parseSearchDate } from '../../fhir/index.ts';
import type { EverythingAsk, EverythingOf } from './everything-model.ts';
import { isShapeParam } from '../search/shape.ts';

type Params = [string, string][];

const MOST_COUNT = 1000;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/;

/**
 * The parameters of $everything, as http://hl7.org/fhir/R4/patient-operation-everything.html and its sister of Encounter have them.
 * Faults: invalid for a value that is none, and for a parameter that is not of it where the caller is strict.
 */
export function everythingAsk(type: EverythingOf['type'], params: Params, isStrict: boolean): EverythingAsk {
  const ask: EverythingAsk = {};
  for (const [name, value] of params) {
    if (isShapeParam(name)) continue;
    if (name === '_type') ask.types = [...(ask.types ?? []), ...typesIn(value)];
    else if (name === '_since') ask.since = sinceOf(value);
    else if (name === '_count') ask.count = countOf(value);
    else if (name === '_cursor') ask.cursor = value;
    else if ((name === 'start' || name === 'end') && type === 'Patient') ask.care = careOf(ask.care, name, value);
    else if (isStrict || name === 'start' || name === 'end') {
      throw new Fault(
        'invalid',
        'not-supported',
        `The parameter "${name.slice(0, 40)}" of $everything is not supported.`,
      );
    }
  }
  return ask;
}

/** "Start" and "end" are days, both of them within. */
function careOf(before: EverythingAsk['care'], name: 'start' | 'end', value: string): EverythingAsk['care'] {
  const { low = FAR_PAST, high = FAR_FUTURE } = before ?? {};
  const day = /^\d/.test(value) && value.length <= 10 ? parseSearchDate(value) : null;
  if (!day) throw new Fault('invalid', 'value', `The parameter "${name}": "${value.slice(0, 40)}" is not a date.`);
  return name === 'start' ? { low: day.low, high } : { low, high: day.high };
}

function typesIn(value: string): string[] {
  const types = value.split(',');
  const wrong = types.find((type): boolean => !isResourceType(type));
  if (wrong === undefined) return types;
  throw new Fault(
    'invalid',
    'value',
    `The parameter "_type": "${wrong.slice(0, 40)}" is not a resource type of FHIR R4.`,
  );
}

function sinceOf(value: string): string {
  const at = instantOf(value, INSTANT);
  if (at !== null) return at;
  throw new Fault('invalid', 'value', 'The parameter "_since" is not an instant such as 2026-11-22T10:00:00Z.');
}

function countOf(value: string): number {
  const count = /^[1-9]\d{0,8}$/.test(value) ? Number(value) : Number.NaN;
  if (!Number.isNaN(count)) return Math.min(count, MOST_COUNT);
  throw new Fault('invalid', 'value', 'The parameter "_count" is not a whole number from 1 on.');
}
