import { lastResult, plan, takes, turnOf, type Chart, type Upcoming } from './chart.ts';
import { SNOMED, hl7 } from './codes.ts';
import { MOOD_DRUGS, stepMood } from './conditions/mind.ts';
import { assess, takenText } from './conditions/model.ts';
import { observe } from './observe.ts';
import { remember } from './labs.ts';
import { climb } from './conditions/model.ts';
import { prescribe, spokenDose } from './medications.ts';
import { writeNote } from './notes.ts';
import { ageOn, hasProblem, problemOf } from './people.ts';
import { PROGRAMME } from './places.ts';
import { diagnose } from './problems.ts';
import { askScale } from './scores.ts';
import { staffAt, staffByUsername, type Staff } from './staff.ts';
import { VISIT_TYPES, openVisit, type Visit } from './visit.ts';
import { measureVitals } from './vitals.ts';

const SITE = 'larkspur-behavioral' as const;

function therapistFor(chart: Chart): Staff {
  const therapists = staffAt(SITE, 'Psychologist');
  const spanish = therapists.find((member) => member.languages.includes(chart.person.language));
  return chart.person.language !== 'en' && spanish ? spanish : chart.person.random.fork('therapist').pick(therapists);
}

/** The behavioral care manager who follows a person. */
export function careManagerFor(chart: Chart): Staff {
  const managers = staffAt(SITE, 'Behavioral care manager');
  return chart.person.story ? staffByUsername('behavioral') : chart.person.random.fork('manager').pick(managers);
}

/** A visit at the behavioral health center: the first talk, a therapy session, or the psychiatrist. */
export function behavioralVisit(chart: Chart, upcoming: Upcoming): boolean {
  const { detail, ...rest } = upcoming;
  if (detail === 'psychiatry') return psychiatryVisit(chart, rest);
  const first = !chart.done.has('behavioral');
  const staff = upcoming.staff ?? therapistFor(chart);
  const visit = openVisit(chart, rest, {
    staff,
    type: first ? VISIT_TYPES.consultation : VISIT_TYPES.behavioral,
    minutes: 60,
    comeBack: 14,
  });
  if (!visit) return false;
  const sessions = (chart.results.get('session')?.length ?? 0) + 1;
  remember(chart, 'session', visit.day, sessions, visit.encounter.id);
  const depressed = hasProblem(chart.person, 'depression', visit.day);
  const worried = hasProblem(chart.person, 'anxiety', visit.day);
  const lines: string[] = [];
  if (depressed && (first || sessions % 2 === 0)) lines.push(`PHQ-9 ${askScale(visit, 'phq-9', staff)}.`);
  if (worried && (first || sessions % 3 === 0)) lines.push(`GAD-7 ${askScale(visit, 'gad-7', staff)}.`);
  visit.history.push(
    first
      ? 'Told how the last months have been; hopes to sleep and to enjoy things again.'
      : visit.random.pick(
          ageOn(chart.person, visit.day) < 66
            ? [...TOPICS, 'Talked about the conflict at work and tried out other answers.']
            : TOPICS,
        ),
  );
  assess(
    visit,
    depressed ? 'Depression' : 'Anxiety',
    ...lines,
    first
      ? 'Agreed on cognitive behavioral therapy every two weeks, and a call from the care manager each month.'
      : 'Therapy goes on as agreed.',
  );
  for (const key of ['depression', 'anxiety'] as const)
    if (hasProblem(chart.person, key, visit.day))
      diagnose(visit, key, problemOf(chart.person, key)?.onset ?? visit.day);
  if (first) beginCollaboration(chart, visit);
  planSession(chart, visit, sessions, staff);
  writeNote(visit, 'therapy');
  return true;
}

const TOPICS = [
  'Kept the activity diary on five of seven days.',
  'Worked on the thought that nothing will change.',
  'Went back to the choir for the first time.',
  'Practiced falling asleep without the phone.',
  'Wrote the letter that had been put off for months.',
];

