import type { Assignment } from '../api/model.ts';
import { t } from './messages.ts';

/** One thing that somebody is, in a line: `Nurse · Mill Street Clinic`, or whose record it is for. */
export function sayAssignment({ roleName, site, patient }: Pick<Assignment, 'roleName' | 'site' | 'patient'>): string {
  if (patient) return patient.name;
  return [roleName, site?.name].filter(Boolean).join(' · ');
}

/** True where what is to be chosen is whose record, not which role. */
export function areRecords(assignments: readonly Assignment[]): boolean {
  return assignments.every((one) => one.role === 'patient');
}

/** The same line where roles and records stand together. */
export function sayAmongOthers(assignment: Assignment): string {
  if (!assignment.patient) return sayAssignment(assignment);
  const { name } = assignment.patient;
  return [assignment.roleName, assignment.proxy ? t('mine.proxyFor', { name }) : name].join(' · ');
}
