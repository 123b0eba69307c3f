import { restriction } from '../../access/index.ts';
import type { Caller } from '../../base/index.ts';
import {
  R4_PARAMS,
  type Resource,
  compartmentParams,
  extractOne,
  parseJson,
  typesInCompartment,
} from '../../fhir/index.ts';
import { type Condition, type FoundRow, type Key, readRows, searchRows } from '../../store/index.ts';
import { compartmentCondition, compartmentParamsOf } from '../search/compartments.ts';
import { scopeParams, sightBy } from '../deciding/masked.ts';
import { scopeConditions } from '../deciding/scope.ts';
import { seenOf, sightFor } from '../deciding/sight.ts';
import type { EverythingAsk, Named, Page } from './everything-model.ts';
import type { FhirRecord } from '../model.ts';
import { relatedTo } from '../patient-record.ts';

/** Pages of an encounter's compartment, the encounter first and then by type and id, of the types that the caller may search. */
export function encounterPage(record: FhirRecord, caller: Caller, id: string, ask: EverythingAsk): Page {
  const types = typesInCompartment('Encounter')
    .filter((type) => (ask.types?.includes(type) ?? true) && restriction(caller, type).allowed)
    .toSorted((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1));
  const since: Condition[] =
    ask.since === undefined
      ? []
      : [{ kind: 'updated', any: [{ prefix: 'ge', low: Date.parse(ask.since), high: Date.parse(ask.since) + 1 }] }];
  const sight = sightFor(record, caller);
  return async (after, limit) => {
    const rows: FoundRow[] = [];
    for (const type of types.slice(after === null ? 0 : types.indexOf(after.type))) {
      const may = restriction(caller, type);
      const found = await searchRows(record.store.pool, {
        type,
        source: may.allowed && may.patient !== undefined ? { kind: 'patient', patient: may.patient } : { kind: 'type' },
        conditions: [
          compartmentCondition(record, { type: 'Encounter', id }, type),
          ...since,
          ...scopeConditions(record, caller, type),
        ],
        sort: [],
        sight: sightBy(record, sight, type, [
          ...compartmentParamsOf({ type: 'Encounter', id }, type),
          ...scopeParams(caller, type, 'search'),
        ]),
        limit: limit - rows.length,
        ...(after?.type === type ? { after: [after.id] } : {}),
      });
      rows.push(...found.rows);
      if (rows.length >= limit) break;
    }
    return rows;
  };
}

function rank(type: string): number {
  return type === 'Encounter' ? 0 : 1;
}

const NAMED = /"reference":"([A-Z][A-Za-z]+)\/([A-Za-z0-9\-.]{1,64})"/g;

/**
 * Whatever an encounter's resources refer to and the caller may read (the patient, an appointment, a problem), and who and where
 * that is of: without those in the compartment themselves, which come anyway.
 */
export function namedByEncounter(record: FhirRecord, caller: Caller, id: string): Named {
  return async (rows, seen) => {
    const keys: Key[] = [];
    for (const { body } of rows) {
      for (const [, type = '', other = ''] of body.matchAll(NAMED)) {
        const name = `${type}/${other}`;
        if (!seen.has(name)) keys.push({ type, id: other });
        seen.add(name);
      }
    }
    const { pool } = record.store;
    const seenThere = await seenOf(record, caller, pool, await readRows(pool, keys));
    const found = seenThere.filter((row) => !row.deleted && !isMember(row, id));
    const bodies = found.map((row) => row.body);
    return [...found, ...(await relatedTo(record, caller, bodies, seen))];
  };
}

function isMember(row: FoundRow, id: string): boolean {
  if (row.type === 'Encounter') return row.id === id;
  const params = compartmentParams('Encounter', row.type);
  if (params.length === 0) return false;
  const resource = parseJson(row.body) as Resource;
  return params.some((param) =>
    extractOne(R4_PARAMS, resource, param).references.some(
      (reference) => reference.type === 'Encounter' && reference.id === id && reference.url === undefined,
    ),
  );
}
