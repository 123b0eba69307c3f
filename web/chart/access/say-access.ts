/** An access in plain words: who, what kind of thing, and why. Pure. */
import type { Access } from '../../api/model.ts';
import { catalogues, t } from './messages.ts';

const THINGS: Record<string, readonly string[]> = {
  results: ['Observation', 'DiagnosticReport', 'Specimen', 'ImagingStudy', 'Media'],
  medications: [
    'MedicationRequest',
    'MedicationStatement',
    'MedicationAdministration',
    'MedicationDispense',
    'Immunization',
  ],
  problems: [
    'Condition',
    'AllergyIntolerance',
    'FamilyMemberHistory',
    'Procedure',
    'ClinicalImpression',
    'RiskAssessment',
  ],
  visits: ['Encounter', 'Appointment', 'EpisodeOfCare', 'AppointmentResponse'],
  documents: ['DocumentReference', 'Composition', 'Binary', 'QuestionnaireResponse', 'Communication'],
  plan: ['CarePlan', 'Goal', 'CareTeam', 'Task', 'ServiceRequest', 'RequestGroup'],
  money: ['Claim', 'ClaimResponse', 'ExplanationOfBenefit', 'Coverage', 'Account', 'Invoice', 'ChargeItem'],
  person: ['Patient', 'RelatedPerson', 'Person'],
  consents: ['Consent'],
  looks: ['AuditEvent'],
};

const THING_OF = new Map(Object.entries(THINGS).flatMap(([thing, types]) => types.map((type) => [type, thing])));
const WRITES = new Set(['create', 'update', 'delete']);

function thingOf({ action, type }: Access['things'][number]): string {
  if (action === 'chart' || action === 'everything') return 'chart';
  return (type === null ? undefined : THING_OF.get(type)) ?? 'other';
}

const listed = (things: readonly string[]) =>
  [...new Set(things)].map((thing) => t(`thing.${thing}` as 'thing.chart')).join(', ');

/** "Looked at: the whole chart, results and measurements", and what was written. */
export function sayDone({ things }: Pick<Access, 'things'>): string[] {
  const read = things.filter(({ action }) => !WRITES.has(action) && action !== 'export').map(thingOf);
  const written = things.filter(({ action }) => WRITES.has(action)).map(thingOf);
  return [
    ...(read.length > 0 ? [t('did.read', { things: listed(read) })] : []),
    ...(written.length > 0 ? [t('did.write', { things: listed(written) })] : []),
    ...(things.some(({ action }) => action === 'export') ? [t('did.list')] : []),
  ];
}

function sayPurpose(code: string): string {
  const key = `why.${code}`;
  return key in catalogues.en && key !== 'why.other' ? t(key as 'why.TREAT') : t('why.other', { code });
}

/** "care", "care, as the consent allows"; '' where nothing is known. */
export function sayWhy({ purposes, bases, decision }: Pick<Access, 'purposes' | 'bases' | 'decision'>): string {
  const ways = [
    ...(bases.some((basis) => basis.startsWith('consent:')) ? [t('by.consent')] : []),
    ...(bases.includes('programme') ? [t('by.programme')] : []),
    ...(decision === 'broken-glass' ? [t('by.emergency')] : []),
  ];
  return [...purposes.map(sayPurpose), ...ways].join(', ');
}

/** The consents by which something was given, by their references. */
export function consentsOf({ bases }: Pick<Access, 'bases'>): string[] {
  return bases.filter((basis) => basis.startsWith('consent:')).map((basis) => basis.slice('consent:'.length));
}

/** Who it was: the person's name, "You" to the viewer (on paper everybody has a name), or the server itself. */
export function sayWho(access: Pick<Access, 'name' | 'role' | 'agent'>, viewer?: { id: string }): string {
  if (access.agent === viewer?.id) return t('you');
  return access.role === 'system' && access.agent === 'system' ? t('self') : access.name;
}

/** The role as people say it. */
export function sayRole(access: Pick<Access, 'role' | 'roleName'>): string {
  const key = `role.${access.role}`;
  return key in catalogues.en ? t(key as 'role.nurse') : access.roleName;
}
