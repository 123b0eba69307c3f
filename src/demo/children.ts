import { monthsBetween } from './calendar.ts';
import type { Chart, Upcoming } from './chart.ts';
import { plan } from './chart.ts';
import { modelOf } from './conditions/registry.ts';
import { immunize } from './immunizations.ts';
import { writeNote } from './notes.ts';
import { hasProblem } from './people.ts';
import { clinicianFor, establish } from './primary.ts';
import { askSmoking } from './background.ts';
import { addMonths } from './calendar.ts';
import { diagnose } from './problems.ts';
import { staffAt } from './staff.ts';
import { VISIT_TYPES, openVisit, type Visit } from './visit.ts';
import { measureVitals } from './vitals.ts';

const WELL_MONTHS = [
  1, 2, 4, 6, 9, 12, 15, 18, 24, 30, 36, 48, 60, 72, 84, 96, 108, 120, 132, 144, 156, 168, 180, 192, 204,
];

/** Plans the well visits of a child over the three years and a little beyond. */
export function planWellVisits(chart: Chart): void {
  const { person } = chart;
  const random = chart.random.fork('well');
  const visits = WELL_MONTHS.map(
    (months) => [months, addMonths(person.birth, months) + random.int(2, months < 24 ? 9 : 40)] as const,
  );
  if (person.birth >= chart.start) visits.unshift([0, person.birth + random.int(4, 6)]);
  for (const [months, day] of visits) {
    if (day < chart.start || day > chart.today + 300 || addMonths(person.birth, 216) <= day) continue;
    const reason =
      months === 0
        ? 'First visit of a newborn'
        : months < 24
          ? `Well visit at ${months} months`
          : `Well visit at ${Math.floor(months / 12)} years`;
    plan(chart, { kind: 'well-child', day, site: person.clinic, reason });
  }
}

/** A well child visit: growth, development, immunizations. */
export function wellChildVisit(chart: Chart, upcoming: Upcoming): boolean {
  const nurse = chart.random.pick(staffAt(chart.person.clinic, 'Nurse'));
  const visit = openVisit(chart, upcoming, {
    staff: clinicianFor(chart, upcoming),
    nurse,
    type: VISIT_TYPES['well-child'],
    minutes: 20,
    comeBack: 365,
  });
  if (!visit) return false;
  measureVitals(visit);
  if (!chart.done.has('established')) establish(visit);
  askSmoking(visit);
  const months = monthsBetween(chart.person.birth, visit.day);
  visit.history.push(stageText(visit, months));
  for (const problem of chart.person.problems) {
    if (!hasProblem(chart.person, problem.key, visit.day)) continue;
    if (!chart.conditions.has(problem.key)) diagnose(visit, problem.key, visit.day);
    modelOf(problem.key)?.review(visit, problem);
  }
  visit.problems.unshift({
    title: 'Growth and development',
    lines: ['Growing along the curve; development as expected for age.'],
  });
  immunize(visit);
  const needy =
    visit.comeBack < 300 &&
    visit.problems.some((problem) => ['Asthma', 'Depression', 'Anxiety'].includes(problem.title));
  if (needy)
    plan(chart, {
      kind: 'primary',
      day: visit.day + visit.comeBack,
      site: chart.person.clinic,
      reason: 'Follow-up of ongoing problems',
    });
  visit.next = 'Return for the next well visit.';
  writeNote(visit);
  return true;
}

function stageText(visit: Visit, months: number): string {
  if (months < 2) return 'Feeding every two to three hours, six wet diapers a day.';
  if (months < 7) return 'Smiles and follows with the eyes; sleeps on the back.';
  if (months < 16) return 'Pulls to stand and says a first word or two; eats table food.';
  if (months < 36) return 'Runs, points, joins two words; brushes teeth with help.';
  if (months < 72) return 'Plays with others, knows colors, rides a tricycle.';
  if (months < 144)
    return visit.random.pick([
      'Likes school, reads at grade level.',
      'Plays soccer, wears a helmet on the bike.',
      'Sleeps ten hours, screens off by eight.',
    ]);
  return visit.random.pick([
    'Seen partly alone; school goes well, feels safe at home.',
    'On the track team; no concerns about mood.',
    'Sleeps seven hours; talked about phones at night.',
  ]);
}
