import { addMonths, addWorkdays, dateOf, dayOf as dayOfText, instantOf, type Day } from './calendar.ts';
import { refTo, snomed } from './codes.ts';
import { organizationRef, put, subjectOf, type Chart } from './chart.ts';
import { careManagerFor } from './behavioral.ts';
import { goalsFor } from './goals.ts';
import { ageOn, type ProblemKey } from './people.ts';
import { PROGRAMME } from './places.ts';
import { conditionRef } from './problems.ts';
import type { Activity, CarePlan, Encounter, Goal, Reference, Resource } from './r4.ts';
import { practitionerRef, staffAt, type Staff } from './staff.ts';
import { reportWith } from './labs.ts';
import { writeTask, type TaskKind } from './tasks.ts';

const PLANNED: ProblemKey[] = [
  'heart-failure',
  'type-2-diabetes',
  'hypertension',
  'depression',
  'copd',
  'chronic-kidney-disease',
  'atrial-fibrillation',
  'hyperlipidemia',
  'anxiety',
  'opioid-use-disorder',
  'transport-need',
  'food-need',
];
const CALLS_FOR_A_PLAN: ProblemKey[] = [...PLANNED.slice(0, 7), 'opioid-use-disorder'];

type Step = {
  text: string;
  kind?: string;
  owner: Staff | 'patient';
  every?: [number, string];
  task?: TaskKind;
  problem: ProblemKey;
};

/** Everyone who takes part in a person's care, the relative who helps among them. */
export function writeTeam(chart: Chart): Resource {
  const { person, today } = chart;
  const [nurse] = staffAt(person.clinic, 'Nurse');
  const seen = [...chart.seen.values()].filter(
    ({ staff, day }) =>
      today - day < 420 &&
      !['Emergency physician', 'Hospitalist', 'Radiologist', 'Gastroenterologist', 'Obstetrician'].includes(
        staff.title,
      ),
  );
  const members = new Map<string, Staff>([[person.pcp.id, person.pcp]]);
  if (nurse) members.set(nurse.id, nurse);
  for (const { staff } of seen)
    if (
      !['riverbend-hospital', 'riverbend-emergency', 'willow-court-nursing', PROGRAMME].includes(staff.site) ||
      staff.title === 'Transitional care nurse'
    )
      members.set(staff.id, staff);
  const [kin] = person.kin;
  const caregiver =
    kin && (ageOn(person, today) < 18 || ageOn(person, today) >= 72 || chart.conditions.has('heart-failure'));
  const participant = [...members.values()].slice(0, 9).map((member) => ({
    role: [{ text: member.id === person.pcp.id ? 'Primary care' : member.title }],
    member: practitionerRef(member),
    onBehalfOf: organizationRef(member.site),
  }));
  return put(chart, {
    resourceType: 'CareTeam',
    id: `team-${person.id.slice(2)}`,
    status: person.death === undefined ? 'active' : 'inactive',
    category: [
      {
        coding: [
          {
            system: 'http://loinc.org',
            code: 'LA28865-6',
            display: 'Longitudinal care-coordination focused care team',
          },
        ],
        text: 'Care team',
      },
    ],
    name: `Care team of ${person.given} ${person.family}`,
    subject: subjectOf(chart),
    period: {
      start: dateOf(chart.done.get('established') ?? chart.start),
      ...(person.death === undefined ? {} : { end: dateOf(person.death) }),
    },
    participant: caregiver
      ? [
          ...participant,
          {
            role: [{ text: kin.relation[1].charAt(0).toUpperCase() + kin.relation[1].slice(1) }],
            member: refTo('RelatedPerson', `kin-${person.id.slice(2)}-1`, `${kin.given} ${kin.family}`),
          },
        ]
      : participant,
    managingOrganization: [organizationRef(person.clinic)],
  });
}

