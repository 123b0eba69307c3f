import { decide } from '../../access/index.ts';
import { type Caller, Fault } from '../../base/index.ts';
import { RESOURCE_TYPES } from '../../fhir/index.ts';
import { type FoundRow, type Key, type StoredRow, compartmentPage, readRow } from '../../store/index.ts';
import { auditOf } from '../audit-of.ts';
import { type Care, isInCare } from './care-dates.ts';
import { noteDisclosures } from '../deciding/disclosures.ts';
import { isNarrowed, isWithinScopes } from '../deciding/scope.ts';
import { passOverAbsent } from '../deciding/absent.ts';
import { decideRows, sightFor } from '../deciding/sight.ts';
import { encounterPage, namedByEncounter } from './encounter-everything.ts';
import type { Everything, EverythingAsk, EverythingOf, Named, Page, Part } from './everything-model.ts';
import { refuseBadKey } from '../gate.ts';
import { type FhirRecord, answerOf } from '../model.ts';
import { isReadable, relatedTo } from '../patient-record.ts';
import { openCursor, sealCursor } from '../seal-cursor.ts';

/** Rows under way at once: the first byte leaves early, and a large record takes no more memory than a small one. */
const PART = 500;

/**
 * Everything in a patient's compartment that the caller may read, and the practitioners, organizations, locations and medications
 * that it names: http://hl7.org/fhir/R4/patient-operation-everything.html; or everything in an encounter's, and all that it names:
 * http://hl7.org/fhir/R4/encounter-operation-everything.html. Audited before anything is given.
 * Faults: forbidden, not-found, gone, invalid for a cursor that is not of this question.
 */
export async function everything(
  record: FhirRecord,
  caller: Caller,
  of: EverythingOf,
  ask: EverythingAsk,
): Promise<Everything> {
  const focus = await focusOf(record, caller, of);
  const key = record.settings.cursorKey;
  const { types = null, since = null, care = null } = ask;
  const question = JSON.stringify(['everything', of.type, of.id, types, since, care]);
  const from = ask.cursor === undefined ? null : (openCursor(key, caller, question, ask.cursor) as Key);
  await record.reads.write([auditOf(record, caller, deedOf(of, focus))]);
  const page = withinCare(pageOf(record, caller, of, ask), care);
  const named = noted(record, caller, deedOf(of, focus), ofTypes(namedOf(record, caller, of), ask.types));
  if (ask.count === undefined) return { parts: allParts(page, named, from) };
  const rows = await page(from, ask.count + 1);
  const shown = rows.slice(0, ask.count);
  const last = shown.at(-1);
  const hasMore = rows.length > ask.count && last !== undefined;
  return {
    parts: onePart(await partOf(shown, named, new Set())),
    ...(hasMore ? { next: sealCursor(key, caller, question, { type: last.type, id: last.id }) } : {}),
  };
}

function deedOf({ type, id }: EverythingOf, focus: StoredRow | null) {
  return { action: 'everything', type, id, patient: type === 'Patient' ? id : focus?.patients[0] } as const;
}

/** The one whose everything is asked, where the caller may know of it. */
async function focusOf(record: FhirRecord, caller: Caller, of: EverythingOf): Promise<StoredRow> {
  const { type, id } = of;
  refuseBadKey(type, id);
  const row = await readRow(record.store, of);
  // Of an encounter whose patient is not known, the type alone: not there and somebody else's are to sound alike.
  const may = decide(caller, 'read', type, type === 'Patient' ? { patients: [id] } : {});
  if (!may.allowed) {
    const deed = { ...deedOf(of, row), outcome: 'refused', detail: may.why } as const;
    await record.reads.write([auditOf(record, caller, deed)]);
    throw new Fault('forbidden', 'forbidden', `Not allowed: ${may.why}.`);
  }
  const [decided] = row ? await decideRows(record, caller, record.store.pool, [row]) : [];
  if (row && decided && !decided.seen) {
    const deed = { ...deedOf(of, row), outcome: 'refused', detail: decided.basis } as const;
    await record.reads.write([auditOf(record, caller, deed)]);
  }
  if (!row) await passOverAbsent(record, caller, of, deedOf(of, null));
  if (!row || !decided?.seen) throw new Fault('not-found', 'not-found', `${type}/${id} does not exist.`);
  if (row.deleted) throw new Fault('gone', 'deleted', `${type}/${id} was deleted.`);
  return row;
}

function pageOf(record: FhirRecord, caller: Caller, of: EverythingOf, ask: EverythingAsk): Page {
  if (of.type === 'Encounter') return encounterPage(record, caller, of.id, ask);
  const hidden = RESOURCE_TYPES.filter((type) => !isReadable(caller, type, of.id));
  const asked = { only: ask.types ?? null, except: hidden, since: ask.since ?? null, sight: sightFor(record, caller) };
  const page: Page = (after, limit) => compartmentPage(record.store.pool, of.id, { ...asked, after, limit });
  const isNarrow = RESOURCE_TYPES.some((type) => isNarrowed(caller, type, 'read'));
  return isNarrow ? keeping(page, (row) => isWithinScopes(record, caller, row, 'read')) : page;
}

function namedOf(record: FhirRecord, caller: Caller, of: EverythingOf): Named {
  if (of.type === 'Encounter') return namedByEncounter(record, caller, of.id);
  return (rows, seen) => {
    const bodies = rows.map((row) => row.body);
    return relatedTo(record, caller, bodies, seen);
  };
}

/** `_type` says what of all that is returned is wanted, and so of what is named besides. */
function ofTypes(named: Named, types: string[] | undefined): Named {
  if (types === undefined) return named;
  return async (rows, seen) => (await named(rows, seen)).filter((row) => types.includes(row.type));
}

/** What goes out by a consent is noted before it goes. */
function noted(record: FhirRecord, caller: Caller, deed: ReturnType<typeof deedOf>, named: Named): Named {
  return async (rows, seen) => {
    const beside = await named(rows, seen);
    await noteDisclosures(record, caller, record.store.pool, deed, [...rows, ...beside]);
    return beside;
  };
}

function withinCare(page: Page, care: Care | null): Page {
  return care === null ? page : keeping(page, (row) => isInCare(row, care));
}

/** The same pages without what is not kept: read on until one is full. */
function keeping(page: Page, keep: (row: FoundRow) => boolean): Page {
  return async (after, limit) => {
    const found: FoundRow[] = [];
    for (let from = after; ;) {
      const rows = await page(from, Math.max(limit, PART));
      found.push(...rows.filter(keep));
      const last = rows.at(-1);
      if (!last || rows.length < Math.max(limit, PART) || found.length >= limit) return found.slice(0, limit);
      from = { type: last.type, id: last.id };
    }
  };
}

async function partOf(rows: FoundRow[], named: Named, seen: Set<string>): Promise<Part> {
  return { matches: rows.map(answerOf), included: (await named(rows, seen)).map(answerOf) };
}

async function* onePart(part: Part): AsyncGenerator<Part> {
  yield part;
}

async function* allParts(page: Page, named: Named, from: Key | null): AsyncGenerator<Part> {
  const seen = new Set<string>();
  for (let after = from; ;) {
    const rows = await page(after, PART);
    if (rows.length > 0) yield await partOf(rows, named, seen);
    const last = rows.at(-1);
    if (!last || rows.length < PART) return;
    after = { type: last.type, id: last.id };
  }
}
