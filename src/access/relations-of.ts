import { FAR_FUTURE, FAR_PAST, type Resource, parseReference, parseSearchDate } from '../fhir/index.ts';
import type { Relation } from '../store/index.ts';

type Period = { start?: string; end?: string };
type Ref = { reference?: string };
type Found = { agent: string; kind: string; starts: number | null; ends: number | null };

const AGENTS = new Set(['Practitioner', 'PractitionerRole', 'Organization']);

/**
 * The care relationships that a resource gives rise to: its care team, who attends or is booked, to whom it refers, whose panel it is. Each
 * with its own period (ms since 1970, null for open); how long before and after it counts is the policy's. Pure.
 */
export function relationsOf(resource: Resource, patients: readonly string[]): Relation[] {
  const found = foundIn(resource);
  return patients.flatMap((patient) => found.map((one) => ({ patient, ...one })));
}

function foundIn(resource: Resource): Found[] {
  const status = String(resource['status'] ?? '');
  switch (resource.resourceType) {
    case 'CareTeam':
      return ['', 'active', 'proposed'].includes(status) ? teamMembers(resource) : [];
    case 'Encounter':
      return ['cancelled', 'entered-in-error'].includes(status) ? [] : attending(resource);
    case 'Appointment':
      return ['cancelled', 'entered-in-error', 'noshow'].includes(status) ? [] : booked(resource);
    case 'ServiceRequest':
      return ['revoked', 'entered-in-error'].includes(status) ? [] : referred(resource);
    case 'EpisodeOfCare':
      return ['cancelled', 'entered-in-error'].includes(status) ? [] : caredForIn(resource);
    case 'Patient':
      return named(resource['generalPractitioner'], 'panel', undefined);
    case 'Task':
      return working(resource, status);
    default:
      return [];
  }
}

function teamMembers(team: Resource): Found[] {
  const members = (team['participant'] ?? []) as { member?: Ref; period?: Period }[];
  return members.flatMap(({ member, period }) => named([member], 'care-team', period ?? (team['period'] as Period)));
}

function attending(encounter: Resource): Found[] {
  const period = encounter['period'] as Period | undefined;
  const people = (encounter['participant'] ?? []) as { individual?: Ref; period?: Period }[];
  return [
    ...people.flatMap((one) => named([one.individual], 'encounter', one.period ?? period)),
    ...named([encounter['serviceProvider']], 'encounter-site', period),
  ];
}

function booked(appointment: Resource): Found[] {
  const period = { start: appointment['start'], end: appointment['end'] ?? appointment['start'] } as Period;
  const people = (appointment['participant'] ?? []) as { actor?: Ref }[];
  return people.flatMap(({ actor }) => named([actor], 'appointment', period));
}

function referred(request: Resource): Found[] {
  const written = request['authoredOn'] as string | undefined;
  // One without a date is not to count for ever.
  if (written === undefined) return [];
  return named(request['performer'], 'referral', { start: written, end: written });
}

function caredForIn(episode: Resource): Found[] {
  const period = episode['period'] as Period | undefined;
  return named([episode['careManager'], episode['managingOrganization']], 'episode', period);
}

/** While there is something to do; and from when it was over, for as long as the policy says: what was answered may have to be mended. */
function working(task: Resource, status: string): Found[] {
  if (['requested', 'received', 'accepted', 'ready', 'in-progress', 'on-hold'].includes(status)) {
    return named([task['owner']], 'task', undefined);
  }
  const { end = task['lastModified'] } = (task['executionPeriod'] ?? {}) as Period;
  if (!['completed', 'failed', 'rejected', 'cancelled'].includes(status) || typeof end !== 'string') return [];
  return named([task['owner']], 'task', { end });
}

function named(references: unknown, kind: string, period: Period | undefined): Found[] {
  if (!Array.isArray(references)) return [];
  const starts = period?.start === undefined ? null : lowOf(period.start);
  const ends = period?.end === undefined ? null : highOf(period.end);
  return references.flatMap((one: Ref | undefined) => {
    const read = typeof one?.reference === 'string' ? parseReference(one.reference) : null;
    if (read?.kind !== 'literal' || read.absolute || !AGENTS.has(read.type)) return [];
    return [{ agent: `${read.type}/${read.id}`, kind, starts, ends }];
  });
}

/** The first and the last moment of a FHIR date or instant, ms; what is no date bounds nothing. */
export function lowOf(text: string): number | null {
  const low = rangeOf(text)?.low;
  return low === undefined || low <= FAR_PAST ? null : low;
}

export function highOf(text: string): number | null {
  const high = rangeOf(text)?.high;
  return high === undefined || high >= FAR_FUTURE ? null : high;
}

function rangeOf(text: string): { low: number; high: number } | null {
  try {
    return parseSearchDate(text);
  } catch {
    return null;
  }
}
