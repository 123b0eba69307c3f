import { addMonths, dateOf, instantOf, monthsBetween, yearMonth, type Day } from './calendar.ts';
import { CVX, hl7, quantity, refTo } from './codes.ts';
import { locationRef, nextId, organizationRef, put, subjectOf, turnOf, type Chart } from './chart.ts';
import { ageOn } from './people.ts';
import { practitionerRef } from './staff.ts';
import type { Visit } from './visit.ts';

type Vaccine = { code: string; display: string; text: string; doses: number[]; latest?: number };

/** Ages in months at which each dose is due (after the CDC's schedule). */
const CHILD: Record<string, Vaccine> = {
  hepb: { code: '08', display: 'Hep B, adolescent or pediatric', text: 'Hepatitis B', doses: [0, 1, 6] },
  rotavirus: { code: '119', display: 'rotavirus, monovalent', text: 'Rotavirus', doses: [2, 4], latest: 8 },
  dtap: { code: '20', display: 'DTaP', text: 'DTaP', doses: [2, 4, 6, 15, 48], latest: 83 },
  hib: { code: '49', display: 'Hib (PRP-OMP)', text: 'Hib', doses: [2, 4, 12], latest: 59 },
  pneumococcal: {
    code: '133',
    display: 'Pneumococcal conjugate PCV 13',
    text: 'Pneumococcal conjugate',
    doses: [2, 4, 6, 12],
    latest: 59,
  },
  polio: { code: '10', display: 'IPV', text: 'Polio', doses: [2, 4, 6, 48] },
  mmr: { code: '03', display: 'MMR', text: 'Measles, mumps, rubella', doses: [12, 48] },
  varicella: { code: '21', display: 'varicella', text: 'Chickenpox', doses: [12, 48] },
  hepa: { code: '83', display: 'Hep A, ped/adol, 2 dose', text: 'Hepatitis A', doses: [12, 18] },
  tdap: { code: '115', display: 'Tdap', text: 'Tdap', doses: [132] },
  hpv: { code: '165', display: 'HPV9', text: 'HPV', doses: [132, 138] },
  meningococcal: { code: '114', display: 'meningococcal MCV4P', text: 'Meningococcal', doses: [132, 192] },
};

const FLU: Vaccine = {
  code: '140',
  display: 'Influenza, seasonal, injectable, preservative free',
  text: 'Influenza',
  doses: [],
};
const ZOSTER: Vaccine = { code: '187', display: 'zoster recombinant', text: 'Shingles', doses: [600, 603] };
const PNEUMOCOCCAL_20: Vaccine = {
  code: '216',
  display:
    'Pneumococcal conjugate vaccine 20-valent (PCV20), polysaccharide CRM197 conjugate, adjuvant, preservative free',
  text: 'Pneumococcal',
  doses: [780],
};
const TDAP: Vaccine = { code: '115', display: 'Tdap', text: 'Tdap', doses: [] };

/** Doses given before the record begins, as another provider reported them at the first visit. */
export function recordEarlierDoses(visit: Visit): void {
  const { chart } = visit;
  const { person } = chart;
  if (ageOn(person, visit.day) >= 19) {
    const tetanus = visit.day - visit.random.int(300, 3200);
    if (visit.random.chance(0.8)) earlier(visit, TDAP, tetanus, 1);
    if (ageOn(person, visit.day) >= 66 && visit.random.chance(0.6))
      earlier(visit, PNEUMOCOCCAL_20, visit.day - visit.random.int(200, 340), 1);
    return;
  }
  const random = person.random.fork('doses');
  for (const vaccine of Object.values(CHILD)) {
    vaccine.doses.forEach((months, index) => {
      const due = addMonths(person.birth, months) + (months === 0 ? 1 : random.int(2, 20));
      if (due < visit.day - 20) earlier(visit, vaccine, due, index + 1);
    });
  }
}

