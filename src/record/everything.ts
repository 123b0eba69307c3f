import { decide } from '../access/index.ts';
import { type Caller, Fault } from '../base/index.ts';
import { RESOURCE_TYPES } from '../fhir/index.ts';
import { type Key, type StoredRow, compartmentPage, readRow } from '../store/index.ts';
import { auditOf } from './audit-of.ts';
import { refuseBadKey } from './gate.ts';
import { type Answer, type FhirRecord, answerOf } from './model.ts';
import { isReadable, relatedTo } from './patient-record.ts';
import { openCursor, sealCursor } from './seal-cursor.ts';

export type EverythingAsk = {
  /** The types to give; all where absent. */
  types?: string[];
  /** An instant: only what was written then or later. */
  since?: string;
  /** The most of the compartment on a page; without it all comes in one answer. */
  count?: number;
  cursor?: string;
};

/** What an answer holds, a part at a time: of the compartment, and who, where and what it names besides. */
export type Everything = {
  parts: AsyncIterable<{ matches: Answer[]; included: Answer[] }>;
  /** The cursor of the next page, where `count` cut it. */
  next?: string;
};

/** Rows under way at once: the first byte leaves early, and a large record takes no more memory than a small one. */
const PART = 200;

/**
 * Everything in a patient's compartment that the caller may read, and the practitioners, organizations, locations and medications
 * that it names: http://hl7.org/fhir/R4/patient-operation-everything.html. Audited before anything is given.
 * Faults: forbidden, not-found, gone, invalid for a cursor that is not of this question.
 */
export async function everything(
  record: FhirRecord,
  caller: Caller,
  patientId: string,
  ask: EverythingAsk,
): Promise<Everything> {
  refuseBadKey('Patient', patientId);
  const deed = { action: 'everything', type: 'Patient', id: patientId, patient: patientId } as const;
  const may = decide(caller, 'read', 'Patient', { patients: [patientId] });
  if (!may.allowed) {
    await record.reads.write([auditOf(record, caller, { ...deed, outcome: 'refused', detail: may.why })]);
    throw new Fault('forbidden', 'forbidden', `Not allowed: ${may.why}.`);
  }
  const patient = await readRow(record.store, { type: 'Patient', id: patientId });
  if (!patient) throw new Fault('not-found', 'not-found', `Patient/${patientId} does not exist.`);
  if (patient.deleted) throw new Fault('gone', 'deleted', `Patient/${patientId} was deleted.`);
  const question = JSON.stringify(['everything', patientId, ask.types ?? null, ask.since ?? null]);
  const from =
    ask.cursor === undefined ? null : (openCursor(record.settings.cursorKey, caller, question, ask.cursor) as Key);
  await record.reads.write([auditOf(record, caller, deed)]);
  const page = pageOf(record, caller, patientId, ask);
  if (ask.count === undefined) return { parts: allParts(record, caller, page, from) };
  const rows = await page(from, ask.count + 1);
  const shown = rows.slice(0, ask.count);
  const last = shown.at(-1);
  const hasMore = rows.length > ask.count && last !== undefined;
  const key = hasMore ? { type: last.type, id: last.id } : null;
  return {
    parts: onePart(await partOf(record, caller, shown, new Set())),
    ...(key ? { next: sealCursor(record.settings.cursorKey, caller, question, key) } : {}),
  };
}

type Page = (after: Key | null, limit: number) => Promise<StoredRow[]>;

function pageOf(record: FhirRecord, caller: Caller, patientId: string, ask: EverythingAsk): Page {
  const hidden = RESOURCE_TYPES.filter((type) => !isReadable(caller, type, patientId));
  const asked = { only: ask.types ?? null, except: hidden, since: ask.since ?? null };
  return (after, limit) => compartmentPage(record.store.pool, patientId, { ...asked, after, limit });
}

type Part = { matches: Answer[]; included: Answer[] };

async function partOf(record: FhirRecord, caller: Caller, rows: StoredRow[], seen: Set<string>): Promise<Part> {
  const bodies = rows.map((row) => row.body);
  return {
    matches: rows.map(answerOf),
    included: (await relatedTo(record, caller, bodies, seen)).map(answerOf),
  };
}

async function* onePart(part: Part): AsyncGenerator<Part> {
  yield part;
}

async function* allParts(record: FhirRecord, caller: Caller, page: Page, from: Key | null): AsyncGenerator<Part> {
  const seen = new Set<string>();
  for (let after = from; ;) {
    const rows = await page(after, PART);
    if (rows.length > 0) yield await partOf(record, caller, rows, seen);
    const last = rows.at(-1);
    if (!last || rows.length < PART) return;
    after = { type: last.type, id: last.id };
  }
}
