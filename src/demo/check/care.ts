import { standing } from '../goals.ts';
import {
  DAY,
  codeOf,
  conditionsOf,
  observationsOf,
  refText,
  spanOf,
  textOf,
  timeOf,
  valueOf,
  type Finding,
  type Person,
  type Rule,
  type World,
} from './model.ts';
import type { Activity, Goal, Observation, Period, Reference, Resource } from '../r4.ts';

const CHRONIC = [
  '703272007',
  '44054006',
  '59621000',
  '370143000',
  '13645005',
  '700378005',
  '700379002',
  '431857002',
  '49436004',
];
const REFERRED: [code: string, site: string][] = [
  ['183519002', 'riverbend-cardiology'],
  ['306118006', 'riverbend-endocrinology'],
  ['308459004', 'larkspur-behavioral'],
  ['417511005', 'riverbend-home-health'],
];

function noteText(note: Resource): string {
  const data = (note['content'] as { attachment?: { data?: string } }[] | undefined)?.[0]?.attachment?.data ?? '';
  return Buffer.from(data, 'base64').toString('utf8');
}

function valuesIn(person: Person, note: Resource, code: string): Observation[] {
  const encounter = refText((note['context'] as { encounter?: Reference[] } | undefined)?.encounter?.[0]);
  return person.observations.filter(
    (observation) => observation.encounter.reference === encounter && codeOf(observation.code) === code,
  );
}

function* notesAgree(person: Person): Generator<Finding> {
  for (const note of person.of('DocumentReference')) {
    const text = noteText(note);
    if (text.length < 80) yield [note, 'is too short to be a note'];
    const pressure = /[Bb]lood pressure (\d+)\/(\d+) mmHg/.exec(text);
    const found = valuesIn(person, note, '85354-9').map((each) =>
      each.component?.map((component) => component.valueQuantity?.value).join('/'),
    );
    if (pressure && !found.includes(`${pressure[1]}/${pressure[2]}`))
      yield [note, `says ${pressure[1]}/${pressure[2]}`];
    for (const [pattern, code] of [
      [/Hemoglobin A1c (\d+\.\d) %/, '4548-4'],
      [/PHQ-9 total (\d+)/, '44261-6'],
      [/eGFR \(CKD-EPI 2021\) (\d+)/, '98979-8'],
    ] as const) {
      const said = pattern.exec(text);
      if (said && !valuesIn(person, note, code).some((each) => valueOf(each) === Number(said[1])))
        yield [note, `says ${said[0]}`];
    }
  }
}

function* goalsAgree(person: Person, { byReference }: World): Generator<Finding> {
  for (const goal of person.of('Goal') as Goal[]) {
    const [target] = goal.target ?? [];
    const outcome = byReference.get(goal.outcomeReference?.[0]?.reference ?? '') as Observation | undefined;
    if (!target?.measure || !outcome) continue;
    const code = codeOf(target.measure);
    const systolic = code === '8480-6';
    const series = observationsOf(person, systolic ? '85354-9' : code).map((each) => ({
      day: Math.floor(timeOf(each.effectiveDateTime.slice(0, 10)) / DAY),
      value: systolic ? (each.component?.[0]?.valueQuantity?.value ?? 0) : valueOf(each),
      id: each.id,
    }));
    const limits = {
      ...(target.detailQuantity ? { below: target.detailQuantity.value } : {}),
      ...(target.detailRange
        ? { between: [target.detailRange.low?.value ?? 0, target.detailRange.high?.value ?? 0] as [number, number] }
        : {}),
    };
    const from = Math.floor(timeOf(goal.startDate) / DAY);
    const last = series.findLast((each) => each.day >= from);
    if (last && last.id !== outcome.id) yield [goal, 'does not point to the newest result'];
    if (codeOf(goal.achievementStatus) !== standing(series, from, limits))
      yield [goal, `is called ${textOf(goal.achievementStatus)}, the results say ${standing(series, from, limits)}`];
  }
}

function* covered(person: Person): Generator<Finding> {
  const spans = person
    .of('Coverage')
    .map((coverage) => [spanOf(coverage['period']), Number(coverage['order'])] as const);
  for (const encounter of person.encounters) {
    const moment = timeOf(encounter.period.start);
    const active = spans.filter(([[from, to]]) => from - DAY <= moment && moment <= to + 2 * DAY);
    if (active.length === 0) yield [encounter, 'is covered by nobody'];
    const inside = spans.filter(([[from, to]]) => from <= moment && moment <= to).map(([, order]) => order);
    if (new Set(inside).size !== inside.length) yield [encounter, 'has two coverages of the same order'];
  }
}

