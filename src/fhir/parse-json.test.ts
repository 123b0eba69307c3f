import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Fault } from '../base/index.ts';
import { digitsOf, parseJson, stringify, withMeta, type Resource } from './index.ts';

function faultOf(act: () => unknown): Fault {
  try {
    act();
  } catch (fault) {
    if (fault instanceof Fault) return fault;
    throw fault;
  }
  throw new Error('was not refused');
}

describe('parseJson refuses', () => {
  test.each([
    ['{"a":\n 1,}', 'Not JSON: a string as key expected at line 2, column 4, found "}".'],
    ['', 'Not JSON: a value expected at line 1, column 1, found the end.'],
    ['{"a":1} x', 'Not JSON: the end expected at line 1, column 9, found "x".'],
    ['{"a":01}', 'Not JSON: "}" expected at line 1, column 7, found "1".'],
    ['{"a":"b', 'Not JSON: a valid string expected at line 1, column 6, found "\\"".'],
    ['{"a":[1,2}', 'Not JSON: "]" expected at line 1, column 10, found "}".'],
    ['{"a":.5}', 'Not JSON: a value expected at line 1, column 6, found ".".'],
    ['[{}]', 'The content must be a JSON object ({...}).'],
    ['null', 'The content must be a JSON object ({...}).'],
    ['"x"', 'The content must be a JSON object ({...}).'],
  ])('%j', (text, message) => {
    const fault = faultOf(() => parseJson(text));
    expect(fault.message).toBe(message);
    expect(fault.kind).toBe('invalid');
    expect(fault.code).toBe('structure');
  });

  test('bytes that are not UTF-8', () => {
    expect(faultOf(() => parseJson(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]))).message).toBe(
      'The content is not valid UTF-8.',
    );
  });

  test('a key that is there twice, with its path', () => {
    const text = '{"resourceType":"Patient","name":[{"given":["A"]},{"family":"B","fam\\u0069ly":"C"}]}';
    const fault = faultOf(() => parseJson(text));
    expect(fault.issues[0]!.expression).toBe('Patient.name[1].family');
    expect(fault.message).toMatch(/"family" appears twice .*line 1, column 65/);
    expect(faultOf(() => parseJson('{"a":1,"a":1}')).issues[0]!.expression).toBe('a');
  });

  test('what is nested too deep, even beyond what a stack bears', () => {
    const nested = (levels: number): string => '{"a":'.repeat(levels) + '1' + '}'.repeat(levels);
    expect(() => parseJson(nested(100))).not.toThrow();
    expect(faultOf(() => parseJson(nested(101))).message).toBe('The JSON is nested deeper than 100 levels.');
    expect(faultOf(() => parseJson('[['.repeat(1_000_000))).message).toMatch(/deeper than 100/);
    expect(faultOf(() => parseJson(nested(4), { maxDepth: 3 })).message).toMatch(/deeper than 3/);
  });
});

describe('numbers keep their digits', () => {
  test.each([
    '{"a":1.10,"b":[1e2,{"c":0.1000000000000000055}],"d":12345678901234567890,"e":-0,"f":1E400,"g":7}',
    '{"a":"1.10","b":{"c":[1.0,"x:1.0",2.50]}}',
    '{"a":1.5,"b":"é\\"\\\\ {1.0}"}',
  ])('%s', (text) => expect(stringify(parseJson(text))).toBe(text));

  test('where JavaScript reorders keys', () => {
    expect(stringify(parseJson('{"2":1.0,"1":2.00}'))).toBe('{"1":2.00,"2":1.0}');
  });

  test('digitsOf tells them, and of a plain number its own', () => {
    const value = parseJson('{"a":{"value":1.10},"b":[3.00,4]}') as { a: object; b: number[] };
    expect(digitsOf(value.a, 'value')).toBe('1.10');
    expect(digitsOf(value.b, 0)).toBe('3.00');
    expect(digitsOf(value.b, 1)).toBe('4');
    expect(digitsOf({ a: 0.5 }, 'a')).toBe('0.5');
  });

  test('a value that was written over has new digits', () => {
    const value = parseJson('{"a":1.10}') as { a: number };
    value.a = 2;
    expect(stringify(value)).toBe('{"a":2}');
  });

  test('withMeta keeps them through the copy', () => {
    const resource = parseJson('{"resourceType":"RiskAssessment","x":1.10,"y":{"z":2.0},"id":"old"}') as Resource;
    expect(stringify(withMeta(resource, 'new', { versionId: '1' }))).toBe(
      '{"resourceType":"RiskAssessment","id":"new","meta":{"versionId":"1"},"x":1.10,"y":{"z":2.0}}',
    );
  });

  test('property: any JSON object comes back as it was', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const text = JSON.stringify(value);
        expect(stringify(parseJson(text))).toBe(JSON.stringify(JSON.parse(text)));
      }),
    );
  });

  test('property: any decimal comes back digit for digit', () => {
    const digits = (most: number): fc.Arbitrary<string> =>
      fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: most }).map((list) => list.join(''));
    const whole = digits(20).map((text) => text.replace(/^0+(?=\d)/, ''));
    const decimal = fc.tuple(
      fc.constantFrom('', '-'),
      whole,
      fc.option(digits(20)),
      fc.constantFrom('', 'e5', 'E-3', 'e+07'),
    );
    fc.assert(
      fc.property(fc.array(decimal, { minLength: 1 }), (list) => {
        const numbers = list.map(([sign, int, frac, exp]) => `${sign}${int}${frac === null ? '' : `.${frac}`}${exp}`);
        const text = `{"n":[${numbers.join(',')}],"o":{"v":${numbers[0]}}}`;
        expect(stringify(parseJson(text))).toBe(text);
      }),
    );
  });
});
