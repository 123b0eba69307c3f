import type { FastifyReply, FastifyRequest } from 'fastify';
import { Fault, type Caller } from '../../base/index.ts';
import { isId, isResourceType, parseJson, stringify, type Resource } from '../../fhir/index.ts';
import {
  bundle,
  create,
  jsonPatchOf,
  patch,
  read,
  remove,
  removeWhere,
  shaped,
  update,
  updateWhere,
  vread,
  type Answer,
  type Patch,
} from '../../record/index.ts';
import type { Doors } from '../doors.ts';
import { admitBundles } from './admit-bundles.ts';
import { ifMatchOf, isUnchanged, markVersion, sendText, sendWritten } from './answer.ts';
import { baseOf } from './links.ts';
import { isJsonPatch, queryOf, queryText, requireJson, wishOf, type Wish } from './negotiate.ts';
import { makeOwnReferencesLocal } from './own-references.ts';

/** One request as an interaction sees it. */
export type Exchange = {
  doors: Doors;
  request: FastifyRequest;
  reply: FastifyReply;
  caller: Caller;
  /** All parameters of the query, in order. */
  query: [string, string][];
  wish: Wish;
  type: string;
  id: string;
  /** In the address of a compartment: the type of its members, or `*`. */
  member: string;
};

export type Interaction = (exchange: Exchange) => Promise<FastifyReply>;

type Params = { type?: string; id?: string; member?: string };

/** These ask for a form of the answer and are no search parameters. */
export const FORM_ONLY = new Set(['_format', '_pretty']);

/** Reads what every interaction needs from the request, and refuses a type that is none and an id that can't be one. */
export function exchangeOf(doors: Doors, request: FastifyRequest, reply: FastifyReply, caller: Caller): Exchange {
  const { type = '', id = '', member = '' } = request.params as Params;
  const query = queryOf(queryText(request));
  const wish = wishOf(request, query);
  if (type !== '') requireType(type);
  if (id !== '') requireId(type, id);
  if (member !== '' && member !== '*') requireType(member);
  return { doors, request, reply, caller, query, wish, type, id, member };
}

function requireType(type: string): void {
  const isKnown: boolean = isResourceType(type);
  if (isKnown) return;
  if (type.startsWith('$'))
    throw new Fault('not-found', 'not-supported', `The operation ${name(type)} is not supported.`);
  throw new Fault('not-found', 'not-supported', `"${name(type)}" is not a resource type of FHIR R4.`);
}

function requireId(type: string, id: string): void {
  if (id.startsWith('$')) throw new Fault('not-found', 'not-supported', `The operation ${name(id)} is not supported.`);
  if (isId(id)) return;
  throw new Fault('invalid', 'value', `"${name(id)}" is not an id: 1 to 64 letters, digits, "-" and "." alone.`, {
    expression: `${type || 'Resource'}.id`,
  });
}

function name(text: string): string {
  return text.length > 70 ? `${text.slice(0, 70)}...` : text;
}

/** The version that is there. Faults: not-found, gone. */
export function found(answer: Answer | null, what: string, reply: FastifyReply): Answer {
  if (!answer) throw new Fault('not-found', 'not-found', `There is no ${what}.`);
  if (answer.deleted) {
    markVersion(reply, answer);
    throw new Fault('gone', 'deleted', `${what} was deleted.`);
  }
  return answer;
}

function sendVersion(exchange: Exchange, answer: Answer): FastifyReply {
  const { request, reply, wish } = exchange;
  refuseCount(wish);
  markVersion(reply, answer);
  return isUnchanged(request, answer) ? reply.code(304).send() : sendText(reply, wish, shaped(answer, wish.shape).body);
}

/** Refuses `_summary=count` of what is no search. */
export function refuseCount({ shape }: Pick<Wish, 'shape'>): void {
  if (shape.countOnly)
    throw new Fault('invalid', 'value', '"_summary=count" counts what a search finds; this is none.');
}

/** http://hl7.org/fhir/R4/http.html#read */
export const readOne: Interaction = async (exchange) => {
  const { doors, caller, type, id, reply } = exchange;
  return sendVersion(exchange, found(await read(doors.record, caller, type, id), `${type}/${id}`, reply));
};

/** http://hl7.org/fhir/R4/http.html#vread */
export const readVersion: Interaction = async (exchange) => {
  const { doors, caller, type, id, reply, request } = exchange;
  const text = (request.params as { version: string }).version;
  const what = `version ${name(text)} of ${type}/${id}`;
  if (!/^[1-9]\d{0,8}$/.test(text)) throw new Fault('not-found', 'not-found', `There is no ${what}.`);
  return sendVersion(exchange, found(await vread(doors.record, caller, type, id, Number(text)), what, reply));
};

/** The JSON body of a request as a resource. Faults say what it is instead. */
export function resourceIn(exchange: Exchange, expected: string | null): Resource {
  const { request, doors } = exchange;
  const body = request.body as Buffer | undefined;
  if (!body || body.length === 0) throw new Fault('invalid', 'required', 'The body is empty: a resource is expected.');
  requireJson(request);
  const value = parseJson(body, { maxDepth: doors.config.maxDepth });
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Fault('invalid', 'structure', 'The body is JSON, but not a resource: a resource is an object.');
  }
  const { resourceType } = value as { resourceType?: unknown };
  const where = expected ?? 'Resource';
  if (typeof resourceType !== 'string' || resourceType === '') {
    throw new Fault('invalid', 'required', 'The body has no resourceType.', { expression: `${where}.resourceType` });
  }
  if (!isResourceType(resourceType)) {
    const detail = `"${name(resourceType)}" is not a resource type of FHIR R4.`;
    throw new Fault('invalid', 'value', detail, { expression: `${where}.resourceType` });
  }
  if (expected !== null && resourceType !== expected) {
    const detail = `The address says ${expected} and the body is a ${resourceType}.`;
    throw new Fault('invalid', 'value', detail, { expression: `${resourceType}.resourceType` });
  }
  makeOwnReferencesLocal(baseOf(doors, request), body, value as Resource);
  return value as Resource;
}

