import {
  addMonths,
  addWorkdays,
  dateOf,
  dayOf,
  instantOf,
  inWords,
  isWorkday,
  workdayFrom,
  type Day,
} from './calendar.ts';
import { lastResult, nextId, organizationRef, put, subjectOf, type Chart } from './chart.ts';
import { hl7, hl7Coding, refTo } from './codes.ts';
import { hasProblem } from './people.ts';
import { PAYERS, PROGRAMME } from './places.ts';
import type { Reference, Resource } from './r4.ts';
import { practitionerRef, staffByUsername } from './staff.ts';
import { KINDS, writeTask, type HouseTaskKind } from './tasks.ts';

const HOME_HEALTH = '417511005';
const LATELY_DAYS = 10;
const CLINIC = 'mill-street-clinic';

/** The work around a person's care: coverage to verify, interpreters, renewals, consents, figures for a measure. */
export function writeOfficeWork(chart: Chart, coverages: readonly Resource[]): void {
  if (chart.person.death !== undefined || chart.inHospitalSince !== undefined) return;
  const random = chart.person.random.fork('office');
  const soon = nextVisit(chart);
  if (soon && chart.person.clinic === CLINIC) {
    if (random.chance(0.5)) verifyCoverage(chart, coverages, soon.day);
    if (chart.person.interpreter) bookInterpreter(chart, soon);
  }
  if (chart.person.clinic === CLINIC && chart.person.n % 4 === 1) renew(chart, random.int(-1, 3));
  if (hasProblem(chart.person, 'opioid-use-disorder', chart.today)) renewConsent(chart);
  if (random.chance(0.02)) askWhoLooked(chart);
  if (hasProblem(chart.person, 'type-2-diabetes', chart.today)) lookUpA1c(chart);
  askAdvice(chart);
  firstHomeVisit(chart);
}

/** The last workday up to a day, but not before `from`. */
function workdayTo(from: Day, day: Day): Day {
  let found = day;
  while (found > from && !isWorkday(found)) found -= 1;
  return Math.max(found, from);
}

function nextVisit(chart: Chart): { appointment: Resource; day: Day } | undefined {
  const [first] = chart.resources
    .filter((each) => each.resourceType === 'Appointment' && each['status'] === 'booked')
    .map((appointment) => ({ appointment, day: dayOf(String(appointment['start'])) }))
    .filter(({ day }) => day >= chart.today && day <= chart.today + 14)
    .sort((a, b) => a.day - b.day);
  return first;
}

function verifyCoverage(chart: Chart, coverages: readonly Resource[], visit: Day): void {
  const coverage = coverages.find((each) => each['status'] === 'active');
  if (!coverage) return;
  const payer = (coverage['payor'] as Reference[])[0]?.display ?? 'the payer';
  writeTask(chart, {
    kind: 'verify-coverage',
    text: `Verify coverage with ${payer} before the visit`,
    owner: staffByUsername('registrar'),
    requester: staffByUsername('scheduler'),
    made: chart.today - 2,
    due: [workdayTo(chart.today, visit - 1), 16 * 60],
    focus: refTo('Coverage', coverage.id, payer),
  });
}

function bookInterpreter(chart: Chart, { appointment, day }: { appointment: Resource; day: Day }): void {
  writeTask(chart, {
    kind: 'interpreter',
    text: 'Book an interpreter for the visit',
    owner: staffByUsername('registrar'),
    requester: chart.person.pcp,
    made: chart.today - 3,
    due: [workdayTo(chart.today, day - 2), 12 * 60],
    focus: refTo('Appointment', appointment.id, 'The visit'),
  });
}

function renew(chart: Chart, shift: number): void {
  const course = chart.courses.find((each) => each.to === undefined && each.problem !== undefined);
  if (!course || course.from > chart.today - 60) return;
  const drug = course.request.medicationCodeableConcept.text ?? 'the medicine';
  writeTask(chart, {
    kind: 'renew',
    text: `Renew ${drug}: the pharmacy asks`,
    owner: staffByUsername('np'),
    requester: staffByUsername('pharmacist'),
    made: chart.today - 3,
    due: [shift < 0 ? chart.today + shift : workdayFrom(chart.today + shift), 17 * 60],
    focus: refTo('MedicationRequest', course.request.id, drug),
  });
}

