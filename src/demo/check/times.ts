import type { Encounter, Period, Resource } from '../r4.ts';
import { DAY, refText, spanOf, timeOf, type Finding, type Rule } from './model.ts';

const CLINICAL_TIMES: Record<string, string[]> = {
  Observation: ['effectiveDateTime', 'issued'],
  Condition: ['onsetDateTime', 'abatementDateTime', 'recordedDate'],
  MedicationRequest: ['authoredOn'],
  Immunization: ['occurrenceDateTime', 'recorded'],
  DiagnosticReport: ['effectiveDateTime', 'issued'],
  DocumentReference: ['date'],
  ServiceRequest: ['authoredOn'],
  AllergyIntolerance: ['recordedDate'],
  Task: ['authoredOn', 'lastModified'],
  Goal: ['startDate', 'statusDate'],
  CarePlan: ['created'],
  Appointment: ['created'],
};

function* momentsOf(resource: Resource): Generator<[string, number]> {
  for (const element of CLINICAL_TIMES[resource.resourceType] ?? [])
    if (resource[element] !== undefined) yield [element, timeOf(resource[element])];
  if (resource.resourceType === 'Encounter') {
    const [start, end] = spanOf(resource['period']);
    yield ['period.start', start];
    // What goes on has no end; the rule about what is open looks at it.
    if (Number.isFinite(end)) yield ['period.end', end];
  }
  if (resource.resourceType === 'Procedure') yield ['performedPeriod', spanOf(resource['performedPeriod'])[1]];
}

const AFTER_DEATH = ['Task', 'Goal', 'CarePlan', 'Appointment'];
const OFFICES = ['clinic', 'cardiology', 'endocrinology', 'larkspur', 'recovery'];

function* overlaps(encounters: Encounter[]): Generator<Finding> {
  const sorted = [...encounters].sort((a, b) => timeOf(a.period.start) - timeOf(b.period.start));
  for (let index = 1; index < sorted.length; index += 1) {
    const [before, after] = [sorted[index - 1], sorted[index]];
    if (before && after && timeOf(after.period.start) < timeOf(before.period.end))
      yield [after, `begins before ${before.id} ends`];
  }
}