/** http://hl7.org/fhir/R4/http.html#create, conditional too */
export const createOne: Interaction = async (exchange) => {
  const { doors, request, reply, caller, wish, type } = exchange;
  const resource = resourceIn(exchange, type);
  const ifNoneExist = request.headers['if-none-exist'];
  const condition = typeof ifNoneExist === 'string' ? { ifNoneExist: ifNoneExist.replace(/^\?/, '') } : {};
  const written = await create(doors.record, caller, resource, condition);
  return sendWritten(doors, request, reply, wish, written);
};

/** http://hl7.org/fhir/R4/http.html#update */
export const updateOne: Interaction = async (exchange) => {
  const { doors, request, reply, caller, wish, type, id } = exchange;
  const resource = resourceIn(exchange, type);
  const expression = `${type}.id`;
  if (resource.id === undefined) {
    throw new Fault('invalid', 'required', `The body has no id; it must be "${id}", as in the address.`, {
      expression,
    });
  }
  if (resource.id !== id) {
    throw new Fault('invalid', 'value', `The body's id is not "${id}", the one in the address.`, { expression });
  }
  const ifMatch = ifMatchOf(request);
  const written = await update(doors.record, caller, type, id, resource, ifMatch === undefined ? {} : { ifMatch });
  return sendWritten(doors, request, reply, wish, written);
};

/** The condition of a conditional write: the query, but for what only shapes the answer. */
function conditionOf({ query }: Exchange): string {
  return new URLSearchParams(query.filter(([param]) => !FORM_ONLY.has(param))).toString();
}

/** http://hl7.org/fhir/R4/http.html#cond-update */
export const updateByCondition: Interaction = async (exchange) => {
  const { doors, request, reply, caller, wish, type } = exchange;
  const resource = resourceIn(exchange, type);
  const ifMatch = ifMatchOf(request);
  const options = ifMatch === undefined ? {} : { ifMatch };
  const written = await updateWhere(doors.record, caller, type, conditionOf(exchange), resource, options);
  return sendWritten(doors, request, reply, wish, written);
};

/** The patch in the body: JSON Patch or, as a Parameters resource, FHIRPath Patch. */
function patchIn(exchange: Exchange): Patch {
  const { request, doors } = exchange;
  if (!isJsonPatch(request)) return { kind: 'fhirpath', parameters: resourceIn(exchange, 'Parameters') };
  const body = request.body as Buffer | undefined;
  if (!body || body.length === 0) throw new Fault('invalid', 'required', 'The body is empty: a patch is expected.');
  return jsonPatchOf(body, undefined, doors.config.maxDepth);
}

/** http://hl7.org/fhir/R4/http.html#patch, of one resource by its id or by a condition. */
export const patchOne: Interaction = async (exchange) => {
  const { doors, request, reply, caller, wish, type, id } = exchange;
  const asked = patchIn(exchange);
  const ifMatch = ifMatchOf(request);
  const target = id === '' ? { query: conditionOf(exchange) } : { id };
  const options = ifMatch === undefined ? {} : { ifMatch };
  const written = await patch(doors.record, caller, { type, target, patch: asked, ...options });
  return sendWritten(doors, request, reply, wish, written);
};

/** Conditional delete, http://hl7.org/fhir/R4/http.html#3.1.0.7.1: several only with `_count`, which says how many at most. */
export const deleteByCondition: Interaction = async (exchange) => {
  const { doors, request, reply, caller, type } = exchange;
  const ifMatch = ifMatchOf(request);
  const options = ifMatch === undefined ? {} : { ifMatch };
  const gone = await removeWhere(doors.record, caller, type, conditionOf(exchange), options);
  if (gone.length === 1) reply.header('etag', `W/"${gone[0]!.version}"`);
  return reply.code(204).send();
};

/** http://hl7.org/fhir/R4/http.html#delete */
export const deleteOne: Interaction = async ({ doors, request, reply, caller, type, id }) => {
  const ifMatch = ifMatchOf(request);
  const answer = await remove(doors.record, caller, type, id, ifMatch === undefined ? {} : { ifMatch });
  if (answer) reply.header('etag', `W/"${answer.version}"`);
  return reply.code(204).send();
};

/** Memory is the process's, and so is this. */
const admit = admitBundles();

/** http://hl7.org/fhir/R4/http.html#transaction: batch and transaction. */
export const runBundle: Interaction = async (exchange) => {
  const { doors, caller, reply, wish } = exchange;
  const { returning, strict } = wish;
  const options = { strict, ...(returning === undefined ? {} : { returning }) };
  const bytes = (exchange.request.body as Buffer | undefined)?.length ?? 0;
  const text = await admit(bytes, async () => {
    return stringify(await bundle(doors.record, caller, resourceIn(exchange, 'Bundle'), options));
  });
  return sendText(reply, wish, text);
};
