/** What nobody means to send: texts, numbers and values at and beyond the edges of what the parts of the server understand. */
import fc from 'fast-check';

/** Texts that have broken parsers, patterns, indexes and databases before. */
const NASTY_TEXTS = [
  '',
  ' ',
  '\0',
  '\u0001',
  '\u001f\u007f',
  '\ud800',
  '\udc00x',
  '\u{10ffff}',
  '\ufeff',
  '\u2028',
  '\u202e',
  'ß',
  'İ',
  'ﬃ',
  'e\u0301'.repeat(40),
  '%',
  '%00',
  '%c0%af',
  '\\',
  '\\\\,',
  '\\|$,',
  ',,,',
  '|',
  '||||',
  '$',
  "'",
  "'; drop table resource; --",
  '"',
  '${jndi}',
  '../../etc/passwd',
  '(a+)+$',
  '((((((((((',
  '[',
  '*',
  'null',
  'NaN',
  'true',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'a'.repeat(3000),
  'é'.repeat(9000),
  'x,'.repeat(2000),
  '\\'.repeat(999),
];

const NASTY_NUMBERS = [
  '0',
  '-0',
  '1e400',
  '-1e400',
  '1e-400',
  '9'.repeat(400),
  `0.${'0'.repeat(400)}1`,
  '1e200000',
  '1e999999999999',
  '9007199254740993',
  '2147483648',
  '-2147483649',
  '1.10',
  '1.',
  '.5',
  '+1',
  '0x10',
  'Infinity',
  '1,5',
  '--1',
];

const NASTY_DATES = [
  '0000',
  '0001',
  '9999',
  '9999-12-31T23:59:59.999999999Z',
  '99999',
  '2024-02-30',
  '2023-02-29',
  '2024-13',
  '2024-00-00',
  '2024-06-01T24:00:00Z',
  '2024-06-01T23:59:60Z',
  '2024-06-01T10:00:00+14:00',
  '2024-06-01T10:00:00+99:99',
  '2024-06-01T10:00:00.123456789123Z',
  '2024-06-01T10',
  '-2024',
  'now',
];

export const nastyText: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...NASTY_TEXTS) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme', maxLength: 40 }) },
);

export const nastyNumber: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...NASTY_NUMBERS),
  fc.double().map(String),
  fc.bigInt().map(String),
);

export const nastyDate: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...NASTY_DATES),
  fc.stringMatching(/^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)?)?$/),
);

/** Texts that FHIR allows and few send. */
export const oddText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(...NASTY_TEXTS.filter((text) => text.trim() !== '' && text.isWellFormed() && !/\p{Cc}/u.test(text))),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
);

/** Numbers that JSON allows. */
export const oddNumber: fc.Arbitrary<string> = nastyNumber.filter((text) =>
  /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:e[+-]?\d+)?$/i.test(text),
);

/** One of everything that a value in a query or a resource may be taken for. */
export const nasty: fc.Arbitrary<string> = fc.oneof(nastyText, nastyNumber, nastyDate);

/** JSON values of any shape, keys included that JavaScript has a use for. */
export const nastyValue: fc.Arbitrary<unknown> = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    { weight: 4, arbitrary: nasty },
    { weight: 2, arbitrary: fc.constantFrom<unknown>(null, true, false, 0, -1, 1.5, 1e308, [], {}) },
    { weight: 1, arbitrary: fc.array(tie('value'), { maxLength: 4 }) },
    {
      weight: 1,
      arbitrary: fc
        .array(
          fc.tuple(
            fc.oneof(
              fc.constantFrom('resourceType', 'id', 'meta', 'extension', 'url', 'value', 'reference', '__proto__'),
              nastyText,
            ),
            tie('value'),
          ),
          { maxLength: 4 },
        )
        .map((pairs) => Object.fromEntries(pairs)),
    },
  ),
})).value;
