/** What each search parameter type makes of each data type, http://hl7.org/fhir/R4/search.html#ptypes */
import { intervalOfValue } from './dates.ts';
import { parseReference } from './reference-text.ts';
import type { Extracted, QuantityValue, ReferenceValue, TokenValue } from './model.ts';
import type { Walk } from './search-path.ts';

type Members = Record<string, unknown>;

function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function token(param: string, system: unknown, code: unknown, display?: unknown): TokenValue {
  const result: TokenValue = { param };
  const texts = { system: textOf(system), code: textOf(code), display: textOf(display) };
  if (texts.system !== undefined) result.system = texts.system;
  if (texts.code !== undefined) result.code = texts.code;
  if (texts.display !== undefined) result.display = texts.display;
  return result;
}

function pushToken(into: Extracted, value: TokenValue): void {
  if (value.system !== undefined || value.code !== undefined) into.tokens.push(value);
}

/** A telephone number is also found by its digits alone and an e-mail address in lower case, as the specification leaves to servers. */
function emitContactPoint(into: Extracted, param: string, point: Members): void {
  const value = textOf(point['value']);
  if (value === undefined) return;
  into.tokens.push({ param, code: value });
  const isEmail = point['system'] === 'email' || value.includes('@');
  const plain = isEmail ? value.toLowerCase() : value.replace(/[^0-9]/g, '');
  if (plain !== '' && plain !== value) into.tokens.push({ param, code: plain });
}

/** Token: Identifier, CodeableConcept, Coding, ContactPoint, code and the other primitives. */
export function emitToken(into: Extracted, param: string, value: unknown, walk: Walk): void {
  if (typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number') {
    const code = String(value);
    if (code === '') return;
    into.tokens.push({ param, code });
    // A code whose value set is fixed has that code system implied: both `male` and `system|male` ask for it.
    const system = walk.valueSet?.systemOf.get(code);
    if (system !== undefined) into.tokens.push({ param, system, code });
    return;
  }
  if (!isObject(value)) return;
  switch (walk.type) {
    case 'CodeableConcept': {
      const codings = Array.isArray(value['coding']) ? value['coding'] : [];
      for (const coding of codings.filter(isObject)) {
        pushToken(into, token(param, coding['system'], coding['code'], coding['display']));
      }
      return;
    }
    case 'Coding':
      return pushToken(into, token(param, value['system'], value['code'], value['display']));
    case 'Identifier':
      return pushToken(into, token(param, value['system'], value['value']));
    case 'ContactPoint':
      return emitContactPoint(into, param, value);
    default:
  }
}

function canonicalForms(text: string): string[] {
  const bar = text.indexOf('|');
  return bar > 0 ? [text, text.slice(0, bar)] : [text];
}

/** Reference: Reference (its literal, its identifier), canonical and uri; a resource that stands inline is referred to by its type and id. */
export function emitReference(into: Extracted, param: string, value: unknown, walk: Walk): void {
  if (typeof value === 'string') {
    for (const url of canonicalForms(value)) if (url !== '') into.references.push({ param, url });
    return;
  }
  if (!isObject(value)) return;
  if (walk.type === 'Resource') {
    const type = textOf(value['resourceType']);
    const id = textOf(value['id']);
    if (type !== undefined && id !== undefined) into.references.push({ param, type, id });
    return;
  }
  const result: ReferenceValue = { param };
  const text = textOf(walk.type === 'Attachment' ? value['url'] : value['reference']);
  if (text !== undefined) {
    const parsed = parseReference(text);
    if (parsed.kind === 'literal') Object.assign(result, { type: parsed.type, id: parsed.id });
    if (parsed.kind === 'absolute' || (parsed.kind === 'literal' && parsed.absolute)) result.url = text;
  }
  const identifier = value['identifier'];
  if (isObject(identifier) && walk.type === 'Reference') {
    const { system, code } = token(param, identifier['system'], identifier['value']);
    if (code !== undefined) result.identifier = { value: code, ...(system === undefined ? {} : { system }) };
  }
  if (result.id !== undefined || result.url !== undefined || result.identifier) into.references.push(result);
}

/** Date: date, dateTime, instant, Period and Timing, as the time that they cover. */
export function emitDate(into: Extracted, param: string, value: unknown, walk: Walk): void {
  const interval = intervalOfValue(value, walk.type);
  if (interval) into.dates.push({ param, ...interval });
}

const NAME_PARTS = ['text', 'family', 'given', 'prefix', 'suffix'];
const ADDRESS_PARTS = ['text', 'line', 'city', 'district', 'state', 'postalCode', 'country'];

