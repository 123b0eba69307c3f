import { Fault, isRole, uuidv7, type Role } from '../../base/index.ts';
import type { Assignment } from '../model.ts';

/** An assignment as it is asked for; references with or without their type where only one type is possible. */
export type NewAssignment = {
  role: Role;
  /** `Organization/x` or `Location/x`. */
  site?: string;
  practitionerRole?: string;
  patient?: string;
  /** RelatedPerson who acts for the patient. */
  proxy?: string;
  /** Instants; from now where it is not said, and without end. */
  from?: string;
  until?: string;
};

const ID = /^[A-Za-z0-9\-.]{1,64}$/;

function refuse(detail: string, field: string): never {
  throw new Fault('invalid', 'value', detail, { expression: field });
}

function idIn(reference: string | undefined, type: string, field: string): string | undefined {
  if (!reference) return undefined;
  const id = reference.startsWith(`${type}/`) ? reference.slice(type.length + 1) : reference;
  return ID.test(id) ? id : refuse(`"${reference.slice(0, 80)}" refers to no ${type}.`, field);
}

function instant(text: string | undefined, field: string): string | undefined {
  if (!text) return undefined;
  const time = Date.parse(text);
  if (Number.isNaN(time)) refuse(`"${text.slice(0, 40)}" is not a moment in time.`, field);
  return new Date(time).toISOString();
}

/** The reference of a Practitioner, with its type. */
export function practitionerIn(reference: string | undefined): string | undefined {
  const id = idIn(reference, 'Practitioner', 'practitioner');
  return id && `Practitioner/${id}`;
}

/** Makes an assignment of what is asked. Faults: `invalid`, with the field's name as expression. */
export function newAssignment(asked: NewAssignment, now: number): Assignment {
  const { role } = asked;
  if (!isRole(role) || role === 'system') refuse(`Nobody signs in with the role "${role}".`, 'role');
  const patient = idIn(asked.patient, 'Patient', 'patient');
  const proxy = idIn(asked.proxy, 'RelatedPerson', 'proxy');
  const practitionerRole = idIn(asked.practitionerRole, 'PractitionerRole', 'practitionerRole');
  if (role === 'patient' && !patient) refuse('The account of a patient names whose record is theirs.', 'patient');
  if (role !== 'patient' && patient) refuse('Only the role patient is for one patient’s record.', 'patient');
  if (proxy && role !== 'patient') refuse('Who acts for a patient has the role patient.', 'proxy');
  if (asked.site && !/^(Organization|Location)\/[A-Za-z0-9\-.]{1,64}$/.test(asked.site)) {
    refuse('A site is Organization/... or Location/...', 'site');
  }
  const from = instant(asked.from, 'from') ?? new Date(now).toISOString();
  const until = instant(asked.until, 'until');
  if (until && until <= from) refuse('It ends after it begins.', 'until');
  return {
    id: uuidv7(0, now),
    role,
    ...(asked.site ? { site: asked.site } : {}),
    ...(practitionerRole ? { practitionerRole: `PractitionerRole/${practitionerRole}` } : {}),
    ...(patient ? { patient } : {}),
    ...(proxy ? { proxy: `RelatedPerson/${proxy}` } : {}),
    from,
    ...(until ? { until } : {}),
  };
}
