/** Query strings: every search parameter of every type with every modifier and prefix, result parameters, chains, and junk in each part. */
import fc from 'fast-check';
import { R4_PARAMS, RESOURCE_TYPES } from '../../../src/fhir/index.ts';
import { type Attack, someId } from './attack.ts';
import { nasty, nastyDate, nastyNumber, nastyText } from './junk.ts';

const MODIFIERS = [
  'missing',
  'exact',
  'contains',
  'text',
  'not',
  'of-type',
  'above',
  'below',
  'in',
  'not-in',
  'identifier',
  'iterate',
  'Patient',
  'Group',
  'nonsense',
  '',
  'exact:exact',
];
const PREFIXES = ['', 'eq', 'ne', 'gt', 'lt', 'ge', 'le', 'sa', 'eb', 'ap', 'zz'];
const RESULT_PARAMETERS = [
  '_sort',
  '_count',
  '_total',
  '_summary',
  '_elements',
  '_include',
  '_revinclude',
  '_include:iterate',
  '_revinclude:iterate',
  '_cursor',
  '_format',
  '_pretty',
  '_contained',
  '_containedType',
  '_score',
  '_type',
  '_list',
  '_text',
  '_content',
  '_filter',
  '_query',
  '_id',
  '_lastUpdated',
  '_tag',
  '_profile',
  '_security',
  '_source',
  '_has',
  '_since',
  '_at',
  '_getpages',
  '_offset',
];
const GOOD_VALUES = [
  'p1',
  'Patient/p1',
  'true',
  'false',
  '2024',
  'ge2024-01-01',
  'http://loinc.org|8867-4',
  '72.5',
  'final',
  '-date',
  'Observation:subject',
  'Observation:subject:Patient',
  '*',
  'count',
  'data',
  'accurate',
  'estimate',
  '0',
  '1000',
  'Mül',
  '72.5|http://unitsofmeasure.org|/min',
  'urn:t|MR|one',
  'family,-birthdate,_id',
  'text',
  'id,name',
];

const type = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('Patient', 'Observation', 'Encounter', 'Organization', 'ValueSet', 'Task') },
  { weight: 2, arbitrary: fc.constantFrom(...RESOURCE_TYPES) },
);

const value: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...GOOD_VALUES) },
  { weight: 3, arbitrary: nasty },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom(...PREFIXES), fc.oneof(nastyDate, nastyNumber))
      .map(([prefix, text]) => prefix + text),
  },
  { weight: 1, arbitrary: fc.array(nasty, { maxLength: 4 }).map((parts) => parts.join('|')) },
  { weight: 1, arbitrary: fc.array(nasty, { maxLength: 4 }).map((parts) => parts.join('$')) },
  { weight: 1, arbitrary: fc.array(nasty, { maxLength: 6 }).map((parts) => parts.join(',')) },
);

/** A parameter of a type, its name alone. */
function paramOf(name: string): fc.Arbitrary<string> {
  const codes = [...R4_PARAMS.of(name).keys()];
  return codes.length === 0 ? fc.constant('_id') : fc.constantFrom(...codes);
}

function nameOf(of: string): fc.Arbitrary<string> {
  const own = paramOf(of);
  const modified = fc.tuple(own, fc.constantFrom(...MODIFIERS)).map(([code, modifier]) => `${code}:${modifier}`);
  const link = fc.constantFrom(
    'subject.name',
    'subject:Patient.name',
    'subject.organization.name',
    'patient.general-practitioner.family',
    '_has:Observation:subject:code',
    '_has:Observation:patient:_has:Provenance:target:agent',
    '_has:::',
    'a.b.c.d',
    'organization.partof.partof.partof.partof.partof.partof.partof.partof.partof.name',
    'subject:Pet.name',
    '.',
    '..',
  );
  const chained = fc.tuple(own, paramOf('Patient')).map(([code, further]) => `${code}.${further}`);
  const having = fc
    .tuple(type, fc.constantFrom('subject', 'patient', 'encounter', 'x'), paramOf('Observation'))
    .map(([other, reference, further]) => `_has:${other}:${reference}:${further}`);
  return fc.oneof(
    { weight: 4, arbitrary: own },
    { weight: 4, arbitrary: modified },
    { weight: 2, arbitrary: fc.constantFrom(...RESULT_PARAMETERS) },
    { weight: 1, arbitrary: link },
    { weight: 1, arbitrary: chained },
    { weight: 1, arbitrary: having },
    { weight: 1, arbitrary: nastyText },
  );
}

/** Encoded as a form is; what is no Unicode is sent as the replacement character, as browsers do. */
function encoded(pairs: [string, string][]): string {
  return new URLSearchParams(pairs).toString();
}

const asked: fc.Arbitrary<{ type: string; query: string }> = type.chain((name) =>
  fc.array(fc.tuple(nameOf(name), value), { minLength: 1, maxLength: 3 }).map((pairs) => ({
    type: name,
    query: encoded(pairs),
  })),
);

/** A query as it is written by hand: signs that should have been encoded, and percent signs that encode nothing. */
const rawQuery = fc
  .array(
    fc.constantFrom('&', '=', '%', '%zz', '%00', '%ff', '+', ';', '_count', 'name', ':', ',', '?', '#', '[]', 'ä'),
    {
      maxLength: 10,
    },
  )
  .map((parts) => encodeURI(parts.join('')).replaceAll('%25', '%'));

const headers = fc.constantFrom<Record<string, string>>(
  {},
  { prefer: 'handling=strict' },
  { prefer: 'handling=lenient' },
);

export const searches: fc.Arbitrary<Attack> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.tuple(asked, headers).map(([one, sent]): Attack => ({
      way: 'request',
      method: 'GET',
      url: `/fhir/${one.type}?${one.query}`,
      headers: sent,
    })),
  },
  {
    weight: 1,
    arbitrary: asked.map((one): Attack => ({
      way: 'request',
      method: 'POST',
      url: `/fhir/${one.type}/_search?${one.query.slice(0, 20)}`,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: one.query,
    })),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(
        fc.constantFrom('Patient', '_history', 'Patient/p1/_history', 'Patient/p1/$everything', 'metadata'),
        rawQuery,
      )
      .map(([path, query]): Attack => ({ way: 'request', method: 'GET', url: `/fhir/${path}?${query}` })),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(
        fc.constantFrom('Patient/p1/_history', '_history', 'Observation/_history', 'Patient/p1/$everything'),
        fc.constantFrom('_since', '_at', '_count', '_cursor', '_type', '_elements', 'start', 'end', 'patient'),
        value,
      )
      .map(([path, name, text]): Attack => {
        return { way: 'request', method: 'GET', url: `/fhir/${path}?${encoded([[name, text]])}` };
      }),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(asked, fc.constantFrom('DELETE', 'PUT', 'PATCH'), someId).map(([one, method, id]): Attack => ({
      way: 'request',
      method,
      url: `/fhir/${one.type}?${one.query}`,
      headers: { 'content-type': method === 'PATCH' ? 'application/json-patch+json' : 'application/fhir+json' },
      ...(method === 'DELETE'
        ? {}
        : { payload: method === 'PATCH' ? '[]' : JSON.stringify({ resourceType: one.type, id }) }),
    })),
  },
);
