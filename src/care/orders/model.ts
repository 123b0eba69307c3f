import { Fault, type Caller, type Role } from '../../base/index.ts';
import type { Duplicate } from './find-duplicates.ts';
import type { Orderable } from './catalogue.ts';

export const PRIORITIES = ['routine', 'urgent', 'asap', 'stat'] as const;
export const UNITS = ['d', 'wk', 'mo'] as const;

/** Why one orders what has its answer: the reasons that truly justify it. */
export const ANYWAY = ['change-in-condition', 'therapy-monitoring', 'suspect-result', 'pre-procedure-rule'] as const;
/** Why an order is taken back. */
export const CANCELLED = [
  'no-longer-needed',
  'patient-declined',
  'ordered-by-mistake',
  'done-elsewhere',
  'replaced',
] as const;

export type Anyway = (typeof ANYWAY)[number];
export type Cancelled = (typeof CANCELLED)[number];

const ANYWAY_SYSTEM = 'urn:throughline:ordered-anyway';
const CANCELLED_SYSTEM = 'urn:throughline:order-cancelled';
/** Extensions of an order: why it was placed although there was an answer, and the site at which it was written. */
export const ANYWAY_URL = ANYWAY_SYSTEM;
/** The category of what was ordered although there was an answer. */
export const ORDERED_ANYWAY = { system: 'urn:throughline:order-outcome', code: 'anyway', display: 'Ordered anyway' };
export const ORDERED_AT_URL = 'urn:throughline:ordered-at';
/** Why a request has its status: http://hl7.org/fhir/R4/extension-request-statusreason.html */
export const STATUS_REASON_URL = 'http://hl7.org/fhir/StructureDefinition/request-statusReason';
/** One identifier an order: sent again (the answer was lost), it is found instead of stored twice. */
export const ORDER_SYSTEM = 'urn:throughline:order';
export const TASK_SYSTEM = 'urn:throughline:order-task';
export const TASK_CODES = 'http://hl7.org/fhir/CodeSystem/task-code';

const WORDS: Record<Anyway | Cancelled, string> = {
  'change-in-condition': 'The condition changed',
  'therapy-monitoring': 'Monitoring of therapy',
  'suspect-result': 'The result is in doubt',
  'pre-procedure-rule': 'A rule before a procedure asks for it',
  'no-longer-needed': 'No longer needed',
  'patient-declined': 'The patient declined',
  'ordered-by-mistake': 'Ordered by mistake',
  'done-elsewhere': 'Done elsewhere',
  replaced: 'Replaced by another order',
};

/** The coded reason why something was ordered all the same. */
export const anywayConcept = (reason: Anyway): fhir4.CodeableConcept => ({
  coding: [{ system: ANYWAY_SYSTEM, code: reason, display: WORDS[reason] }],
  text: WORDS[reason],
});

/** The coded reason why an order was taken back. */
export const cancelledConcept = (reason: Cancelled): fhir4.CodeableConcept => ({
  coding: [{ system: CANCELLED_SYSTEM, code: reason, display: WORDS[reason] }],
  text: WORDS[reason],
});

/** One order as a screen or an app asks for it. */
export type OrderAsk = {
  /** A UUID of the asker's, by which the order is found again. */
  token: string;
  /** A key of the catalogue. */
  item: string;
  priority: (typeof PRIORITIES)[number];
  /** References to conditions, and words. */
  reasons: { reference?: string | undefined; text?: string | undefined }[];
  /** `Organization/x`, and its `Location/x`. */
  performer?: string | undefined;
  location?: string | undefined;
  side?: 'left' | 'right' | 'both' | undefined;
  specimen?: string | undefined;
  note?: string | undefined;
  patientInstruction?: string | undefined;
  /** A day, or an instant; left out, now. */
  on?: string | undefined;
  /** A standing order: every so many units, until a day. */
  every?: { count: number; unit: (typeof UNITS)[number]; until?: string | undefined } | undefined;
  /** `ServiceRequest/x` in whose place it comes. */
  replaces?: string | undefined;
  /** Why it is ordered although there is an answer. */
  anyway?: Anyway | undefined;
};

export type Checked = { item: string; duplicate: Duplicate | null };

const SIGNS: readonly Role[] = ['physician', 'nurse-practitioner', 'psychiatrist'];
const PENDS: readonly Role[] = [
  'nurse',
  'transitional-care-nurse',
  'behavioral-care-manager',
  'psychologist',
  'social-worker',
  'pharmacist',
];

/** What a role does with an order of this: signs it, writes it for somebody who signs, or neither. */
export function standingOf(caller: Caller, item?: Orderable): 'signs' | 'pends' | 'neither' {
  if (SIGNS.includes(caller.role) || (item?.signs ?? []).includes(caller.role)) return 'signs';
  return PENDS.includes(caller.role) ? 'pends' : 'neither';
}

/** Refuses whoever neither signs orders nor writes them for others. Faults: forbidden. */
export function refuseWithoutStanding(caller: Caller): void {
  if (standingOf(caller) !== 'neither') return;
  throw new Fault('forbidden', 'forbidden', 'Not allowed: orders are written by those who care for the patient.', {
    reason: 'orders-role',
  });
}

/** The author of what is written, as a reference. */
export function authorOf(caller: Caller): fhir4.Reference {
  return { ...(caller.practitioner ? { reference: caller.practitioner } : {}), display: caller.name };
}