/** Rules about the order of things in time. */
export const TIMES: Rule[] = [
  {
    name: 'nothing-after-death',
    about: 'Nothing clinical happens after a person died (papers may be signed that day).',
    *person(person): Generator<Finding> {
      if (person.death === undefined) return;
      for (const resource of person.resources) {
        if (AFTER_DEATH.includes(resource.resourceType)) continue;
        for (const [element, moment] of momentsOf(resource))
          if (moment > person.death + 3 * 3_600_000) yield [resource, `${element} is after the death`];
      }
    },
  },
  {
    name: 'dead-are-left-in-peace',
    about: 'Those who died have no active medicine, plan, team, task or appointment.',
    *person(person): Generator<Finding> {
      if (person.death === undefined) return;
      const open = ['active', 'requested', 'accepted', 'in-progress', 'booked'];
      for (const type of ['MedicationRequest', 'CarePlan', 'CareTeam', 'Task', 'Appointment']) {
        for (const resource of person.of(type))
          if (open.includes(String(resource['status'])))
            yield [resource, `is ${String(resource['status'])} for someone who died`];
      }
    },
  },
  {
    name: 'nothing-before-birth',
    about: 'Nothing clinical happens before the birth.',
    *person(person): Generator<Finding> {
      for (const resource of person.resources) {
        for (const [element, moment] of momentsOf(resource))
          if (moment < person.birth - DAY / 4) yield [resource, `${element} is before the birth`];
      }
    },
  },
  {
    name: 'past-only',
    about: 'Only appointments, due dates and targets lie ahead.',
    *person(person, { today, now }): Generator<Finding> {
      if (today === undefined) return;
      for (const resource of person.resources) {
        for (const [element, moment] of momentsOf(resource))
          if (moment > Math.max(now ?? 0, today + DAY / 3)) yield [resource, `${element} is in the future`];
      }
    },
  },
  {
    name: 'encounters-end-after-they-start',
    about: 'An encounter ends after it starts.',
    *person(person): Generator<Finding> {
      for (const encounter of person.encounters) {
        const [start, end] = spanOf(encounter.period);
        if (!(end > start)) yield [encounter, 'ends before it starts'];
      }
    },
  },
  {
    name: 'one-place-at-a-time',
    about: 'Nobody is in two encounters at once.',
    *person(person): Generator<Finding> {
      yield* overlaps(person.encounters);
    },
  },
  {
    name: 'clinicians-one-room-at-a-time',
    about: 'No clinician sees two people in offices at the same time.',
    *world({ people }): Generator<Finding> {
      const byClinician = new Map<string, Encounter[]>();
      for (const encounter of people.flatMap((person) => person.encounters)) {
        if (!['AMB', 'VR', 'HH', 'FLD'].includes(encounter.class.code ?? '')) continue;
        const key = refText(encounter.participant?.[0]?.individual);
        const list = byClinician.get(key) ?? [];
        list.push(encounter);
        byClinician.set(key, list);
      }
      for (const encounters of byClinician.values()) yield* overlaps(encounters);
    },
  },
  {
    name: 'encounters-contain-their-observations',
    about: 'What was observed in an encounter was observed during it.',
    *person(person, { byReference }): Generator<Finding> {
      for (const observation of person.observations) {
        const encounter = byReference.get(observation.encounter.reference ?? '');
        if (!encounter) continue;
        const [start, end] = spanOf(encounter['period']);
        const moment = timeOf(observation.effectiveDateTime);
        if (moment < start || moment > end) yield [observation, `was observed outside ${encounter.id}`];
      }
    },
  },
  {
    name: 'encounters-contain-their-procedures',
    about: 'A procedure was done during its encounter.',
    *person(person, { byReference }): Generator<Finding> {
      for (const procedure of person.of('Procedure')) {
        const [start, end] = spanOf(byReference.get(refText(procedure['encounter']))?.['period']);
        const [from, to] = spanOf(procedure['performedPeriod']);
        if (from < start || to > end || to < from) yield [procedure, 'was done outside its encounter'];
      }
    },
  },
  {
    name: 'office-visits-are-short',
    about: 'An office visit or a call lasts 10 minutes to 4 hours, an emergency visit up to a day.',
    *person(person): Generator<Finding> {
      for (const encounter of person.encounters) {
        const [start, end] = spanOf(encounter.period);
        if (!Number.isFinite(end)) continue;
        const minutes = (end - start) / 60_000;
        const code = encounter.class.code ?? '';
        if (['AMB', 'VR', 'HH', 'FLD'].includes(code) && (minutes < 10 || minutes > 240))
          yield [encounter, `lasts ${minutes} minutes`];
        if (code === 'EMER' && (minutes < 30 || minutes > 1440)) yield [encounter, `lasts ${minutes} minutes`];
      }
    },
  },
  {
    name: 'stays-have-likely-lengths',
    about: 'A hospital stay lasts 12 hours to 30 days, a skilled nursing stay 3 to 100 days.',
    *person(person, { today }): Generator<Finding> {
      for (const encounter of person.encounters) {
        const [start, ended] = spanOf(encounter.period);
        const end = Number.isFinite(ended) || today === undefined ? ended : today + DAY;
        const days = (end - start) / DAY;
        if (encounter.class.code === 'IMP' && (days < 0.5 || days > 30))
          yield [encounter, `lasts ${days.toFixed(1)} days`];
        if (encounter.class.code === 'NONAC' && (days < 3 || days > 100))
          yield [encounter, `lasts ${days.toFixed(1)} days`];
      }
    },
  },
  {
    name: 'offices-keep-hours',
    about:
      "Offices see people on weekdays between 8 and 18 o'clock; on the day of the demonstration whatever day it is.",
    *person(person, { today }): Generator<Finding> {
      for (const encounter of person.encounters) {
        if (
          encounter.class.code !== 'AMB' ||
          !OFFICES.some((name) => refText(encounter.serviceProvider).includes(name))
        )
          continue;
        const start = encounter.period.start ?? '';
        const hour = Number(start.slice(11, 13));
        const weekday = new Date(`${start.slice(0, 10)}T00:00:00Z`).getUTCDay();
        const isToday = timeOf(start.slice(0, 10)) === today;
        if (hour < 8 || hour >= 18 || (!isToday && (weekday === 0 || weekday === 6)))
          yield [encounter, `begins at ${start}`];
      }
    },
  },
  {
    name: 'results-after-samples',
    about: 'A result is issued after its sample was taken, within three days.',
    *person(person): Generator<Finding> {
      for (const observation of person.observations) {
        const wait = timeOf(observation.issued) - timeOf(observation.effectiveDateTime);
        if (wait < 0 || wait > 3 * DAY) yield [observation, 'was issued before it was taken, or days after'];
      }
    },
  },
  {
    name: 'problems-begin-before-they-end',
    about:
      'A problem begins before it is recorded and before it ends; resolved ones have an end, active ones have none.',
    *person(person): Generator<Finding> {
      for (const condition of person.of('Condition')) {
        const onset = timeOf(condition['onsetDateTime']);
        const end = condition['abatementDateTime'];
        if (onset > timeOf(condition['recordedDate'])) yield [condition, 'was recorded before it began'];
        if (end !== undefined && timeOf(end) < onset) yield [condition, 'ended before it began'];
        const resolved = JSON.stringify(condition['clinicalStatus']).includes('"resolved"');
        if (resolved !== (end !== undefined)) yield [condition, 'has a status that disagrees with its end'];
      }
    },
  },
  {
    name: 'notes-follow-visits',
    about: 'A note is signed after its visit began and within two days of its end.',
    *person(person): Generator<Finding> {
      for (const note of person.of('DocumentReference')) {
        const [start, end] = spanOf((note['context'] as { period?: Period } | undefined)?.period);
        const signed = timeOf(note['date']);
        if (signed < start || signed > end + 2 * DAY) yield [note, 'was signed before the visit, or days after'];
      }
    },
  },
];
