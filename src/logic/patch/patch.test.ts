import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Fault } from '../../base/index.ts';
import { type Resource, parseJson, stringify } from '../../fhir/index.ts';
import { applyFhirPathPatch, applyJsonPatch } from '../index.ts';

const patient = (): Resource => ({
  resourceType: 'Patient',
  id: 'p',
  active: true,
  birthDate: '1950-01-02',
  _birthDate: { extension: [{ url: 'urn:x', valueString: 'about' }] },
  name: [{ given: ['Ann', null, 'Bea'], _given: [null, { id: 'g' }, null], family: 'Example' }],
});

function faultOf(run: () => unknown): Fault {
  try {
    run();
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}

function part(name: string, value: Record<string, unknown>): Record<string, unknown> {
  return { name, ...value };
}

function patchOf(type: string, path: string, ...parts: Record<string, unknown>[]): Resource {
  const own = [part('type', { valueCode: type }), part('path', { valueString: path })];
  return { resourceType: 'Parameters', parameter: [{ name: 'operation', part: [...own, ...parts] }] };
}

describe('JSON Patch', () => {
  test('numbers keep their digits, wherever they are moved or copied to', () => {
    const text = '{"resourceType":"Basic","a":[1,1.10],"b":2.0}';
    const operations = (parseJson('{"o":[{"op":"add","path":"/a/0","value":3.50}]}') as { o: unknown[] }).o;
    const patched = applyJsonPatch(parseJson(text) as Resource, [
      ...operations,
      { op: 'copy', from: '/a/2', path: '/c' },
      { op: 'move', from: '/b', path: '/a/-' },
    ]);
    expect(stringify(patched)).toBe('{"resourceType":"Basic","a":[3.50,1,1.10,2.0],"c":1.10}');
  });

  test('a comparison takes numbers numerically, to the last digit', () => {
    const resource = parseJson('{"resourceType":"Basic","a":1.10,"b":12345678901234567890.1}') as Resource;
    const near = (parseJson('{"o":[{"op":"test","path":"/b","value":12345678901234567890.2}]}') as { o: unknown[] }).o;
    expect(stringify(applyJsonPatch(resource, [{ op: 'test', path: '/a', value: 1.1 }]))).toContain('1.10');
    expect(faultOf(() => applyJsonPatch(resource, near)).kind).toBe('unprocessable');
  });

  test.each([
    ['a missing member', [{ op: 'remove', path: '/name/0/prefix' }], 'unprocessable', '/name/0/prefix'],
    ['an index past the end', [{ op: 'add', path: '/name/2', value: {} }], 'unprocessable', '[0]'],
    ['a leading zero', [{ op: 'remove', path: '/name/00' }], 'unprocessable', '/name/00'],
    ['a pointer without a slash', [{ op: 'remove', path: 'name' }], 'invalid', 'must begin with "/"'],
    ['a broken escape', [{ op: 'remove', path: '/a~2' }], 'invalid', '"~"'],
    ['a prototype', [{ op: 'add', path: '/__proto__/x', value: 1 }], 'invalid', '__proto__'],
    ['a constructor', [{ op: 'add', path: '/constructor', value: 1 }], 'invalid', 'constructor'],
    [
      'a prototype in a value',
      [{ op: 'add', path: '/x', value: JSON.parse('{"__proto__":1}') }],
      'invalid',
      '__proto__',
    ],
    ['a move into itself', [{ op: 'move', from: '/name', path: '/name/0/x' }], 'unprocessable', 'into itself'],
    ['an unknown op', [{ op: 'merge', path: '/name' }], 'invalid', 'add, remove'],
    ['no value', [{ op: 'add', path: '/x' }], 'invalid', '"value"'],
    ['no array', { op: 'add' }, 'invalid', 'array'],
    ['another id', [{ op: 'replace', path: '/id', value: 'q' }], 'unprocessable', 'id'],
    ['another type', [{ op: 'replace', path: '', value: { resourceType: 'Group', id: 'p' } }], 'unprocessable', 'Type'],
    ['no resource left', [{ op: 'remove', path: '' }], 'unprocessable', 'DELETE'],
  ])('%s is refused with the place and the mend', (_, operations, kind, word) => {
    const fault = faultOf(() => applyJsonPatch(patient(), operations));
    expect(fault.kind).toBe(kind);
    expect(fault.message).toContain(word);
  });

  test('copies of copies end', () => {
    const operations = Array.from({ length: 100 }, () => ({ op: 'copy', from: '/name', path: '/name/-' }));
    expect(['invalid', 'too-costly']).toContain(faultOf(() => applyJsonPatch(patient(), operations)).kind);
  });
});

describe('FHIRPath Patch', () => {
  test("replacing a primitive replaces its extensions with the value's own", () => {
    const value = part('value', { valueDate: '1951-01-01', _valueDate: { id: 'b' } });
    const patched = applyFhirPathPatch(patient(), patchOf('replace', 'Patient.birthDate', value));
    expect([patched['birthDate'], patched['_birthDate']]).toEqual(['1951-01-01', { id: 'b' }]);
  });

  test('a list of primitives and its siblings move together', () => {
    const move = patchOf('move', 'Patient.name[0].given', part('source', { valueInteger: 1 }), {
      name: 'destination',
      valueInteger: 0,
    });
    const name = (applyFhirPathPatch(patient(), move)['name'] as unknown[])[0];
    expect(name).toEqual({ given: [null, 'Ann', 'Bea'], _given: [{ id: 'g' }, null, null], family: 'Example' });
  });

  test('deleting the last extension of a primitive leaves its value alone', () => {
    const patched = applyFhirPathPatch(patient(), patchOf('delete', "Patient.birthDate.extension('urn:x')"));
    expect(patched['birthDate']).toBe('1950-01-02');
    expect(patched).not.toHaveProperty('_birthDate');
  });

  test('a choice is added by its name without type, and replaced by another type', () => {
    const added = applyFhirPathPatch(
      patient(),
      patchOf('add', 'Patient', part('name', { valueString: 'deceased' }), part('value', { valueBoolean: true })),
    );
    expect(added['deceasedBoolean']).toBe(true);
    const value = part('value', { valueDateTime: '2020-01-01' });
    const replaced = applyFhirPathPatch(added, patchOf('replace', 'Patient.deceased', value));
    expect(replaced['deceasedDateTime']).toBe('2020-01-01');
    expect(replaced).not.toHaveProperty('deceasedBoolean');
  });

  test('an insert into a list that is not there yet makes it, at index 0 alone', () => {
    const value = part('value', { valueIdentifier: { value: '1' } });
    const at = (index: number) =>
      patchOf('insert', 'Patient.identifier', part('index', { valueInteger: index }), value);
    expect(applyFhirPathPatch(patient(), at(0))['identifier']).toEqual([{ value: '1' }]);
    expect(faultOf(() => applyFhirPathPatch(patient(), at(1))).message).toContain('from 0 to 0');
  });

  test.each([
    ['several elements', patchOf('delete', 'Patient.name.given'), 'unprocessable', 'selects 3'],
    [
      'nothing to replace',
      patchOf('replace', 'Patient.gender', part('value', { valueCode: 'male' })),
      'unprocessable',
      '',
    ],
    ['a computed value', patchOf('delete', '1 + 1'), 'invalid', 'computes'],
    ['a broken path', patchOf('delete', 'Patient.name['), 'invalid', 'parameter[0]'],
    [
      'a wrong type',
      patchOf('replace', 'Patient.active', part('value', { valueString: 'x' })),
      'unprocessable',
      'boolean',
    ],
    ['an unknown type of operation', patchOf('merge', 'Patient.name'), 'invalid', 'add, insert'],
    ['the whole resource', patchOf('delete', 'Patient'), 'unprocessable', 'DELETE'],
    ['the id', patchOf('delete', 'Patient.id'), 'unprocessable', 'id'],
    [
      'an element that is there',
      patchOf('add', 'Patient', part('name', { valueString: 'active' }), part('value', { valueBoolean: false })),
      'unprocessable',
      'replace',
    ],
  ])('%s is refused with the place and the mend', (_, parameters, kind, word) => {
    const fault = faultOf(() => applyFhirPathPatch(patient(), parameters));
    expect(fault.kind).toBe(kind);
    expect(fault.message).toContain(word);
  });

  test('deleting what is not there is no error', () => {
    expect(applyFhirPathPatch(patient(), patchOf('delete', 'Patient.gender'))).toEqual(patient());
  });
});

const pointers = fc.constantFrom(
  '',
  '/name',
  '/name/0',
  '/name/-',
  '/name/0/given/1',
  '/id',
  '/x',
  '/x/y',
  '/a~1b',
  'bad',
  '/__proto__',
);
const operation = fc.record(
  {
    op: fc.constantFrom('add', 'remove', 'replace', 'move', 'copy', 'test', 'bad'),
    path: pointers,
    from: pointers,
    value: fc.jsonValue(),
  },
  { requiredKeys: ['op'] },
);
const paths = fc.constantFrom(
  'Patient',
  'Patient.name',
  'Patient.name[0].given',
  'Patient.name[0].given[1]',
  'Patient.birthDate',
  'x',
  '1+1',
  '(',
  'Patient.birthDate.extension',
  'Patient.name.first().family',
);
const values = fc.oneof(
  fc.record({ valueString: fc.string() }),
  fc.record({ valueHumanName: fc.record({ family: fc.string() }) }),
  fc.record({ valueCode: fc.jsonValue() }),
  fc.record({ part: fc.jsonValue() }),
);
const fhirOperation = fc
  .tuple(
    fc.constantFrom('add', 'insert', 'delete', 'replace', 'move'),
    paths,
    fc.constantFrom('name', 'family', 'given', 'extension', 'birthDate', 'deceased', 'x'),
    fc.nat(3),
    fc.nat(3),
    values,
  )
  .map(([type, path, name, one, other, value]) => {
    const extra = {
      add: [part('name', { valueString: name }), part('value', value)],
      insert: [part('index', { valueInteger: one }), part('value', value)],
      delete: [],
      replace: [part('value', value)],
      move: [part('source', { valueInteger: one }), part('destination', { valueInteger: other })],
    }[type];
    return patchOf(type, path, ...extra)['parameter'] as unknown[];
  });
const resources = fc
  .oneof(fc.constant({}), fc.record({ name: fc.jsonValue(), _birthDate: fc.jsonValue(), contained: fc.jsonValue() }))
  .map((odd): Resource => ({ ...patient(), ...odd }));

type Apply = (resource: Resource, patch: unknown) => Resource;

/** The text of the result, or of the refusal; anything else that is thrown fails the property. */
function told(apply: Apply, resource: Resource, patch: unknown): string {
  try {
    return stringify(apply(resource, patch));
  } catch (error) {
    if (error instanceof Fault) return `${error.kind}: ${error.message}`;
    throw error;
  }
}

test.each<[string, Apply, fc.Arbitrary<unknown>]>([
  ['JSON Patch', applyJsonPatch, fc.oneof({ weight: 9, arbitrary: fc.array(operation) }, fc.jsonValue())],
  [
    'FHIRPath Patch',
    applyFhirPathPatch,
    fc.oneof(
      {
        weight: 9,
        arbitrary: fc
          .array(fhirOperation, { maxLength: 4 })
          .map((all) => ({ resourceType: 'Parameters', parameter: all.flat() })),
      },
      fc.jsonValue(),
    ),
  ],
])(
  '%s: whatever is sent, a Fault or a result; the same twice; and the inputs stay as they are',
  (_, apply, patches) => {
    fc.assert(
      fc.property(resources, patches, (resource, patch) => {
        const before = stringify([resource, patch]);
        const first = told(apply, resource, patch);
        expect(told(apply, resource, patch)).toBe(first);
        expect(stringify([resource, patch])).toBe(before);
      }),
      { numRuns: 400 },
    );
  },
);
