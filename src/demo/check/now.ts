import {
  DAY,
  refText,
  spanOf,
  timeOf,
  valueOf,
  codeOf,
  type Finding,
  type Person,
  type Rule,
  type World,
} from './model.ts';

const LONGEST_STAY_DAYS = 30;

/** Encounters that have no end are going on: one a person at most, begun before now, and none of the dead. */
function* openOnes(person: Person, { today, now }: World): Generator<Finding> {
  const open = person.encounters.filter((encounter) => encounter.status === 'in-progress');
  for (const encounter of open.slice(1)) yield [encounter, 'goes on beside another'];
  for (const encounter of person.encounters)
    if ((encounter.status === 'in-progress') !== (encounter.period.end === undefined))
      yield [encounter, `is ${encounter.status}, which its end denies`];
  for (const encounter of open) {
    const [start] = spanOf(encounter.period);
    const isStay = encounter.class.code === 'IMP';
    if (person.death !== undefined) yield [encounter, 'goes on after the death'];
    if (today === undefined) continue;
    if (start > Math.max(now ?? 0, today)) yield [encounter, 'goes on before it begins'];
    if (start < today - (isStay ? LONGEST_STAY_DAYS * DAY : 0)) yield [encounter, 'has gone on for too long'];
  }
}

/** Who lies in hospital: came by the emergency department, lies in a ward, is measured every day, and goes nowhere else. */
function* inpatients(person: Person, { today }: World): Generator<Finding> {
  const stay = person.encounters.find(
    (encounter) => encounter.status === 'in-progress' && encounter.class.code === 'IMP',
  );
  if (!stay) return;
  const [start] = spanOf(stay.period);
  const { admitSource, dischargeDisposition } = stay.hospitalization ?? {};
  if (codeOf(admitSource) !== 'emd' || dischargeDisposition)
    yield [stay, 'does not say how they came, or that they left'];
  const door = person.encounters.some(
    (each) => each.class.code === 'EMER' && Math.abs(spanOf(each.period)[1] - start) < DAY / 4,
  );
  if (!door) yield [stay, 'has no emergency visit before it'];
  if (!stay.location?.some(({ location }) => refText(location).includes('ward'))) yield [stay, 'lies in no ward'];
  for (const appointment of person.of('Appointment'))
    if (appointment['status'] === 'booked' && timeOf(appointment['start']) < (today ?? start) + 2 * DAY)
      yield [appointment, 'is booked for someone in hospital'];
  for (let day = start + DAY; day < (today ?? start) - DAY / 2; day += DAY) {
    const measured = person.observations.some(
      (each) =>
        refText(each.encounter) === `Encounter/${stay.id}` &&
        !Number.isNaN(valueOf(each)) &&
        Math.abs(timeOf(each.effectiveDateTime) - day) < DAY,
    );
    if (!measured) yield [stay, `has a day without vital signs, ${new Date(day).toISOString().slice(0, 10)}`];
  }
}

/** Rules about what goes on at this moment. */
export const NOW: Rule[] = [
  {
    name: 'open-encounters-are-now',
    about: 'An encounter without an end is in progress; a person has one at most; only stays last longer than the day.',
    person: openOnes,
  },
  {
    name: 'inpatients-are-cared-for',
    about: 'Who is in hospital came by the emergency department, lies in a ward, is measured daily and booked nowhere.',
    person: inpatients,
  },
];
