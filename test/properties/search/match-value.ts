/**
 * Whether one value of a resource matches one search value, written from http://hl7.org/fhir/R4/search.html anew. `undefined` means
 * that the specification leaves it to the server ("MAY", "at the discretion"); such a resource is not compared.
 */
import type { Json } from './r4-values.ts';

export type Verdict = boolean | undefined;

/** Three-valued or: one certain match suffices. */
export function anyOf(verdicts: Verdict[]): Verdict {
  if (verdicts.includes(true)) return true;
  return verdicts.includes(undefined) ? undefined : false;
}

/** Three-valued and: one certain miss suffices. */
export function allOf(verdicts: Verdict[]): Verdict {
  if (verdicts.includes(false)) return false;
  return verdicts.includes(undefined) ? undefined : true;
}

export function not(verdict: Verdict): Verdict {
  return verdict === undefined ? undefined : !verdict;
}

const asText = (value: unknown) => (typeof value === 'string' ? value : undefined);
export const members = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {});
export const listOf = (value: unknown): unknown[] =>
  Array.isArray(value) ? value : value === undefined ? [] : [value];

/** Splits at an unescaped separator and, unless its parts are split again, takes the escapes away: #escaping. */
export function splitAt(text: string, separator: string): string[] {
  const isOuter = separator === ',' || separator === '$';
  const marked = text.replaceAll(/\\(.)/gs, (_, one: string) => `\uE001${one.codePointAt(0)}\uE002`);
  return marked.split(separator).map((part) =>
    part.replaceAll(/\uE001(\d+)\uE002/g, (_, point: string) => {
      const one = String.fromCodePoint(Number(point));
      return isOuter ? `\\${one}` : one;
    }),
  );
}

/** "normalized by case and accent": combining marks off, lower case. */
export function fold(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
}

/** The strings of an element that a string parameter looks at: of a HumanName and an Address every part. */
export function stringsOf(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  const parts = [
    'text',
    'family',
    'given',
    'prefix',
    'suffix',
    'line',
    'city',
    'district',
    'state',
    'postalCode',
    'country',
  ];
  const name = members(value);
  const strings = parts.flatMap((part) => listOf(name[part]) as string[]);
  // Decided: "server defined search" of names also looks at the name as written, given before family.
  const whole = [...listOf(name['given']), ...listOf(name['family'])].join(' ');
  return whole === '' ? strings : [...strings, whole];
}

/** #string: "equals or starts with", `:contains` anywhere, `:exact` by case and accent too. */
export function matchString(value: unknown, asked: string, modifier: string | undefined): Verdict {
  const [text = ''] = splitAt(asked, '\uE000');
  return stringsOf(value).some((one) => {
    if (modifier === 'exact') return one === text;
    return modifier === 'contains' ? fold(one).includes(fold(text)) : fold(one).startsWith(fold(text));
  });
}

/** Code systems that the elements' required bindings imply, from the value sets named in R4's definitions. */
const IMPLIED: { [param: string]: string } = {
  gender: 'http://hl7.org/fhir/administrative-gender',
  'Observation.status': 'http://hl7.org/fhir/observation-status',
  'Encounter.status': 'http://hl7.org/fhir/encounter-status',
};

type Coded = { system?: string; code?: string };

function codesOf(value: unknown, implied: string | undefined): Coded[] {
  if (typeof value !== 'object' || value === null)
    return [{ code: String(value), ...(implied ? { system: implied } : {}) }];
  const one = members(value);
  if (Array.isArray(one['coding'])) return one['coding'].flatMap((coding) => codesOf(coding, undefined));
  // Identifier: system and value; ContactPoint: its value, whatever its `system`, which is no namespace.
  const isContact = /^(?:phone|fax|email|pager|url|sms|other)$/.test(String(one['system']));
  const code = asText(one['code']) ?? asText(one['value']);
  const system = isContact ? undefined : asText(one['system']);
  return code === undefined && system === undefined
    ? []
    : [{ ...(system ? { system } : {}), ...(code ? { code } : {}) }];
}

