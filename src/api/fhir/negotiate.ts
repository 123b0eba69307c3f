import type { FastifyRequest } from 'fastify';
import { Fault } from '../../base/index.ts';
import { type Shape, shapeOf } from '../../record/index.ts';

/** What the caller asked of the form of the answer. */
export type Wish = {
  pretty: boolean;
  contentType: string;
  return: 'minimal' | 'representation' | 'OperationOutcome';
  /** The same where the caller said so, for what gives less unless asked: a bundle's entries. */
  returning?: 'minimal' | 'representation' | 'OperationOutcome';
  strict: boolean;
  /** How much of each resource to give. */
  shape: Shape;
};

const FHIR_JSON = 'application/fhir+json; charset=utf-8';
export const PLAIN_JSON = 'application/json; charset=utf-8';

/** `_format` values and media types that mean JSON: http://hl7.org/fhir/R4/http.html#mime-type */
const JSON_NAMES = new Set([
  'json',
  'application/json',
  'application/fhir+json',
  'text/json',
  '*/*',
  'application/*',
  'html',
  'text/html',
]);
const XML_NAMES = /xml|turtle|ttl/;

/** The parameters of a query string, in order, repetitions kept. Faults: `invalid` for a percent sign that encodes nothing. */
export function queryOf(text: string): [string, string][] {
  const pairs: [string, string][] = [];
  for (const part of text.split('&')) {
    if (part === '') continue;
    const cut = part.indexOf('=');
    const [name, value] = cut < 0 ? [part, ''] : [part.slice(0, cut), part.slice(cut + 1)];
    pairs.push([decode(name), decode(value)]);
  }
  return pairs;
}

function decode(text: string): string {
  let decoded: string;
  try {
    decoded = decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw new Fault('invalid', 'value', 'The query holds a percent sign that encodes no character.');
  }
  // PostgreSQL keeps no NUL in a text, and no search value has one.
  if (decoded.includes('\0')) throw new Fault('invalid', 'value', 'The query holds a NUL character.');
  return decoded;
}

/** The part of the address after the question mark. */
export function queryText(request: FastifyRequest): string {
  const url = request.raw.url ?? '';
  const at = url.indexOf('?');
  return at < 0 ? '' : url.slice(at + 1);
}

/** The last value of a parameter, which is the one that counts where it may not repeat. */
export function lastOf(query: [string, string][], name: string): string | undefined {
  return query.findLast(([given]) => given === name)?.[1];
}

const RETURNS = ['minimal', 'representation', 'OperationOutcome'] as const;

/** Reads `_format`, `Accept`, `_pretty`, `_summary`, `_elements` and `Prefer`. Faults: `not-acceptable`, naming what is spoken here; `invalid`. */
export function wishOf(request: FastifyRequest, query: [string, string][]): Wish {
  const prefer = preferences(request.headers.prefer);
  const wanted = RETURNS.find((one) => one === prefer.get('return'));
  return {
    pretty: lastOf(query, '_pretty') === 'true',
    contentType: contentTypeFor(request, query),
    return: wanted ?? 'representation',
    ...(wanted === undefined ? {} : { returning: wanted }),
    strict: prefer.get('handling') === 'strict',
    shape: shapeOf(query),
  };
}

function contentTypeFor(request: FastifyRequest, query: [string, string][]): string {
  // A "+" that was not encoded arrives as a blank.
  const format = lastOf(query, '_format')?.replace('fhir json', 'fhir+json').replace('fhir xml', 'fhir+xml');
  if (format) return chosen([format]);
  const accept = request.headers.accept;
  return accept ? chosen(accept.split(',')) : FHIR_JSON;
}

function chosen(names: string[]): string {
  const ranges = names.map(rangeOf).filter((range) => range.quality > 0);
  const best = ranges.sort((a, b) => b.quality - a.quality).find((range) => JSON_NAMES.has(range.name));
  if (!best) {
    const asked = names.map((name) => name.trim().slice(0, 60)).join(', ');
    const why = XML_NAMES.test(asked) ? 'XML and RDF are not supported' : `nothing of "${asked}" can be made`;
    throw new Fault('not-acceptable', 'not-supported', `Answers come as application/fhir+json: ${why}.`);
  }
  requireVersion(best.version);
  return best.name === 'application/json' ? PLAIN_JSON : FHIR_JSON;
}

function rangeOf(text: string): { name: string; quality: number; version: string | undefined } {
  const [name = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const of = (key: string) => parameters.find((part) => part.startsWith(`${key}=`))?.slice(key.length + 1);
  const quality = Number(of('q') ?? '1');
  return { name, quality: Number.isNaN(quality) ? 1 : quality, version: of('fhirversion') };
}

function requireVersion(version: string | undefined): void {
  if (version === undefined || /^4\.0(\.\d+)?$/.test(version.replaceAll('"', ''))) return;
  throw new Fault('not-acceptable', 'not-supported', `This server speaks FHIR 4.0 (R4), not ${version.slice(0, 20)}.`);
}

function preferences(header: string | string[] | undefined): Map<string, string> {
  const found = new Map<string, string>();
  for (const part of [header ?? []].flat().join(',').split(/[,;]/)) {
    const [name, value] = part.split('=').map((text) => text.trim());
    if (name && value !== undefined) found.set(name.toLowerCase(), value.replaceAll('"', ''));
  }
  return found;
}

const BODY_TYPES = new Set(['application/fhir+json', 'application/json', 'text/json']);

/** Refuses a body that says it is something else than JSON, before it is read. */
export function requireJson(request: FastifyRequest): void {
  const given = request.headers['content-type'];
  const [name = '', ...parameters] = (given ?? '').toLowerCase().split(';');
  if (!BODY_TYPES.has(name.trim())) {
    const what = given ? `"${given.slice(0, 80)}"` : 'no Content-Type';
    throw new Fault(
      'unsupported-media',
      'not-supported',
      `The body has ${what}; this server reads application/fhir+json.`,
    );
  }
  for (const parameter of parameters.map((text) => text.trim())) {
    if (parameter.startsWith('charset=') && !/^charset="?utf-?8"?$/.test(parameter)) {
      throw new Fault(
        'unsupported-media',
        'not-supported',
        `FHIR's JSON is UTF-8; the body says ${parameter.slice(0, 40)}.`,
      );
    }
    if (parameter.startsWith('fhirversion=') && !/^fhirversion="?4\.0/.test(parameter)) {
      throw new Fault(
        'unsupported-media',
        'not-supported',
        `This server speaks FHIR 4.0 (R4); the body says ${parameter.slice(0, 40)}.`,
      );
    }
  }
}

/** True for a body that is JSON Patch, RFC 6902. */
export function isJsonPatch(request: FastifyRequest): boolean {
  const [name = ''] = (request.headers['content-type'] ?? '').toLowerCase().split(';');
  return name.trim() === 'application/json-patch+json';
}

/** Refuses a patch that is neither JSON Patch nor FHIR's JSON, before it is read. */
export function requirePatch(request: FastifyRequest): void {
  if (!isJsonPatch(request)) requireJson(request);
}

/** Refuses a search by POST whose parameters do not come as a form. */
export function requireForm(request: FastifyRequest): void {
  const given = request.headers['content-type'] ?? '';
  if (given.toLowerCase().split(';')[0]!.trim() === 'application/x-www-form-urlencoded') return;
  throw new Fault(
    'unsupported-media',
    'not-supported',
    `A search by POST has its parameters as application/x-www-form-urlencoded, not "${given.slice(0, 80)}".`,
  );
}
