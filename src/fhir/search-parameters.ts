import parametersJson from './generated/search-parameters.json' with { type: 'json' };
import { RESOURCE_TYPES, isResourceType } from './definitions.ts';
import { alternatives } from './search-path.ts';
import type { SearchParam, SearchParamType } from './model.ts';

type Row = [string, string, SearchParamType, string, string, string?, [string, string][]?];
const rows = parametersJson as unknown as Row[];

/** The alternatives of an expression that can apply to a type: those that begin with it, or with no type at all. */
export function expressionFor(expression: string, type: string): string {
  const own = alternatives(expression).filter((part) => {
    const root = /^\(*([A-Z][A-Za-z]*)/.exec(part)?.[1];
    return root === undefined || root === type || root === 'Resource' || root === 'DomainResource';
  });
  return own.join(' | ');
}

function targetsOf(text: string): string[] {
  return text === '*' ? [...RESOURCE_TYPES] : text.split(' ');
}

function collect(type: string): Map<string, SearchParam> {
  const result = new Map<string, SearchParam>();
  for (const [id, code, kind, bases, expression, targets, components] of rows) {
    const base = bases.split(' ');
    if (!base.includes(type) && !base.includes('Resource') && !base.includes('DomainResource')) continue;
    const parameter: SearchParam = {
      code,
      type: kind,
      base,
      expression: expressionFor(expression, type),
      url: `http://hl7.org/fhir/SearchParameter/${id}`,
    };
    if (targets) parameter.target = targetsOf(targets);
    if (components) parameter.components = components.map((each) => ({ code: each[0], expression: each[1] }));
    result.set(code, parameter);
  }
  return result;
}

/** The search parameters in force. */
export type SearchParams = {
  /**
   * Those of a resource type by their code, those of every Resource among them (`_id`, `_lastUpdated`, `_tag`, `_profile`,
   * `_security`, `_source`). Empty for what is no resource type. `_text`, `_content` and `_query` have no expression and are not here.
   */
  of(type: string): ReadonlyMap<string, SearchParam>;
};

/** R4's own parameters, and beside them others; where R4 has the code, R4's definition stands. */
export function searchParams(others: readonly SearchParam[]): SearchParams {
  const byType = new Map<string, ReadonlyMap<string, SearchParam>>();
  const own = others.length === 0 ? null : R4_PARAMS;
  return {
    of(type) {
      if (!isResourceType(type)) return new Map();
      let parameters = byType.get(type);
      if (!parameters) {
        const here = others.filter(({ base }) => base.some((one) => one === type || isAbstract(one)));
        const known = own ? own.of(type) : collect(type);
        const named = here.map(
          (one) => [one.code, { ...one, expression: expressionFor(one.expression, type) }] as const,
        );
        parameters = named.length === 0 ? known : new Map([...named, ...known]);
        byType.set(type, parameters);
      }
      return parameters;
    },
  };
}

function isAbstract(type: string): boolean {
  return type === 'Resource' || type === 'DomainResource';
}

/** R4's own parameters alone. */
export const R4_PARAMS: SearchParams = searchParams([]);
