import { restriction } from '../../access/index.ts';
import { type Caller, Fault } from '../../base/index.ts';
import { foldString } from '../../fhir/index.ts';
import { type StoredRow, type Typed, findPatientKeys, readRows, recentlyRead } from '../../store/index.ts';
import { auditOf, concerned } from '../audit-of.ts';
import { sightOfWhole } from '../deciding/masked.ts';
import { seenOf, sightFor } from '../deciding/sight.ts';
import type { FhirRecord, PatientHit } from '../model.ts';
import { type PatientShown, hitOf, namesOf } from './patient-hit.ts';
import { typedOf } from './typed-words.ts';

/** Among so many the best are chosen; whoever has more matches types on. */
const MOST_CANDIDATES = 300;

/**
 * Patients by what somebody types: words of a name (any order, beginnings, former names, accents or not), a birth date, an
 * identifier, a telephone number. The best first. Audited.
 */
export async function findPatients(
  record: FhirRecord,
  caller: Caller,
  text: string,
  limit: number,
): Promise<PatientHit[]> {
  const within = mustSearchPatients(caller);
  const typed = typedOf(text, new Date(record.clock.now()).getUTCFullYear());
  if (typed.length === 0) return [];
  const keys = await findPatientKeys(record.store.pool, typed, MOST_CANDIDATES, {
    sight: sightOfWhole(sightFor(record, caller)),
    within,
  });
  const rows = await readRows(record.store.pool, keys);
  const hits = rows
    .map((row) => rank(row, typed))
    .sort((a, b) => b.score - a.score || (a.hit.name < b.hit.name ? -1 : 1))
    .slice(0, limit)
    .map(({ hit }) => hit);
  const shown = concerned(hits.map(({ id }) => id));
  await record.reads.write([auditOf(record, caller, { action: 'find', type: 'Patient', ...shown, detail: text })]);
  return hits;
}

/** The patients whose charts the caller opened last, latest first. */
export async function recentPatients(record: FhirRecord, caller: Caller, limit: number): Promise<PatientHit[]> {
  const within = mustSearchPatients(caller);
  const ids = (await recentlyRead(record.store.pool, caller.id, limit)).filter(
    (id) => within === undefined || id === within,
  );
  const { pool } = record.store;
  const keys = ids.map((id) => ({ type: 'Patient', id }));
  const rows = await seenOf(record, caller, pool, await readRows(pool, keys));
  const byId = new Map(rows.filter((row) => !row.deleted).map((row) => [row.id, row]));
  return ids.flatMap((id) => {
    const row = byId.get(id);
    return row ? [hitOf(JSON.parse(row.body) as PatientShown, 'name')] : [];
  });
}

function mustSearchPatients(caller: Caller): string | undefined {
  const may = restriction(caller, 'Patient');
  if (may.allowed && may.within)
    throw new Fault('forbidden', 'forbidden', 'Not allowed: the scope is for some patients alone.');
  if (!may.allowed) throw new Fault('forbidden', 'forbidden', `Not allowed: ${may.why}.`);
  return may.patient;
}

const SCORES = { family: 8, whole: 4, current: 2, begins: 1 };

function rank(row: StoredRow, typed: Typed[]): { hit: PatientHit; score: number } {
  const patient = JSON.parse(row.body) as PatientShown;
  const names = namesOf(patient);
  const words = (texts: (string | undefined)[]) =>
    texts.flatMap((one) => (one === undefined ? [] : foldString(one).split(/[^\p{L}\p{N}]+/u)));
  const current = words([names.current?.family, ...(names.current?.given ?? [])]);
  const family = words([names.current?.family]);
  let score = 0;
  let matched: PatientHit['matched'] = 'name';
  for (const { word, digits, days } of typed) {
    if (word !== undefined) {
      const isName = words(names.all).some((one) => one.startsWith(word)) || words(names.all).join('').includes(word);
      if (!isName) matched = 'mrn';
      if (family.some((one) => one.startsWith(word))) score += SCORES.family;
      if (current.includes(word)) score += SCORES.whole;
      if (current.some((one) => one.startsWith(word))) score += SCORES.current;
      else score += SCORES.begins;
    } else if (digits !== undefined && !isBornOn(patient, days)) {
      matched = hasPhone(patient, digits) ? 'phone' : 'mrn';
      score += SCORES.family;
    } else {
      if (typed.length === 1) matched = 'birthDate';
      score += SCORES.family;
    }
  }
  if (patient.active === false) score -= SCORES.current;
  return { hit: hitOf(patient, matched), score };
}

function isBornOn(patient: PatientShown, days: Typed['days']): boolean {
  const born = Date.parse(patient.birthDate ?? '');
  return days?.some((day) => born >= day.low && born < day.high) ?? false;
}

function hasPhone(patient: PatientShown, digits: string): boolean {
  return (patient.telecom ?? []).some((point) => {
    const number = (point.value ?? '').replaceAll(/\D/g, '').replace(/^1(?=\d{10}$)/, '');
    return number.startsWith(digits) || number.slice(-7).startsWith(digits);
  });
}
