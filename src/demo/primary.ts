import { askAllergies, askSmoking } from './background.ts';
import { writeAppointment } from './appointments.ts';
import { lastResult, plan, takes, testIsDue, turnOf, type Chart, type Upcoming } from './chart.ts';
import { MODELS, modelOf } from './conditions/registry.ts';
import { assess } from './conditions/model.ts';
import { tellDiabetes } from './conditions/sugar.ts';
import { immunize, recordEarlierDoses } from './immunizations.ts';
import { inSentence } from './codes.ts';
import { draw } from './labs.ts';
import { isRuledOut, prescribe, stop } from './medications.ts';
import { writeNote } from './notes.ts';
import { ageOn, hasProblem, problemOf, type Problem, type ProblemKey } from './people.ts';
import { CLINICS } from './places.ts';
import { PROBLEMS, diagnose } from './problems.ts';
import { SERVICES, bookingOf, order } from './referrals.ts';
import { staffAt, type Staff } from './staff.ts';
import { VISIT_TYPES, comeBackIn, openVisit, type Visit } from './visit.ts';
import { measureVitals } from './vitals.ts';

/** Who sees the person at their clinic this time: mostly their own physician, else the nurse practitioner. */
export function clinicianFor(chart: Chart, upcoming: Upcoming): Staff {
  if (upcoming.staff) return upcoming.staff;
  const { clinic, pcp } = chart.person;
  const [practitioner] = staffAt(clinic, 'Nurse practitioner');
  const own = upcoming.kind === 'sick' ? 0.45 : 0.85;
  return practitioner && !chart.random.chance(own) ? practitioner : pcp;
}

/** A visit at the clinic that follows the person: every problem reviewed, what is due done, the next visit planned. */
export function primaryVisit(chart: Chart, upcoming: Upcoming): boolean {
  const first = !chart.done.has('established');
  if (!first && upcoming.kind === 'primary' && !upcoming.also && chart.random.chance(0.045))
    return missed(chart, upcoming);
  const nurse = chart.random.pick(staffAt(chart.person.clinic, 'Nurse'));
  const type =
    upcoming.kind === 'after-hospital'
      ? VISIT_TYPES['after-hospital']
      : first || upcoming.reason.startsWith('Yearly')
        ? VISIT_TYPES.checkup
        : VISIT_TYPES['follow-up'];
  const visit = openVisit(chart, upcoming, {
    staff: clinicianFor(chart, upcoming),
    nurse,
    type,
    minutes: first ? 40 : 20,
    comeBack: 365,
  });
  if (!visit) return false;
  if (upcoming.detail) visit.history.push(upcoming.detail);
  if (first) establish(visit);
  measureVitals(visit);
  askSmoking(visit);
  meetNewProblems(visit);
  changePainkiller(visit);
  for (const model of MODELS) {
    const problem = problemOf(chart.person, model.key);
    if (problem && chart.conditions.has(problem.key) && hasProblem(chart.person, problem.key, visit.day))
      model.review(visit, problem);
  }
  upcoming.also?.(visit);
  prevent(visit);
  immunize(visit);
  if (visit.problems.length === 0)
    visit.problems.push({
      title: 'Health maintenance',
      lines: [
        chart.conditions.size === 0 ? 'Well, no new problems.' : 'Nothing is due today; the plan stays as it is.',
      ],
    });
  if (visit.history.length === 0)
    visit.history.push(
      visit.random.pick(ageOn(chart.person, visit.day) < 67 ? [...SAYINGS, 'Busy at work, otherwise well.'] : SAYINGS),
    );
  const wait = planNext(visit);
  visit.next = `Return in ${wait >= 60 ? `${Math.round(wait / 30)} months` : `${Math.max(1, Math.round(wait / 7))} weeks`}.`;
  writeNote(visit);
  return true;
}

const SAYINGS = [
  'Feels well, no new complaints.',
  'Sleeping a little better since the last visit.',
  'Keeps a list of readings at home and brought it.',
  'Takes the medicines most days; sometimes forgets on weekends.',
  'Walks with a neighbor in the mornings.',
];

