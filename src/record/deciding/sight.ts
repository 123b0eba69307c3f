import { type Action, type Seen, decide, isBoundByRelation, sees, sightOf } from '../../access/index.ts';
import type { Caller } from '../../base/index.ts';
import { type Db, type Facts, type Row, type Sight, factsOf, maskedBody, readRow } from '../../store/index.ts';
import type { Actor, FhirRecord } from '../model.ts';
import { isShownToScopes, maskedTypes } from './masked.ts';
import { isWithinScopes } from './scope.ts';
import { isPlace, loadInForce } from './in-force.ts';

/**
 * What was decided about a row, and by which rule. `isUnsigned` where some of its type may be masked: who wrote it is of what is masked, and that
 * a name is missing would be a sign of it.
 */
export type Decided = Seen & { isUnsigned?: boolean };

/** A row as the decision looks at it; `guarded` is false where nothing is known that could keep its patients' records from anybody. */
type Decidable = Row & { guarded?: boolean; body?: string; agent?: string };

/** What a caller sees now of the types that they may read: every statement that looks at many rows is bound by it. */
export function sightFor(record: FhirRecord, caller: Caller): Sight {
  const at = record.clock.now();
  const { inForce } = record;
  return sightOf(caller, { rules: inForce.rulesAt(at), at, above: inForce.above(caller.site), born: caller.born });
}

/**
 * Decides about rows that were read by their keys, in the order given: by role and scope, by the patient to whom the caller is bound, and
 * by all that makes their sight. What is known of the patients is read at most once, and only where it matters.
 */
export async function decideRows(
  record: FhirRecord,
  caller: Caller,
  db: Db,
  rows: readonly Decidable[],
  action: Action = 'read',
): Promise<Decided[]> {
  const sight = sightFor(record, caller);
  const unsigned = maskedTypes(sight);
  const open = rows.map((row) => decide(caller, action, row.type, { patients: row.patients }));
  const inQuestion = rows.filter((row, at) => open[at]!.allowed && isInQuestion(sight, row));
  const patients = [...new Set(inQuestion.flatMap((row) => row.patients))];
  const facts = inQuestion.length > 0 ? await factsFor(db, sight, patients) : NO_FACTS;
  return rows.map((row, at) => {
    if (!open[at]!.allowed) return { seen: false, basis: open[at]!.why };
    const { type, body = '' } = row;
    if (!isWithinScopes(record, caller, { type, body }, action)) return { seen: false, basis: 'scope' };
    const isUnsigned = unsigned.has(type);
    if (!isInQuestion(sight, row)) return { seen: true, basis: 'role', isUnsigned };
    const decided = sees(sight, row, facts);
    const isByMasked = decided.shown && !isShownToScopes(record, caller, type, action, decided.shown);
    return isByMasked ? { seen: false, basis: 'scope' } : { ...decided, isUnsigned };
  });
}

const NO_FACTS: Facts = { rules: [], relations: [], glass: [] };

/** Most resources carry no label and most people have said nothing: of those there is nothing to ask. */
function isInQuestion(sight: Sight, row: Decidable): boolean {
  if (sight.kind === 'all') return false;
  return sight.needsRelation || row.labels.length > 0 || (row.guarded !== false && row.patients.length > 0);
}

/** What decides on these patients for whoever has this sight. */
export async function factsFor(db: Db, sight: Sight, patients: readonly string[]): Promise<Facts> {
  return sight.kind === 'all' ? NO_FACTS : factsOf(db, patients, { account: sight.account, agents: sight.agents });
}

/** Who wrote what nobody is named for. */
export const NOBODY: Actor = { id: '', name: '', role: 'system' };

/** A row as it is shown: its body without what is masked, and without who wrote it where some of its type may be. */
export function shownRow<T extends { body?: string; agent?: string }>(
  row: T,
  { shown, isUnsigned }: Decided,
): T & { isMasked?: boolean } {
  if (!shown && !isUnsigned) return row;
  return {
    ...row,
    ...(shown ? { isMasked: true } : {}),
    ...(shown && row.body !== undefined ? { body: maskedBody(row.body, shown) } : {}),
    ...(isUnsigned && row.agent !== undefined ? { agent: JSON.stringify(NOBODY) } : {}),
  };
}

/** Those of the rows that the caller sees, in their order and as they see them. */
export async function seenOf<T extends Decidable>(
  record: FhirRecord,
  caller: Caller,
  db: Db,
  rows: readonly T[],
  action: Action = 'read',
): Promise<(T & { isMasked?: boolean })[]> {
  const decided = await decideRows(record, caller, db, rows, action);
  return rows.flatMap((row, at) => (decided[at]!.seen ? [shownRow(row, decided[at]!)] : []));
}

/** Those of the rows whose patients' records are open to the caller, whatever types their role reads. */
export async function inSight<T extends Decidable>(
  record: FhirRecord,
  caller: Caller,
  db: Db,
  rows: readonly T[],
): Promise<(T & { isMasked?: boolean })[]> {
  const sight = sightFor(record, caller);
  const facts = await factsFor(db, sight, [...new Set(rows.flatMap((row) => row.patients))]);
  return rows.flatMap((row) => {
    const decided = sees(sight, row, facts);
    return decided.seen ? [shownRow(row, decided)] : [];
  });
}

/** What a caller may name in what they write: what they see; of who has work for a person, whatever that person's record holds. */
export function nameableOf<T extends Decidable>(
  record: FhirRecord,
  caller: Caller,
  db: Db,
  rows: readonly T[],
): Promise<(T & { isMasked?: boolean })[]> {
  return isBoundByRelation(caller) ? inSight(record, caller, db, rows) : seenOf(record, caller, db, rows);
}

/** The row, where it is there and the caller sees it. */
export async function seenOne<T extends Decidable>(
  record: FhirRecord,
  caller: Caller,
  db: Db,
  row: T | null | undefined,
  action: Action = 'read',
): Promise<T | null> {
  return row ? ((await seenOf(record, caller, db, [row], action))[0] ?? null) : null;
}

const OF_THE_RULES: ReadonlySet<string> = new Set(['Library', 'Organization']);

/** True for a type whose resources say what is in force: who writes one may count on it when the answer comes. */
export function isOfTheRules({ inForce }: FhirRecord, type: string): boolean {
  if (type === 'ValueSet') return inForce.namedIn.size > 0;
  if (isPlace(type)) return inForce.programmes.length > 0;
  return OF_THE_RULES.has(type);
}

/** Reads the rules again, after a policy or an organization was written. */
export async function reloadInForce(record: FhirRecord): Promise<void> {
  record.inForce = await loadInForce(record);
}

/** A patient's birth date, for the decision about whoever acts for them; nothing where the record has none. */
export async function birthDateOf(record: FhirRecord, patient: string): Promise<string | undefined> {
  const row = await readRow(record.store, { type: 'Patient', id: patient });
  if (!row || row.deleted) return undefined;
  const { birthDate } = JSON.parse(row.body) as { birthDate?: string };
  return birthDate;
}
