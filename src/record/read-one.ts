import { decide } from '../access/index.ts';
import { type Caller, Fault } from '../base/index.ts';
import { type Key, type StoredRow, readRow, readVersion } from '../store/index.ts';
import { auditOf, concerned } from './audit-of.ts';
import { CONSENT } from './deciding/disclosures.ts';
import { passOverAbsent } from './deciding/absent.ts';
import { decideRows, shownRow } from './deciding/sight.ts';
import { refuseBadKey } from './gate.ts';
import { TRACE, noSuch } from './trace/model.ts';
import { readTrace } from './trace/search-trace.ts';
import { type Answer, type FhirRecord, answerOf } from './model.ts';

/** The current version; `deleted` when it is gone, null when it never was or is not in what the caller may see. */
export async function read(record: FhirRecord, caller: Caller, type: string, id: string): Promise<Answer | null> {
  refuseBadKey(type, id);
  if (type === TRACE) return readTrace(record, caller, id);
  await refuseUnlessRole(record, caller, type, id);
  return shown(record, caller, 'read', { type, id }, await readRow(record.store, { type, id }));
}

/** One version, http://hl7.org/fhir/R4/http.html#vread */
export async function vread(
  record: FhirRecord,
  caller: Caller,
  type: string,
  id: string,
  version: number,
): Promise<Answer | null> {
  refuseBadKey(type, id);
  await refuseUnlessRole(record, caller, type, id);
  if (type === TRACE) throw noSuch('has one version alone');
  if (!Number.isInteger(version) || version < 1 || version > 0x7fffffff) return null;
  return shown(record, caller, 'vread', { type, id }, await readVersion(record.store, { type, id, version }));
}

/** Refuses, and audits, a caller whose role does not read the type at all. */
export async function refuseUnlessRole(record: FhirRecord, caller: Caller, type: string, id: string): Promise<void> {
  const answer = decide(caller, 'read', type);
  if (answer.allowed) return;
  const deed = { action: 'read', type, id, outcome: 'refused', detail: answer.why } as const;
  await record.reads.write([auditOf(record, caller, deed)]);
  throw new Fault('forbidden', 'forbidden', `Not allowed: ${answer.why}.`);
}

/** What is in nobody's sight does not exist for them; either way it is audited before it is answered. */
export async function shown(
  record: FhirRecord,
  caller: Caller,
  action: 'read' | 'vread',
  key: Key,
  row: StoredRow | null,
): Promise<Answer | null> {
  if (!row) {
    await passOverAbsent(record, caller, key, { action, ...key });
    return null;
  }
  const [decided] = await decideRows(record, caller, record.store.pool, [row]);
  const { seen, basis } = decided!;
  const about = { ...concerned(row.patients), patient: row.patients[0], basis };
  const deed = { action, type: row.type, id: row.id, version: row.version, ...about };
  await record.reads.write([auditOf(record, caller, seen ? deed : { ...deed, outcome: 'refused', detail: basis })]);
  if (!seen) return null;
  return {
    ...answerOf(shownRow(row, decided!)),
    ...(basis.startsWith(CONSENT) ? { under: basis.slice(CONSENT.length) } : {}),
  };
}