function beginCollaboration(chart: Chart, visit: Visit): void {
  chart.done.set('behavioral', visit.day);
  chart.done.set('refer-behavioral', visit.day);
  const manager = careManagerFor(chart);
  plan(chart, {
    kind: 'care-manager',
    day: visit.day + visit.random.int(18, 26),
    site: SITE,
    reason: 'Care manager call',
    staff: manager,
  });
  const score = lastResult(chart, 'phq-9')?.value ?? 0;
  if (score >= 16)
    plan(chart, {
      kind: 'behavioral',
      day: visit.day + visit.random.int(14, 35),
      site: SITE,
      reason: 'Medicines for depression',
      detail: 'psychiatry',
    });
}

function planSession(chart: Chart, visit: Visit, sessions: number, staff: Staff): void {
  const [figure, key] = hasProblem(chart.person, 'depression', visit.day)
    ? (['phq-9', 'depression'] as const)
    : (['gad-7', 'anxiety'] as const);
  const score = lastResult(chart, figure)?.value ?? 10;
  const goesOn = hasProblem(chart.person, key, visit.day) && (sessions < 8 || (sessions < 14 && score >= 10));
  const wait = sessions < 6 ? 14 : 28;
  visit.next = goesOn ? `Next session in ${wait / 7} weeks.` : 'Therapy ends here for now; the way back is open.';
  if (goesOn) plan(chart, { kind: 'behavioral', day: visit.day + wait, site: SITE, reason: 'Therapy session', staff });
}

function psychiatryVisit(chart: Chart, upcoming: Upcoming): boolean {
  const [staff] = staffAt(SITE, 'Psychiatrist');
  if (!staff) return true;
  const visit = openVisit(chart, upcoming, { staff, type: VISIT_TYPES.psychiatry, minutes: 40, comeBack: 60 });
  if (!visit) return false;
  measureVitals(visit, { weigh: false });
  const score = askScale(visit, 'phq-9', staff);
  visit.history.push(
    takes(chart, visit.day, ...MOOD_DRUGS)
      ? 'Takes the medicine as prescribed; no troubling side effects.'
      : 'Not taking any medicine for mood.',
  );
  assess(visit, 'Depression', `PHQ-9 ${score}.`, stepMood(visit, score));
  const wait = score >= 10 ? 42 : 90;
  if (
    score >= 5 &&
    turnOf(chart, `psychiatry-${Math.floor(visit.day / 40)}`, visit.day, 9000) &&
    (chart.results.get('session')?.length ?? 0) < 30
  ) {
    plan(chart, {
      kind: 'behavioral',
      day: visit.day + wait,
      site: SITE,
      reason: 'Medicines for depression',
      detail: 'psychiatry',
    });
    visit.next = `Return in ${Math.round(wait / 7)} weeks.`;
  } else visit.next = 'Medicines go back to the primary clinic.';
  writeNote(visit, 'therapy');
  return true;
}

/** The behavioral care manager's monthly call with a PHQ-9, until the person is well. */
export function careManagerCall(chart: Chart, upcoming: Upcoming): boolean {
  const staff = upcoming.staff ?? careManagerFor(chart);
  const visit = openVisit(chart, upcoming, {
    staff,
    type: VISIT_TYPES.telephone,
    class: 'VR',
    minutes: 20,
    comeBack: 28,
  });
  if (!visit) return false;
  const calls = (chart.results.get('call')?.length ?? 0) + 1;
  remember(chart, 'call', visit.day, calls, visit.encounter.id);
  const score = hasProblem(chart.person, 'depression', visit.day) ? askScale(visit, 'phq-9', staff) : undefined;
  visit.history.push(
    visit.random.pick([
      'Reached by phone on the first try.',
      'Called back the same afternoon.',
      'Talked for fifteen minutes about the week.',
    ]),
  );
  const weeks = Math.round((visit.day - (chart.done.get('behavioral') ?? visit.day)) / 7);
  const first = chart.results.get('phq-9')?.[0]?.value;
  const slow = score !== undefined && first !== undefined && weeks >= 8 && score > first * 0.5 && score >= 10;
  assess(
    visit,
    'Collaborative care',
    score === undefined ? undefined : `PHQ-9 ${score}, ${weeks} weeks after the start.`,
    slow ? 'Not half of what it was: for the weekly psychiatric review.' : 'Goes on as planned.',
  );
  if (slow && turnOf(chart, 'psychiatric-review', visit.day, 120)) {
    plan(chart, {
      kind: 'behavioral',
      day: visit.day + 10,
      site: SITE,
      reason: 'Medicines for depression',
      detail: 'psychiatry',
    });
  }
  if (calls < 8 && (score ?? 10) >= 5)
    plan(chart, {
      kind: 'care-manager',
      day: visit.day + visit.random.int(25, 33),
      site: SITE,
      reason: 'Care manager call',
      staff,
    });
  writeNote(visit, 'telephone');
  return true;
}

