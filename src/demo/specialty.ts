import { plan, testIsDue, turnOf, type Chart, type Upcoming } from './chart.ts';
import { fibrillation, heartFailure } from './conditions/heart.ts';
import { sugarControl } from './conditions/sugar.ts';
import { assess } from './conditions/model.ts';
import { loinc } from './codes.ts';
import { draw } from './labs.ts';
import { writeNote } from './notes.ts';
import { hasProblem, problemOf } from './people.ts';
import { writeEcho, writeProcedure, writeReport } from './procedures.ts';
import { SERVICES, bookingOf, order } from './referrals.ts';
import { staffAt } from './staff.ts';
import { VISIT_TYPES, openVisit } from './visit.ts';
import { measureVitals } from './vitals.ts';

/** A visit to the cardiologist: heart failure and rhythm, medicines raised, an echocardiogram once a year. */
export function cardiologyVisit(chart: Chart, upcoming: Upcoming): boolean {
  if (!chart.done.has('established')) {
    plan(chart, { ...upcoming, day: upcoming.day + 28 });
    return true;
  }
  const [nurse] = staffAt('riverbend-cardiology', 'Nurse');
  const cardiologists = staffAt('riverbend-cardiology', 'Cardiologist');
  const staff = upcoming.staff ?? chart.person.random.fork('cardiologist').pick(cardiologists);
  const first = turnOf(chart, 'cardiology', upcoming.day, 9000);
  const type = first ? VISIT_TYPES.consultation : VISIT_TYPES['follow-up'];
  const visit = openVisit(chart, upcoming, {
    staff,
    ...(nurse ? { nurse } : {}),
    type,
    minutes: first ? 40 : 20,
    comeBack: 170,
  });
  if (!visit) return false;
  chart.done.set('refer-cardiology', visit.day);
  measureVitals(visit);
  visit.history.push(
    visit.random.pick([
      'Climbs one flight of stairs before stopping.',
      'No chest pain; sleeps on two pillows.',
      'Walks the dog twice a day without stopping.',
      'Ankles swell a little by evening.',
    ]),
  );
  if (first || turnOf(chart, 'ecg', visit.day, 300)) {
    chart.done.set('ecg', visit.day);
    const rhythm = hasProblem(chart.person, 'atrial-fibrillation', visit.day)
      ? 'Atrial fibrillation, no acute change.'
      : 'Sinus rhythm, no acute change.';
    writeProcedure(visit, 'ecg', visit.reason, rhythm);
  }
  for (const model of [heartFailure, fibrillation]) {
    const problem = problemOf(chart.person, model.key);
    if (problem && chart.conditions.has(model.key) && hasProblem(chart.person, model.key, visit.day))
      model.review(visit, problem);
  }
  if (chart.conditions.has('heart-failure') && turnOf(chart, 'echo-order', visit.day, 390)) {
    const day = bookingOf(visit, 5, 18, 0.08);
    order(visit, {
      service: SERVICES.echo,
      category: 'imaging',
      to: 'riverbend-hospital',
      reason: 'Heart failure, pump function',
      problem: 'heart-failure',
      within: 30,
      ...(day === undefined ? {} : { leads: { kind: 'echo', day } }),
    });
    visit.problems.at(-1)?.lines.push('Echocardiogram ordered.');
  }
  const wait = Math.round(visit.comeBack * visit.random.between(0.95, 1.15));
  plan(chart, {
    kind: 'cardiology',
    day: visit.day + wait,
    site: 'riverbend-cardiology',
    reason: 'Cardiology follow-up',
    staff,
  });
  visit.next = `Return to cardiology in ${Math.max(1, Math.round(wait / 30))} months; copy to ${chart.person.pcp.given} ${chart.person.pcp.family}.`;
  writeNote(visit, first ? 'consultation' : 'visit');
  return true;
}

/** An echocardiogram at the hospital. */
export function echoVisit(chart: Chart, upcoming: Upcoming): boolean {
  const [, reader] = staffAt('riverbend-cardiology', 'Cardiologist');
  if (!reader) return true;
  const visit = openVisit(chart, upcoming, {
    staff: reader,
    type: VISIT_TYPES.procedure,
    minutes: 40,
    room: 'hospital-echo-laboratory',
    comeBack: 365,
  });
  if (!visit) return false;
  writeEcho(visit);
  return true;
}

/** A visit to endocrinology. */
export function endocrinologyVisit(chart: Chart, upcoming: Upcoming): boolean {
  const [staff] = staffAt('riverbend-endocrinology', 'Endocrinologist');
  const [nurse] = staffAt('riverbend-endocrinology', 'Nurse');
  if (!staff) return true;
  const first = turnOf(chart, 'endocrinology', upcoming.day, 9000);
  const visit = openVisit(chart, upcoming, {
    staff,
    ...(nurse ? { nurse } : {}),
    type: first ? VISIT_TYPES.consultation : VISIT_TYPES['follow-up'],
    minutes: first ? 40 : 20,
    comeBack: 100,
  });
  if (!visit) return false;
  measureVitals(visit);
  visit.history.push('Brought the glucose meter; morning readings looked at together.');
  const lines = sugarControl(visit);
  if (testIsDue(chart, 'creatinine', visit.day, 170)) draw(visit, 'bmp');
  assess(visit, 'Type 2 diabetes', ...(lines.length > 0 ? lines : ['Doses unchanged; A1c at the next visit.']));
  const wait = (chart.results.get('a1c')?.at(-1)?.value ?? 7) > 8 ? 95 : 170;
  plan(chart, {
    kind: 'endocrinology',
    day: visit.day + wait + visit.random.int(0, 12),
    site: 'riverbend-endocrinology',
    reason: 'Diabetes follow-up',
  });
  visit.next = `Return to endocrinology in ${Math.round(wait / 30)} months.`;
  writeNote(visit, first ? 'consultation' : 'visit');
  return true;
}

/** A planned procedure at the hospital: a colonoscopy or a mammogram. */
export function procedureVisit(chart: Chart, upcoming: Upcoming): boolean {
  const colon = upcoming.detail === 'colonoscopy';
  const [staff] = staffAt('riverbend-hospital', colon ? 'Gastroenterologist' : 'Radiologist');
  if (!staff) return true;
  const { detail: _detail, ...rest } = upcoming;
  const visit = openVisit(chart, rest, {
    staff,
    type: VISIT_TYPES.procedure,
    minutes: colon ? 60 : 20,
    room: colon ? 'hospital-endoscopy' : 'hospital-imaging',
    comeBack: 365,
  });
  if (!visit) return false;
  if (!colon) {
    const conclusion = 'No sign of cancer (BI-RADS 1). Routine screening in two years.';
    writeProcedure(visit, 'mammography', visit.reason, conclusion, 'hospital-imaging');
    writeReport(visit, loinc('24606-6', 'MG Breast Screening', 'Mammogram report'), 'RAD', 'Radiology', conclusion);
    return true;
  }
  const polyp = visit.random.chance(0.3);
  writeProcedure(
    visit,
    'colonoscopy',
    visit.reason,
    polyp
      ? 'Complete to the cecum. Two small polyps removed; repeat in 5 years.'
      : 'Complete to the cecum. Normal; repeat in 10 years.',
    'hospital-endoscopy',
  );
  visit.problems.push({
    title: 'Colon cancer screening',
    lines: [polyp ? 'Two polyps of 4 to 6 mm removed with a cold snare.' : 'Normal colon.'],
  });
  writeNote(visit, 'procedure');
  return true;
}
