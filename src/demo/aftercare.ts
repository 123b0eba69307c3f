import { addWorkdays, dateOf, instantOf, type Day } from './calendar.ts';
import { hl7, inSentence, refTo } from './codes.ts';
import { plan, type Chart, type Upcoming } from './chart.ts';
import { assess } from './conditions/model.ts';
import { NOTE_TYPES, writeDocument, writeNote } from './notes.ts';
import { takenList } from './medications.ts';
import { CLINICS } from './places.ts';
import { SERVICES, order } from './referrals.ts';
import type { Destination, Stay } from './stays.ts';
import { spokenName, staffAt, staffByUsername, staffName, type Staff } from './staff.ts';
import { finishTask, writeTask } from './tasks.ts';
import { VISIT_TYPES, openVisit, visitOf, writeEncounter, type Visit } from './visit.ts';
import { measureVitals } from './vitals.ts';

function transitionNurse(chart: Chart): Staff {
  const nurses = staffAt('riverbend-hospital', 'Transitional care nurse');
  return chart.person.story ? staffByUsername('transitional') : chart.random.pick(nurses);
}

/** What is set in motion when someone leaves the hospital: a call, a visit, nursing at home or a skilled nursing stay. */
export function afterDischarge(chart: Chart, visit: Visit, stay: Stay, to: Destination): void {
  const { day } = visit;
  const reason = `After a hospital stay: ${inSentence(stay.concept.text ?? '')}`;
  if (to === 'nursing') {
    order(visit, {
      service: SERVICES.nursing,
      category: 'referral',
      to: 'willow-court-nursing',
      reason: 'Rehabilitation after a hospital stay',
      within: 2,
      leads: { kind: 'skilled-nursing', day, detail: stay.concept.text ?? '' },
    });
    return;
  }
  const recent = chart.today - day <= 2;
  planCall(chart, visit, recent);
  const seen = recent || chart.random.chance(0.8);
  const clinic = CLINICS.find((site) => site === chart.person.clinic) ?? 'mill-street-clinic';
  order(visit, {
    service: SERVICES.followUp,
    category: 'follow',
    to: clinic,
    reason,
    within: 7,
    urgent: true,
    ...(seen && !recent
      ? { leads: { kind: 'after-hospital', day: addWorkdays(day, chart.random.int(3, 6)), reason } }
      : {}),
  });
  if (to === 'home-health') orderNursing(visit, stay, recent || chart.random.chance(0.1));
}

/** The call within two business days, as a task; the newest are still to be made, a few were never made. */
function planCall(chart: Chart, visit: Visit, recent: boolean): void {
  const { day } = visit;
  const owner = transitionNurse(chart);
  const focus = refTo('Encounter', visit.encounter.id, 'Hospital stay');
  const common = {
    owner,
    requester: visit.staff,
    made: day,
    due: [addWorkdays(day, 2), 17 * 60] as [number, number],
    focus,
    encounter: visit.encounter.id,
  };
  const task = writeTask(chart, {
    ...common,
    kind: 'transition-call',
    text: 'Call within 2 business days of leaving hospital',
    priority: 'urgent',
    site: 'riverbend-hospital',
  });
  if (recent) {
    writeTask(chart, {
      ...common,
      kind: 'reconcile',
      text: 'Compare the medicines of home, hospital, clinic and pharmacy',
    });
  } else if (chart.random.chance(0.88)) {
    const called = addWorkdays(day, chart.random.int(1, 2));
    plan(chart, {
      kind: 'transition-call',
      day: called,
      site: 'riverbend-hospital',
      reason: 'Call after a hospital stay',
      staff: owner,
      detail: task.id,
    });
  } else if (chart.today - day > 40) task.status = 'cancelled';
}

function orderNursing(visit: Visit, stay: Stay, lost: boolean): void {
  const first = {
    kind: 'home-nursing' as const,
    day: visit.day + visit.random.int(1, 3),
    detail: '1',
    reason: 'First visit of the home health nurse',
  };
  order(visit, {
    service: SERVICES.home,
    category: 'referral',
    to: 'riverbend-home-health',
    reason: `Nursing at home after ${inSentence(stay.concept.text ?? '')}`,
    within: 3,
    ...(lost ? {} : { leads: first }),
  });
}

/** The transitional care nurse's call: how it goes, which medicines, which visit. */
export function transitionCall(chart: Chart, upcoming: Upcoming): boolean {
  const { detail, ...rest } = upcoming;
  const staff = upcoming.staff ?? transitionNurse(chart);
  const visit = openVisit(chart, rest, { staff, type: VISIT_TYPES.telephone, class: 'VR', minutes: 20, comeBack: 30 });
  if (!visit) return false;
  const task = chart.resources.find((resource) => resource.id === detail);
  if (task) finishTask(task as Parameters<typeof finishTask>[0], visit.day, visit.start + 18);
  visit.history.push(
    visit.random.pick([
      'Feels stronger each day, sleeps in bed again.',
      'Still tired; a daughter stays over this week.',
      'Understands the papers from the hospital.',
    ]),
  );
  assess(
    visit,
    'After hospital',
    'Medicines compared with the discharge list; no difference found.',
    `Knows when to call. Visit with ${spokenName(chart.person.pcp)} confirmed.`,
  );
  writeNote(visit, 'telephone');
  return true;
}