function partsOf(value: Members, names: string[]): string[] {
  const parts = names.flatMap((name) => value[name] as string | string[] | undefined);
  return parts.filter((part): part is string => typeof part === 'string' && part !== '');
}

/** String: string and markdown as they stand; of a HumanName or an Address each part, and a name also whole. */
export function emitString(into: Extracted, param: string, value: unknown, walk: Walk): void {
  const text = textOf(value);
  if (text !== undefined) into.strings.push({ param, value: text });
  if (!isObject(value)) return;
  const values = new Set(partsOf(value, walk.type === 'Address' ? ADDRESS_PARTS : NAME_PARTS));
  if (walk.type === 'HumanName') {
    const whole = partsOf(value, ['given', 'family']).join(' ');
    if (whole !== '') values.add(whole);
  }
  for (const part of values) into.strings.push({ param, value: part });
}

/** Uri: the uri; a canonical also without its version. */
export function emitUri(into: Extracted, param: string, value: unknown, walk: Walk): void {
  if (typeof value !== 'string' || value === '') return;
  for (const form of walk.type === 'canonical' ? canonicalForms(value) : [value])
    into.uris.push({ param, value: form });
}

function finite(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

function unitOf(quantity: unknown): { system?: string; code?: string; unit?: string } {
  if (!isObject(quantity)) return {};
  const result: { system?: string; code?: string; unit?: string } = {};
  for (const name of ['system', 'code', 'unit'] as const) {
    const text = textOf(quantity[name]);
    if (text !== undefined) result[name] = text;
  }
  return result;
}

/** http://hl7.org/fhir/R4/valueset-quantity-comparator.html */
function boundsOfComparator(value: number, comparator: unknown): Pick<QuantityValue, 'low' | 'high' | 'open'> {
  switch (comparator) {
    case '<':
      return { low: -Infinity, high: value, open: 'high' };
    case '<=':
      return { low: -Infinity, high: value };
    case '>':
      return { low: value, high: Infinity, open: 'low' };
    case '>=':
      return { low: value, high: Infinity };
    default:
      return { low: value, high: value };
  }
}

function ofRange(range: Members): Omit<QuantityValue, 'param'> | null {
  const low = isObject(range['low']) ? finite(range['low']['value']) : undefined;
  const high = isObject(range['high']) ? finite(range['high']['value']) : undefined;
  const value = low ?? high;
  if (value === undefined) return null;
  return { value, low: low ?? -Infinity, high: high ?? Infinity, ...unitOf(range['high']), ...unitOf(range['low']) };
}

/** The outer limits of what was sampled: `data` holds decimals, and E, U, L for error, below and above the limits. */
function ofSampledData(sampled: Members): Omit<QuantityValue, 'param'> | null {
  const origin = isObject(sampled['origin']) ? finite(sampled['origin']['value']) : undefined;
  if (origin === undefined || typeof sampled['data'] !== 'string') return null;
  const factor = finite(sampled['factor']) ?? 1;
  let low = Infinity;
  let high = -Infinity;
  for (const item of sampled['data'].split(/\s+/)) {
    const point = item === '' ? Number.NaN : Number(item);
    if (!Number.isFinite(point)) continue;
    low = Math.min(low, origin + point * factor);
    high = Math.max(high, origin + point * factor);
  }
  return low > high ? null : { value: low, low, high, ...unitOf(sampled['origin']) };
}

function ofQuantity(quantity: Members, type: string): Omit<QuantityValue, 'param'> | null {
  const value = finite(quantity['value']);
  if (value === undefined) return null;
  if (type === 'Money') {
    const currency = textOf(quantity['currency']);
    return { value, low: value, high: value, ...(currency ? { system: 'urn:iso:std:iso:4217', code: currency } : {}) };
  }
  return { value, ...boundsOfComparator(value, quantity['comparator']), ...unitOf(quantity) };
}

/** Quantity and number: Quantity and its kin, Money, Range, SampledData, decimal and integer; open ends are infinite. */
export function emitQuantity(into: Extracted, param: string, value: unknown, walk: Walk): void {
  const plain = finite(value);
  if (plain !== undefined) into.quantities.push({ param, value: plain, low: plain, high: plain });
  if (!isObject(value)) return;
  const found =
    walk.type === 'Range'
      ? ofRange(value)
      : walk.type === 'SampledData'
        ? ofSampledData(value)
        : ofQuantity(value, walk.type);
  if (found) into.quantities.push({ param, ...found });
}
