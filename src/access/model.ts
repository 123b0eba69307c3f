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
      /** Search parameters of scopes: only what answers all of any one list, http://hl7.org/fhir/smart-app-launch/scopes-and-launch-context.html */
      within?: [string, string][][];
    };

/** Somebody who can sign in. Never holds the password's hash. */
export type Account = {
  id: string;
  username: string;
  name: string;
  role: Role;
  /** `Practitioner/x` */
  practitioner?: string;
  /** Id (without type) of the patient whose record is theirs. */
  patient?: string;
  /** `Organization/x` or `Location/x` */
  site?: string;
  created: string;
};

/** A sign-in that lasts, as its owner may see it listed. `id` is not the secret. */
export type Session = {
  id: string;
  account: string;
  address: string;
  created: string;
  lastSeen: string;
  expires: string;
};

export const SESSION_IDLE_MS = 60 * 60_000;
export const SESSION_LIFE_MS = 12 * 60 * 60_000;
export const TOKEN_LIFE_MS = 60 * 60_000;

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

/** One person's mistypes are forgiven sooner than an address that tries many names, but an address serves a whole clinic. */
export const THROTTLE: Record<'username' | 'address', ThrottleRule> = {
  username: { freeFailures: 5, firstWaitMs: 30_000, longestWaitMs: 15 * 60_000, forgetAfterMs: 60 * 60_000 },
  address: { freeFailures: 50, firstWaitMs: 30_000, longestWaitMs: 15 * 60_000, forgetAfterMs: 60 * 60_000 },
};

/** How long to wait after so many failures in a row: nothing at first, then twice as long each time. */
export function waitAfter(failures: number, rule: ThrottleRule): number {
  if (failures < rule.freeFailures) return 0;
  return Math.min(rule.firstWaitMs * 2 ** (failures - rule.freeFailures), rule.longestWaitMs);
}
