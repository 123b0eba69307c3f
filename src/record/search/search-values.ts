import { Fault } from '../../base/index.ts';
import {
  type SearchParam,
  type SearchParams,
  elementPaths,
  foldString,
  isId,
  isResourceType,
  parseSearchDate,
  parseSearchNumber,
} from '../../fhir/index.ts';
import { UCUM_SYSTEM, canonicalUnit } from '../../logic/index.ts';
import type { Condition, DateTest, QuantityTest, StringTest } from '../../store/index.ts';
import { forms } from '../indexing/index-resource.ts';

/** A condition, and for hashed forms the texts behind the hashes, so that what is found can be looked at again. */
export type Understood = {
  condition: Condition;
  forms?: string[];
  /** Set where the condition names one patient: `Patient/x` for a reference. */
  patient?: string;
  /** Set where it names one code with its system: the hashes as a first code and as a further one. */
  code?: { first: string; further: string };
};

export type Given = { param: SearchParam; modifier: string | undefined; value: string; name: string };
export type Context = { type: string; now: number; hash: (form: string) => string; params: SearchParams };

/** Splits at a separator that is not escaped, leaving the escapes in. http://hl7.org/fhir/R4/search.html#escaping */
export function splitEscaped(text: string, separator: string): string[] {
  const parts: string[] = [];
  let part = '';
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '\\' && at + 1 < text.length) {
      part += text.slice(at, at + 2);
      at += 1;
    } else if (text[at] === separator) {
      parts.push(part);
      part = '';
    } else part += text[at];
  }
  return [...parts, part];
}

function unescape(text: string): string {
  return text.replaceAll(/\\([\\,|$])/g, '$1');
}

function unsupportedModifier(given: Given): Fault {
  const detail = `The modifier ":${given.modifier}" of the parameter "${given.param.code}" is not supported.`;
  return new Fault('invalid', 'not-supported', detail);
}

/** Runs what understands one value, and names the parameter in what it refuses. */
function naming<T>(given: Given, understand: () => T): T {
  try {
    return understand();
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    throw new Fault(error.kind, error.code, `The parameter "${given.name}": ${error.message}`);
  }
}

function invalid(given: Given, text: string, what: string): Fault {
  return new Fault('invalid', 'value', `The parameter "${given.name}": "${text}" is not ${what}.`);
}

/** One search parameter with its modifier and values, as a condition. Faults: invalid, naming the parameter. */
export function understandValue(given: Given, context: Context): Understood {
  const values = splitEscaped(given.value, ',').filter((value) => value !== '');
  if (values.length === 0) throw new Fault('invalid', 'value', `The parameter "${given.name}" has no value.`);
  if (given.modifier === 'missing') return understandMissing(given, context);
  switch (given.param.type) {
    case 'token':
      return understandTokens(given, values, context);
    case 'reference':
      return understandReferences(given, values, context);
    case 'uri':
      return understandUris(given, values.map(unescape), context);
    case 'date':
      if (given.modifier !== undefined) throw unsupportedModifier(given);
      return {
        condition: {
          kind: 'date',
          param: given.param.code,
          any: values.map((value) => dateTest(given, value, context.now)),
        },
      };
    case 'number':
    case 'quantity':
      if (given.modifier !== undefined) throw unsupportedModifier(given);
      return {
        condition: {
          kind: 'quantity',
          param: given.param.code,
          any: values.map((value) => quantityTest(given, value)),
        },
      };
    case 'string':
      return {
        condition: { kind: 'string', param: given.param.code, any: values.map((value) => stringTest(given, value)) },
      };
    case 'composite':
    case 'special':
    default:
      throw new Fault('invalid', 'not-supported', `The parameter "${given.name}" is not supported.`);
  }
}

function hashed(texts: string[], context: Context, not = false): Understood {
  const hashes = texts.map((form) => context.hash(form));
  return { condition: { kind: 'tokens', any: hashes, ...(not ? { not } : {}) }, forms: texts };
}

const SIDE_TABLES = {
  date: 'search_date',
  number: 'search_quantity',
  quantity: 'search_quantity',
  string: 'search_string',
} as const;

function understandMissing(given: Given, { type, params }: Context): Understood {
  if (given.value !== 'true' && given.value !== 'false') throw invalid(given, given.value, 'true or false');
  const { code: param } = given.param;
  const table = SIDE_TABLES[given.param.type as keyof typeof SIDE_TABLES];
  if (table) return { condition: { kind: 'absent', table, param, not: given.value === 'false' } };
  return { condition: { kind: 'body', any: elementPaths(params, type, param), not: given.value === 'true' } };
}