/** Leave to share the programme's records with the clinic that follows the person ends after a year (42 CFR 2.31(a)(7)). */
function renewConsent(chart: Chart): void {
  const given = addMonths(chart.today, -12) + 9;
  const until = addMonths(given, 12);
  const consent = put(chart, {
    resourceType: 'Consent',
    id: nextId(chart, 'consent'),
    status: 'active',
    scope: hl7('consentscope', 'patient-privacy', 'Privacy Consent'),
    category: [
      {
        coding: [{ system: 'urn:throughline:consent-category', code: '42-CFR-2', display: '42 CFR Part 2' }],
        text: '42 CFR Part 2',
      },
    ],
    patient: subjectOf(chart),
    dateTime: instantOf(given, 14 * 60 + 20),
    performer: [{ ...subjectOf(chart), display: `${chart.person.given} ${chart.person.family}` }],
    organization: [organizationRef(PROGRAMME)],
    policyRule: { coding: [hl7Coding('v3-ActCode', 'OPTIN', 'opt-in')] },
    provision: {
      type: 'permit',
      period: { start: dateOf(given), end: dateOf(until) },
      actor: [
        {
          role: hl7('v3-ParticipationType', 'IRCP', 'information recipient'),
          reference: organizationRef(chart.person.clinic),
        },
      ],
      securityLabel: [
        hl7Coding('v3-ActCode', '42CFRPart2', '42 CFR Part 2'),
        hl7Coding('v3-ActCode', 'SUD', 'Substance use disorder'),
      ],
      purpose: [
        hl7Coding('v3-ActReason', 'TREAT', 'treatment'),
        hl7Coding('v3-ActReason', 'HPAYMT', 'healthcare payment'),
        hl7Coding('v3-ActReason', 'HOPERAT', 'healthcare operations'),
      ],
    },
  });
  writeTask(chart, {
    kind: 'consent-review',
    text: `Ask again for leave to share treatment records: it ends on ${inWords(until)}`,
    owner: staffByUsername('privacy'),
    requester: staffByUsername('recovery'),
    made: chart.today - 5,
    due: [workdayTo(chart.today, until), 12 * 60],
    priority: 'urgent',
    focus: refTo('Consent', consent.id, 'Consent'),
  });
}

function askWhoLooked(chart: Chart): void {
  const made = chart.today - chart.random.int(2, 20);
  writeTask(chart, {
    kind: 'access-question',
    text: 'The person asks who opened their record; answer within 30 days',
    owner: staffByUsername('privacy'),
    requester: chart.person.pcp,
    made,
    due: [workdayTo(chart.today, made + 30), 17 * 60],
    focus: refTo('Patient', chart.person.id),
  });
}

function lookUpA1c(chart: Chart): void {
  const last = lastResult(chart, 'a1c');
  if (last && chart.today - last.day < 200) return;
  writeTask(chart, {
    kind: 'chart-review',
    text: 'Diabetes measure: no A1c in over six months here; was one made elsewhere?',
    owner: staffByUsername('analyst'),
    requester: chart.person.pcp,
    made: chart.today - 6,
    due: [addWorkdays(chart.today, 4), 17 * 60],
    focus: refTo('Patient', chart.person.id),
  });
}

const BADLY_CONTROLLED_PERCENT = 8;

