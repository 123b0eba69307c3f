import { addWorkdays, dateOf, instantOf, type Day } from './calendar.ts';
import { hl7, inSentence, refTo } from './codes.ts';
import { plan, takes, type Chart, type Upcoming } from './chart.ts';
import { afterDischarge } from './aftercare.ts';
import { STAYS, type Destination, type Stay } from './stays.ts';
import { draw } from './labs.ts';
import { NOTE_TYPES, introduced, writeDocument, writeNote } from './notes.ts';
import { isRuledOut, prescribe, raise, spokenDose, takenList } from './medications.ts';
import { ageOn, hasProblem } from './people.ts';
import { illness } from './problems.ts';
import { writeProcedure } from './procedures.ts';
import type { Condition, Encounter } from './r4.ts';
import { spokenName, staffAt, staffName } from './staff.ts';
import { VISIT_TYPES, isBusyOn, visitOf, writeEncounter, type Visit } from './visit.ts';
import { measureVitals } from './vitals.ts';

/**
 * A stay in hospital that begins in the emergency department; `detail` is the key of the stay, then days, hour and way out where
 * they are fixed; `now` for days is a stay that goes on.
 */
export function admission(chart: Chart, upcoming: Upcoming): boolean {
  const [key = 'pneumonia', fixedDays, fixedHour, fixedTo] = (upcoming.detail ?? '').split(':');
  const stay = STAYS[key];
  if (!stay || !chart.done.has('established') || isEarly(chart, key)) return true;
  if (isBusyOn(chart, upcoming.day)) {
    if (key !== 'last') plan(chart, { ...upcoming, day: upcoming.day + 1 });
    else if ((chart.person.death ?? 0) > upcoming.day + 1) plan(chart, { ...upcoming, day: upcoming.day + 1 });
    return true;
  }
  const random = chart.random.fork(`stay/${chart.encounters.length}`);
  const dying = chart.person.death !== undefined && key === 'last';
  const isNow = fixedDays === 'now';
  const days = isNow
    ? chart.today - upcoming.day
    : dying
      ? (chart.person.death ?? upcoming.day) - upcoming.day
      : fixedDays
        ? Number(fixedDays)
        : random.int(stay.days[0], stay.days[1]);
  if (!isNow && upcoming.day + days >= chart.today) return true;
  const emergency = emergencyVisit(chart, upcoming.day, stay, 'admitted');
  const begin = emergency.start + emergency.minutes + 25;
  const leave = fixedHour ? Number(fixedHour) * 60 + random.int(0, 50) : random.int(10 * 60 + 30, 15 * 60 + 30);
  const [doctorA, doctorB] = staffAt('riverbend-hospital', 'Hospitalist');
  const doctor = chart.person.story ? doctorA : random.pick([doctorA, doctorB]);
  const nurse = random.pick(staffAt('riverbend-hospital', 'Nurse'));
  if (!doctor) return true;
  const minutes = days * 1440 + leave - begin;
  const encounter = writeEncounter(chart, {
    class: 'IMP',
    type: VISIT_TYPES.inpatient,
    staff: doctor,
    nurse,
    site: 'riverbend-hospital',
    room: stay.room,
    day: upcoming.day,
    start: begin,
    ...(isNow ? {} : { minutes }),
    reason: stay.reason,
  });
  chart.awayUntil = upcoming.day + days;
  encounter.diagnosis = [
    {
      condition: refTo('Condition', emergency.condition.id, stay.concept.text),
      use: isNow
        ? hl7('diagnosis-role', 'AD', 'Admission diagnosis')
        : hl7('diagnosis-role', 'DD', 'Discharge diagnosis'),
      rank: 1,
    },
  ];
  encounter.reasonReference = [refTo('Condition', emergency.condition.id, stay.concept.text)];
  const base = { staff: doctor, nurse, site: 'riverbend-hospital' as const, reason: stay.reason, comeBack: 365 };
  const open = (day: Day, start: number, long: number, name: string | number): Visit =>
    visitOf(chart, encounter, { ...base, day, start, minutes: long }, random.fork(name));
  for (let index = 1; index < days; index += 1)
    dailyRound(open(upcoming.day + index, 8 * 60 + random.int(0, 40), 40, index), stay, index, days);
  if (isNow) return stayOn(chart, encounter, upcoming.day);
  const last = open(upcoming.day + days, leave - 60, 50, 'last');
  const leaving = fixedTo ? { ...stay, to: [[fixedTo as Destination, 1]] as Stay['to'] } : stay;
  if (dying) die(chart, last, encounter);
  else discharge(chart, last, encounter, leaving, upcoming.day, emergency.condition);
  return true;
}

