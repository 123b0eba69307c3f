import { type Glass, endGlass, insertGlass, reviewGlass, selectGlass, selectOpenGlass } from '../../access/index.ts';
import { type Caller, Fault, SYSTEM, shardOf, uuidv7 } from '../../base/index.ts';
import { type Resource, parseJson } from '../../fhir/index.ts';
import { type FoundRow, readRow, transaction } from '../../store/index.ts';
import { auditOf } from '../audit-of.ts';
import { passGate, refuseBadKey } from '../gate.ts';
import type { FhirRecord } from '../model.ts';
import type { Draft } from '../refuse-write.ts';
import { matchesOfCondition } from '../search/match-condition.ts';

/** The system of the identifier that ties the work to its emergency. */
const GLASS = 'urn:throughline:break-glass';
const LEAST_REASON = 10;
const MOST_REASON = 1000;
const MINUTE_MS = 60_000;
const MOST_LISTED = 500;

/**
 * Opens in an emergency what is kept from the caller of one person's record: for a time, with a reason, and with word to the privacy officer
 * in the same transaction (42 CFR 2.51; 45 CFR 164.312(a)(2)(ii)). Faults: forbidden for a role that may not, invalid for a reason or
 * a time that will not do, not-found.
 */
export async function breakGlass(
  record: FhirRecord,
  caller: Caller,
  ask: { patient: string; reason: string; minutes?: number | undefined },
): Promise<Glass> {
  const { patient } = ask;
  refuseBadKey('Patient', patient);
  const at = record.clock.now();
  const { breakGlass: rules } = record.inForce.rulesAt(at);
  const deed = { action: 'break-glass', type: 'Patient', id: patient, patient } as const;
  if (!rules.roles.includes(caller.role) || caller.kind !== 'account') {
    await record.reads.write([auditOf(record, caller, { ...deed, outcome: 'refused' })]);
    throw new Fault(
      'forbidden',
      'forbidden',
      'Not allowed: only those who treat people open a record in an emergency.',
    );
  }
  const reason = reasonOf(ask.reason);
  const minutes = minutesOf(ask.minutes ?? rules.usualMinutes, rules.mostMinutes);
  const there = await readRow(record.store, { type: 'Patient', id: patient });
  if (!there || there.deleted) throw new Fault('not-found', 'not-found', 'There is no such patient.');
  const glass: Glass = {
    id: uuidv7(0, at),
    account: caller.id,
    accountName: caller.name,
    role: caller.role,
    patient,
    reason,
    starts: at,
    ends: at + minutes * MINUTE_MS,
  };
  await record.reads.write([auditOf(record, caller, { ...deed, detail: reason })]);
  const task = taskFor(glass, at);
  await passGate(record, SYSTEM, {
    resources: [{ resource: task }],
    async draft(tx) {
      await insertGlass(tx, glass);
      return [{ do: 'put', resource: task, id: uuidv7(shardOf(glass.id), at), isChosen: false }];
    },
    finish: async () => undefined,
  });
  return glass;
}

function reasonOf(text: string): string {
  const reason = text.trim();
  if (reason.length >= LEAST_REASON && reason.length <= MOST_REASON) return reason;
  const detail = `Say in ${LEAST_REASON} to ${MOST_REASON} characters why this record must be opened now.`;
  throw new Fault('invalid', 'required', detail, { expression: 'reason' });
}

function minutesOf(minutes: number, most: number): number {
  if (Number.isInteger(minutes) && minutes >= 1 && minutes <= most) return minutes;
  throw new Fault('invalid', 'value', `It can be opened for 1 to ${most} minutes.`, { expression: 'minutes' });
}

/** Whose record it was is an input and not the subject: the work is the officer's and no part of the chart. */
function taskFor(glass: Glass, at: number): Resource {
  const code = { system: 'urn:throughline:task', code: 'break-glass' };
  return {
    resourceType: 'Task',
    status: 'requested',
    intent: 'order',
    priority: 'urgent',
    code: { coding: [code], text: 'Review an emergency access' },
    description: `${glass.accountName} opened a record in an emergency: "${glass.reason}"`,
    authoredOn: new Date(at).toISOString(),
    performerType: [{ coding: [{ system: 'urn:throughline:role', code: 'privacy-officer' }], text: 'Privacy officer' }],
    identifier: [{ system: GLASS, value: glass.id }],
    input: [{ type: { text: 'Record' }, valueReference: { reference: `Patient/${glass.patient}` } }],
    restriction: { period: { end: new Date(at + 24 * 60 * MINUTE_MS).toISOString() } },
  };
}

/** The work that waited for a review, done by it. */
function doneWith(tasks: readonly FoundRow[]): Draft[] {
  return tasks.map((row) => {
    const resource = { ...(parseJson(row.body) as Resource), status: 'completed' };
    return { do: 'put', resource, id: row.id, isChosen: true };
  });
}

/** The emergency by which this record is open to the caller now; null where there is none. */
export function openGlass(record: FhirRecord, caller: Caller, patient: string): Promise<Glass | null> {
  refuseBadKey('Patient', patient);
  return selectOpenGlass(record.store.pool, caller.id, patient, record.clock.now());
}

/** Ends the caller's own emergency before its time. Faults: not-found. */
export async function mendGlass(record: FhirRecord, caller: Caller, id: string): Promise<void> {
  const at = record.clock.now();
  const isEnded = await transaction(record.store, {}, (tx) => endGlass(tx, id, caller.id, at));
  if (!isEnded) throw new Fault('not-found', 'not-found', 'There is no such open emergency of yours.');
}

function refuseUnlessOfficer(caller: Caller): void {
  if (caller.role === 'privacy-officer' && caller.kind === 'account') return;
  throw new Fault('forbidden', 'forbidden', 'Not allowed: emergencies are reviewed by the privacy officer.');
}

/** The emergencies for the privacy officer: those to be reviewed first. Faults: forbidden. */
export async function listGlass(record: FhirRecord, caller: Caller): Promise<Glass[]> {
  refuseUnlessOfficer(caller);
  await record.reads.write([auditOf(record, caller, { action: 'search', detail: 'emergency accesses' })]);
  return selectGlass(record.store.pool, MOST_LISTED);
}

/** What the privacy officer found; the task is done with it. Faults: forbidden, invalid, not-found where it was reviewed already. */
export async function judgeGlass(
  record: FhirRecord,
  caller: Caller,
  id: string,
  review: { verdict: 'justified' | 'not-justified'; note: string },
): Promise<void> {
  refuseUnlessOfficer(caller);
  if (review.verdict === 'not-justified' && review.note.trim() === '') {
    throw new Fault('invalid', 'required', 'Say what follows from it.', { expression: 'note' });
  }
  const at = new Date(record.clock.now()).toISOString();
  await passGate(record, SYSTEM, {
    resources: [],
    changes: ['Task'],
    async draft(tx) {
      const said = { at, reviewer: caller.name, verdict: review.verdict, note: review.note.trim() };
      if (!(await reviewGlass(tx, id, said))) {
        throw new Fault('not-found', 'not-found', 'There is no such emergency that is still to be reviewed.');
      }
      return doneWith(await matchesOfCondition(record, SYSTEM, tx, 'Task', `identifier=${GLASS}|${id}`));
    },
    finish: async () => undefined,
  });
  await record.reads.write([
    auditOf(record, caller, { action: 'update', detail: `emergency access ${id}: ${review.verdict}` }),
  ]);
}