function* referralsClose(person: Person, { today }: World): Generator<Finding> {
  const closed = new Map<string, Resource>();
  for (const encounter of person.encounters)
    for (const each of encounter.basedOn ?? []) closed.set(each.reference ?? '', encounter);
  for (const request of person.of('ServiceRequest')) {
    const by = closed.get(`ServiceRequest/${request.id}`);
    if (request['status'] === 'completed' && !by) yield [request, 'is completed by no encounter'];
    if (request['status'] === 'active' && by) yield [request, 'is still open in spite of an encounter'];
    if (by && timeOf((by['period'] as Period).start) < timeOf(request['authoredOn']) - DAY / 2)
      yield [request, 'was answered before it was written'];
    const site = REFERRED.find(([code]) => code === codeOf(request['code']))?.[1];
    if (by && site && refText(by['serviceProvider']) !== `Organization/${site}`)
      yield [request, 'was answered elsewhere'];
    if (request['status'] === 'active' && today !== undefined && today - timeOf(request['authoredOn']) > 600 * DAY)
      yield [request, 'has been open for years'];
  }
}

/** Rules about plans, hand-offs, work, coverage and notes. */
export const CARE: Rule[] = [
  {
    name: 'notes-agree-with-the-data',
    about: 'What a note says of blood pressure, A1c, PHQ-9 and eGFR was measured at its visit.',
    person: notesAgree,
  },
  {
    name: 'stays-have-summaries',
    about:
      'Every stay that is over has a discharge summary, a way in and a way out; only the way out "expired" goes with death.',
    *person(person): Generator<Finding> {
      const documented = new Set(
        person
          .of('DocumentReference')
          .filter((note) => codeOf(note['type']) === '18842-5')
          .map((note) => refText((note['context'] as { encounter?: Reference[] }).encounter?.[0])),
      );
      for (const encounter of person.encounters) {
        if (!['IMP', 'NONAC'].includes(encounter.class.code ?? '') || encounter.status === 'in-progress') continue;
        if (!documented.has(`Encounter/${encounter.id}`)) yield [encounter, 'has no discharge summary'];
        const out = codeOf(encounter.hospitalization?.dischargeDisposition);
        if (!out || !encounter.hospitalization?.admitSource) yield [encounter, 'does not say where from or where to'];
        if (
          (out === 'exp') !==
          (person.death !== undefined && Math.abs(timeOf(encounter.period.end) - person.death) < DAY / 4)
        )
          yield [encounter, 'disagrees with the death'];
      }
    },
  },
  {
    name: 'one-active-plan',
    about: 'Nobody has two active comprehensive plans, and everyone living with a lasting illness for a year has one.',
    *person(person, { today }): Generator<Finding> {
      const active = person.of('CarePlan').filter((plan) => plan['status'] === 'active');
      for (const plan of active.slice(1)) yield [plan, 'is a second active plan'];
      if (today === undefined || person.death !== undefined || active.length > 0) return;
      const lasting = conditionsOf(person, ...CHRONIC).find(
        (condition) =>
          condition['abatementDateTime'] === undefined && timeOf(condition['recordedDate']) < today - 365 * DAY,
      );
      if (lasting) yield [lasting, 'has no plan'];
    },
  },
  {
    name: 'plans-have-owners',
    about: 'A plan has goals, and every step has someone who does it.',
    *person(person): Generator<Finding> {
      for (const plan of person.of('CarePlan')) {
        if ((plan['goal'] as unknown[] | undefined)?.length === 0) yield [plan, 'has no goal'];
        for (const { detail } of (plan['activity'] as Activity[] | undefined) ?? [])
          if (!detail?.performer?.length) yield [plan, `has a step without an owner: ${detail?.description ?? ''}`];
      }
    },
  },
  {
    name: 'goals-agree-with-results',
    about: 'How a goal is said to stand is what its results say.',
    person: goalsAgree,
  },
  {
    name: 'goals-have-dates',
    about: 'A goal starts before its target date and addresses a problem of the person.',
    *person(person): Generator<Finding> {
      for (const goal of person.of('Goal') as Goal[]) {
        const due = goal.target?.[0]?.dueDate;
        if (!due || timeOf(due) <= timeOf(goal.startDate)) yield [goal, 'is due before it starts'];
        if (!goal.addresses?.length) yield [goal, 'addresses no problem'];
      }
    },
  },
  {
    name: 'tasks-have-owners-and-dates',
    about: 'A task has an owner and a date by which it is due; a completed one was carried out.',
    *person(person): Generator<Finding> {
      for (const task of person.of('Task')) {
        const [start, end] = spanOf((task['restriction'] as { period?: Period } | undefined)?.period);
        if (!refText(task['owner']) || !Number.isFinite(end) || end < start) yield [task, 'has no owner or no date'];
        if ((task['status'] === 'completed') !== (task['executionPeriod'] !== undefined))
          yield [task, 'has a status that disagrees with its execution'];
        if (timeOf(task['lastModified']) < timeOf(task['authoredOn'])) yield [task, 'was changed before it was made'];
      }
    },
  },
  {
    name: 'referrals-close-when-answered',
    about: 'An order is completed exactly when an encounter answers it, later, at the place it was sent to.',
    person: referralsClose,
  },
  {
    name: 'covered-at-every-visit',
    about: 'Some coverage is active at every visit, and no two are in the same place of the order.',
    person: covered,
  },
  {
    name: 'medicare-by-age',
    about: 'Medicare begins at 65; those over 65 have it.',
    *person(person, { today }): Generator<Finding> {
      const medicare = person
        .of('Coverage')
        .find((coverage) => refText((coverage['payor'] as Reference[])[0]) === 'Organization/payer-medicare');
      const at65 = person.birth + 65 * 365.25 * DAY;
      if (medicare && spanOf(medicare['period'])[0] < at65 - 40 * DAY) yield [medicare, 'begins before 65'];
      if (!medicare && today !== undefined && at65 < today - 40 * DAY)
        yield [person.patient, 'is over 65 without Medicare'];
    },
  },
  {
    name: 'appointments-fit-the-calendar',
    about:
      'Kept appointments are past and have their encounter; booked ones are still to come; nobody has two at once.',
    *person(person, { today, now }): Generator<Finding> {
      const kept = new Set(
        person.encounters.flatMap(
          (encounter) => (encounter['appointment'] as Reference[] | undefined)?.map((each) => each.reference) ?? [],
        ),
      );
      const booked: [number, number, Resource][] = [];
      for (const appointment of person.of('Appointment')) {
        const [start, end] = [timeOf(appointment['start']), timeOf(appointment['end'])];
        const status = String(appointment['status']);
        if (!(end > start)) yield [appointment, 'ends before it starts'];
        if (['fulfilled', 'arrived'].includes(status) !== kept.has(`Appointment/${appointment.id}`))
          yield [appointment, `is ${status}, which its encounter denies`];
        const isAhead = ['booked', 'checked-in'].includes(status);
        if (today !== undefined && isAhead !== start > Math.max(now ?? 0, today - 1))
          yield [appointment, `is ${status} at ${String(appointment['start'])}`];
        if (status === 'booked' && booked.some(([from, to]) => start < to && from < end))
          yield [appointment, 'is at the time of another'];
        if (status === 'booked') booked.push([start, end, appointment]);
      }
    },
  },
  {
    name: 'teams-have-their-doctor',
    about: 'A care team has the general practitioner in it.',
    *person(person): Generator<Finding> {
      const doctor = refText((person.patient['generalPractitioner'] as Reference[] | undefined)?.[0]);
      for (const team of person.of('CareTeam'))
        if (!(team['participant'] as { member?: Reference }[]).some((each) => refText(each.member) === doctor))
          yield [team, 'lacks the general practitioner'];
    },
  },
  {
    name: 'visits-at-the-clinic-that-follows',
    about: 'Primary care happens at the clinic that follows the person.',
    *person(person): Generator<Finding> {
      const clinic = refText(person.patient['managingOrganization']);
      for (const encounter of person.encounters) {
        const site = refText(encounter.serviceProvider);
        if (site.endsWith('-clinic') && site !== clinic) yield [encounter, `is at ${site}`];
      }
    },
  },
];
