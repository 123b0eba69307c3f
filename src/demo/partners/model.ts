import type { Resource } from '../../fhir/index.ts';
import type { Random } from '../prng.ts';

/** The three kinds of partner that are played. */
export const PARTNER_KINDS = ['laboratory', 'imaging-center', 'pharmacy'] as const;
export type PartnerKind = (typeof PARTNER_KINDS)[number];

/** Who carries out: its kind and its Organization's reference. */
export type Partner = { kind: PartnerKind; organization: string };

/** Whom an order is for, as far as the partner is told. `age` in whole years. */
export type Person = { sex: 'female' | 'male'; age: number };

/** A Task that is the partner's, and what it is about. */
export type Order = {
  task: fhir4.Task;
  request: fhir4.ServiceRequest | fhir4.MedicationRequest;
};

/** What a plan is made of. The same of these is the same plan, whenever it is made again. */
export type Brief = {
  partner: Partner;
  order: Order;
  person: Person;
  /** The person's latest results that the partner knows of from before the order, by LOINC code. */
  known: ReadonlyMap<string, number>;
  seed: string;
  /** How many times faster than in life things go; 1 is life. */
  speed: number;
};

/** A resource of a step under its name within the order. References to others of the order are written `name:report`. */
export type Made = { name: string; resource: Resource };

/** What a step looks at that depends on the moment: a specimen and an order of somebody else whom the partner has work for, where there are. */
export type Moment = { otherSpecimen?: string; otherOrder?: string };

/** One thing that a partner does about an order: all of it is stored together, or nothing. */
export type Step = {
  /** Kept in `Task.businessStatus`, so that whoever goes on knows what was done. */
  key: string;
  /** When it is due, ms since 1970. */
  at: number;
  /** What becomes of the Task. */
  status: fhir4.Task['status'];
  said: string;
  reason?: string;
  make?: (moment: Moment) => Made[];
  /** The name of what the Task has to show for it. */
  output?: { name: string; text: string };
  /** Sent to a wrong address by mistake: that it is refused is what should happen. */
  isMistake?: true;
};

/** What the partner is asked of by seed: weights, of which those that an order cannot have are left out. */
export type Mix<Course extends string> = readonly (readonly [Course, number])[];

export const MINUTE_MS = 60_000;
export const HOUR = 60;
export const DAY = 24 * HOUR;

/** The system of the steps in `Task.businessStatus`. */
export const STEP_SYSTEM = 'urn:throughline:partner-step';

/** A moment as FHIR writes it. */
export function instant(at: number): string {
  return new Date(at).toISOString();
}

/** When an order was asked for, ms since 1970. */
export function askedAt({ task }: Order): number {
  const written = Date.parse(task.authoredOn ?? task.lastModified ?? task.meta?.lastUpdated ?? '');
  return Number.isNaN(written) ? 0 : written;
}

/** When it begins to be carried out: at once, or at the later time that it is for. */
export function beginOf(order: Order): number {
  const { occurrenceDateTime, occurrencePeriod } = order.request as fhir4.ServiceRequest;
  const wanted = Date.parse(occurrenceDateTime ?? occurrencePeriod?.start ?? '');
  return Math.max(askedAt(order), Number.isNaN(wanted) ? 0 : wanted);
}

/** So many minutes after a moment, as fast as the partner is. */
export function clockFrom(begin: number, speed: number): (minutes: number) => number {
  return (minutes) => begin + Math.round((minutes * MINUTE_MS) / speed);
}

/** A course by its weight, of those that an order can have. */
export function drawCourse<Course extends string>(
  random: Random,
  mix: Mix<Course>,
  can: (course: Course) => boolean,
): Course {
  return random.weighted(mix.filter(([course]) => can(course)));
}

/** What of the order its results carry on: the person, the visit, and who asked. */
export function contextOf({ order, partner }: Brief): {
  subject: fhir4.Reference;
  encounter?: fhir4.Reference;
  requester?: fhir4.Reference;
  performer: fhir4.Reference;
} {
  const { task, request } = order;
  const requester = request.requester ?? task.requester;
  const isPerson = /^(Practitioner|PractitionerRole|Organization)\//.test(requester?.reference ?? '');
  return {
    subject: request.subject,
    ...(request.encounter ? { encounter: request.encounter } : {}),
    ...(requester && isPerson ? { requester } : {}),
    performer: { reference: partner.organization },
  };
}

/** The words of a code. */
export function wordsOf(code: fhir4.CodeableConcept | undefined): string {
  return code?.text ?? code?.coding?.find(({ display }) => display)?.display ?? code?.coding?.[0]?.code ?? 'no code';
}
