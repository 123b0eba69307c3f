import { type Caller, Fault } from '../../base/index.ts';
import { type Resource, parseJson } from '../../fhir/index.ts';
import { type Db, readRows, readVersions } from '../../store/index.ts';
import { answerOperation } from './answer-operation.ts';
import type { Answer, FhirRecord, HistoryQuery } from '../model.ts';
import { history } from '../read-history.ts';
import { refuseUnlessRole, shown } from '../read-one.ts';
import { TRACE } from '../trace/model.ts';
import { readTrace } from '../trace/search-trace.ts';
import { type Said, saidOf } from './said.ts';
import { search } from '../search/search.ts';
import { searchTypes } from '../search/search-types.ts';
import { relativeLink, searchsetOf } from '../search/searchset.ts';
import { isShapeParam, shapeOf, shaped } from '../search/shape.ts';
import type { AskTo } from './understand-entry.ts';
import type { Get } from './understand-get.ts';

/** How the entries of a bundle are answered: by the `Prefer` of the whole. */
export type Answering = { strict?: boolean; isTransaction?: boolean };

type Params = [string, string][];

/** A read, a search or an operation in a bundle: in a transaction on `db`, so that it sees what the transaction wrote. */
export async function answerGet(
  record: FhirRecord,
  caller: Caller,
  ask: AskTo<'GET'>,
  db: Db,
  how: Answering = {},
): Promise<Said> {
  const params = [...new URLSearchParams(ask.query)] as Params;
  const said = await sayGet(record, caller, ask, params, { db, ...how });
  if (!ask.isHead) return said;
  const { resource: _resource, ...head } = said;
  return head;
}

async function sayGet(
  record: FhirRecord,
  caller: Caller,
  ask: AskTo<'GET'>,
  params: Params,
  how: Answering & { db: Db },
): Promise<Said> {
  const { get } = ask;
  switch (get.kind) {
    case 'read':
      return readOne(record, caller, ask, get, params, how.db);
    case 'history':
      return okay(await historyOf(record, caller, get, params, how.db));
    case 'search':
      return okay(await searchset(record, caller, get, params, how));
    default:
      if (how.isTransaction) {
        const detail = `$${get.name} is not run in a transaction: send it by itself, or in a batch.`;
        throw new Fault('invalid', 'not-supported', detail, { expression: `${ask.path}.request.url` });
      }
      return okay(await answerOperation(record, caller, get, params, how.strict === true));
  }
}

function okay(resource: Resource): Said {
  return { resource, response: { status: '200 OK' } };
}

async function readOne(
  record: FhirRecord,
  caller: Caller,
  ask: AskTo<'GET'>,
  { type, id, version }: Get & { kind: 'read' },
  params: Params,
  db: Db,
): Promise<Said> {
  if (type === TRACE && version === undefined) {
    const event = await readTrace(record, caller, id);
    if (!event) throw new Fault('not-found', 'not-found', `${type}/${id} does not exist.`, { expression: ask.path });
    return { resource: parsed(shaped(event, shapeOf(params))), ...saidOf('200 OK', event) };
  }
  await refuseUnlessRole(record, caller, type, id);
  const [row] =
    version === undefined ? await readRows(db, [{ type, id }]) : await readVersions(db, [{ type, id, version }]);
  const answer = await shown(record, caller, version === undefined ? 'read' : 'vread', { type, id }, row ?? null);
  if (!answer) throw new Fault('not-found', 'not-found', `${type}/${id} does not exist.`, { expression: ask.path });
  if (answer.deleted) throw new Fault('gone', 'deleted', `${type}/${id} was deleted.`, { expression: ask.path });
  if (isKnown(ask, answer)) return saidOf('304 Not Modified', answer);
  return { resource: parsed(shaped(answer, shapeOf(params))), ...saidOf('200 OK', answer) };
}

/** ifNoneMatch and ifModifiedSince, http://hl7.org/fhir/R4/http.html#cread */
function isKnown({ ifNoneMatch, ifModifiedSince }: AskTo<'GET'>, answer: Answer): boolean {
  if (ifNoneMatch !== undefined) return ifNoneMatch === '*' || ifNoneMatch === String(answer.version);
  return ifModifiedSince !== undefined && Date.parse(answer.updated) <= ifModifiedSince;
}

function parsed(answer: Answer): Resource {
  return parseJson(answer.body) as Resource;
}

async function searchset(
  record: FhirRecord,
  caller: Caller,
  { type, compartment }: Get & { kind: 'search' },
  params: Params,
  how: Answering & { db: Db },
): Promise<Resource> {
  const options = { strict: how.strict === true, db: how.db, ...(compartment ? { compartment } : {}) };
  const found =
    type === undefined
      ? await searchTypes(record, caller, params, options)
      : await search(record, caller, type, params, options);
  const within = compartment ? [compartment.type, compartment.id, type ?? '*'] : [type ?? ''];
  return searchsetOf(within.join('/'), found);
}

const METHODS = { create: 'POST', update: 'PUT', delete: 'DELETE' } as const;
const HISTORY_PARAMS = new Set(['_count', '_since', '_at', '_list', '_cursor']);

async function historyOf(
  record: FhirRecord,
  caller: Caller,
  { type, id }: Get & { kind: 'history' },
  params: Params,
  db: Db,
): Promise<Resource> {
  const unknown = params.find(([name]) => !HISTORY_PARAMS.has(name) && !isShapeParam(name));
  if (unknown) throw new Fault('invalid', 'not-supported', `History has no parameter "${unknown[0].slice(0, 60)}".`);
  const shape = shapeOf(params);
  const query: HistoryQuery = {
    ...(type === undefined ? {} : { type }),
    ...(id === undefined ? {} : { id }),
    ...Object.fromEntries(params.map(([name, value]) => [name.slice(1), name === '_count' ? Number(value) : value])),
  };
  if (query.count !== undefined && !(Number.isInteger(query.count) && query.count >= 0)) {
    throw new Fault('invalid', 'value', 'The parameter "_count" is not a whole number from 0 on.');
  }
  const { entries, total, next } = await history(record, caller, query, db);
  if (id !== undefined && params.length === 0 && entries.length === 0) {
    throw new Fault('not-found', 'not-found', `${type}/${id} does not exist.`);
  }
  const path = [type, id, '_history'].filter((part) => part !== undefined).join('/');
  const told = entries.map((one) => ({
    ...(one.deleted ? {} : { resource: parsed(shaped(one, shape)) }),
    request: { method: METHODS[one.action], url: one.action === 'create' ? one.type : `${one.type}/${one.id}` },
    ...saidOf(one.deleted ? '204' : '200', one),
  }));
  return {
    resourceType: 'Bundle',
    type: 'history',
    ...(total === undefined ? {} : { total }),
    ...(next === undefined ? {} : { link: [relativeLink('next', path, [...params, ['_cursor', next]])] }),
    ...(told.length > 0 ? { entry: told } : {}),
  };
}
