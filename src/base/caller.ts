/** Who is calling, decided once at the door and passed down. */
export const ROLES = [
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
  /** Account id, token id, or the name of the process. */
  id: string;
  name: string;
  role: Role;
  /** Reference of the person behind the account: `Practitioner/x`. */
  practitioner?: string;
  /** Id (without type) of the patient to whose record the caller is bound. */
  patient?: string;
  /** SMART scopes; absent means that the role alone decides. */
  scopes?: string[];
  /** Reference of the caller's site: `Organization/x`. */
  site?: string;
  requestId?: string;
};

/** The caller for what the software does by itself (migrations, import and demonstration at the command line). */
export const SYSTEM: Caller = { kind: 'system', id: 'system', name: 'Throughline', role: 'system' };

/** True for one of the closed set of roles. */
export function isRole(text: string): text is Role {
  return (ROLES as readonly string[]).includes(text);
}
