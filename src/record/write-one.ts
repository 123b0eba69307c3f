import { randomInt } from 'node:crypto';
import { type Caller, Fault, SHARDS, uuidv7 } from '../base/index.ts';
import { type Resource, patientsOf } from '../fhir/index.ts';
import { shardOfPatient } from '../store/index.ts';
import { claimOfKey, claimsOfCondition } from './claims.ts';
import { matchesToDelete, oneMatch, severalMatch } from './find-target.ts';
import { passGate, refuseBadKey } from './gate.ts';
import { type Draft } from './refuse-write.ts';
import { matchesOfCondition } from './search/match-condition.ts';
import { type Answer, type FhirRecord, type Written, answerOf } from './model.ts';

/** An id whose bits say where it lives: with the patient, or anywhere. */
export function newId(record: FhirRecord, patient: string | undefined): string {
  const shard = patient === undefined ? randomInt(SHARDS) : shardOfPatient(patient);
  return uuidv7(shard, record.clock.now());
}

/**
 * Creates a resource under an id of ours. With `ifNoneExist` (a search's query) only where nothing matches: one match is
 * answered instead, several are refused (http://hl7.org/fhir/R4/http.html#ccreate).
 */
export async function create(
  record: FhirRecord,
  caller: Caller,
  resource: Resource,
  options: { ifNoneExist?: string } = {},
): Promise<Written> {
  const type = resource.resourceType;
  refuseBadKey(type, 'x');
  const condition = options.ifNoneExist;
  delete resource.id;
  const id = newId(record, patientsOf(resource)[0]);
  let found: Answer | null = null;
  return passGate(record, caller, {
    resources: [{ resource }],
    claims: condition === undefined ? [] : claimsOfCondition(record, type, condition),
    async draft(tx): Promise<Draft[]> {
      found = null;
      if (condition !== undefined) {
        const matches = await matchesOfCondition(record, caller, tx, type, condition);
        if (matches.length > 1) throw severalMatch(type, condition);
        if (matches[0]) {
          found = answerOf(matches[0]);
          return [];
        }
      }
      return [{ do: 'put', resource, id, isChosen: false }];
    },
    finish: async (_tx, [written]) => (found ? { status: 'exists', answer: found } : written!),
  });
}

/**
 * Updates a resource, or creates it under the id that the client chose. Content that is there already makes no new version
 * (http://hl7.org/fhir/R4/http.html#update lets a server decide so), so that what is imported twice changes nothing.
 */
export async function update(
  record: FhirRecord,
  caller: Caller,
  type: string,
  id: string,
  resource: Resource,
  options: { ifMatch?: number } = {},
): Promise<Written> {
  refuseBadKey(type, id);
  if (resource.resourceType !== type) {
    throw new Fault('invalid', 'value', `A ${type} is to be updated, and a ${resource.resourceType} was sent.`, {
      expression: `${resource.resourceType}`,
    });
  }
  if (resource.id !== id) {
    const said =
      resource.id === undefined ? 'The resource carries no id' : `The resource carries the id "${resource.id}"`;
    throw new Fault('invalid', 'value', `${said}; it must be that of the URL, "${id}".`, { expression: `${type}.id` });
  }
  return passGate(record, caller, {
    resources: [{ resource }],
    claims: [claimOfKey(record, type, id)],
    draft: async () => [{ do: 'put', resource, id, isChosen: true, ...options }],
    finish: async (_tx, [written]) => written!,
  });
}

/**
 * Updates the one resource that a search's query finds, http://hl7.org/fhir/R4/http.html#cond-update. Where it finds none the
 * resource is created, under its own id if it carries one. Faults: precondition-failed for several matches, invalid for a match
 * that has another id than the resource.
 */
export async function updateWhere(
  record: FhirRecord,
  caller: Caller,
  type: string,
  query: string,
  resource: Resource,
  options: { ifMatch?: number } = {},
): Promise<Written> {
  const own = resource.id;
  refuseBadKey(type, own ?? 'x');
  const fresh = newId(record, patientsOf(resource)[0]);
  return passGate(record, caller, {
    resources: [{ resource }],
    claims: [...claimsOfCondition(record, type, query), ...(own === undefined ? [] : [claimOfKey(record, type, own)])],
    async draft(tx): Promise<Draft[]> {
      const match = await oneMatch(record, caller, tx, { type, query });
      if (match) refuseOtherId(match, own);
      const id = match?.id ?? own ?? fresh;
      return [{ do: 'put', resource, id, isChosen: id !== fresh, ...options }];
    },
    finish: async (_tx, [written]) => written!,
  });
}

/** "One Match, resource id provided but does not match resource found: the server returns a 400 Bad Request error". */
export function refuseOtherId(match: { type: string; id: string }, own: string | undefined, path?: string): void {
  if (own === undefined || own === match.id) return;
  const detail = `The condition finds ${match.type}/${match.id}, and the resource carries the id "${own}": leave the id out or make it the same.`;
  throw new Fault('invalid', 'value', detail, { expression: path ?? `${match.type}.id` });
}

/** Deletes a resource; its versions stay in its history. Null where there was none; deleting twice is deleting once. */
export async function remove(
  record: FhirRecord,
  caller: Caller,
  type: string,
  id: string,
  options: { ifMatch?: number } = {},
): Promise<Answer | null> {
  refuseBadKey(type, id);
  return passGate(record, caller, {
    resources: [],
    deletes: [type],
    claims: [claimOfKey(record, type, id)],
    draft: async () => [{ do: 'delete', type, id, ...options }],
    finish: async (_tx, [written]) => written?.answer ?? null,
  });
}

/** Deletes what a search's query finds (`matchesToDelete` says how many), all of it or nothing. */
export async function removeWhere(
  record: FhirRecord,
  caller: Caller,
  type: string,
  query: string,
  options: { ifMatch?: number } = {},
): Promise<Answer[]> {
  refuseBadKey(type, 'x');
  return passGate(record, caller, {
    resources: [],
    deletes: [type],
    claims: claimsOfCondition(record, type, query),
    async draft(tx): Promise<Draft[]> {
      const matches = await matchesToDelete(record, caller, tx, { type, query });
      return matches.map(({ id }) => ({ do: 'delete', type, id, ...options }));
    },
    finish: async (_tx, written) => written.flatMap((one) => (one ? [one.answer] : [])),
  });
}
