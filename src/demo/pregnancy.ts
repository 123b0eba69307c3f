import { instantOf, dateOf } from './calendar.ts';
import { gestationOn } from './body.ts';
import { hl7 } from './codes.ts';
import { plan, takes, type Chart, type Upcoming } from './chart.ts';
import { assess } from './conditions/model.ts';
import { immunize } from './immunizations.ts';
import { draw } from './labs.ts';
import { prescribe, stop } from './medications.ts';
import { NOTE_TYPES, writeDocument, writeNote } from './notes.ts';
import { problemOf } from './people.ts';
import { diagnose, resolve } from './problems.ts';
import { writeProcedure } from './procedures.ts';
import { staffAt, staffName } from './staff.ts';
import { VISIT_TYPES, openVisit, visitOf, writeEncounter, type Visit } from './visit.ts';
import { measureVitals } from './vitals.ts';

const WEEKS = [9, 13, 17, 21, 25, 28, 30, 32, 34, 36, 37, 38, 39];

/** The minute of the day at which a child born on that day came. */
function birthMinute(day: number): number {
  return 330 + ((day * 37) % 900);
}

/** Plans the visits of a pregnancy, the birth, and the visit after it. */
export function planPregnancy(chart: Chart): void {
  const pregnancy = problemOf(chart.person, 'pregnancy');
  if (!pregnancy?.until) return;
  const birth = pregnancy.until;
  for (const week of WEEKS) {
    const day = birth - 280 + week * 7 + chart.random.int(0, 4);
    if (day >= chart.start && day < birth - 2)
      plan(chart, {
        kind: 'prenatal',
        day,
        site: chart.person.clinic,
        reason: `Prenatal visit at ${week} weeks`,
        detail: String(week),
      });
  }
  if (birth < chart.start) return;
  plan(chart, { kind: 'birth', day: birth, site: 'riverbend-hospital', reason: 'Labor at term', detail: 'mother' });
  plan(chart, {
    kind: 'postpartum',
    day: birth + chart.random.int(36, 46),
    site: chart.person.clinic,
    reason: 'Visit after birth',
  });
}

/** A prenatal visit. */
export function prenatalVisit(chart: Chart, upcoming: Upcoming): boolean {
  const { clinic } = chart.person;
  const [staff] = staffAt(clinic, 'Nurse practitioner');
  const [nurse] = staffAt(clinic, 'Nurse');
  if (!staff || !nurse) return true;
  const { detail, ...rest } = upcoming;
  const visit = openVisit(chart, rest, { staff, nurse, type: VISIT_TYPES.prenatal, minutes: 20, comeBack: 28 });
  if (!visit) return false;
  const pregnancy = problemOf(chart.person, 'pregnancy');
  const first = !chart.conditions.has('pregnancy');
  const weeks = gestationOn(chart.person, visit.day) ?? Number(detail);
  measureVitals(visit);
  if (first) {
    diagnose(visit, 'pregnancy', pregnancy?.onset ?? visit.day);
    prescribe(visit, 'folic-acid', { problem: 'pregnancy' });
    draw(visit, 'cbc');
  }
  if (Number(detail) === 28) draw(visit, 'cbc');
  visit.history.push(
    weeks < 16
      ? 'Some nausea in the mornings, no bleeding.'
      : weeks < 28
        ? 'Feels the baby move, no bleeding.'
        : 'Baby moves every day; no headache, no swelling of the face.',
  );
  if (weeks >= 18)
    visit.exam.push(
      `Fundal height ${weeks + visit.random.int(-1, 1)} cm, fetal heart rate ${visit.random.int(132, 156)}.`,
    );
  assess(
    visit,
    `Pregnancy, ${weeks} weeks`,
    `Due around ${dateOf(pregnancy?.until ?? visit.day)}.`,
    first ? 'Folic acid started; first tests drawn.' : 'Goes as it should.',
  );
  immunize(visit);
  visit.next = weeks < 28 ? 'Return in 4 weeks.' : weeks < 36 ? 'Return in 2 weeks.' : 'Return in a week.';
  writeNote(visit);
  return true;
}

