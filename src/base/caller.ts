/** The roles of those who care for people. */
export const CARE_ROLES = [
  'physician',
  'nurse-practitioner',
  'nurse',
  'transitional-care-nurse',
  'behavioral-care-manager',
  'psychiatrist',
  'psychologist',
  'social-worker',
  'community-health-worker',
  'pharmacist',
] as const;

/**
 * The roles of organizations outside, asked by machine: who carries out what is ordered here. They see what their own work asks, of
 * nobody else.
 */
export const PARTNER_ROLES = ['diagnostic-service', 'dispensing-pharmacy'] as const;

/** Who is calling, decided once at the door and passed down. */
export const ROLES = [
  ...CARE_ROLES,
  ...PARTNER_ROLES,
  'registrar',
  'scheduler',
  'biller',
  'quality-analyst',
  'finance',
  'privacy-officer',
  'administrator',
  'patient',
  'system',
] as const;

export type Role = (typeof ROLES)[number];

export type Caller = {
  kind: 'account' | 'token' | 'system';
  /** Account id (of a token too, where somebody allowed it), token id, id of a service, or the name of the process. */
  id: string;
  name: string;
  role: Role;
  /** Reference of the person behind the account: `Practitioner/x`. */
  practitioner?: string;
  /** The caller's position at the site: `PractitionerRole/x`. */
  practitionerRole?: string;
  /** `RelatedPerson/x`, where the caller acts for `patient`. */
  proxy?: string;
  /** The birth date of that patient, as the record has it: minors have secrets of their own. */
  born?: string;
  /** Id (without type) of the patient to whose record the caller is bound. */
  patient?: string;
  /** SMART scopes; absent means that the role alone decides. */
  scopes?: string[];
  /** Reference of the caller's site: `Organization/x`. */
  site?: string;
  /** What it is asked for: a code of v3-PurposeOfUse. Left out, the usual one of the role. */
  purpose?: string;
  /** Id of the app through which the caller asks. */
  client?: string;
  /** Network address. */
  address?: string;
  requestId?: string;
};

/** The caller for what the software does by itself (migrations, import and demonstration at the command line). */
export const SYSTEM: Caller = { kind: 'system', id: 'system', name: 'Throughline', role: 'system' };

/** True for one of the closed set of roles. */
export function isRole(text: string): text is Role {
  return (ROLES as readonly string[]).includes(text);
}