/** The one comprehensive plan of someone who lives with a lasting illness; undefined for the healthy. */
export function writePlan(chart: Chart, team: Resource): CarePlan | undefined {
  const { person } = chart;
  const active = PLANNED.filter((key) => chart.conditions.get(key) && !chart.conditions.get(key)?.abatementDateTime);
  if (!active.some((key) => CALLS_FOR_A_PLAN.includes(key))) return undefined;
  const made = planningVisit(chart);
  if (!made) return undefined;
  const from = dayOf(made);
  const nurse = staffAt(person.clinic, 'Nurse')[0] ?? person.pcp;
  const goals = new Map<ProblemKey, Goal[]>(
    active.map((key) => [key, goalsFor(chart, key, ownerOf(chart, key), Math.max(from, recordedOn(chart, key)))]),
  );
  const steps = active.flatMap((key) => stepsFor(chart, key, nurse));
  const id = `plan-${person.id.slice(2)}`;
  const result = put<CarePlan>(chart, {
    resourceType: 'CarePlan',
    id,
    status: person.death === undefined ? 'active' : 'completed',
    intent: 'plan',
    category: [
      {
        coding: [
          {
            system: 'http://hl7.org/fhir/us/core/CodeSystem/careplan-category',
            code: 'assess-plan',
            display: 'Assessment and Plan of Treatment',
          },
        ],
        text: 'Assessment and plan',
      },
      snomed('734163000', 'Care plan (record artifact)', 'Comprehensive care plan'),
    ],
    title: 'Comprehensive care plan',
    description: `One plan for ${person.given} ${person.family}, kept by the whole team.`,
    subject: subjectOf(chart),
    encounter: refTo('Encounter', made.id),
    period: { start: dateOf(from), ...(person.death === undefined ? {} : { end: dateOf(person.death) }) },
    created: made.period.end ?? dateOf(from),
    author: practitionerRef(person.pcp),
    contributor: [practitionerRef(nurse)],
    careTeam: [refTo('CareTeam', team.id)],
    addresses: active.flatMap((key) => conditionRef(chart, key) ?? []),
    goal: [...goals.values()].flat().map((goal) => refTo('Goal', goal.id, goal.description.text)),
    activity: steps.map((step) => activityOf(chart, step, goals.get(step.problem) ?? [])),
  });
  if (person.death === undefined) {
    workOn(chart, steps, id, nurse);
    if (chart.today - from > 250) askForReview(chart, id, nurse);
  }
  return result;
}

function recordedOn(chart: Chart, key: ProblemKey): Day {
  return dayOfText(chart.conditions.get(key)?.recordedDate ?? '1970-01-01');
}

function dayOf(encounter: Encounter): Day {
  return dayOfText(encounter.period.start ?? '1970-01-01');
}

/** The visit at which the plan was agreed: the first at the clinic in the last year, or the last before that. */
function planningVisit(chart: Chart): Encounter | undefined {
  const visits = chart.encounters.filter(
    (encounter) =>
      encounter.serviceProvider?.reference === `Organization/${chart.person.clinic}` && encounter.class.code === 'AMB',
  );
  const established = visits.filter((encounter) => dayOf(encounter) >= (chart.done.get('established') ?? 0));
  return established.find((encounter) => dayOf(encounter) > chart.today - 330) ?? established.at(-1);
}

function ownerOf(chart: Chart, key: ProblemKey): Staff {
  const seen = (title: string): Staff | undefined =>
    [...chart.seen.values()].find(({ staff }) => staff.title === title)?.staff;
  if (key === 'heart-failure' || key === 'atrial-fibrillation') return seen('Cardiologist') ?? chart.person.pcp;
  if (key === 'type-2-diabetes') return seen('Endocrinologist') ?? chart.person.pcp;
  if (key === 'depression' || key === 'anxiety') return seen('Psychologist') ?? chart.person.pcp;
  if (key === 'opioid-use-disorder') return chart.person.pcp;
  if (key === 'transport-need' || key === 'food-need') return seen('Community health worker') ?? chart.person.pcp;
  return chart.person.pcp;
}

function pharmacist(chart: Chart): Staff {
  const site =
    chart.person.clinic === 'harbor-clinic' || chart.person.clinic === 'eastgate-clinic'
      ? 'harbor-clinic'
      : 'mill-street-clinic';
  return staffAt(site, 'Pharmacist')[0] ?? chart.person.pcp;
}