/** The stay around a birth, of the mother or of the newborn. */
export function birthStay(chart: Chart, upcoming: Upcoming): boolean {
  const mother = upcoming.detail === 'mother';
  if (upcoming.day + 2 >= chart.today) return true;
  const [obstetrician] = staffAt('riverbend-hospital', 'Obstetrician');
  const [pediatrician] = staffAt('orchard-hill-clinic', 'Pediatrician');
  const [nurse] = staffAt('riverbend-hospital', 'Nurse');
  const staff = mother ? obstetrician : pediatrician;
  if (!staff || !nurse) return true;
  const born = birthMinute(upcoming.day);
  const start = mother ? born - 320 : born;
  const end = 2 * 1440 + 11 * 60;
  const reason = mother ? 'Labor at term' : 'Newborn care';
  const encounter = writeEncounter(chart, {
    class: 'IMP',
    type: VISIT_TYPES.inpatient,
    staff,
    nurse,
    site: 'riverbend-hospital',
    room: 'hospital-birth-center',
    day: upcoming.day,
    start,
    minutes: end - start,
    reason,
  });
  encounter.hospitalization = {
    admitSource: mother
      ? hl7('admit-source', 'outp', 'From outpatient department')
      : hl7('admit-source', 'born', 'Born in hospital'),
    dischargeDisposition: hl7('discharge-disposition', 'home', 'Home'),
  };
  chart.awayUntil = upcoming.day + 2;
  const at = visitOf(
    chart,
    encounter,
    {
      staff,
      nurse,
      site: 'riverbend-hospital',
      day: upcoming.day,
      start: mother ? born - 40 : born,
      minutes: 60,
      reason,
      comeBack: 30,
    },
    chart.random.fork('birth'),
  );
  measureVitals(at, { stress: mother ? 8 : 0, weigh: !mother });
  if (mother) {
    if (!chart.conditions.has('pregnancy'))
      diagnose(at, 'pregnancy', problemOf(chart.person, 'pregnancy')?.onset ?? upcoming.day);
    writeProcedure(at, 'delivery', reason, 'A healthy baby; small tear repaired.', 'hospital-birth-center');
    endPregnancy(chart, upcoming.day);
    if (takes(chart, upcoming.day, 'folic-acid')) stop(at, 'folic-acid', 'Pregnancy ended');
  } else immunize(at);
  summarizeBirth(chart, at, mother);
  return true;
}

function summarizeBirth(chart: Chart, visit: Visit, mother: boolean): void {
  const { day, staff, encounter } = visit;
  const name = `${chart.person.given} ${chart.person.family}`;
  const words = mother
    ? `${name} gave birth at term without complication on ${dateOf(day)}. Mother and baby went home together.`
    : `${name} was born at term on ${dateOf(day)}, ${visit.vitals?.weightKg?.toFixed(1)} kg, and went home with the mother. First hepatitis B vaccine given.`;
  const text = [
    `Discharge summary · Riverbend General Hospital · ${dateOf(day + 2)}`,
    '',
    words,
    'To do: visit at the clinic as planned.',
    '',
    `${staffName(staff)}, ${staff.title.toLowerCase()}`,
  ].join('\n');
  writeDocument(chart, {
    type: NOTE_TYPES.discharge,
    encounter,
    author: staff,
    at: instantOf(day + 2, 10 * 60 + 40),
    text,
  });
}

function endPregnancy(chart: Chart, day: number): void {
  const condition = chart.conditions.get('pregnancy');
  if (condition) resolve(condition, day);
}

/** The visit six weeks after a birth. */
export function postpartumVisit(chart: Chart, upcoming: Upcoming): boolean {
  const { clinic } = chart.person;
  const [staff] = staffAt(clinic, 'Nurse practitioner');
  const [nurse] = staffAt(clinic, 'Nurse');
  if (!staff || !nurse) return true;
  const visit = openVisit(chart, upcoming, { staff, nurse, type: VISIT_TYPES.postpartum, minutes: 20, comeBack: 365 });
  if (!visit) return false;
  measureVitals(visit);
  visit.history.push('Sleeps in pieces, feeding goes well, has help at home.');
  assess(visit, 'After birth', 'Healing well; mood good. Contraception talked about.');
  writeNote(visit);
  return true;
}
