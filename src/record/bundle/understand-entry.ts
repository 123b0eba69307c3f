import { Fault } from '../../base/index.ts';
import { type Resource, isId, isResourceType } from '../../fhir/index.ts';
import { type Get, understandGet } from './understand-get.ts';
import { NOT_THERE } from '../refuse-write.ts';
import { patchOfEntry } from './patch-of-entry.ts';
import type { Patch, Target } from '../patch-one.ts';

/** What one entry of a batch or transaction asks. `path` is its FHIRPath. */
export type Ask = {
  index: number;
  path: string;
  fullUrl?: string;
  type: string;
} & (
  | { method: 'GET'; get: Get; query: string; isHead?: boolean; ifNoneMatch?: string; ifModifiedSince?: number }
  | { method: 'POST'; resource: Resource; ifNoneExist?: string }
  | { method: 'PUT'; target: Target; resource: Resource; ifMatch?: number }
  | { method: 'PATCH'; target: Target; resource: Resource; patch: Patch; ifMatch?: number }
  | { method: 'DELETE'; target: Target; ifMatch?: number }
);

/** The asks of each method, once its kind is known. */
export type AskTo<Method extends Ask['method']> = Ask & { method: Method };

type Members = { [name: string]: unknown };

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const URL_OF_ENTRY = /^\/?([A-Za-z]+)(?:\/([^/?]+))?(?:\?(.*))?$/s;

/**
 * Understands one entry, http://hl7.org/fhir/R4/http.html#transaction. Faults carry the FHIRPath of what is wrong.
 */
export function understandEntry(entry: unknown, index: number): Ask {
  const path = `Bundle.entry[${index}]`;
  const invalid = (detail: string, where: string, code = 'value') =>
    new Fault('invalid', code, detail, { expression: `${path}${where}` });
  if (!isMembers(entry)) throw invalid('The entry is not an object.', '', 'structure');
  const { request, resource, fullUrl } = entry;
  if (!isMembers(request)) throw invalid('The entry has no request.', '.request', 'required');
  const { method, url } = request;
  if (typeof method !== 'string') throw invalid('The request has no method.', '.request.method', 'required');
  if (typeof url !== 'string') throw invalid('The request has no url.', '.request.url', 'required');
  const named = typeof fullUrl === 'string' ? { fullUrl } : {};
  if (method === 'GET' || method === 'HEAD' || isSearchByPost(method, url)) {
    return understandRead({ index, path, type: '', ...named }, { method, url, request }, invalid);
  }
  const [, type = '', id, query] = URL_OF_ENTRY.exec(url) ?? [];
  if (!isResourceType(type)) {
    const told = method.slice(0, 20);
    const detail = /\/_history|\$/.test(url)
      ? `${told} of "${url.slice(0, 80)}" is not done in a bundle.`
      : `"${url.slice(0, 80)}" does not begin with a resource type of FHIR R4, such as Patient.`;
    throw invalid(detail, '.request.url');
  }
  const hasId: boolean = id === undefined || isId(id);
  if (!hasId) throw invalid(`"${id!.slice(0, 80)}" is no id.`, '.request.url');
  const common = { index, path, type, ...named };
  if (method !== 'POST' && method !== 'PUT' && method !== 'PATCH' && method !== 'DELETE') {
    throw invalid(`${method} in a bundle is not supported.`, '.request.method', 'not-supported');
  }
  if (method === 'POST') {
    if (query !== undefined) throw invalid('A conditional create has its condition in ifNoneExist.', '.request.url');
    return understandPost(common, { id, resource, request }, invalid);
  }
  if (id !== undefined && query !== undefined) {
    throw invalid(`${method} takes an id or a condition, not both.`, '.request.url');
  }
  if (id === undefined && !query) throw invalid(`${method} needs an id or a condition: ${type}/[id].`, '.request.url');
  const target: Target = id === undefined ? { query: query! } : { id };
  const matched = ifMatchOf(method, request, invalid);
  if (method === 'DELETE') return { ...common, method, target, ...matched };
  if (method === 'PATCH') {
    if (!isMembers(resource)) throw invalid('The entry has no resource.', '.resource', 'required');
    const patch = patchOfEntry(resource as Resource, `${path}.resource`);
    return { ...common, method, target, resource: resource as Resource, patch, ...matched };
  }
  const checked = resourceOf(resource, type, invalid);
  if (id !== undefined && checked.id !== id) {
    throw invalid(`The id of the resource must be that of the url, "${id}".`, '.resource.id');
  }
  if (checked.id !== undefined && !isId(checked.id)) throw invalid('The id of the resource is no id.', '.resource.id');
  return { ...common, method, target, resource: checked, ...matched };
}