function stepsFor(chart: Chart, key: ProblemKey, nurse: Staff): Step[] {
  const worker = chart.person.random
    .fork('social')
    .pick([...staffAt('larkspur-behavioral', 'Social worker'), ...staffAt('eastgate-clinic', 'Social worker')]);
  const helper = chart.person.random.fork('chw').pick(staffAt('alder-county-neighbors', 'Community health worker'));
  const table: Partial<Record<ProblemKey, Step[]>> = {
    'heart-failure': [
      { text: 'Weigh every morning; call if up 1.5 kg in two days', owner: 'patient', every: [1, 'd'], problem: key },
      { text: 'Call about weight and swelling', owner: nurse, every: [2, 'wk'], task: 'outreach', problem: key },
    ],
    'type-2-diabetes': [
      { text: 'Check blood sugar before breakfast', owner: 'patient', every: [1, 'd'], problem: key },
      {
        text: 'Diabetes medicines reviewed with the pharmacist',
        owner: pharmacist(chart),
        every: [3, 'mo'],
        task: 'reconcile',
        problem: key,
      },
    ],
    hypertension: [
      { text: 'Take blood pressure at home three mornings a week', owner: 'patient', every: [1, 'wk'], problem: key },
      { text: 'Blood pressure check with the nurse', owner: nurse, every: [3, 'mo'], task: 'plan-step', problem: key },
    ],
    depression: [
      { text: 'Something enjoyable, planned for each day', owner: 'patient', every: [1, 'd'], problem: key },
      {
        text: 'Care manager call with a PHQ-9',
        owner: careManagerFor(chart),
        every: [4, 'wk'],
        task: 'outreach',
        problem: key,
      },
    ],
    copd: [
      {
        text: 'Inhaler technique watched and corrected',
        owner: pharmacist(chart),
        every: [6, 'mo'],
        task: 'education',
        problem: key,
      },
    ],
    'chronic-kidney-disease': [{ text: 'Kidney tests', owner: nurse, every: [6, 'mo'], problem: key }],
    'atrial-fibrillation': [
      {
        text: 'Blood thinner safety check',
        owner: pharmacist(chart),
        every: [6, 'mo'],
        task: 'reconcile',
        problem: key,
      },
    ],
    'opioid-use-disorder': [{ text: 'Recovery group on Tuesdays', owner: 'patient', every: [1, 'wk'], problem: key }],
    anxiety: [
      {
        text: 'Benefits and stress at home talked through',
        owner: worker,
        every: [2, 'mo'],
        task: 'outreach',
        problem: key,
      },
    ],
    'transport-need': [
      { text: 'Ride arranged for the next visit', owner: helper, every: [1, 'mo'], task: 'ride', problem: key },
    ],
    'food-need': [{ text: 'Pantry and food benefits', owner: helper, every: [1, 'mo'], task: 'visit', problem: key }],
  };
  return table[key] ?? [];
}

function activityOf(chart: Chart, step: Step, goals: Goal[]): Activity {
  const who: Reference = step.owner === 'patient' ? subjectOf(chart) : practitionerRef(step.owner);
  const condition = conditionRef(chart, step.problem);
  return {
    detail: {
      kind: step.task === 'reconcile' ? 'MedicationRequest' : 'ServiceRequest',
      code: { text: step.text },
      ...(condition ? { reasonReference: [condition] } : {}),
      ...(goals.length > 0 ? { goal: goals.map((goal) => refTo('Goal', goal.id, goal.description.text)) } : {}),
      status: chart.person.death === undefined ? 'in-progress' : 'completed',
      ...(step.every
        ? { scheduledTiming: { repeat: { frequency: 1, period: step.every[0], periodUnit: step.every[1] } } }
        : {}),
      performer: [who],
      description: step.text,
    },
  };
}