/** A monthly visit for opioid use disorder: buprenorphine, a urine test, naloxone at home. */
export function recoveryVisit(chart: Chart, upcoming: Upcoming): boolean {
  const [staff] = staffAt(PROGRAMME, 'Psychiatrist');
  if (!staff) return true;
  const first = !chart.conditions.has('opioid-use-disorder');
  const visit = openVisit(chart, upcoming, {
    staff,
    type: first ? VISIT_TYPES.consultation : VISIT_TYPES['follow-up'],
    minutes: first ? 40 : 20,
    comeBack: 28,
  });
  if (!visit) return false;
  const problem = problemOf(chart.person, 'opioid-use-disorder');
  diagnose(visit, 'opioid-use-disorder', problem?.onset ?? visit.day);
  measureVitals(visit, { weigh: first });
  const positive = visit.random.chance(first ? 0.9 : 0.07);
  opiateScreen(visit, staff, positive);
  const lines: string[] = [];
  if (first) {
    prescribe(visit, 'buprenorphine-naloxone', { problem: 'opioid-use-disorder' });
    prescribe(visit, 'naloxone', { problem: 'opioid-use-disorder' });
    lines.push(`Started ${spokenDose(chart, 'buprenorphine-naloxone', visit.day)}; naloxone for home.`);
  } else {
    const done =
      (chart.results.get('recovery')?.length ?? 0) === 1
        ? climb(visit, [['buprenorphine-naloxone', 1]], 'opioid-use-disorder')
        : undefined;
    lines.push(done ?? `Continue ${takenText(chart, ['buprenorphine-naloxone'], visit.day)}.`);
  }
  remember(chart, 'recovery', visit.day, 1, visit.encounter.id);
  visit.history.push(
    first
      ? 'Has taken opioid pills every day for months and wants to stop.'
      : positive
        ? 'Used once this month after bad news; came anyway.'
        : 'No use and no cravings to speak of; goes to the group on Tuesdays.',
  );
  assess(visit, 'Opioid use disorder', ...lines, 'Prescription monitoring program checked.');
  plan(chart, {
    kind: 'recovery',
    day: visit.day + visit.random.int(27, 34),
    site: PROGRAMME,
    reason: 'Treatment of opioid use disorder',
  });
  visit.next = 'Return in 4 weeks.';
  writeNote(visit, 'therapy');
  return true;
}

function opiateScreen(visit: Visit, staff: Staff, positive: boolean): void {
  const [code, display] = positive ? ['10828004', 'Positive'] : ['260385009', 'Negative'];
  observe(visit, {
    category: 'laboratory',
    code: ['19295-5', 'Opiates [Presence] in Urine by Screen method', 'Opiates in urine'],
    by: staff,
    after: 8,
    rest: {
      valueCodeableConcept: { coding: [{ system: SNOMED, code, display }], text: display },
      interpretation: [
        positive
          ? hl7('v3-ObservationInterpretation', 'A', 'Abnormal')
          : hl7('v3-ObservationInterpretation', 'N', 'Normal'),
      ],
    },
  });
  visit.tests.push(`Opiates in urine ${display?.toLowerCase()}`);
}
