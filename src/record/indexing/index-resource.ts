import { Fault } from '../../base/index.ts';
import {
  type Extracted,
  R4_PARAMS,
  type Resource,
  extract,
  foldString,
  primaryOf,
  type StringValue,
} from '../../fhir/index.ts';
import { accessRulesOf, relationsOf } from '../../access/index.ts';
import { type Hasher, type IndexRow, TYPED } from '../../store/index.ts';
import type { Searching } from '../model.ts';
import { quantityRow } from './quantity-row.ts';

/**
 * The texts whose keyed hashes stand in `tokens_all`: one for each way in which R4 lets a token, a reference or a uri be asked
 * for (http://hl7.org/fhir/R4/search.html#token, #reference, #uri). Search makes the same texts from its parameters.
 */
export const forms = {
  /** [system]|[code]; codes are compared without case, "when in doubt, servers SHOULD treat tokens in a case-insensitive manner". */
  exact: (type: string, param: string, system: string, code: string) =>
    text(type, param, `${system}|${code.toLowerCase()}`),
  /** [code], whatever its system. */
  code: (type: string, param: string, code: string) => text(type, param, `*${code.toLowerCase()}`),
  /** |[code], without a system. */
  bare: (type: string, param: string, code: string) => text(type, param, `|${code.toLowerCase()}`),
  /** [system]|, whatever the code. */
  system: (type: string, param: string, system: string) => text(type, param, `${system}|`),
  /** A code beyond the first, for the few resources that have several: the column `code` holds the first alone. */
  further: (type: string, param: string, system: string, code: string) =>
    text(type, param, `+${system}|${code.toLowerCase()}`),
  literal: (type: string, param: string, target: string, id: string) => text(type, param, `>${target}/${id}`),
  id: (type: string, param: string, id: string) => text(type, param, `>/${id}`),
  url: (type: string, param: string, url: string) => text(type, param, `=${url}`),
  /** :identifier, by [system]|[value] or by [value]. */
  identifier: (type: string, param: string, system: string, value: string) =>
    text(type, param, `#${system}|${value.toLowerCase()}`),
  identifierValue: (type: string, param: string, value: string) => text(type, param, `#*${value.toLowerCase()}`),
};

/** Parameters of every resource (`_tag`) are the same whatever the type. */
function text(type: string, param: string, value: string): string {
  return `${param.startsWith('_') ? '' : type}\n${param}\n${value}`;
}

/**
 * The version of what this file makes of a resource: one more whenever the same resource would be indexed otherwise, so that what
 * is stored is indexed again.
 */
export const INDEX_VERSION = 4;

/** What has columns of its own. */
const BY_COLUMN = new Set(['_id', '_lastUpdated']);

/** Every form by which a resource is found as a token, a reference or a uri. */
export function formsOf(type: string, extracted: Extracted): Set<string> {
  const found = new Set<string>();
  for (const { param, system, code } of extracted.tokens) {
    if (BY_COLUMN.has(param)) continue;
    if (system !== undefined) found.add(forms.system(type, param, system));
    if (code === undefined) continue;
    found.add(forms.code(type, param, code));
    found.add(system === undefined ? forms.bare(type, param, code) : forms.exact(type, param, system, code));
  }
  for (const { param, type: target, id, url, identifier } of extracted.references) {
    // A literal reference to another server is found by its URL: the same Type/id here is somebody else.
    if (url !== undefined) found.add(forms.url(type, param, url));
    else if (target !== undefined && id !== undefined) {
      found.add(forms.literal(type, param, target, id));
      found.add(forms.id(type, param, id));
    }
    if (identifier?.value !== undefined) {
      found.add(forms.identifierValue(type, param, identifier.value));
      found.add(forms.identifier(type, param, identifier.system ?? '', identifier.value));
    }
  }
  for (const { param, value } of extracted.uris) found.add(forms.url(type, param, value));
  return found;
}

const CODE_PARAMS = ['code', 'vaccine-code', 'type', 'service-type', 'category', 'class'];
const DATE_PARAMS = [
  'date',
  'onset-date',
  'authoredon',
  'authored',
  'authored-on',
  'whenhandedover',
  'effective-time',
  'effective',
  'birthdate',
  'start-date',
  'started',
  'sent',
  'period',
  'start',
  'created',
  'recorded',
  'issued',
];

const firstParams = new Map<string, { code?: string; date?: string }>();

/** The parameters behind the columns `code` and `date` of a type, so that a sort or a search by just these uses the columns. */
export function columnParams(type: string): { code?: string; date?: string } {
  let known = firstParams.get(type);
  if (!known) {
    const params = R4_PARAMS.of(type);
    const code = CODE_PARAMS.find((name) => params.get(name)?.type === 'token');
    const date = DATE_PARAMS.find((name) => params.get(name)?.type === 'date');
    known = { ...(code ? { code } : {}), ...(date ? { date } : {}) };
    firstParams.set(type, known);
  }
  return known;
}

