/** Who takes part in the care: the teams as they are written, and who else was seen. */
import { nameOfConcept } from '../../lib/codes.ts';
import type { Directory, Person, Source } from './people.ts';
import { keyOf, refOf, type RecordIndex } from './record.ts';
import { DAY_MS } from './times.ts';
import type { Visit } from './visits.ts';

export type Member = Person & {
  lastSeen?: string | undefined;
  lastPlace?: string | undefined;
  source?: Source | undefined;
};
export type Team = { members: Member[]; alsoSeen: Member[] };

const RECENT_DAYS = 730;

/** The team: family doctor first, then the active teams; beside them whom the person saw in the last two years. */
export function teamOf(index: RecordIndex, directory: Directory, visits: readonly Visit[], now: number): Team {
  const members = new Map<string, Member>();
  const patientRef = index.patient ? refOf(index.patient) : '';
  const add = (target: fhir4.Reference | undefined, role: string | undefined, source: Source | undefined) => {
    const person = directory.person(target);
    const key = person?.ref ?? keyOf(target) ?? person?.name;
    if (!person || !key || key === patientRef || key.startsWith('Organization')) return;
    if (!members.has(key)) members.set(key, { ...person, role: role ?? person.role, ...seen(person, visits), source });
  };
  for (const doctor of index.patient?.generalPractitioner ?? []) add(doctor, undefined, undefined);
  for (const team of index.of('CareTeam')) {
    if (team.status === 'inactive') continue;
    const source = directory.source(team);
    for (const one of team.participant ?? []) add(one.member, roleText(one.role), source);
  }
  const others = new Map<string, Member>();
  for (const visit of visits) {
    if (now - visit.ms > RECENT_DAYS * DAY_MS) continue;
    for (const person of visit.people) {
      const key = person.ref ?? person.name;
      if (!members.has(key) && !others.has(key)) others.set(key, { ...person, ...seen(person, visits) });
    }
  }
  return { members: [...members.values()], alsoSeen: [...others.values()] };
}

/** "Healthcare professional" says nothing that the person's own role does not say better. */
function roleText(roles: fhir4.CodeableConcept[] | undefined): string | undefined {
  const text = nameOfConcept(roles?.[0]);
  return /^healthcare (?:professional|services)/i.test(text) ? undefined : text || undefined;
}

function seen(person: Person, visits: readonly Visit[]): Pick<Member, 'lastSeen' | 'lastPlace'> {
  const last = visits.find((visit) =>
    visit.people.some((one) => (one.ref ?? one.name) === (person.ref ?? person.name)),
  );
  return { lastSeen: last?.from, lastPlace: last?.place };
}