/** Questions to a specialist that need no visit. */
function askAdvice(chart: Chart): void {
  const { person, today } = chart;
  const a1c = lastResult(chart, 'a1c');
  const ask = (owner: string, text: string, focus: Reference): void => {
    const made = today - 1 - (person.n % 4);
    const due: [Day, number] = [addWorkdays(made, 3), 17 * 60];
    writeTask(chart, { kind: 'advice', text, owner: staffByUsername(owner), requester: person.pcp, made, due, focus });
  };
  if (a1c && a1c.value >= BADLY_CONTROLLED_PERCENT && hasProblem(person, 'type-2-diabetes', today))
    ask('endocrinology', `A1c ${a1c.value.toFixed(1)} %: what would you add?`, refTo('Observation', a1c.id, 'A1c'));
  const mood = chart.conditions.get('depression');
  if (mood && person.n % 5 === 2)
    ask('psychologist', 'Would a course of therapy help, and which?', refTo('Condition', mood.id, mood.code.text));
}

/** Home health comes within two days of the order (42 CFR 484.55(a)). */
function firstHomeVisit(chart: Chart): void {
  const order = chart.referrals.find(
    (each) =>
      each.status === 'active' &&
      each.code.coding?.[0]?.code === HOME_HEALTH &&
      dayOf(each.authoredOn) > chart.today - LATELY_DAYS,
  );
  if (!order) return;
  const made = dayOf(order.authoredOn);
  writeTask(chart, {
    kind: 'visit',
    text: 'First home visit: assessment and medicines',
    owner: staffByUsername('homehealth'),
    requester: chart.person.pcp,
    made,
    due: [made + 2, 17 * 60],
    focus: refTo('ServiceRequest', order.id, order.code.text),
  });
}

type HouseTask = {
  kind: HouseTaskKind;
  text: string;
  owner: string;
  requester: string;
  focus: Reference;
  inDays: number;
};

/** Work that concerns no patient: of the administrator, the finance lead and the analyst. */
export function houseTasks(today: Day): Resource[] {
  const payer = (id: keyof typeof PAYERS): Reference => refTo('Organization', id, PAYERS[id]);
  const tasks: HouseTask[] = [
    {
      kind: 'directory',
      text: 'Enter the opening hours of Harbor Clinic over the holidays',
      owner: 'admin',
      requester: 'scheduler',
      focus: organizationRef('harbor-clinic'),
      inDays: 0,
    },
    {
      kind: 'directory',
      text: 'Check the languages and the telephone of Bashir Coldwell in the directory',
      owner: 'admin',
      requester: 'pharmacist',
      focus: refTo('Practitioner', 'bashir-coldwell', 'Bashir Coldwell, PharmD'),
      inDays: 3,
    },
    {
      kind: 'contract',
      text: 'Prepare the talks with Lakeshore: the contract ends with the quarter',
      owner: 'finance',
      requester: 'admin',
      focus: payer('payer-lakeshore'),
      inDays: 6,
    },
    {
      kind: 'contract',
      text: 'Compare the fee schedule of Summit with what was paid',
      owner: 'finance',
      requester: 'biller',
      focus: payer('payer-summit'),
      inDays: 0,
    },
    {
      kind: 'report',
      text: 'Figures of the clinics for the monthly quality meeting',
      owner: 'analyst',
      requester: 'physician',
      focus: organizationRef('riverbend'),
      inDays: 1,
    },
  ];
  return tasks.map((task, place) => houseTask(task, place, today));
}

function houseTask({ kind, text, owner, requester, focus, inDays }: HouseTask, place: number, today: Day): Resource {
  const made = instantOf(today - 4, 9 * 60 + 30);
  return {
    resourceType: 'Task',
    id: `task-house-${place + 1}`,
    status: 'accepted',
    intent: 'order',
    priority: 'routine',
    code: {
      coding: [{ system: 'urn:throughline:task', code: kind, display: KINDS[kind] }],
      text: KINDS[kind],
    },
    description: text,
    focus,
    authoredOn: made,
    lastModified: made,
    requester: practitionerRef(staffByUsername(requester)),
    owner: practitionerRef(staffByUsername(owner)),
    restriction: {
      period: { start: dateOf(today - 4), end: instantOf(inDays === 0 ? today : workdayFrom(today + inDays), 17 * 60) },
    },
  };
}
