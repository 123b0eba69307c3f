import { addMonths, addWorkdays, isWorkday, workdayFrom, yearsBetween } from './calendar.ts';
import { communityVisit, homeNursingVisit, nursingStay, transitionCall } from './aftercare.ts';
import { isBooked, writeAppointment, writeToday } from './appointments.ts';
import { behavioralVisit, careManagerCall, careManagerFor, recoveryVisit } from './behavioral.ts';
import { plan, takes, type Chart, type Kind, type Upcoming } from './chart.ts';
import { planWellVisits, wellChildVisit } from './children.ts';
import { findSlot, take } from './diary.ts';
import { admission, emergencyOnly } from './hospital.ts';
import { draw } from './labs.ts';
import { ageOn, hasProblem, problemOf, type ProblemKey } from './people.ts';
import { PROGRAMME, type SiteKey } from './places.ts';
import { birthStay, planPregnancy, postpartumVisit, prenatalVisit } from './pregnancy.ts';
import { primaryVisit } from './primary.ts';
import { drawIllness, sickVisit } from './sick.ts';
import { cardiologyVisit, echoVisit, endocrinologyVisit, procedureVisit } from './specialty.ts';
import { staffAt, staffByUsername, type Staff } from './staff.ts';
import { writeTask } from './tasks.ts';
import { VISIT_TYPES, isBusyOn, openVisit } from './visit.ts';

/** What each kind of happening does; false when there was no room that day. */
const HANDLERS: Record<Kind, (chart: Chart, upcoming: Upcoming) => boolean> = {
  primary: primaryVisit,
  'after-hospital': primaryVisit,
  'well-child': wellChildVisit,
  sick: sickVisit,
  cardiology: cardiologyVisit,
  endocrinology: endocrinologyVisit,
  behavioral: behavioralVisit,
  'care-manager': careManagerCall,
  recovery: recoveryVisit,
  prenatal: prenatalVisit,
  postpartum: postpartumVisit,
  birth: birthStay,
  emergency: emergencyOnly,
  admission,
  'transition-call': transitionCall,
  'home-nursing': homeNursingVisit,
  'skilled-nursing': nursingStay,
  community: communityVisit,
  echo: echoVisit,
  procedure: procedureVisit,
  inr: inrVisit,
};

const ANY_DAY: Kind[] = ['emergency', 'admission', 'birth', 'skilled-nursing', 'home-nursing'];

/** Plans what a person's age and illnesses bring with them; the rest follows from visit to visit. */
export function planLife(chart: Chart): void {
  const { person, random, start, today } = chart;
  const adultFrom = addMonths(person.birth, 216);
  if (ageOn(person, today) < 18 || adultFrom > start) planWellVisits(chart);
  if (person.birth >= start)
    plan(chart, {
      kind: 'birth',
      day: person.birth,
      site: 'riverbend-hospital',
      reason: 'Newborn care',
      detail: 'newborn',
    });
  if (ageOn(person, today) >= 18) {
    const chronic = person.problems.filter((problem) => problem.onset < start).length;
    const first = Math.max(
      adultFrom + random.int(20, 200),
      start + random.int(3, chronic > 1 ? 60 : chronic === 1 ? 110 : 300),
    );
    plan(chart, { kind: 'primary', day: first, site: person.clinic, reason: 'Yearly check-up' });
  }
  planAcute(chart);
  planPregnancy(chart);
  planSpecialists(chart);
  if (person.death !== undefined)
    plan(chart, {
      kind: 'admission',
      day: person.death - random.int(3, 4),
      site: 'riverbend-hospital',
      reason: 'Last illness',
      detail: 'last',
    });
}

function planSpecialists(chart: Chart): void {
  const { person, random, start } = chart;
  const late = (key: ProblemKey): number => Math.max(start, problemOf(person, key)?.onset ?? start);
  const heart = problemOf(person, 'heart-failure');
  if (heart && heart.onset < start) {
    chart.done.set('refer-cardiology', start);
    plan(chart, {
      kind: 'cardiology',
      day: start + random.int(75, 160),
      site: 'riverbend-cardiology',
      reason: 'Cardiology follow-up',
    });
  }
  const recovery = problemOf(person, 'opioid-use-disorder');
  if (recovery)
    plan(chart, {
      kind: 'recovery',
      day: late('opioid-use-disorder') + random.int(20, 70),
      site: PROGRAMME,
      reason: 'Treatment of opioid use disorder',
    });
  const mood = problemOf(person, 'depression');
  if (mood && mood.onset < start && mood.severity > 0.62) {
    plan(chart, {
      kind: 'behavioral',
      day: start + random.int(90, 200),
      site: 'larkspur-behavioral',
      reason: 'Therapy, taken up again',
      detail: 'first',
    });
  }
  if (problemOf(person, 'atrial-fibrillation'))
    plan(chart, { kind: 'inr', day: late('atrial-fibrillation') + 55, site: person.clinic, reason: 'INR check' });
}