function isSearchByPost(method: string, url: string): boolean {
  return method === 'POST' && /^[^?]*\/?_search(\?|$)/.test(url);
}

/** GET and HEAD, and a search by POST, whose parameters a bundle has in the url alone. */
function understandRead(
  common: Common,
  { method, url, request }: { method: string; url: string; request: Members },
  invalid: Invalid,
): Ask {
  const asked = understandGet(method === 'POST' ? url.replace(/\/?_search(?=\?|$)/, '') : url);
  if (!asked || (method === 'POST' && asked.get.kind !== 'search')) {
    const detail = `Nothing is at "${url.slice(0, 80)}": a resource type of FHIR R4 is expected first, such as Patient.`;
    throw invalid(detail, '.request.url');
  }
  const { ifNoneMatch, ifModifiedSince } = request;
  const tag = typeof ifNoneMatch === 'string' ? /^(?:W\/)?"(\d{1,9})"$|^\*$/.exec(ifNoneMatch) : null;
  if (ifNoneMatch !== undefined && !tag)
    throw invalid('ifNoneMatch is not a version such as W/"3".', '.request.ifNoneMatch');
  const since = typeof ifModifiedSince === 'string' ? Date.parse(ifModifiedSince) : Number.NaN;
  if (ifModifiedSince !== undefined && Number.isNaN(since)) {
    throw invalid('ifModifiedSince is not an instant.', '.request.ifModifiedSince');
  }
  return {
    ...common,
    type: asked.get.type ?? '',
    method: 'GET',
    ...asked,
    ...(method === 'HEAD' ? { isHead: true } : {}),
    ...(tag ? { ifNoneMatch: tag[1] ?? '*' } : {}),
    ...(ifModifiedSince === undefined ? {} : { ifModifiedSince: since }),
  };
}

type Invalid = (detail: string, where: string, code?: string) => Fault;
type Common = { index: number; path: string; type: string; fullUrl?: string };

function understandPost(
  common: Common,
  { id, resource, request }: { id: string | undefined; resource: unknown; request: Members },
  invalid: Invalid,
): Ask {
  if (id !== undefined) throw invalid('POST takes a type alone; to choose the id, use PUT.', '.request.url');
  const { ifNoneExist } = request;
  if (ifNoneExist !== undefined && typeof ifNoneExist !== 'string') {
    throw invalid('ifNoneExist is not a string.', '.request.ifNoneExist');
  }
  const condition = ifNoneExist?.replace(/^\?|^[A-Za-z]+\?/, '');
  const checked = resourceOf(resource, common.type, invalid);
  return { ...common, method: 'POST', resource: checked, ...(condition ? { ifNoneExist: condition } : {}) };
}

function resourceOf(resource: unknown, type: string, invalid: Invalid): Resource {
  if (!isMembers(resource)) throw invalid('The entry has no resource.', '.resource', 'required');
  const { resourceType } = resource;
  if (typeof resourceType !== 'string') {
    throw invalid('The resource has no resourceType.', '.resource.resourceType', 'required');
  }
  if (resourceType !== type) {
    throw invalid(`The url asks for a ${type}; the resource is a ${resourceType}.`, '.resource.resourceType');
  }
  return resource as Resource;
}

/** `W/"3"`, http://hl7.org/fhir/R4/http.html#versioning */
function ifMatchOf(method: string, request: Members, invalid: Invalid): { ifMatch?: number } {
  const { ifMatch: value, ifNoneMatch } = request;
  if (ifNoneMatch !== undefined) {
    if (method === 'PUT' && ifNoneMatch === '*' && value === undefined) return { ifMatch: NOT_THERE };
    throw invalid('ifNoneMatch of a write is * of a PUT alone.', '.request.ifNoneMatch');
  }
  if (value === undefined) return {};
  const found = typeof value === 'string' ? /^(?:W\/)?"([1-9]\d{0,8})"$/.exec(value) : null;
  if (!found) throw invalid('ifMatch is not a version such as W/"3".', '.request.ifMatch');
  return { ifMatch: Number(found[1]) };
}