/** Turns steps of the plan into work with a date: some overdue, some for today, most still to come. */
function workOn(chart: Chart, steps: Step[], planId: string, requester: Staff): void {
  for (const step of steps) {
    if (step.owner === 'patient' || !step.task || !chart.random.chance(0.55)) continue;
    const shift = chart.random.weighted([
      [-1, 2],
      [0, 3],
      [1, 5],
    ] as const);
    const due =
      shift < 0
        ? chart.today - chart.random.int(2, 9)
        : shift === 0
          ? chart.today
          : addWorkdays(chart.today, chart.random.int(1, 9));
    const made = Math.min(due, chart.today) - chart.random.int(8, 25);
    writeTask(chart, {
      kind: step.task,
      text: step.text,
      owner: step.owner,
      requester,
      made,
      due: [due, 17 * 60],
      status: chart.random.pick(['requested', 'accepted', 'in-progress'] as const),
      plan: planId,
      focus: refTo('CarePlan', planId, 'Comprehensive care plan'),
    });
  }
  if (chart.quietFrom === undefined && chart.random.chance(0.6)) {
    const day = chart.today - chart.random.int(20, 90);
    writeTask(chart, {
      kind: 'plan-step',
      text: 'Plan gone through with the person',
      owner: requester,
      requester: chart.person.pcp,
      made: day - 7,
      due: [day + 5, 17 * 60],
      status: 'completed',
      finished: day,
      plan: planId,
    });
  }
}

/** A plan of last year is gone through again by the physician. */
function askForReview(chart: Chart, planId: string, requester: Staff): void {
  const due = chart.today + chart.random.int(-6, 14);
  writeTask(chart, {
    kind: 'review',
    text: 'Yearly review of the care plan',
    owner: chart.person.pcp,
    requester,
    made: Math.min(due, chart.today) - 14,
    due: [due, 17 * 60],
    plan: planId,
    focus: refTo('CarePlan', planId, 'Comprehensive care plan'),
  });
}

/** Work that follows from what came back lately and from hand-offs that nobody took up. */
export function writeLooseEnds(chart: Chart): void {
  if (chart.person.death !== undefined) {
    for (const request of chart.referrals) if (request.status === 'active') request.status = 'revoked';
    return;
  }
  const since = instantOf(chart.today - 18, 0);
  const abnormal = chart.resources.find(
    (resource) => resource.resourceType === 'Observation' && isAbnormalLab(resource, since),
  );
  if (abnormal) {
    const encounter = chart.encounters.find(
      (each) => `Encounter/${each.id}` === (abnormal['encounter'] as Reference).reference,
    );
    const reference = encounter?.participant?.[0]?.individual.reference;
    const owner =
      [...chart.seen.values()].find(({ staff }) => `Practitioner/${staff.id}` === reference)?.staff ?? chart.person.pcp;
    writeTask(chart, {
      kind: 'review-result',
      text: 'Look at an abnormal result and tell the person',
      owner,
      requester: owner,
      made: chart.today - 1,
      due: [addWorkdays(chart.today, 2), 17 * 60],
      focus: reportWith(chart, abnormal.id) ?? refTo('Observation', abnormal.id, 'Abnormal result'),
      ...(encounter ? { encounter: encounter.id } : {}),
    });
  }
  for (const request of chart.referrals) {
    if (request.status !== 'active') continue;
    const until = request.occurrencePeriod?.end ?? '';
    if (until < dateOf(addMonths(chart.today, -14))) request.status = 'revoked';
    else if (until < dateOf(chart.today - 3)) {
      const [scheduler] = staffAt('mill-street-clinic', 'Scheduler');
      if (scheduler)
        writeTask(chart, {
          kind: 'referral',
          text: `Not booked yet: ${request.code.text}`,
          owner: scheduler,
          requester: chart.person.pcp,
          made: chart.today - 12,
          due: [chart.today - chart.random.int(1, 6), 17 * 60],
          focus: refTo('ServiceRequest', request.id, request.code.text),
        });
    }
  }
}

function isAbnormalLab(resource: Resource, since: string): boolean {
  const observation = resource as Resource & {
    category?: { text?: string }[];
    interpretation?: { text?: string }[];
    issued?: string;
  };
  const flag = observation.interpretation?.[0]?.text;
  return (
    observation.category?.[0]?.text === 'Laboratory' &&
    (flag === 'High' || flag === 'Low') &&
    (observation.issued ?? '') >= since
  );
}
