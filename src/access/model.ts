import type { Role } from '../base/index.ts';

/** What can be done with a resource. `read` covers vread, `search` covers the history of a type, `label` the change of labels alone. */
export type Action = 'read' | 'search' | 'history' | 'create' | 'update' | 'delete' | 'label';

/** A decision, with the reason in words that a person and a log can be shown. */
export type Decision = { allowed: boolean; why: string };

/** What a search must be narrowed to: nothing at all, one patient's compartment, or no narrowing. */
export type Restriction =
  | { allowed: false; why: string }
  | {
      allowed: true;
      patient?: string;
      /** Search parameters of the role and of scopes: only what answers all of any one list, http://hl7.org/fhir/smart-app-launch/scopes-and-launch-context.html */
      within?: [string, string][][];
    };

/** Somebody who can sign in. Never holds the password's hash. */
export type Holder = {
  id: string;
  username: string;
  name: string;
  /** `Practitioner/x` */
  practitioner?: string;
  created: string;
  /** Since when they can't. */
  disabled?: string;
};

/** What somebody is, where, and for how long: staff at a site, a patient, or who acts for one. */
export type Assignment = {
  id: string;
  role: Role;
  /** `Organization/x` or `Location/x` */
  site?: string;
  /** `PractitionerRole/x` */
  practitionerRole?: string;
  /** Id (without type) of the patient whose record it is for. */
  patient?: string;
  /** `RelatedPerson/x`, where the patient is another. */
  proxy?: string;
  from: string;
  until?: string;
};

/** Somebody who can sign in, as what they are in one of their assignments (`assignment` is its id). */
export type Account = Holder & Omit<Assignment, 'id' | 'from' | 'until'> & { assignment: string };

/** Whence somebody asks to be let in: for the list of their sessions and the audit. */
export type Origin = { address: string; device?: string; requestId?: string };

/** How somebody proved who they are (RFC 8176): `otp` stands for codes of an app and recovery codes, `pop` for passkeys. */
export type Amr = 'pwd' | 'otp' | 'pop';

/** A sign-in that lasts, as its owner may see it listed. `id` is not the secret. */
export type Session = {
  id: string;
  account: string;
  address: string;
  /** `Chrome on Windows`; empty where the browser did not say. */
  device: string;
  created: string;
  lastSeen: string;
  expires: string;
};

/** The account in an assignment. */
export function accountIn(holder: Holder, assignment: Assignment): Account {
  const { id, from: _from, until: _until, ...what } = assignment;
  return { ...holder, ...what, assignment: id };
}

/** True from the assignment's first moment until, and without, its end. */
export function isInForce(assignment: Pick<Assignment, 'from' | 'until'>, now: number): boolean {
  return Date.parse(assignment.from) <= now && (!assignment.until || Date.parse(assignment.until) > now);
}

/** True where something besides the password was shown. */
export function isStrong(amr: readonly string[]): boolean {
  return amr.includes('otp') || amr.includes('pop');
}

export const SESSION_IDLE_MS = 60 * 60_000;
export const SESSION_LIFE_MS = 12 * 60 * 60_000;
export const TOKEN_LIFE_MS = 60 * 60_000;
/** In which a sign-in that was begun is done. */
export const STEP_LIFE_MS = 10 * 60_000;
/** In which a change of how one signs in needs no new proof of who one is. */
export const FRESH_MS = 10 * 60_000;
/** In which a password that an administrator gave is changed. */
export const ONE_TIME_LIFE_MS = 72 * 60 * 60_000;

const ROLE_NAMES: Record<Role, string> = {
  physician: 'Physician',
  'nurse-practitioner': 'Nurse practitioner',
  nurse: 'Nurse',
  'transitional-care-nurse': 'Transitional care nurse',
  'behavioral-care-manager': 'Behavioral care manager',
  psychiatrist: 'Psychiatrist',
  psychologist: 'Psychologist',
  'social-worker': 'Social worker',
  'community-health-worker': 'Community health worker',
  pharmacist: 'Pharmacist',
  'diagnostic-service': 'Diagnostic service',
  'dispensing-pharmacy': 'Dispensing pharmacy',
  registrar: 'Registrar',
  scheduler: 'Scheduler',
  biller: 'Biller',
  'quality-analyst': 'Quality analyst',
  finance: 'Finance',
  'privacy-officer': 'Privacy officer',
  administrator: 'Administrator',
  patient: 'Patient',
  system: 'System',
};

/** The role as people say it. */
export function roleName(role: Role): string {
  return ROLE_NAMES[role];
}

/** Usernames are compared without case and without the blanks that a paste brings. */
export function foldUsername(text: string): string {
  return text.normalize('NFKC').trim().toLowerCase();
}

export type ThrottleRule = { freeFailures: number; firstWaitMs: number; longestWaitMs: number; forgetAfterMs: number };

/** What failures are counted by: the name that was tried, the account whose second step it was, the address. */
export type FailureKind = 'username' | 'factor' | 'address';

const OF_ONE_PERSON: ThrottleRule = {
  freeFailures: 5,
  firstWaitMs: 30_000,
  longestWaitMs: 15 * 60_000,
  forgetAfterMs: 60 * 60_000,
};

/** One person's mistypes are forgiven sooner than an address that tries many names, but an address serves a whole clinic. */
export const THROTTLE: Record<FailureKind, ThrottleRule> = {
  username: OF_ONE_PERSON,
  factor: OF_ONE_PERSON,
  address: { freeFailures: 50, firstWaitMs: 30_000, longestWaitMs: 15 * 60_000, forgetAfterMs: 60 * 60_000 },
};

/** How long to wait after so many failures in a row: nothing at first, then twice as long each time. */
export function waitAfter(failures: number, rule: ThrottleRule): number {
  if (failures < rule.freeFailures) return 0;
  return Math.min(rule.firstWaitMs * 2 ** (failures - rule.freeFailures), rule.longestWaitMs);
}