/** Still there: no way out yet, and nothing is booked until there is one. */
function stayOn(chart: Chart, encounter: Encounter, since: Day): true {
  encounter.hospitalization = { admitSource: hl7('admit-source', 'emd', 'From accident/emergency department') };
  chart.inHospitalSince = since;
  return true;
}

/** A worsening of what nobody has found yet is not told as one. */
function isEarly(chart: Chart, key: string): boolean {
  return ['heart-failure', 'copd', 'asthma'].includes(key) && !chart.conditions.has(key);
}

type Emergency = { start: number; minutes: number; condition: Condition; visit: Visit };

/** What is taken home for some days; children get it in the department. */
function give(visit: Visit, stay: Stay, condition: Condition): string | undefined {
  const { chart, day } = visit;
  if (!stay.gives || ageOn(chart.person, day) < 12) return undefined;
  const [drug, days] = stay.gives;
  if (isRuledOut(chart, drug, day) || takes(chart, day, drug)) return undefined;
  prescribe(visit, drug, { condition, days });
  return `${spokenDose(chart, drug, day)} for ${days} days was started.`;
}

/** An emergency department visit; sent home unless it is the door to a stay. */
function emergencyVisit(chart: Chart, day: Day, stay: Stay, outcome: 'home' | 'admitted'): Emergency {
  const random = chart.random.fork(`emergency/${chart.encounters.length}`);
  const [doctorA, doctorB] = staffAt('riverbend-emergency', 'Emergency physician');
  const [nurse] = staffAt('riverbend-emergency', 'Nurse');
  const staff = random.chance(0.5) && doctorA ? doctorA : doctorB;
  if (!staff || !nurse) throw new RangeError('the emergency department is unstaffed');
  const start = outcome === 'admitted' ? random.int(7 * 60, 14 * 60) : random.int(9 * 60, 19 * 60);
  const minutes = outcome === 'admitted' ? random.int(190, 320) : random.int(95, 210);
  const encounter = writeEncounter(chart, {
    class: 'EMER',
    type: VISIT_TYPES.emergency,
    staff,
    nurse,
    site: 'riverbend-emergency',
    day,
    start,
    minutes,
    reason: stay.reason,
  });
  encounter.hospitalization = {
    admitSource: hl7(
      'admit-source',
      outcome === 'admitted' ? 'outp' : 'other',
      outcome === 'admitted' ? 'From outpatient department' : 'Other',
    ),
    dischargeDisposition:
      outcome === 'home'
        ? hl7('discharge-disposition', 'home', 'Home')
        : hl7('discharge-disposition', 'other-hcf', 'Other healthcare facility'),
  };
  if (outcome === 'admitted')
    encounter.hospitalization.dischargeDisposition = {
      ...hl7('discharge-disposition', 'oth', 'Other'),
      text: 'Admitted to the ward',
    };
  const visit = visitOf(
    chart,
    encounter,
    { staff, nurse, site: 'riverbend-emergency', day, start, minutes, reason: stay.reason, comeBack: 365 },
    random,
  );
  measureVitals(visit, {
    weigh: false,
    stress: stay.stress,
    ...(stay.drop ? { drop: stay.drop } : {}),
    ...(stay.fever ? { fever: stay.fever + random.between(-0.3, 0.3) } : {}),
    ...(stay.oxygen ? { oxygen: stay.oxygen + random.int(-1, 1) } : {}),
  });
  visit.history.push(stay.history);
  visit.exam.push(stay.finding);
  if (stay.tests.length > 0) for (const panel of stay.tests) draw(visit, panel);
  if (stay.ecg)
    writeProcedure(
      visit,
      'ecg',
      stay.reason,
      hasProblem(chart.person, 'atrial-fibrillation', day)
        ? 'Atrial fibrillation, no acute change.'
        : 'Sinus rhythm, no acute change.',
    );
  if (stay.procedure) writeProcedure(visit, stay.procedure, stay.reason, stay.outcome ?? 'Done without complication.');
  const condition = illness(visit, stay.concept, day, day + stay.over);
  visit.problems.push({
    title: stay.concept.text ?? stay.reason,
    lines: [outcome === 'admitted' ? 'Admitted to the ward.' : stay.advice],
  });
  writeNote(visit, 'emergency');
  return { start, minutes, condition, visit };
}