/** A home health nurse's visit; `detail` counts them, up to six. */
export function homeNursingVisit(chart: Chart, upcoming: Upcoming): boolean {
  const count = Number(upcoming.detail ?? '1');
  const { detail: _count, ...rest } = upcoming;
  const staff = upcoming.staff ?? chart.random.pick(staffAt('riverbend-home-health', 'Home health nurse'));
  const visit = openVisit(chart, rest, { staff, type: VISIT_TYPES.home, class: 'HH', minutes: 40, comeBack: 7 });
  if (!visit) return false;
  measureVitals(visit);
  visit.history.push(
    visit.random.pick([
      'Pill box filled for the week.',
      'Steady on the feet with the cane.',
      'Weighs every morning and writes it down.',
    ]),
  );
  assess(
    visit,
    'Nursing at home',
    `Visit ${count}; takes ${takenList(chart, visit.day) || 'no medicines'}.`,
    'No sign of getting worse.',
  );
  if (count < chart.person.random.fork('home').int(3, 6))
    plan(chart, {
      kind: 'home-nursing',
      site: 'riverbend-home-health',
      day: visit.day + visit.random.int(5, 8),
      reason: 'Home health nursing',
      staff,
      detail: String(count + 1),
    });
  writeNote(visit);
  return true;
}

/** A skilled nursing stay of two to three weeks after the hospital. */
export function nursingStay(chart: Chart, upcoming: Upcoming): boolean {
  const [doctor] = staffAt('willow-court-nursing', 'Internist');
  const [nurse] = staffAt('willow-court-nursing', 'Nurse');
  if (!doctor || !nurse) return true;
  const days = chart.random.int(12, 23);
  const end: Day = upcoming.day + days;
  if (end >= chart.today || (chart.person.death !== undefined && end >= chart.person.death)) return true;
  const start = 17 * 60 + 30;
  const encounter = writeEncounter(chart, {
    class: 'NONAC',
    type: VISIT_TYPES['skilled-nursing'],
    staff: doctor,
    nurse,
    site: 'willow-court-nursing',
    day: upcoming.day,
    start,
    minutes: days * 1440 + 11 * 60 - start,
    reason: upcoming.reason,
    ...(upcoming.order ? { order: upcoming.order } : {}),
  });
  encounter.hospitalization = {
    admitSource: hl7('admit-source', 'hosp-trans', 'Transferred from other hospital'),
    dischargeDisposition: hl7('discharge-disposition', 'home', 'Home'),
  };
  chart.awayUntil = end;
  const view = (day: Day, minute: number): Visit =>
    visitOf(
      chart,
      encounter,
      {
        staff: doctor,
        nurse,
        site: 'willow-court-nursing',
        day,
        start: minute,
        minutes: 40,
        reason: upcoming.reason,
        comeBack: 365,
      },
      chart.random.fork(`nursing/${day}`),
    );
  for (let day = upcoming.day + 2; day < end; day += 5) measureVitals(view(day, 9 * 60));
  const last = view(end, 9 * 60 + 30);
  const text = [
    `Discharge summary · Willow Court Skilled Nursing · ${dateOf(end)}`,
    '',
    `${chart.person.given} ${chart.person.family} stayed ${days} days for rehabilitation after the hospital and now walks 50 meters with a frame.`,
    `Medicines on leaving: ${takenList(chart, end) || 'none'}.`,
    'To do: visit at the clinic within 7 days; home health nursing.',
    '',
    `${staffName(doctor)}, ${doctor.title.toLowerCase()}`,
  ].join('\n');
  writeDocument(chart, {
    type: NOTE_TYPES.discharge,
    encounter,
    author: doctor,
    at: instantOf(end, 10 * 60 + 30),
    text,
  });
  afterNursing(chart, last);
  return true;
}

function afterNursing(chart: Chart, visit: Visit): void {
  const clinic = chart.person.clinic;
  const day = addWorkdays(visit.day, chart.random.int(3, 6));
  const reason = 'After a skilled nursing stay';
  order(visit, {
    service: SERVICES.followUp,
    category: 'follow',
    to: clinic,
    reason,
    within: 7,
    ...(chart.random.chance(0.85) ? { leads: { kind: 'after-hospital', day, reason } } : {}),
  });
  order(visit, {
    service: SERVICES.home,
    category: 'referral',
    to: 'riverbend-home-health',
    reason: 'Nursing at home after rehabilitation',
    within: 3,
    leads: { kind: 'home-nursing', day: visit.day + 2, detail: '1', reason: 'First visit of the home health nurse' },
  });
}

/** A community health worker's visit at home. */
export function communityVisit(chart: Chart, upcoming: Upcoming): boolean {
  const workers = staffAt('alder-county-neighbors', 'Community health worker');
  const staff =
    upcoming.staff ?? (chart.person.story ? staffByUsername('chw') : chart.person.random.fork('chw').pick(workers));
  const visit = openVisit(chart, upcoming, { staff, type: VISIT_TYPES.home, class: 'FLD', minutes: 40, comeBack: 45 });
  if (!visit) return false;
  const food = chart.conditions.has('food-need');
  visit.history.push('Met at the kitchen table; looked at what gets in the way of care.');
  assess(
    visit,
    food ? 'Food' : 'Transport',
    food
      ? 'Signed up for the pantry on Depot Street; food benefits form half done.'
      : 'Ride program set up for visits; bus pass requested.',
  );
  const count = (chart.results.get('community')?.length ?? 0) + 1;
  chart.results.set('community', [
    ...(chart.results.get('community') ?? []),
    { day: visit.day, value: count, id: visit.encounter.id },
  ]);
  if (count < 4)
    plan(chart, {
      kind: 'community',
      day: visit.day + visit.random.int(40, 75),
      site: 'alder-county-neighbors',
      reason: 'Community health worker visit',
      staff,
    });
  writeNote(visit);
  return true;
}