/** `:above` is answered by the index (each beginning of the path is a uri of its own), `:below` by the body; both go by whole segments. */
function understandUris(given: Given, uris: string[], context: Context): Understood {
  const { type, params } = context;
  const { code: param } = given.param;
  switch (given.modifier) {
    case undefined:
      return hashed(
        uris.map((uri) => forms.url(type, param, uri)),
        context,
      );
    case 'above':
      return hashed(
        uris.flatMap(beginningsOf).map((uri) => forms.url(type, param, uri)),
        context,
      );
    case 'below': {
      refuseLong(given, uris);
      const tests = uris.map((uri) => uri.replace(/\/$/, '')).map((uri) => ({ whole: uri, start: `${uri}/` }));
      const any = elementPaths(params, type, param).flatMap(({ path }) =>
        tests.map((vars) => ({ path: `${path} ? (@ == $whole || @ starts with $start)`, vars })),
      );
      // `starts with` takes a variable in PostgreSQL, so that what the client sent is never part of the path.
      return { condition: { kind: 'body', any } };
    }
    default:
      throw unsupportedModifier(given);
  }
}

/** `http://a/b/c` and what is above it: `http://a/b/c`, `http://a/b`, `http://a`, each with a slash at its end too. */
function beginningsOf(uri: string): string[] {
  const scheme = /^[a-z][a-z0-9+.-]*:\/\//i.exec(uri)?.[0] ?? '';
  const segments = uri.slice(scheme.length).replace(/\/$/, '').split('/');
  return segments.flatMap((_, at) => {
    const beginning = scheme + segments.slice(0, at + 1).join('/');
    return [beginning, `${beginning}/`];
  });
}

