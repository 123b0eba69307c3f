/** A visit note as it is typed, kept in the browser's session so that a reload loses nothing. */
import { VITAL_KEYS, VITALS, type VitalKey } from './vitals.ts';

export type Draft = {
  /** Names what is written from it, so that sending it twice stores it once. */
  id: string;
  /** When the visit began, as an ISO instant. */
  begun: string;
  reason: string;
  note: string;
  vitals: Partial<Record<VitalKey, number>>;
  /** '' for none, 'other' for own words, else a SNOMED CT code of the list. */
  problem: string;
  problemText: string;
  /** The sheet stood open when it was last touched. */
  isOpen: boolean;
  /** What was sent, by `contentOf`, as long as nobody knows whether it arrived. */
  sent?: string | undefined;
};

export type FieldKey = 'reason' | 'note' | 'problem' | VitalKey;
/** What is wrong, by field. */
export type Errors = Partial<Record<FieldKey, 'reason' | 'empty' | 'outside' | 'pair' | 'order' | 'listed'>>;

/** An empty note. */
export function newDraft(id: string, now: Date): Draft {
  return { id, begun: now.toISOString(), reason: '', note: '', vitals: {}, problem: '', problemText: '', isOpen: true };
}

/** True where something was typed. */
export function isTouched(draft: Draft): boolean {
  return Boolean(draft.reason.trim() || draft.note.trim() || draft.problem || Object.keys(draft.vitals).length > 0);
}

/** What a draft says, to tell whether it was changed since. */
export function contentOf({ reason, note, vitals, problem, problemText }: Draft): string {
  return JSON.stringify([reason, note, VITAL_KEYS.map((key) => vitals[key] ?? null), problem, problemText]);
}

/** The place of a draft: one a patient and user. */
export function draftKey(accountId: string, patientId: string): string {
  return `throughline.note.${accountId}.${patientId}`;
}

/** The draft kept under a key, if it can be read. */
export function readDraft(storage: Pick<Storage, 'getItem'>, key: string): Draft | undefined {
  const text = storage.getItem(key);
  if (!text) return undefined;
  try {
    const draft = JSON.parse(text) as Draft;
    return typeof draft.id === 'string' && typeof draft.reason === 'string' ? draft : undefined;
  } catch {
    return undefined;
  }
}

/** What keeps a note from being saved. `listed`: codes already on the problem list. */
export function errorsOf(draft: Draft, listed: ReadonlySet<string>): Errors {
  const errors: Errors = {};
  if (!draft.reason.trim()) errors.reason = 'reason';
  if (!draft.note.trim() && Object.keys(draft.vitals).length === 0 && !draft.problem) errors.note = 'empty';
  for (const key of VITAL_KEYS) {
    const value = draft.vitals[key];
    if (value !== undefined && (value < VITALS[key].least || value > VITALS[key].most)) errors[key] = 'outside';
  }
  const { systolic, diastolic } = draft.vitals;
  if (systolic !== undefined && diastolic === undefined) errors.diastolic = 'pair';
  else if (diastolic !== undefined && systolic === undefined) errors.systolic = 'pair';
  else if (systolic !== undefined && diastolic !== undefined && !errors.systolic && diastolic >= systolic)
    errors.diastolic = 'order';
  if (listed.has(draft.problem)) errors.problem = 'listed';
  return errors;
}
