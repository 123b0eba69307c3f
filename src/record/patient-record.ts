import { decide, restriction } from '../access/index.ts';
import { type Caller, Fault } from '../base/index.ts';
import { RESOURCE_TYPES } from '../fhir/index.ts';
import { type Key, type FoundRow, compartmentBodies, currentPosition, readRow, readRows } from '../store/index.ts';
import { auditOf } from './audit-of.ts';
import { noteDisclosures } from './deciding/disclosures.ts';
import { isWithinScopes } from './deciding/scope.ts';
import { decideRows, seenOf, sightFor } from './deciding/sight.ts';
import { refuseBadKey } from './gate.ts';
import type { FhirRecord, PatientRecord } from './model.ts';

/** Not of the chart: money, and who did what to it. */
const NOT_OF_THE_CHART = ['Claim', 'ExplanationOfBenefit', 'Provenance', 'AuditEvent', 'SupplyDelivery'];

const RELATED = ['Practitioner', 'PractitionerRole', 'Organization', 'Location', 'Medication'];
const NAMES_RELATED = new RegExp(`"reference":"(${RELATED.join('|')})/([A-Za-z0-9\\-.]{1,64})"`, 'g');
/** A role names a practitioner and an organization, an organization its parent. */
const HOPS = 2;

/**
 * One patient's record as stored text: everything in the compartment that the caller may read (or of the given types alone),
 * and who and where it refers to. Audited as the opening of a chart. Faults: forbidden, not-found, gone.
 */
export async function patientRecord(
  record: FhirRecord,
  caller: Caller,
  patientId: string,
  types?: string[],
): Promise<PatientRecord> {
  refuseBadKey('Patient', patientId);
  const { pool } = record.store;
  const deed = { action: 'chart', type: 'Patient', id: patientId, patient: patientId } as const;
  const may = decide(caller, 'read', 'Patient', { patients: [patientId] });
  if (!may.allowed) {
    await record.reads.write([auditOf(record, caller, { ...deed, outcome: 'refused', detail: may.why })]);
    throw new Fault('forbidden', 'forbidden', `Not allowed: ${may.why}.`);
  }
  // Before reading: what is written meanwhile is then told twice rather than never.
  const position = await currentPosition(pool, record.settings.epoch);
  const patient = await readRow(record.store, { type: 'Patient', id: patientId });
  const [decided] = patient ? await decideRows(record, caller, pool, [patient]) : [];
  if (patient && decided && !decided.seen) {
    await record.reads.write([auditOf(record, caller, { ...deed, outcome: 'refused', detail: decided.basis })]);
  }
  if (!patient || !decided?.seen) throw new Fault('not-found', 'not-found', `Patient/${patientId} does not exist.`);
  if (patient.deleted) throw new Fault('gone', 'deleted', `Patient/${patientId} was deleted.`);
  const hidden = RESOURCE_TYPES.filter((type) => !isReadable(caller, type, patientId));
  const all = await compartmentBodies(pool, patientId, {
    sight: sightFor(record, caller),
    ...(types ? { only: types } : {}),
    except: types ? hidden : [...hidden, ...NOT_OF_THE_CHART],
  });
  const found = all.filter((row) => isWithinScopes(record, caller, row, 'read'));
  const resources = found.map((row) => row.body);
  const related = (await relatedTo(record, caller, resources)).map((row) => row.body);
  await noteDisclosures(record, caller, pool, deed, found);
  await record.reads.write([auditOf(record, caller, deed)]);
  return { resources, related, position };
}

/** True where the caller may read this type in this patient's compartment. */
export function isReadable(caller: Caller, type: string, patient: string): boolean {
  const may = restriction(caller, type, 'read');
  return may.allowed && (may.patient === undefined || may.patient === patient);
}

/**
 * Who, where and what the bodies name, found by their text: nothing is parsed to be served. `seen` holds the names (`Type/id`)
 * that were looked at already, and gains those that are.
 */
export async function relatedTo(
  record: FhirRecord,
  caller: Caller,
  bodies: readonly string[],
  seen = new Set<string>(),
): Promise<FoundRow[]> {
  const related: FoundRow[] = [];
  let from = bodies;
  for (let hop = 0; hop < HOPS && from.length > 0; hop += 1) {
    const keys: Key[] = [];
    for (const body of from) {
      for (const [, type = '', id = ''] of body.matchAll(NAMES_RELATED)) {
        const name = `${type}/${id}`;
        if (seen.has(name)) continue;
        seen.add(name);
        if (isReadable(caller, type, '')) keys.push({ type, id });
      }
    }
    const { pool } = record.store;
    const rows = (await seenOf(record, caller, pool, await readRows(pool, keys))).filter((row) => !row.deleted);
    from = rows.map((row) => row.body);
    related.push(...rows);
  }
  return related;
}