function literalPattern(text: string): string {
  return text.replaceAll(/[\\^$.|?*+()[\]{}"]/g, '\\$&');
}

/** The Latin letters with an accent or a stroke, by what they fold to. */
const accented = Map.groupBy(
  Array.from({ length: 0x250 - 0xc0 }, (_, at) => String.fromCodePoint(0xc0 + at)),
  foldString,
);

/** A pattern of every text that folds to this one: PostgreSQL has no folding of its own without an extension. */
function foldedPattern(folded: string): string {
  const parts = folded.match(/ss|ae|oe|th|\s|./gsu) ?? [];
  return parts
    .map((part) => {
      const letter = (one: string) =>
        one === ' ' ? '\\s+' : `(${[literalPattern(one), ...(accented.get(one) ?? [])].join('|')})[\u0300-\u036f]*`;
      const apart = [...part].map(letter).join('');
      return part.length > 1 && accented.has(part) ? `(${apart}|${accented.get(part)!.join('|')})` : apart;
    })
    .join('');
}

/** What bodies are looked through for: a pattern of thousands of letters, or thousands of patterns, takes the database down. */
const MOST_PATTERNS = 20;
const MOST_OF_A_PATTERN = 500;

function refuseLong(given: Given, values: string[]): void {
  if (values.length <= MOST_PATTERNS && values.every((value) => value.length <= MOST_OF_A_PATTERN)) return;
  throw new Fault(
    'too-costly',
    'too-costly',
    `The parameter "${given.name}" takes at most ${MOST_PATTERNS} values of ${MOST_OF_A_PATTERN} characters each.`,
  );
}

/** `:text`: what a person reads of a code begins so, without case (http://hl7.org/fhir/R4/search.html#modifiers). */
function understandText(given: Given, values: string[], { type, params }: Context): Understood {
  const texts: { [type: string]: string[] } = {
    CodeableConcept: ['.text', '.coding.display'],
    Coding: ['.display'],
    Identifier: ['.type.text', '.type.coding.display'],
  };
  refuseLong(given, values);
  const begins = values.map((value) => {
    const folded = foldString(unescape(value));
    if (folded === '') throw invalid(given, value, 'a text');
    return foldedPattern(folded);
  });
  const any = elementPaths(params, type, given.param.code).flatMap((element) =>
    (texts[element.type] ?? []).flatMap((tail) =>
      begins.map((text) => ({
        path: `${element.path} ${tail} ? (@ like_regex ${JSON.stringify(`^\\s*${text}`)} flag "i")`,
      })),
    ),
  );
  if (any.length === 0) throw unsupportedModifier(given);
  return { condition: { kind: 'body', any } };
}

/** `:of-type`: `[system]|[code]|[value]`, an identifier by its type and value. */
function understandOfType(given: Given, values: string[], { type, params }: Context): Understood {
  const paths = elementPaths(params, type, given.param.code).filter((element) => element.type === 'Identifier');
  if (paths.length === 0) throw unsupportedModifier(given);
  refuseLong(given, values);
  const any = values.flatMap((value) => {
    const [system = '', code = '', number = '', ...rest] = splitEscaped(value, '|').map(unescape);
    if (rest.length > 0 || code === '' || number === '') throw invalid(given, value, 'system|code|value');
    // Codes and values without case, as in every token.
    const same = (text: string) => `like_regex ${JSON.stringify(`^${literalPattern(text)}$`)} flag "i"`;
    const coded = `${system === '' ? '' : '@."system" == $system && '}@."code" ${same(code)}`;
    return paths.map(({ path }) => ({
      path: `${path} ? (@."value" ${same(number)} && exists(@."type"."coding"[*] ? (${coded})))`,
      vars: { system },
    }));
  });
  return { condition: { kind: 'body', any } };
}

function understandTokens(given: Given, values: string[], context: Context): Understood {
  const { type } = context;
  const { code: param } = given.param;
  if (given.modifier === 'text') return understandText(given, values, context);
  if (given.modifier === 'of-type') return understandOfType(given, values, context);
  if (given.modifier !== undefined && given.modifier !== 'not') throw unsupportedModifier(given);
  const texts = values.map((value) => {
    const [system = '', code, ...rest] = splitEscaped(value, '|').map(unescape);
    if (rest.length > 0) throw invalid(given, value, 'a code, or system|code');
    if (code === undefined) return forms.code(type, param, system);
    if (system === '' && code === '') throw invalid(given, value, 'a code, or system|code');
    if (code === '') return forms.system(type, param, system);
    return system === '' ? forms.bare(type, param, code) : forms.exact(type, param, system, code);
  });
  const understood = hashed(texts, context, given.modifier === 'not');
  const parts = values.length === 1 && given.modifier === undefined ? splitEscaped(values[0]!, '|') : [];
  const [system = '', code = ''] = parts.map(unescape);
  if (parts.length !== 2 || system === '' || code === '') return understood;
  const first = context.hash(forms.exact(type, param, system, code));
  return { ...understood, code: { first, further: context.hash(forms.further(type, param, system, code)) } };
}

function understandReferences(given: Given, values: string[], context: Context): Understood {
  const { type } = context;
  const { code: param } = given.param;
  if (given.modifier === 'identifier') {
    const texts = values.map((value) => {
      const [system = '', code] = splitEscaped(value, '|').map(unescape);
      return code === undefined
        ? forms.identifierValue(type, param, system)
        : forms.identifier(type, param, system, code);
    });
    return hashed(texts, context);
  }
  if (given.modifier !== undefined && !isResourceType(given.modifier)) throw unsupportedModifier(given);
  const targets = new Set<string>();
  const texts = values.map((escaped) => {
    const value = unescape(escaped);
    if (/^[a-z][a-z0-9+.-]*:/i.test(value)) return forms.url(type, param, value);
    const [target, id, ...rest] = value.includes('/') ? value.split('/') : [given.modifier, value];
    const isTyped = target !== undefined;
    const isSound = isId(id ?? '') && rest.length === 0 && (!isTyped || isResourceType(target));
    if (!isSound || (given.modifier !== undefined && target !== given.modifier)) {
      // A canonical may be any text.
      if (rest.length > 0 || !isTyped) return forms.url(type, param, value);
      throw invalid(
        given,
        value,
        given.modifier ? `a reference to a ${given.modifier}` : 'a reference such as Patient/123',
      );
    }
    targets.add(isTyped ? `${target}/${id}` : param === 'patient' ? `Patient/${id}` : '?');
    return isTyped ? forms.literal(type, param, target, id!) : forms.id(type, param, id!);
  });
  const [only = ''] = targets;
  const patient = values.length === 1 && only.startsWith('Patient/') ? only.slice('Patient/'.length) : undefined;
  return { ...hashed(texts, context), ...(patient === undefined ? {} : { patient }) };
}

/** "ap: approximately": a tenth of the way from now to the date, on either side. */
const APPROXIMATELY = 0.1;

/** A date with its prefix, as a test of ranges. */
export function dateTest(given: Given, value: string, now: number): DateTest {
  const { prefix, low, high } = naming(given, () => parseSearchDate(unescape(value)));
  if (prefix !== 'ap') return { prefix, low, high };
  const around = Math.round(Math.abs(now - low) * APPROXIMATELY);
  return { prefix, low: low - around, high: high + around };
}

function quantityTest(given: Given, value: string): QuantityTest {
  const [number = '', system, code, ...rest] = splitEscaped(value, '|').map(unescape);
  const isPlain = given.param.type === 'number';
  if (rest.length > 0 || (isPlain && system !== undefined) || (system !== undefined && code === undefined)) {
    throw invalid(given, value, isPlain ? 'a number' : 'a number, or number|system|code');
  }
  const test = naming(given, () => parseSearchNumber(number));
  const unit = system === UCUM_SYSTEM && code ? canonicalUnit(code) : null;
  if (!unit) return { ...test, ...(system ? { system } : {}), ...(code ? { code } : {}) };
  return {
    prefix: test.prefix,
    value: unit.convert(test.value),
    low: unit.convert(test.low),
    high: unit.convert(test.high),
    canonicalUnit: unit.name,
  };
}

function stringTest(given: Given, value: string): StringTest {
  const text = unescape(value);
  if (given.modifier === 'exact') return { how: 'exact', text, folded: foldString(text).slice(0, 400) };
  if (given.modifier === 'contains') return { how: 'contains', text: foldString(text) };
  if (given.modifier !== undefined) throw unsupportedModifier(given);
  return { how: 'starts', text: foldString(text).slice(0, 400) };
}
