/** JSON Patch (RFC 6902) and FHIRPath Patch documents, right and wrong in every part. */
import fc from 'fast-check';
import { type Attack, someId, written } from './attack.ts';
import { nastyText, nastyValue, oddText } from './junk.ts';
import { anyExpression } from './make-expressions.ts';

const POINTERS = [
  '',
  '/',
  '/name',
  '/name/0',
  '/name/-',
  '/name/00',
  '/name/-1',
  '/name/99',
  '/name/0/given/0',
  '/id',
  '/meta',
  '/resourceType',
  '/birthDate',
  '/__proto__/x',
  '/constructor/prototype/x',
  '/a~1b',
  '/a~2b',
  '/~',
  'name',
  '/contact',
  '/meta/versionId',
  '/name/0/given',
  '/text/div',
  '/extension/-',
  '/deceasedBoolean',
  '/gender/x',
  '/name/1e0',
];

const operation = fc.oneof(
  fc.record(
    {
      op: fc.oneof(fc.constantFrom('add', 'remove', 'replace', 'move', 'copy', 'test', 'ADD', ''), nastyText),
      path: fc.oneof(fc.constantFrom(...POINTERS), nastyText),
      from: fc.oneof(fc.constantFrom(...POINTERS), nastyText),
      value: nastyValue,
    },
    { requiredKeys: [] },
  ),
  nastyValue,
);

/** Operations that a Patient stands, with values that are odd. */
const soundOperation = fc.oneof(
  oddText.map((value) => ({ op: 'add', path: '/language', value })),
  oddText.map((value) => ({ op: 'add', path: '/name/-', value: { text: value } })),
  oddText.map((value) => ({ op: 'replace', path: '/name', value: [{ family: value }] })),
  fc.constantFrom<unknown>(
    { op: 'test', path: '/resourceType', value: 'Patient' },
    { op: 'copy', from: '/name/0', path: '/name/-' },
    { op: 'move', from: '/name/0', path: '/name/0' },
    { op: 'remove', path: '/name/0' },
    { op: 'add', path: '/contact', value: [] },
  ),
);

const jsonPatch = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.array(soundOperation, { minLength: 1, maxLength: 3 }).map((all) => JSON.stringify(all)),
  },
  { weight: 5, arbitrary: fc.array(operation, { maxLength: 5 }).map((all) => JSON.stringify(all)) },
  { weight: 1, arbitrary: nastyValue.map((value) => JSON.stringify(value) ?? '') },
  { weight: 1, arbitrary: nastyText },
  // Each copy makes it twice as large.
  {
    weight: 1,
    arbitrary: fc
      .nat(60)
      .map((times) =>
        JSON.stringify(Array.from({ length: times }, () => ({ op: 'copy', from: '/name', path: '/name/0/extension' }))),
      ),
  },
);

const PATHS = [
  'Patient',
  'Patient.name',
  'Patient.name[0].given',
  'Patient.birthDate',
  'Patient.name.where(use = 1)',
  'name',
];
const part = (name: string, values: fc.Arbitrary<unknown>) => values.map((value) => ({ name, ...(value as object) }));
const text = (values: fc.Arbitrary<string>) => values.map((value) => ({ valueString: value }));
const code = (values: fc.Arbitrary<string>) => values.map((value) => ({ valueCode: value }));
const anyValue = fc.oneof(
  fc.constantFrom<unknown>(
    { valueString: 'x' },
    { valueHumanName: { family: 'F' } },
    { valueBoolean: true },
    { valueDate: '2020-01-01' },
    { part: [{ name: 'family', valueString: 'F' }] },
    { resource: { resourceType: 'Patient' } },
    {},
  ),
  nastyValue.map((value) => ({ valueString: value })),
  nastyValue.map((value) => ({ part: value })),
);
const number = fc.oneof(fc.integer(), fc.constantFrom<unknown>(0, 1, -1, 1.5, 'x', null, 1e300)).map((value) => ({
  valueInteger: value,
}));

const fhirPathOperation = fc
  .tuple(
    part('type', code(fc.oneof(fc.constantFrom('add', 'insert', 'delete', 'replace', 'move'), nastyText))),
    part('path', text(fc.oneof(fc.constantFrom(...PATHS), anyExpression))),
    part('name', text(fc.oneof(fc.constantFrom('birthDate', 'name', 'active', '__proto__', 'contact'), nastyText))),
    part('value', anyValue),
    part('index', number),
    part('source', number),
    part('destination', number),
    fc.subarray([0, 1, 2, 3, 4, 5, 6]),
  )
  .map(([type, path, name, value, index, source, destination, kept]) => ({
    name: 'operation',
    part: [type, path, name, value, index, source, destination].filter((_, at) => at < 2 || kept.includes(at)),
  }));

const of = (...parts: [string, object][]) => ({
  name: 'operation',
  part: parts.map(([name, value]) => ({ name, ...value })),
});
const soundFhirPathOperation = oddText.chain((value) =>
  fc.constantFrom(
    of(
      ['type', { valueCode: 'add' }],
      ['path', { valueString: 'Patient' }],
      ['name', { valueString: 'name' }],
      ['value', { valueHumanName: { text: value } }],
    ),
    of(
      ['type', { valueCode: 'replace' }],
      ['path', { valueString: 'Patient.name[0].text' }],
      ['value', { valueString: value }],
    ),
    of(['type', { valueCode: 'delete' }], ['path', { valueString: `Patient.name.where(text = 'x')` }]),
    of(
      ['type', { valueCode: 'move' }],
      ['path', { valueString: 'Patient.name' }],
      ['source', { valueInteger: 0 }],
      ['destination', { valueInteger: 0 }],
    ),
  ),
);

const fhirPathPatch = fc
  .array(
    fc.oneof(
      { weight: 5, arbitrary: fhirPathOperation },
      { weight: 4, arbitrary: soundFhirPathOperation },
      { weight: 1, arbitrary: nastyValue },
    ),
    { maxLength: 4 },
  )
  .map((parameter) => JSON.stringify({ resourceType: 'Parameters', parameter }));

const headers = fc.oneof(
  { weight: 4, arbitrary: fc.constant<Record<string, string>>({}) },
  { weight: 1, arbitrary: fc.constantFrom('W/"1"', '*', '', 'W/"99"').map((version) => ({ 'if-match': version })) },
);

export const jsonPatches: fc.Arbitrary<Attack> = fc
  .tuple(someId, jsonPatch, headers)
  .map(([id, body, sent]) =>
    written('PATCH', `/fhir/Patient/${id}`, body, { 'content-type': 'application/json-patch+json', ...sent }),
  );

export const fhirPathPatches: fc.Arbitrary<Attack> = fc
  .tuple(someId, fhirPathPatch, headers)
  .map(([id, body, sent]) => written('PATCH', `/fhir/Patient/${id}`, body, sent));

/** A patch as an entry of a bundle carries it. */
export const patchEntry: fc.Arbitrary<unknown> = fc.oneof(
  fhirPathPatch.map((body) => JSON.parse(body) as unknown),
  jsonPatch.map((body) => ({
    resourceType: 'Binary',
    contentType: 'application/json-patch+json',
    data: Buffer.from(body).toString('base64'),
  })),
);