function missed(chart: Chart, upcoming: Upcoming): boolean {
  if (chart.today - upcoming.day < 540) {
    const status = chart.random.chance(0.6) ? 'noshow' : 'cancelled';
    const made = Math.max(chart.person.birth, upcoming.day - 40);
    writeAppointment(chart, upcoming, {
      status,
      start: 9 * 60 + 20 * chart.random.int(0, 8),
      minutes: 20,
      made,
      staff: chart.person.pcp,
      reason: upcoming.reason,
    });
  }
  plan(chart, { ...upcoming, day: upcoming.day + chart.random.int(9, 24) });
  return true;
}

/** The first visit: what was known before, allergies, earlier immunizations, medicines taken already. */
export function establish(visit: Visit): void {
  const { chart } = visit;
  chart.done.set('established', visit.day);
  visit.history.push(
    `Record brought over to ${visit.reason.includes('newborn') ? 'the clinic' : 'Riverbend Health'}; history and medicines reviewed.`,
  );
  askAllergies(visit);
  recordEarlierDoses(visit);
  const known = chart.person.problems.filter(
    (problem) =>
      problem.onset < visit.day - 100 &&
      problem.key !== 'pregnancy' &&
      problem.key !== 'opioid-use-disorder' &&
      hasProblem(chart.person, problem.key, visit.day),
  );
  for (const problem of known) {
    if (problem.key === 'prediabetes' && hasProblem(chart.person, 'type-2-diabetes', visit.day)) continue;
    if (problem.key !== 'chronic-kidney-disease') diagnose(visit, problem.key, problem.onset, severityOf(problem));
    modelOf(problem.key)?.established?.(visit, problem);
    diagnose(visit, problem.key, problem.onset, severityOf(problem));
  }
  if (known.length > 0)
    visit.history.push(
      `Known: ${known.map((problem) => inSentence((chart.conditions.get(problem.key)?.code ?? PROBLEMS[problem.key]).text ?? '')).join(', ')}.`,
    );
}

/** Naproxen is given up once heart, kidneys or a blood thinner speak against it. */
function changePainkiller(visit: Visit): void {
  const { chart, day } = visit;
  if (!takes(chart, day, 'naproxen') || !isRuledOut(chart, 'naproxen', day)) return;
  stop(visit, 'naproxen', 'Not with this illness or its treatment');
  if (!takes(chart, day, 'acetaminophen')) prescribe(visit, 'acetaminophen', { problem: 'osteoarthritis' });
  assess(visit, 'Painkiller', 'Naproxen stopped because of heart, kidneys or bleeding; acetaminophen instead.');
}

const FOUND: Partial<Record<ProblemKey, string>> = {
  hypertension: 'High at three readings, here and at home.',
  'chronic-kidney-disease': 'Filtration under 60 at two tests three months apart.',
  'heart-failure': 'Breathless, ankles swollen; pump function reduced on an outside echocardiogram.',
  'atrial-fibrillation': 'Irregular pulse; the electrocardiogram shows atrial fibrillation.',
  depression: 'Low mood and no interest for more than two weeks.',
  anxiety: 'Worry on most days for half a year.',
  hypothyroidism: 'Tired and cold; TSH high.',
  copd: 'Years of smoking, cough with phlegm, short of breath on stairs.',
  hyperlipidemia: 'High on two fasting samples.',
  prediabetes: 'A1c between 5.7 and 6.4 %.',
};

function severityOf(problem: Problem): { severity?: 0 | 1 | 2 } {
  if (!['depression', 'anxiety', 'asthma', 'copd'].includes(problem.key)) return {};
  return { severity: problem.severity < 0.34 ? 0 : problem.severity < 0.75 ? 1 : 2 };
}

