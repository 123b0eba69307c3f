import { Fault } from '../../base/index.ts';
import { type Resource, type Subset, isRootElement, parseJson, stringify, takeSubset } from '../../fhir/index.ts';
import type { Answer } from '../model.ts';

/** How much of what is found to give: all of it where there is no subset; nothing but the count where that was asked. */
export type Shape = { subset?: Subset; countOnly?: boolean };

const SUMMARIES = new Set(['true', 'text', 'data', 'count', 'false']);

/** True for a parameter that says how much of a resource to give. */
export function isShapeParam(name: string): boolean {
  return name === '_summary' || name === '_elements';
}

/**
 * Reads `_summary` and `_elements` among parameters, http://hl7.org/fhir/R4/search.html#summary. Faults: invalid for a value
 * that is none of theirs, for both at once, and for two summaries that differ.
 */
export function shapeOf(params: readonly (readonly [string, string])[]): Shape {
  const summaries = new Set(params.flatMap(([name, value]) => (name === '_summary' ? [value] : [])));
  const elements = params.flatMap(([name, value]) => (name === '_elements' ? value.split(',') : []));
  for (const summary of summaries) {
    if (!SUMMARIES.has(summary)) {
      throw wrong(`The parameter "_summary": "${summary.slice(0, 40)}" is not true, text, data, count or false.`);
    }
  }
  const unknown = elements.find((name) => !isRootElement(name));
  if (unknown !== undefined) {
    throw wrong(`The parameter "_elements": "${unknown.slice(0, 40)}" is not an element at the root of a resource.`);
  }
  if (summaries.size > 1) throw wrong('The parameter "_summary" is there twice, with different values.');
  const [summary = 'false'] = summaries;
  if (summary === 'false') return elements.length > 0 ? { subset: { kind: 'elements', names: new Set(elements) } } : {};
  if (elements.length > 0) throw wrong('"_summary" and "_elements" say two things of one answer: leave one out.');
  return summary === 'count' ? { countOnly: true } : { subset: { kind: summary as 'true' | 'text' | 'data' } };
}

function wrong(detail: string): Fault {
  return new Fault('invalid', 'value', detail);
}

/** An answer with its body cut to the subset; as it is where there is none, or nothing to cut. */
export function shaped<T extends Answer>(answer: T, { subset }: Shape): T {
  if (!subset || answer.deleted || answer.body === '') return answer;
  return { ...answer, body: stringify(takeSubset(parseJson(answer.body) as Resource, subset)) };
}