/** Longer texts are found by their beginning; a btree's entry has a limit of 2,704 bytes. */
const MOST_CHARACTERS = 400;

function stringRows(strings: readonly StringValue[]): IndexRow['strings'] {
  const rows = new Map<string, IndexRow['strings'][number]>();
  for (const { param, value } of strings) {
    const folded = foldString(value).slice(0, MOST_CHARACTERS);
    const exact = value === folded ? null : value;
    if (folded !== '') rows.set(`${param}\n${value}`, { param, value: folded, exact });
  }
  return [...rows.values()];
}

/** Letters and digits in the rest count as a word: O'Brien is found by "obrien", by "o" and by "brien". */
function wordsOf(folded: string): string[] {
  const apart = folded.split(/[^\p{L}\p{N}]+/u);
  const together = folded.split(' ').map((word) => word.replaceAll(/[^\p{L}\p{N}]/gu, ''));
  return [...apart, ...together].filter((word) => word !== '');
}

/** A telephone number by all its digits, without the country's 1, and by the seven that people give locally. */
function phoneForms(code: string): string[] {
  const digits = code.replaceAll(/\D/g, '').replace(/^1(?=\d{10}$)/, '');
  return digits.length < 7 ? [] : [digits, ...(digits.length > 7 ? [digits.slice(-7)] : [])];
}

/** What the search as one types looks into: every word of every name, former ones too, identifiers and telephone numbers. */
function typedRows(extracted: Extracted): IndexRow['strings'] {
  const rows = new Set<string>();
  for (const { param, value } of extracted.strings) {
    if (param === 'name') for (const word of wordsOf(foldString(value))) rows.add(`${TYPED.name}\n${word}`);
  }
  for (const { param, code } of extracted.tokens) {
    if (code === undefined) continue;
    const plain = foldString(code).replaceAll(/[^\p{L}\p{N}]/gu, '');
    if (param === 'identifier' && plain !== '') rows.add(`${TYPED.identifier}\n${plain}`);
    if (param === 'phone') for (const digits of phoneForms(code)) rows.add(`${TYPED.phone}\n${digits}`);
  }
  return [...rows].map((row) => {
    const [param = '', value = ''] = row.split('\n');
    return { param, value: value.slice(0, MOST_CHARACTERS), exact: null };
  });
}

function unique<T>(values: readonly T[], key: (value: T) => string): T[] {
  return [...new Map(values.map((value) => [key(value), value])).values()];
}

/** Values by which one resource may be found: past it, making their hashes would hold up everybody else. */
const MOST_VALUES = 100_000;

function refuseTooMany(type: string, extracted: Extracted): void {
  const { tokens, references, dates, strings, quantities, uris } = extracted;
  const count = [tokens, references, dates, strings, quantities, uris].reduce((sum, values) => sum + values.length, 0);
  if (count <= MOST_VALUES) return;
  const detail = `The ${type} holds ${count} values by which it would be found; ${MOST_VALUES} are the most.`;
  throw new Fault('too-large', 'too-long', detail, { expression: type });
}

/** All by which a resource is found, as rows. Faults: too-large. */
export function indexOf(
  { params, editions }: Searching,
  resource: Resource,
  hash: Hasher,
  patients: readonly string[],
): IndexRow {
  const type = resource.resourceType;
  const extracted = extract(params, resource);
  refuseTooMany(type, extracted);
  const columns = columnParams(type);
  const codes = unique(
    extracted.tokens.flatMap(({ param, system, code }) =>
      param === columns.code && system !== undefined && code !== undefined ? [{ param, system, code }] : [],
    ),
    ({ system, code }) => `${system}|${code.toLowerCase()}`,
  );
  const [first, ...others] = codes;
  const further = others.map(({ param, system, code }) => hash(forms.further(type, param, system, code)));
  const row = rowsOf(type, extracted, hash);
  const primary = row.dates.filter((date) => date.param === columns.date).map((date) => date.low);
  return {
    ...row,
    edition: editions.get(type) ?? 0,
    tokens: [...row.tokens, ...further],
    code: first === undefined ? null : hash(forms.exact(type, first.param, first.system, first.code)),
    date: primary.length > 0 ? primary.reduce((least, date) => Math.min(least, date)) : null,
    value: primaryOf(resource).value ?? null,
    strings: type === 'Patient' ? [...row.strings, ...typedRows(extracted)] : row.strings,
    relations: relationsOf(resource, patients),
    rules: accessRulesOf(resource, patients),
  };
}

/** What was extracted, as conditions compare it. */
export function rowsOf(
  type: string,
  extracted: Extracted,
  hash: Hasher,
): Pick<IndexRow, 'tokens' | 'dates' | 'quantities' | 'strings'> {
  const dates = extracted.dates.filter((date) => !BY_COLUMN.has(date.param));
  return {
    tokens: [...formsOf(type, extracted)].map(hash),
    dates: unique(dates, ({ param, low, high }) => `${param} ${low} ${high}`),
    quantities: extracted.quantities.map(quantityRow),
    strings: stringRows(extracted.strings),
  };
}
