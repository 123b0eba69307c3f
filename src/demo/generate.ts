import { addMonths, dayOf, yearsBetween, type Day } from './calendar.ts';
import { openChart, type Chart } from './chart.ts';
import { writeClaims } from './claims.ts';
import { hl7Coding } from './codes.ts';
import type { Diary } from './diary.ts';
import { directoryResources, transactionOf } from './directory.ts';
import { endAtDeath } from './medications.ts';
import { drawHousehold, settle } from './households.ts';
import type { Person } from './people.ts';
import { houseTasks, writeOfficeWork } from './office.ts';
import { registration } from './patient.ts';
import { CLINICS } from './places.ts';
import { labelProgramme, programmePolicy } from './programme.ts';
import { writeLooseEnds, writePlan, writeTeam } from './plan.ts';
import { randomFrom } from './prng.ts';
import type { Bundle, Resource } from './r4.ts';
import { scriptOf, storyHouseholds } from './stories.ts';
import { bookAhead, live, planLife, type Quota } from './timeline.ts';

/** `minute`: minutes past midnight in the county; visits of today before it have taken place. Without it the day has not begun. */
export type DemoOptions = { seed: number; patients?: number; today: string; minute?: number };

/** The directory first, then one bundle a person; each is closed over itself and the directory. */
export type DemoPart = { kind: 'directory' | 'person'; bundle: Bundle };

/** The demonstration health system, byte for byte the same for the same options. */
export function* generateDemo(options: DemoOptions): Generator<DemoPart> {
  const today = dayOf(options.today);
  const count = options.patients ?? 150;
  yield {
    kind: 'directory',
    bundle: transactionOf([...directoryResources(), programmePolicy(), ...houseTasks(today)]),
  };
  const diary: Diary = new Map();
  const quota: Quota = new Map([
    ...CLINICS.map((clinic) => [clinic, 6] as const),
    ['riverbend-cardiology', 3],
    ['riverbend-endocrinology', 2],
    ['larkspur-behavioral', 4],
    ['riverbend-home-health', 3],
  ]);
  for (const person of people(options.seed, count, today)) {
    const chart = openChart(person, today, Math.max(addMonths(today, -36), person.birth), diary);
    chart.minute = options.minute ?? 0;
    yield { kind: 'person', bundle: transactionOf(chartOf(chart, quota)) };
  }
}

/** The people, household by household, the stories' first; no more than are wanted. */
function* people(seed: number, count: number, today: Day): Generator<Person> {
  const random = randomFrom(`${seed}/households`);
  const stories = storyHouseholds(today);
  let next = 1;
  let deaths = 0;
  for (let index = 0; next <= count; index += 1) {
    const spec = stories[index] ?? drawHousehold(random.fork(index));
    const household = settle(spec, next, seed, today);
    for (const person of household) {
      if (person.n > count) return;
      if (household.length === 1 && !person.story && deaths < 5 && mayDie(person, today)) {
        person.death = today - person.random.fork('death').int(25, 600);
        deaths += 1;
      }
      yield person;
    }
    next += household.length;
  }
}

/** Kept to those who care for the person: http://terminology.hl7.org/CodeSystem/v3-Confidentiality */
const RESTRICTED = hl7Coding('v3-Confidentiality', 'R', 'restricted');

function mayDie(person: Person, today: Day): boolean {
  return yearsBetween(person.birth, today) >= 77 && person.random.fork('may-die').chance(0.6);
}

function chartOf(chart: Chart, quota: Quota): Resource[] {
  const script = scriptOf(chart.person.story);
  planLife(chart);
  script.before?.(chart);
  const ahead = live(chart);
  if (chart.person.death !== undefined && !chart.diedAt) delete chart.person.death;
  if (chart.person.death !== undefined) endAtDeath(chart, chart.person.death);
  const team = writeTeam(chart);
  const carePlan = writePlan(chart, team);
  writeLooseEnds(chart);
  bookAhead(chart, ahead, quota);
  script.after?.(chart, carePlan);
  const registered = registration(chart);
  if (script.restricted) registered[0]!.meta = { security: [RESTRICTED] };
  const coverages = registered.filter(({ resourceType }) => resourceType === 'Coverage');
  writeClaims(chart, coverages);
  writeOfficeWork(chart, coverages);
  labelProgramme(chart.resources);
  return [...registered, ...chart.resources];
}
