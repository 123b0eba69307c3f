/** The shapes of R4's primitive types, http://hl7.org/fhir/R4/datatypes.html#primitive. Each check says what is wrong, or null. */
import { daysInMonth } from './dates.ts';
import { digitsOf } from './digits.ts';
import { isId } from './definitions.ts';
import { narrativeFault } from './narrative.ts';

type Check = (value: string) => string | null;

// oxlint-disable-next-line no-control-regex -- control characters but tab, CR and LF are what FHIR's string must not hold
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/;

function stringFault(value: string): string | null {
  if (value.trim() === '') return 'must have something in it other than white space';
  if (CONTROL.test(value)) return 'holds a control character';
  if (!value.isWellFormed()) return 'holds half of a surrogate pair';
  return null;
}

function pattern(shape: RegExp, wanted: string): Check {
  return (value) => (shape.test(value) ? null : `"${shorten(value)}" is not ${wanted}`);
}

function shorten(value: string): string {
  return value.length > 60 ? `${value.slice(0, 60)}…` : value;
}

const DATE = /^(\d{4})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12]\d|3[01]))?)?$/;
const TIME = /^(?:[01]\d|2[0-3]):[0-5]\d:(?:[0-5]\d|60)(?:\.\d+)?$/;
const ZONE = /(?:Z|[+-](?:(?:0\d|1[0-3]):[0-5]\d|14:00))$/;

function dateFault(value: string, wanted = 'a date (YYYY, YYYY-MM or YYYY-MM-DD)'): string | null {
  const found = DATE.exec(value);
  if (!found || found[1] === '0000') return `"${shorten(value)}" is not ${wanted}`;
  if (found[3] !== undefined && Number(found[3]) > daysInMonth(Number(found[1]), Number(found[2]))) {
    return `"${value}" is not a day of the calendar`;
  }
  return null;
}

function dateTimeFault(value: string): string | null {
  const at = value.indexOf('T');
  const wanted = 'a dateTime (YYYY, YYYY-MM, YYYY-MM-DD or YYYY-MM-DDThh:mm:ss+zz:zz)';
  if (at === -1) return dateFault(value, wanted);
  const zone = ZONE.exec(value);
  if (!zone) return `"${shorten(value)}" has a time but no time zone (such as Z or -05:00)`;
  if (at !== 10 || !TIME.test(value.slice(at + 1, zone.index))) return `"${shorten(value)}" is not ${wanted}`;
  return dateFault(value.slice(0, at), wanted);
}

function instantFault(value: string): string | null {
  if (value.length >= 20 && value[10] === 'T') return dateTimeFault(value);
  return `"${shorten(value)}" is not an instant (YYYY-MM-DDThh:mm:ss.sss+zz:zz)`;
}

function base64Fault(value: string): string | null {
  const plain = /\s/.test(value) ? value.replace(/\s+/g, '') : value;
  return plain !== '' && plain.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(plain) ? null : 'is not base64';
}

const uriFault = pattern(/^\S+$/, 'a URI (no white space, not empty)');

const STRINGS: Record<string, Check> = {
  string: stringFault,
  markdown: stringFault,
  xhtml: narrativeFault,
  code: (value) => stringFault(value) ?? codeFault(value),
  id: (value) => (isId(value) ? null : `"${shorten(value)}" is not an id (1 to 64 of A-Z, a-z, 0-9, - and .)`),
  uri: uriFault,
  url: uriFault,
  canonical: uriFault,
  oid: pattern(/^urn:oid:[0-2](?:\.(?:0|[1-9]\d*))+$/, 'an OID such as urn:oid:1.2.3'),
  uuid: pattern(
    /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i,
    'a UUID such as urn:uuid:c757873d-...',
  ),
  date: (value) => dateFault(value),
  dateTime: dateTimeFault,
  instant: instantFault,
  time: pattern(TIME, 'a time (hh:mm:ss)'),
  base64Binary: base64Fault,
};

const codeFault = pattern(/^\S+(?: \S+)*$/, 'a code (no white space but single spaces inside)');

const INTEGER_RANGES: Record<string, [number, number]> = {
  integer: [-2_147_483_648, 2_147_483_647],
  unsignedInt: [0, 2_147_483_647],
  positiveInt: [1, 2_147_483_647],
};

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'an array';
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

/** `code` is FHIR's issue-type: structure where it is another kind of JSON, value where its content is wrong. */
export type PrimitiveFault = { code: 'structure' | 'value'; details: string };

/** What is wrong with the value at `key` of `holder` as a primitive of a type; null where nothing is. */
export function primitiveFault(
  holder: object,
  key: string | number,
  value: unknown,
  type: string,
): PrimitiveFault | null {
  const check = STRINGS[type];
  if (check) {
    if (typeof value !== 'string')
      return { code: 'structure', details: `must be a JSON string (${type}), not ${kindOf(value)}` };
    const details = value === '' ? 'must not be empty' : check(value);
    return details === null ? null : { code: 'value', details };
  }
  if (type === 'boolean') {
    return typeof value === 'boolean'
      ? null
      : { code: 'structure', details: `must be true or false, not ${kindOf(value)}` };
  }
  if (typeof value !== 'number')
    return { code: 'structure', details: `must be a JSON number (${type}), not ${kindOf(value)}` };
  if (type === 'decimal') return Number.isFinite(value) ? null : { code: 'value', details: 'is too large a number' };
  const [least, most] = INTEGER_RANGES[type]!;
  if (!/^-?\d+$/.test(digitsOf(holder, key))) return { code: 'value', details: 'must be a whole number' };
  return value >= least && value <= most
    ? null
    : { code: 'value', details: `must be from ${least} to ${most} (${type})` };
}