const same = (one: string, other: string) => one.toLowerCase() === other.toLowerCase();

function matchCoded({ system, code }: Coded, asked: string, isImplied: boolean): Verdict {
  const parts = splitAt(asked, '|');
  if (parts.length === 1) return code !== undefined && same(code, parts[0]!);
  const [wanted = '', wantedCode = ''] = parts;
  // A code whose system is implied has a system by one reading, and no system property by the other.
  if (wanted === '' && isImplied && code !== undefined && same(code, wantedCode)) return undefined;
  if (wanted === '') return system === undefined && code !== undefined && same(code, wantedCode);
  if (wantedCode === '') return system === wanted;
  return system === wanted && code !== undefined && same(code, wantedCode);
}

/** The texts of `:text`: CodeableConcept.text, Coding.display, Identifier.type.text. */
function textsOf(value: unknown): string[] {
  const one = members(value);
  const codings = listOf(one['coding']).map((coding) => members(coding)['display']);
  return [one['text'], one['display'], members(one['type'])['text'], ...codings].filter(
    (text) => typeof text === 'string',
  );
}

/** #token. Codes without regard to case ("When in doubt, servers SHOULD treat tokens in a case-insensitive manner"), systems exactly. */
export function matchToken(value: unknown, asked: string, modifier: string | undefined, param: string): Verdict {
  if (modifier === 'text') {
    const [text = ''] = splitAt(asked, '\uE000');
    return textsOf(value).some((one) => fold(one).startsWith(fold(text)));
  }
  if (modifier === 'of-type') {
    const [system = '', code = '', number = ''] = splitAt(asked, '|');
    const types = codesOf(members(value)['type'], undefined);
    const ofType = types.some((type) => type.system === system && type.code !== undefined && same(type.code, code));
    return ofType && same(asText(members(value)['value']) ?? '', number);
  }
  const implied = IMPLIED[param] ?? IMPLIED[param.slice(param.indexOf('.') + 1)];
  return anyOf(codesOf(value, implied).map((one) => matchCoded(one, asked, implied !== undefined)));
}

/** #uri: precise; `:below` what starts with it, `:above` what it starts with, by whole segments. */
export function matchUri(value: unknown, asked: string, modifier: string | undefined): Verdict {
  const uri = String(value);
  const [text = ''] = splitAt(asked, '\uE000');
  if (modifier === undefined) return uri === text;
  const [longer, shorter] = modifier === 'below' ? [uri, text] : [text, uri];
  if (longer === shorter) return true;
  // "The :above and :below modifiers only apply to URLs, and not URNs such as OIDs"
  if (!longer.startsWith(shorter) || shorter.startsWith('urn:')) return false;
  // Within a segment (`/vs` of `/vsx`) "starts with" and "ancestor" differ.
  return shorter.endsWith('/') || longer[shorter.length] === '/' ? true : undefined;
}

/** #reference: local references by id, by type and id; others by their URL; canonicals by URL with or without version. */
export function matchReference(value: unknown, asked: string, modifier: string | undefined): Verdict {
  if (modifier === 'identifier') return matchToken(members(value)['identifier'], asked, undefined, '');
  const [text = ''] = splitAt(asked, '\uE000');
  if (typeof value === 'string') return value === text || (!text.includes('|') && value.split('|')[0] === text);
  const reference = asText(members(value)['reference']) ?? '';
  // "the logical [id] of a resource using a local reference"; a version of the reference is not asked for.
  const local = /^([A-Z][A-Za-z]+)\/([^/]+)(?:\/_history\/[^/]+)?$/.exec(reference);
  if (/^[a-z]+:/.test(text)) return reference === text;
  if (!local) return false;
  const [type, id] = text.includes('/') ? text.split('/') : [modifier, text];
  return local[2] === id && (type === undefined || local[1] === type);
}
