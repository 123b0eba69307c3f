import type { Role } from '../base/index.ts';
import { STAFF, staffName } from './staff.ts';

/** Someone who may sign in to the demonstration. References are `Practitioner/x`, `Patient/x`, `Organization/x`. */
export type DemoAccount = {
  username: string;
  password: string;
  name: string;
  role: Role;
  /** What the sign-in page says beside the role: `Cardiologist, Riverbend Cardiology`. */
  title: string;
  practitioner?: string;
  patient?: string;
  site?: string;
  /** What else they are: chosen at the sign-in. */
  also?: { role: Role; site: string }[];
};

/** One password for everyone: nothing here is real. */
export const DEMO_PASSWORD = 'riverbend-demo';

/** The account of a patient belongs to this one, who is among the first people of every demonstration. */
const PATIENT_ACCOUNT = { id: 'p-0002', name: 'Marisol Quintana', site: 'mill-street-clinic' } as const;

/** Who works at a second site in another role. */
const ALSO: Record<string, { role: Role; site: string }[]> = {
  np: [{ role: 'transitional-care-nurse', site: 'Organization/riverbend-hospital' }],
};

/** The demonstration's accounts, at least one for each role but the system's own; the same for every seed. */
export function accounts(): DemoAccount[] {
  const staff = STAFF.flatMap((member): DemoAccount[] =>
    member.username
      ? [
          {
            username: member.username,
            password: DEMO_PASSWORD,
            name: staffName(member),
            role: member.role,
            title: member.title,
            practitioner: `Practitioner/${member.id}`,
            site: `Organization/${member.site}`,
            ...(ALSO[member.username] ? { also: ALSO[member.username] } : {}),
          },
        ]
      : [],
  );
  const patient: DemoAccount = {
    username: 'patient',
    password: DEMO_PASSWORD,
    name: PATIENT_ACCOUNT.name,
    role: 'patient',
    title: 'Patient',
    patient: `Patient/${PATIENT_ACCOUNT.id}`,
    site: `Organization/${PATIENT_ACCOUNT.site}`,
  };
  return [...staff, patient];
}
