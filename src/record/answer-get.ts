import { type Caller, Fault } from '../base/index.ts';
import { type Issue } from '../base/index.ts';
import { type Resource, outcome, parseJson } from '../fhir/index.ts';
import { type Db, readRows, readVersions } from '../store/index.ts';
import type { Answer, FhirRecord } from './model.ts';
import { history } from './read-history.ts';
import { refuseUnlessRole, shown } from './read-one.ts';
import { search } from './search.ts';
import type { AskTo } from './understand-entry.ts';

/** What an entry of the response says. */
export type Said = { resource?: Resource; response: { [element: string]: unknown } };

/** The response to what was stored or read: version and time as of http://hl7.org/fhir/R4/bundle-response.html */
export function saidOf(status: string, answer: Answer | null): Said {
  if (!answer) return { response: { status } };
  return {
    response: {
      status,
      location: `${answer.type}/${answer.id}/_history/${answer.version}`,
      etag: `W/"${answer.version}"`,
      lastModified: answer.updated,
    },
  };
}

/** A read or a search in a bundle: in a transaction on `db`, so that it sees what the transaction wrote. */
export async function answerGet(record: FhirRecord, caller: Caller, ask: AskTo<'GET'>, db: Db): Promise<Said> {
  const { type, id, version } = ask;
  if (id === undefined) return { ...(await searchset(record, caller, ask, db)), response: { status: '200 OK' } };
  if (ask.isHistory) return { resource: await historyOf(record, caller, type, id), response: { status: '200 OK' } };
  await refuseUnlessRole(record, caller, type, id);
  const [row] =
    version === undefined ? await readRows(db, [{ type, id }]) : await readVersions(db, [{ type, id, version }]);
  const answer = await shown(record, caller, version === undefined ? 'read' : 'vread', row ?? null);
  if (!answer) throw new Fault('not-found', 'not-found', `${type}/${id} does not exist.`, { expression: ask.path });
  if (answer.deleted) throw new Fault('gone', 'deleted', `${type}/${id} was deleted.`, { expression: ask.path });
  return { resource: parsed(answer), ...saidOf('200 OK', answer) };
}

function parsed(answer: Answer): Resource {
  return parseJson(answer.body) as Resource;
}

async function searchset(
  record: FhirRecord,
  caller: Caller,
  ask: AskTo<'GET'>,
  db: Db,
): Promise<{ resource: Resource }> {
  const params = [...new URLSearchParams(ask.query)] as [string, string][];
  const found = await search(record, caller, ask.type, params, { strict: false, db });
  const entry = (answer: Answer, mode: string) => ({ resource: parsed(answer), search: { mode } });
  const warned = (issues: Issue[]) =>
    issues.length > 0 ? [{ resource: outcome(issues), search: { mode: 'outcome' } }] : [];
  const self = new URLSearchParams(found.self).toString();
  return {
    resource: {
      resourceType: 'Bundle',
      type: 'searchset',
      ...(found.total === undefined ? {} : { total: found.total }),
      link: [{ relation: 'self', url: `${ask.type}${self ? `?${self}` : ''}` }],
      entry: [
        ...found.matches.map((answer) => entry(answer, 'match')),
        ...found.included.map((answer) => entry(answer, 'include')),
        ...warned(found.warnings),
      ],
    },
  };
}

const METHODS = { create: 'POST', update: 'PUT', delete: 'DELETE' } as const;

async function historyOf(record: FhirRecord, caller: Caller, type: string, id: string): Promise<Resource> {
  const { entries, total } = await history(record, caller, { type, id });
  if (entries.length === 0) throw new Fault('not-found', 'not-found', `${type}/${id} does not exist.`);
  return {
    resourceType: 'Bundle',
    type: 'history',
    total,
    entry: entries.map((one) => ({
      ...(one.deleted ? {} : { resource: parsed(one) }),
      request: { method: METHODS[one.action], url: one.action === 'create' ? type : `${type}/${id}` },
      ...saidOf(one.deleted ? '204' : '200', one),
    })),
  };
}