/** Problems that have begun since the last visit are found, told and recorded. */
function meetNewProblems(visit: Visit): void {
  const { chart, day } = visit;
  for (const problem of chart.person.problems) {
    if (
      problem.onset > day ||
      chart.conditions.has(problem.key) ||
      problem.key === 'pregnancy' ||
      problem.key === 'opioid-use-disorder'
    )
      continue;
    if (!hasProblem(chart.person, problem.key, day)) continue;
    if (problem.key === 'prediabetes' && hasProblem(chart.person, 'type-2-diabetes', day)) continue;
    if (['type-2-diabetes', 'prediabetes'].includes(problem.key) && !testIsDue(chart, 'a1c', day, 80)) continue;
    visit.history.push(`${PROBLEMS[problem.key].text}: new today.`);
    if (problem.key === 'type-2-diabetes') tellDiabetes(visit);
    else {
      diagnose(visit, problem.key, day, severityOf(problem));
      assess(visit, `${PROBLEMS[problem.key].text}, new`, FOUND[problem.key] ?? 'A new diagnosis, explained today.');
    }
    if (problem.key === 'prediabetes') draw(visit, 'a1c');
    comeBackIn(visit, 42);
  }
}

/** Screening by age and sex. */
function prevent(visit: Visit): void {
  const { chart, day } = visit;
  const age = ageOn(chart.person, day);
  const lines: string[] = [];
  if (age >= 40 && testIsDue(chart, 'ldl', day, 1000)) lines.push(`LDL ${draw(visit, 'lipids')['ldl']} mg/dL.`);
  if (age >= 40 && testIsDue(chart, 'a1c', day, 1000)) lines.push(`A1c ${draw(visit, 'a1c')['a1c']?.toFixed(1)} %.`);
  if (age >= 46 && age <= 75 && turnOf(chart, 'colonoscopy', day, 3600)) {
    const booked = chart.random.chance(0.45) ? undefined : bookingOf(visit, 20, 70, 0.25);
    if (booked === undefined && chart.random.chance(0.7)) lines.push('Colon cancer screening is up to date by report.');
    else {
      order(visit, {
        service: SERVICES.colonoscopy,
        category: 'procedure',
        to: 'riverbend-hospital',
        reason: 'Screening for colon cancer',
        within: 90,
        ...(booked ? { leads: { kind: 'procedure', day: booked, detail: 'colonoscopy' } } : {}),
      });
      lines.push('Colonoscopy ordered.');
    }
  }
  if (chart.person.sex === 'female' && age >= 42 && age <= 74 && turnOf(chart, 'mammography', day, 700)) {
    const booked = bookingOf(visit, 14, 60, 0.2);
    order(visit, {
      service: SERVICES.mammography,
      category: 'imaging',
      to: 'riverbend-hospital',
      reason: 'Screening for breast cancer',
      within: 90,
      ...(booked ? { leads: { kind: 'procedure', day: booked, detail: 'mammography' } } : {}),
    });
    lines.push('Mammogram ordered.');
  }
  if (lines.length > 0) visit.problems.push({ title: 'Prevention', lines });
}

/** Plans the next visit here, unless one is planned already; answers the days until then. */
function planNext(visit: Visit): number {
  const { chart, day } = visit;
  const wait = Math.max(14, Math.round(visit.comeBack * visit.random.between(0.95, 1.12)));
  const existing = chart.queue.find(
    (upcoming) =>
      ['primary', 'well-child', 'after-hospital'].includes(upcoming.kind) && upcoming.day < day + wait * 1.25,
  );
  if (existing) return Math.max(7, existing.day - day);
  const score = lastResult(chart, 'phq-9');
  const reason =
    wait >= 300
      ? 'Yearly check-up'
      : score && score.value >= 10 && hasProblem(chart.person, 'depression', day)
        ? 'Follow-up of mood and medicines'
        : 'Follow-up of ongoing problems';
  const site = CLINICS.find((clinic) => clinic === chart.person.clinic) ?? 'mill-street-clinic';
  plan(chart, { kind: 'primary', day: day + wait, site, reason });
  return wait;
}