/** How often a year something sudden comes to whom. */
function planAcute(chart: Chart): void {
  const { person, random, today } = chart;
  const rates: [detail: string, kind: Kind, perYear: number][] = [];
  const age = ageOn(person, today);
  rates.push(['', 'sick', age < 7 ? 0.9 : age < 18 ? 0.4 : 0.32]);
  rates.push(
    ['ankle', 'emergency', age > 8 && age < 60 ? 0.035 : 0],
    ['cut', 'emergency', age > 15 && age < 75 ? 0.03 : 0],
    ['fever', 'emergency', age < 5 ? 0.22 : 0],
  );
  if (age >= 45) rates.push(['chest', 'emergency', 0.035], ['chest', 'admission', 0.02]);
  if (age >= 62) rates.push(['pneumonia', 'admission', age >= 76 ? 0.06 : 0.03]);
  if (age >= 76) rates.push(['hip', 'admission', 0.03]);
  const has = (key: ProblemKey): boolean => problemOf(person, key) !== undefined;
  if (has('heart-failure')) rates.push(['heart-failure', 'admission', 0.33]);
  if (has('copd')) rates.push(['copd', 'admission', 0.14], ['copd', 'emergency', 0.16]);
  if (has('asthma')) rates.push(['asthma', 'emergency', 0.17]);
  for (const [detail, kind, perYear] of rates) {
    for (let year = 0; year < 3; year += 1) {
      if (!random.chance(perYear)) continue;
      const day = chart.start + year * 365 + random.int(0, 364);
      const then = yearsBetween(person.birth, day);
      if (day < person.birth + 40 || chronicIsLater(chart, detail, day)) continue;
      const key = kind === 'sick' ? drawIllness(random, then, person.sex) : detail;
      if (key === 'hip' && chart.queue.some((upcoming) => upcoming.detail === 'hip')) continue;
      plan(chart, {
        kind,
        day,
        site: kind === 'sick' ? person.clinic : 'riverbend-hospital',
        reason: key,
        detail: key,
      });
    }
  }
}

function chronicIsLater(chart: Chart, detail: string, day: number): boolean {
  const keys: Record<string, ProblemKey> = { 'heart-failure': 'heart-failure', copd: 'copd', asthma: 'asthma' };
  const key = keys[detail];
  return key !== undefined && (problemOf(chart.person, key)?.onset ?? 0) + 60 > day;
}

/** A check of the INR by the clinic's nurse, every five weeks, for those who take warfarin. */
function inrVisit(chart: Chart, upcoming: Upcoming): boolean {
  const taking = chart.courses.some((course) => course.drug === 'warfarin' && course.to === undefined);
  const next = (): void => plan(chart, { ...upcoming, day: upcoming.day + chart.random.int(32, 44) });
  if (!taking) {
    if (
      hasProblem(chart.person, 'atrial-fibrillation', upcoming.day) &&
      !chart.courses.some((course) => course.drug === 'apixaban')
    )
      next();
    return true;
  }
  const nurse = chart.random.pick(staffAt(chart.person.clinic, 'Nurse'));
  const visit = openVisit(chart, upcoming, { staff: nurse, type: VISIT_TYPES.nurse, minutes: 20, comeBack: 35 });
  if (!visit) return false;
  draw(visit, 'inr');
  next();
  return true;
}

/** What cannot be put off comes first on its day. */
const rankOf = (upcoming: Upcoming): number => (ANY_DAY.includes(upcoming.kind) ? 0 : 1);

/** Lives the three years from happening to happening; answers what is still to come. */
export function live(chart: Chart): Upcoming[] {
  const ahead: Upcoming[] = [];
  for (let guard = 0; chart.queue.length > 0 && guard < 4000; guard += 1) {
    chart.queue.sort((a, b) => a.day - b.day || rankOf(a) - rankOf(b));
    const upcoming = chart.queue.shift();
    if (!upcoming) break;
    if (!ANY_DAY.includes(upcoming.kind) && upcoming.day < chart.today && !isWorkday(upcoming.day)) {
      chart.queue.push({ ...upcoming, day: workdayFrom(upcoming.day) });
      continue;
    }
    if (upcoming.day < chart.start || (chart.person.death !== undefined && upcoming.day >= chart.person.death))
      continue;
    if (upcoming.day < chart.today && upcoming.day <= chart.awayUntil && upcoming.kind !== 'skilled-nursing') {
      if (upcoming.kind !== 'admission' && upcoming.kind !== 'emergency')
        chart.queue.push({ ...upcoming, day: chart.awayUntil + 2 });
      continue;
    }
    if (upcoming.kind === 'emergency' && upcoming.day < chart.today && isBusyOn(chart, upcoming.day)) continue;
    if (chart.quietFrom !== undefined && upcoming.day >= chart.quietFrom && upcoming.day < chart.today) continue;
    if (upcoming.day >= chart.today) {
      ahead.push(upcoming);
      continue;
    }
    if (!HANDLERS[upcoming.kind](chart, upcoming)) chart.queue.push({ ...upcoming, day: upcoming.day + 1 });
  }
  return ahead;
}

