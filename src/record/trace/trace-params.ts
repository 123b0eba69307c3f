import { Fault } from '../../base/index.ts';
import { isId, isResourceType } from '../../fhir/index.ts';
import type { AuditColumn, AuditTest } from '../../store/index.ts';
import { dateTest, splitEscaped } from '../search/search-values.ts';
import { KINDS, OUTCOMES, kindOf, policyOf } from './audit-event.ts';

/** One parameter as it was asked. */
export type Raw = { code: string; modifier: string | undefined; value: string; name: string; now: number };

type Reader = (raw: Raw, values: string[]) => AuditTest;

/** A parameter of AuditEvent as it is served: R4's kind, and how its values become a test of the audit's rows. */
export type TraceParam = { type: 'token' | 'string' | 'reference' | 'date' | 'uri'; read: Reader };

const unescape = (text: string) => text.replaceAll(/\\([\\,|$])/g, '$1');

function refuse({ name, value }: Raw, why: string): never {
  throw new Fault('invalid', 'value', `The parameter "${name}": "${value.slice(0, 60)}" ${why}.`);
}

function unsupported({ name, modifier }: Raw): never {
  throw new Fault('invalid', 'not-supported', `The modifier ":${modifier}" of "${name}" is not supported here.`);
}

/** The code of a token; its system is looked at where the parameter has one. */
function codeOf(text: string, system?: string): string | null {
  const [first = '', second] = splitEscaped(text, '|').map(unescape);
  if (second === undefined) return first;
  return system === undefined || first === '' || first === system ? second : null;
}

/** A token whose codes stand in a column. */
function column(name: AuditColumn, system?: string): TraceParam {
  return {
    type: 'token',
    read: (raw, values) => {
      if (raw.modifier !== undefined && raw.modifier !== 'not') unsupported(raw);
      const codes = values.flatMap((value) => codeOf(value, system) ?? []);
      return { kind: 'any', column: name, values: codes, ...(raw.modifier === 'not' ? { not: true } : {}) };
    },
  };
}

/** A token that follows from the deed: rows whose deed has it, and, of deeds that the audit does not know, the rest. */
function ofDeed(has: (action: string, value: string) => boolean): TraceParam {
  return {
    type: 'token',
    read: (raw, values) => {
      if (raw.modifier !== undefined && raw.modifier !== 'not') unsupported(raw);
      const known = Object.keys(KINDS);
      const wanted = (action: string) => values.some((value) => has(action, value)) !== (raw.modifier === 'not');
      const named = known.filter(wanted);
      const some: AuditTest = { kind: 'any', column: 'action', values: named };
      // Any word that is in no list stands for the deeds that are not in it.
      if (!wanted('')) return some;
      return { kind: 'any', column: 'action', values: known.filter((action) => !wanted(action)), not: true };
    },
  };
}

const EVENT_TYPES: Record<string, string> = { rest: 'http://terminology.hl7.org/CodeSystem/audit-event-type' };
const INTERACTION = 'http://hl7.org/fhir/restful-interaction';

function outcomes(): TraceParam {
  return {
    type: 'token',
    read: (raw, values) => {
      if (raw.modifier !== undefined && raw.modifier !== 'not') unsupported(raw);
      const codes = values.map((value) => codeOf(value));
      const named = Object.entries(OUTCOMES).filter(([, code]) => codes.includes(code));
      const test: AuditTest = { kind: 'any', column: 'outcome', values: named.map(([word]) => word) };
      return raw.modifier === 'not' ? { ...test, not: true } : test;
    },
  };
}

function words(name: 'agent_name' | 'address'): TraceParam {
  return {
    type: 'string',
    read: (raw, values) => {
      const how = ({ exact: 'exact', contains: 'contains' } as const)[raw.modifier ?? ''] ?? 'starts';
      if (raw.modifier !== undefined && how === 'starts') unsupported(raw);
      return { kind: 'text', column: name, how, values: values.map(unescape) };
    },
  };
}

/** `Type/id`, an absolute address that ends so, or an id alone. */
function keyOf(raw: Raw, value: string): { type?: string; id: string } {
  const parts = unescape(value).split('/');
  const id = parts.at(-1)!;
  const type = parts.at(-2) ?? (raw.modifier && isResourceType(raw.modifier) ? raw.modifier : undefined);
  if (!isId(id) || (type !== undefined && !isResourceType(type))) refuse(raw, 'is not a reference such as Patient/x');
  if (raw.modifier !== undefined && !isResourceType(raw.modifier)) unsupported(raw);
  return { id, ...(type === undefined ? {} : { type }) };
}