/** A visit to the emergency department that ends at home, with the clinic asked to follow up where it matters. */
export function emergencyOnly(chart: Chart, upcoming: Upcoming): boolean {
  const stay = STAYS[upcoming.detail ?? ''];
  if (!stay || !chart.done.has('established') || isEarly(chart, upcoming.detail ?? '')) return true;
  const seen = emergencyVisit(chart, upcoming.day, stay, 'home');
  give(seen.visit, stay, seen.condition);
  if (stay.flare) chart.done.set('flare', upcoming.day);
  if (stay.followUp && chart.random.chance(0.72)) {
    plan(chart, {
      kind: 'primary',
      day: addWorkdays(upcoming.day, chart.random.int(3, 9)),
      site: chart.person.clinic,
      reason: `Follow-up after the emergency department: ${inSentence(stay.concept.text ?? '')}`,
    });
  }
  return true;
}

function dailyRound(visit: Visit, stay: Stay, index: number, days: number): void {
  const share = index / days;
  const fluid = (stay.fluid ?? 0) * (1 - share);
  measureVitals(visit, {
    weigh: stay.fluid !== undefined,
    fluid,
    stress: stay.stress * (1 - share) * 0.6,
    ...(stay.oxygen ? { oxygen: Math.min(97, Math.round(stay.oxygen + (95 - stay.oxygen) * share + 1)) } : {}),
    ...(stay.fever && share < 0.5 ? { fever: stay.fever - share * 1.6 } : {}),
  });
  if (stay.rounds && (index === 1 || index === days - 1)) draw(visit, 'bmp');
  if (stay.inpatientProcedure && index === 1)
    writeProcedure(visit, stay.inpatientProcedure, stay.reason, stay.outcome ?? 'Done without complication.');
}

function discharge(
  chart: Chart,
  visit: Visit,
  encounter: Encounter,
  stay: Stay,
  from: Day,
  condition: Condition,
): void {
  if (stay.flare) chart.done.set('flare', visit.day);
  const before = stay.raises ? spokenDose(chart, stay.raises, visit.day) : '';
  const raised = stay.raises ? raise(visit, stay.raises) : false;
  const change =
    stay.raises && raised
      ? `${before} was raised to ${spokenDose(chart, stay.raises, visit.day)}.`
      : 'Home medicines are unchanged.';
  const given = give(visit, stay, condition);
  const to = visit.random.weighted(stay.to);
  const words = {
    home: 'Home',
    'home-health': 'Home with home health nursing',
    nursing: 'Willow Court Skilled Nursing',
  }[to];
  encounter.hospitalization = {
    admitSource: hl7('admit-source', 'emd', 'From accident/emergency department'),
    dischargeDisposition:
      to === 'nursing'
        ? { ...hl7('discharge-disposition', 'snf', 'Skilled nursing facility'), text: words }
        : { ...hl7('discharge-disposition', 'home', 'Home'), text: words },
  };
  const lines = [
    `Discharge summary · Riverbend General Hospital · ${dateOf(visit.day)}`,
    '',
    `${chart.person.given} ${chart.person.family}, ${introduced(chart, visit.day)}, was in hospital from ${dateOf(from)} to ${dateOf(visit.day)} for ${inSentence(stay.concept.text ?? '')}.`,
    '',
    'Course',
    stay.course,
    ...(given ? [given] : []),
    change,
    '',
    `Medicines on leaving: ${takenList(chart, visit.day) || 'none'}.`,
    `Going to: ${to === 'nursing' ? words : words.toLowerCase()}.`,
    `To do: visit at ${chart.person.pcp.given} ${chart.person.pcp.family}'s clinic within 7 days; ${stay.todo}`,
    '',
    `${staffName(visit.staff)}, ${visit.staff.title.toLowerCase()}`,
  ];
  writeDocument(chart, {
    type: NOTE_TYPES.discharge,
    encounter,
    author: visit.staff,
    at: instantOf(visit.day, visit.start + 48),
    text: lines.join('\n'),
  });
  afterDischarge(chart, visit, stay, to);
}

function die(chart: Chart, visit: Visit, encounter: Encounter): void {
  encounter.hospitalization = {
    admitSource: hl7('admit-source', 'emd', 'From accident/emergency department'),
    dischargeDisposition: hl7('discharge-disposition', 'exp', 'Expired'),
  };
  chart.diedAt = instantOf(visit.day, visit.start + 58);
  const text = [
    `Discharge summary · Riverbend General Hospital · ${dateOf(visit.day)}`,
    '',
    `${chart.person.given} ${chart.person.family}, ${introduced(chart, visit.day)}, died in hospital with family present, after treatment for comfort agreed with them.`,
    '',
    `${staffName(visit.staff)}, ${visit.staff.title.toLowerCase()}; ${spokenName(chart.person.pcp)} informed.`,
  ].join('\n');
  writeDocument(chart, {
    type: NOTE_TYPES.discharge,
    encounter,
    author: visit.staff,
    at: instantOf(visit.day, visit.start + 59),
    text,
  });
}