/** How many of today's visits each site still wants to have. */
export type Quota = Map<SiteKey, number>;

const STAFF_FOR: Partial<Record<Kind, (chart: Chart) => Staff | undefined>> = {
  cardiology: (chart) => chart.person.random.fork('cardiologist').pick(staffAt('riverbend-cardiology', 'Cardiologist')),
  endocrinology: () => staffAt('riverbend-endocrinology', 'Endocrinologist')[0],
  echo: () => staffAt('riverbend-cardiology', 'Cardiologist')[1],
  recovery: () => staffAt(PROGRAMME, 'Psychiatrist')[0],
  community: (chart) =>
    chart.person.random.fork('chw').pick(staffAt('alder-county-neighbors', 'Community health worker')),
  'home-nursing': () => staffAt('riverbend-home-health', 'Home health nurse')[0],
  prenatal: (chart) => staffAt(chart.person.clinic, 'Nurse practitioner')[0],
  postpartum: (chart) => staffAt(chart.person.clinic, 'Nurse practitioner')[0],
  inr: (chart) => staffAt(chart.person.clinic, 'Nurse')[0],
};

/** Books what comes in the next three weeks, some of it today, and leaves calls as work to do. */
export function bookAhead(chart: Chart, ahead: Upcoming[], quota: Quota): void {
  if (chart.person.death !== undefined || chart.inHospitalSince !== undefined) return;
  for (const upcoming of ahead.sort((a, b) => a.day - b.day)) {
    if (upcoming.kind === 'care-manager') {
      const owner = upcoming.staff ?? careManagerFor(chart);
      writeTask(chart, {
        kind: 'outreach',
        text: 'Monthly call with a PHQ-9',
        owner,
        requester: owner,
        made: chart.today - chart.random.int(5, 20),
        due: [Math.min(upcoming.day, addWorkdays(chart.today, 14)), 17 * 60],
        site: 'larkspur-behavioral',
      });
      continue;
    }
    if (!isBooked(upcoming) || upcoming.kind === 'sick' || upcoming.kind === 'birth' || upcoming.kind === 'procedure')
      continue;
    if (upcoming.kind === 'inr' && !takes(chart, chart.today, 'warfarin')) continue;
    pullToToday(chart, upcoming, quota);
    if (upcoming.day > chart.today + 21) continue;
    book(chart, upcoming);
  }
}

function pullToToday(chart: Chart, upcoming: Upcoming, quota: Quota): void {
  const left = quota.get(upcoming.site) ?? 0;
  const recent = chart.encounters.some(
    (encounter) => Date.parse(encounter.period.end ?? '') > (chart.today - 12) * 86_400_000,
  );
  const fixed = upcoming.kind === 'well-child' || upcoming.kind === 'prenatal' || upcoming.kind === 'postpartum';
  if (
    chart.person.story ||
    left <= 0 ||
    recent ||
    fixed ||
    upcoming.day > chart.today + 190 ||
    !chart.random.chance(0.6)
  )
    return;
  upcoming.day = chart.today;
  if (upcoming.kind === 'primary' && upcoming.site === 'mill-street-clinic' && chart.person.n % 3 === 0)
    upcoming.staff = staffByUsername('np');
  quota.set(upcoming.site, left - 1);
}

/** Puts an appointment still to come in the diary, at the first free time from its day on. */
export function book(chart: Chart, upcoming: Upcoming, wish?: number): void {
  const staff = upcoming.staff ?? STAFF_FOR[upcoming.kind]?.(chart) ?? staffFallback(chart, upcoming);
  const minutes = upcoming.site === 'larkspur-behavioral' ? 60 : 20;
  for (let day = upcoming.day; day < upcoming.day + 10; day += 1) {
    if (day !== chart.today && !isWorkday(day)) continue;
    const start = findSlot(
      chart.diary,
      staff.id,
      chart.busy,
      day,
      wish ?? 8 * 60 + 20 * chart.random.int(0, 24),
      minutes,
    );
    if (start === undefined) continue;
    take(chart.diary, staff.id, day, start, minutes);
    chart.busy.push([day * 1440 + start, day * 1440 + start + minutes]);
    const { detail: _detail, ...rest } = upcoming;
    const made = chart.today - chart.random.int(2, 30);
    const booking = { status: 'booked', start, minutes, made, staff, reason: upcoming.reason };
    if (day === chart.today) writeToday(chart, { ...rest, day }, booking);
    else writeAppointment(chart, { ...rest, day }, booking);
    return;
  }
}

function staffFallback(chart: Chart, upcoming: Upcoming): Staff {
  if (upcoming.kind === 'behavioral')
    return chart.random.pick(
      staffAt('larkspur-behavioral', upcoming.detail === 'psychiatry' ? 'Psychiatrist' : 'Psychologist'),
    );
  return chart.person.pcp;
}