/** Gives what is due at a visit: the schedule, influenza in its season, and what older people need. */
export function immunize(visit: Visit): void {
  const { chart, day } = visit;
  const age = ageOn(chart.person, day);
  const given: string[] = [];
  const give = (vaccine: Vaccine, dose: number): void => {
    given.push(vaccine.text);
    write(visit, vaccine, day, dose);
  };
  if (age < 19) {
    for (const vaccine of Object.values(CHILD)) {
      const dose = dueDose(chart, vaccine, day);
      if (dose !== undefined) give(vaccine, dose);
    }
  }
  const [, month] = yearMonth(day);
  const inSeason = month >= 9 || month === 1;
  const willing = chart.person.random.fork('flu').chance(0.72);
  if (inSeason && willing && monthsBetween(chart.person.birth, day) >= 6 && turnOf(chart, 'flu', day, 240))
    give(FLU, 1);
  if (age >= 50 && willing && !chart.done.has('zoster-2')) giveZoster(visit, give);
  if (age >= 65 && willing && !chart.done.has('dose-216') && turnOf(chart, 'pcv20', day, 9000))
    give(PNEUMOCOCCAL_20, 1);
  if (age >= 19 && day - (chart.done.get('dose-115') ?? day) > 3650) give(TDAP, 2);
  if (given.length > 0) visit.problems.push({ title: 'Immunizations', lines: [`Given today: ${given.join(', ')}.`] });
}

function giveZoster(visit: Visit, give: (vaccine: Vaccine, dose: number) => void): void {
  const { chart, day } = visit;
  const first = chart.done.get('zoster-1');
  if (first === undefined) {
    if (!visit.random.chance(0.3)) return;
    chart.done.set('zoster-1', day);
    give(ZOSTER, 1);
  } else if (day - first >= 60) {
    chart.done.set('zoster-2', day);
    give(ZOSTER, 2);
  }
}

/** The number of the next dose, if the child is old enough for it, and not too old, and the last was a month ago. */
function dueDose(chart: Chart, vaccine: Vaccine, day: Day): number | undefined {
  const months = monthsBetween(chart.person.birth, day);
  const count = chart.counters.get(`dose-${vaccine.code}`) ?? 0;
  const due = vaccine.doses[count];
  if (due === undefined || months < due || (vaccine.latest !== undefined && months > vaccine.latest)) return undefined;
  const last = chart.done.get(`dose-${vaccine.code}`);
  return last !== undefined && day - last < 28 ? undefined : count + 1;
}

function remember(chart: Chart, vaccine: Vaccine, day: Day): void {
  chart.counters.set(`dose-${vaccine.code}`, (chart.counters.get(`dose-${vaccine.code}`) ?? 0) + 1);
  chart.done.set(`dose-${vaccine.code}`, day);
}

const codeOf = (vaccine: Vaccine) => ({
  coding: [{ system: CVX, code: vaccine.code, display: vaccine.display }],
  text: vaccine.text,
});

function earlier(visit: Visit, vaccine: Vaccine, day: Day, dose: number): void {
  const { chart } = visit;
  remember(chart, vaccine, day);
  put(chart, {
    resourceType: 'Immunization',
    id: nextId(chart, 'imm'),
    status: 'completed',
    vaccineCode: codeOf(vaccine),
    patient: subjectOf(chart),
    occurrenceDateTime: dateOf(day),
    recorded: instantOf(visit.day, visit.start + 10),
    primarySource: false,
    reportOrigin: hl7('immunization-origin', 'provider', 'Other Provider'),
    protocolApplied: [{ doseNumberPositiveInt: dose }],
  });
}

function write(visit: Visit, vaccine: Vaccine, day: Day, dose: number): void {
  const { chart } = visit;
  remember(chart, vaccine, day);
  const id = nextId(chart, 'imm');
  const nurse = visit.nurse ?? visit.staff;
  put(chart, {
    resourceType: 'Immunization',
    id,
    status: 'completed',
    vaccineCode: codeOf(vaccine),
    patient: subjectOf(chart),
    encounter: refTo('Encounter', visit.encounter.id),
    occurrenceDateTime: instantOf(day, visit.start + visit.minutes - 4),
    recorded: instantOf(day, visit.start + visit.minutes - 2),
    primarySource: true,
    location: locationRef(visit.site),
    lotNumber: `RB${vaccine.code}${String(day % 1000).padStart(3, '0')}`,
    site: hl7('v3-ActSite', 'LA', 'left arm'),
    route: hl7('v3-RouteOfAdministration', 'IM', 'Injection, intramuscular'),
    doseQuantity: quantity(0.5, 'mL'),
    performer: [
      { function: hl7('v2-0443', 'AP', 'Administering Provider'), actor: practitionerRef(nurse) },
      { actor: organizationRef(visit.site) },
    ],
    ...(vaccine.doses.length > 0 ? { protocolApplied: [{ doseNumberPositiveInt: dose }] } : {}),
  });
}