const PEOPLE = ['Practitioner', 'PractitionerRole', 'Patient', 'RelatedPerson', 'Organization', 'Device'];

const entity: TraceParam = {
  type: 'reference',
  read: (raw, values) => ({ kind: 'entity', any: values.map((value) => keyOf(raw, value)) }),
};

const agent: TraceParam = {
  type: 'reference',
  read: (raw, values) => {
    const references = values.flatMap((value) => {
      const { type, id } = keyOf(raw, value);
      return type === undefined ? PEOPLE.map((one) => `${one}/${id}`) : [`${type}/${id}`];
    });
    return { kind: 'any', column: 'reference', values: references };
  },
};

const ENTITY_ROLES: Record<string, AuditTest[]> = {
  '1': [{ kind: 'given', column: 'patient', is: true }],
  '4': [
    { kind: 'given', column: 'id', is: true },
    { kind: 'any', column: 'action', values: ['search', 'find'], not: true },
  ],
  '24': [{ kind: 'any', column: 'action', values: ['search', 'find'] }],
};

const entityRole: TraceParam = {
  type: 'token',
  read: (raw, values) => {
    if (raw.modifier !== undefined) unsupported(raw);
    const any = values.flatMap((value) => {
      const role = ENTITY_ROLES[codeOf(value, 'http://terminology.hl7.org/CodeSystem/object-role') ?? ''];
      return role ? [role] : [];
    });
    return { kind: 'either', any };
  },
};

const policy: TraceParam = {
  type: 'uri',
  read: (raw, values) => {
    if (raw.modifier !== undefined) unsupported(raw);
    const prefix = policyOf('');
    const bases = values
      .map(unescape)
      .map((value) => (value.startsWith(prefix) ? value.slice(prefix.length) : `consent:${value}`));
    return { kind: 'any', column: 'basis', values: bases };
  },
};

/** The parameters of AuditEvent that are served, by their codes; `purpose` is R5's, and there is none in R4. */
export const TRACE_PARAMS: Readonly<Record<string, TraceParam>> = {
  action: ofDeed((action, value) => codeOf(value, 'http://hl7.org/fhir/audit-event-action') === kindOf(action).letter),
  address: words('address'),
  agent,
  'agent-name': words('agent_name'),
  'agent-role': column('role', 'urn:throughline:role'),
  altid: column('agent'),
  date: {
    type: 'date',
    read: (raw, values) => ({ kind: 'at', any: dates(raw, values) }),
  },
  entity,
  'entity-role': entityRole,
  outcome: outcomes(),
  patient: {
    type: 'reference',
    read: (raw, values) => ({ kind: 'entity', any: values.map((value) => patientKey(raw, value)) }),
  },
  policy,
  purpose: column('purpose', 'http://terminology.hl7.org/CodeSystem/v3-ActReason'),
  site: column('site'),
  subtype: ofDeed((action, value) => {
    const code = codeOf(value, INTERACTION);
    return code !== null && kindOf(action).subtypes.includes(code);
  }),
  type: ofDeed((action, value) => {
    const { type } = kindOf(action);
    return codeOf(value, EVENT_TYPES[type.code] ?? type.system) === type.code;
  }),
  _lastUpdated: { type: 'date', read: (raw, values) => ({ kind: 'at', any: dates(raw, values) }) },
  _id: {
    type: 'token',
    read: (raw, values) => {
      if (raw.modifier !== undefined) unsupported(raw);
      return { kind: 'position', any: values.map(unescape) };
    },
  },
};

function dates(raw: Raw, values: string[]) {
  if (raw.modifier !== undefined) unsupported(raw);
  const given = { name: raw.name, value: raw.value, modifier: undefined, param: { code: raw.code, type: 'date' } };
  return values.map((value) => dateTest(given as unknown as Parameters<typeof dateTest>[0], value, raw.now));
}

/** The id of the patient that a value of `patient` names. */
export function patientKey(raw: Raw, value: string): { type: 'Patient'; id: string } {
  const { type = 'Patient', id } = keyOf(raw, value);
  if (type !== 'Patient') refuse(raw, 'is no patient');
  return { type: 'Patient', id };
}

/** The values of a parameter that are alternatives. */
export function valuesOf(raw: Raw): string[] {
  const values = splitEscaped(raw.value, ',').filter((value) => value !== '');
  if (values.length === 0) refuse(raw, 'is no value');
  return values;
}
