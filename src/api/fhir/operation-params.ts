import { Fault } from '../../base/index.ts';
import type { Resource } from '../../fhir/index.ts';
import { type Exchange, FORM_ONLY, resourceIn } from './interactions.ts';

type Parameter = { name?: unknown; [value: `value${string}`]: unknown };

/** The Parameters resource of an operation called by POST; null where the body is empty. */
export function parametersIn(exchange: Exchange): (Resource & { parameter?: Parameter[] }) | null {
  const body = exchange.request.body as Buffer | undefined;
  if (!body || body.length === 0) return null;
  const parameters = resourceIn(exchange, 'Parameters') as Resource & { parameter?: Parameter[] };
  if (parameters.parameter === undefined || Array.isArray(parameters.parameter)) return parameters;
  throw new Fault('invalid', 'structure', 'The parameters are not a list.', { expression: 'Parameters.parameter' });
}

/**
 * The simple parameters of an operation, those of the address before those of the body: an operation that changes nothing may be called
 * by GET, or by POST with a Parameters resource (http://hl7.org/fhir/R4/operations.html#executing). Faults: invalid for one that
 * is not simple.
 */
export function paramsOf(exchange: Exchange): [string, string][] {
  const own = (parametersIn(exchange)?.parameter ?? []).map((one, at): [string, string] => {
    const values = Object.entries(one ?? {}).filter(([name]) => name.startsWith('value'));
    const [value] = values.map(([, given]) => given);
    const isSimple = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
    if (typeof one?.name === 'string' && values.length === 1 && isSimple) return [one.name, String(value)];
    const detail = 'A parameter of this operation has a name and one simple value, such as valueString.';
    throw new Fault('invalid', 'structure', detail, { expression: `Parameters.parameter[${at}]` });
  });
  return [...exchange.query, ...own].filter(([name]) => !FORM_ONLY.has(name));
}
