import { restriction } from '../../access/index.ts';
import { type Caller, Fault } from '../../base/index.ts';
import { type SearchParams, isResourceType } from '../../fhir/index.ts';

/** A question about another resource: of one that this one refers to (`chain`), or that refers to this one (`has`). */
export type Link = {
  kind: 'chain' | 'has';
  /** The reference parameter: of the type that is searched (`chain`), or of the other type (`has`). */
  param: string;
  /** The types of the other end that the caller may search. */
  types: string[];
  /** What is asked there: `name:exact`, `organization.name`, `_has:...`. */
  rest: string;
  value: string;
  name: string;
};

/** Hops in one parameter. */
const MOST_HOPS = 8;
/** Types that one hop without a type may go to. */
const MOST_TYPES = 12;

/** True for `subject.name`, `subject:Patient.name` and `_has:Observation:patient:code`. */
export function isLink(name: string): boolean {
  return name.startsWith('_has:') || name.includes('.');
}

function invalid(name: string, why: string): Fault {
  return new Fault('invalid', 'value', `The parameter "${name}": ${why}.`);
}

/**
 * Reads a chain (http://hl7.org/fhir/R4/search.html#chaining) or a `_has` (#has) of a type. Only types that the caller may search are
 * gone to: what is beyond them must not show through. Faults: invalid, forbidden.
 */
export function readLink(params: SearchParams, caller: Caller, type: string, name: string, value: string): Link {
  const hops = name.split(/\.|_has:/).length;
  if (hops > MOST_HOPS + 2) throw invalid(name, `more than ${MOST_HOPS} hops are too costly`);
  if (value === '') throw invalid(name, 'it has no value');
  if (name.includes('_has:AuditEvent:') || name.includes(':AuditEvent.')) {
    throw invalid(name, 'AuditEvent is searched by itself alone');
  }
  const link = name.startsWith('_has:') ? readHas(params, type, name) : readChain(params, type, name);
  const allowed = link.types.filter((one) => restriction(caller, one).allowed);
  if (allowed.length === 0) {
    const may = restriction(caller, link.types[0]!);
    throw new Fault('forbidden', 'forbidden', `Not allowed: ${may.allowed ? name : may.why}.`);
  }
  return { ...link, types: allowed, value, name };
}

function readHas(params: SearchParams, type: string, name: string): Omit<Link, 'value' | 'name'> {
  const [, other = '', param = '', ...rest] = name.split(':');
  if (!isResourceType(other) || rest.length === 0) {
    throw invalid(name, 'write it as _has:Type:reference:parameter, such as _has:Observation:patient:code');
  }
  const known = params.of(other).get(param);
  if (known?.type !== 'reference') throw invalid(name, `${other}:${param} is not a reference parameter`);
  if (known.target && !known.target.includes(type))
    throw invalid(name, `${other}:${param} does not refer to a ${type}`);
  return { kind: 'has', param, types: [other], rest: rest.join(':') };
}

function readChain(params: SearchParams, type: string, name: string): Omit<Link, 'value' | 'name'> {
  const at = name.indexOf('.');
  const [param = '', target] = name.slice(0, at).split(':');
  const rest = name.slice(at + 1);
  const known = params.of(type).get(param);
  if (known?.type !== 'reference') throw invalid(name, `"${param}" is not a reference parameter of ${type}`);
  if (target !== undefined) {
    if (!isResourceType(target) || (known.target && !known.target.includes(target))) {
      throw invalid(name, `${type}:${param} does not refer to a ${target}`);
    }
    return { kind: 'chain', param, types: [target], rest };
  }
  const [code = ''] = rest.split(/[.:]/);
  const types = (known.target ?? []).filter((one) => code === '_has' || params.of(one).has(code));
  if (types.length === 0) throw invalid(name, `nothing that ${type}:${param} refers to has a parameter "${code}"`);
  if (types.length > MOST_TYPES)
    throw invalid(name, `${param} refers to many types; name one, as in ${param}:Patient.${rest}`);
  return { kind: 'chain', param, types, rest };
}
