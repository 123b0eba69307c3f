import { Fault } from '../../base/index.ts';
import { type Resource, compositeElements, isOfOneElement } from '../../fhir/index.ts';
import type { Condition, FoundRow } from '../../store/index.ts';
import { rowsOf } from '../indexing/index-resource.ts';
import { meets } from './match-row.ts';
import { type Context, type Given, splitEscaped, understandValue } from './search-values.ts';

/** A condition that the index narrows by, and what then decides on the body where elements repeat. */
export type Composite = { condition: Condition; keep?: (row: FoundRow) => boolean };

/**
 * A composite parameter, http://hl7.org/fhir/R4/search.html#composite: `code$value`, several of them by commas, all components of one in
 * one and the same element. Faults: invalid, naming the parameter.
 */
export function understandComposite(given: Given, context: Context): Composite {
  const { param, value, name } = given;
  if (given.modifier !== undefined) {
    throw new Fault('invalid', 'not-supported', `The parameter "${name}": a composite has no modifiers.`);
  }
  const known = context.params.of(context.type);
  const components = param.components ?? [];
  const any = splitEscaped(value, ',').map((alternative) => {
    const parts = splitEscaped(alternative, '$');
    if (parts.length !== components.length || parts.includes('')) {
      const form = components.map(({ code }) => code).join('$');
      throw new Fault('invalid', 'value', `The parameter "${name}": "${alternative}" is not ${form}.`);
    }
    return components.map(({ code }, at): Condition => {
      const component = known.get(code)!;
      return understandValue({ param: component, modifier: undefined, value: parts[at]!, name }, context).condition;
    });
  });
  const condition: Condition = any.length === 1 && any[0]!.length === 1 ? any[0]![0]! : { kind: 'either', any };
  if (isOfOneElement(context.params, context.type, param)) return { condition };
  const keep = (row: FoundRow): boolean => {
    const elements = compositeElements(context.params, JSON.parse(row.body) as Resource, param);
    return elements.some((element) => {
      const parts = element.map((extracted) => rowsOf(context.type, extracted, context.hash));
      return any.some((all) => all.every((one, at) => meets(one, parts[at]!)));
    });
  };
  return { condition, keep };
}
