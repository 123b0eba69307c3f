import type { Chart, Upcoming } from './chart.ts';
import { diagnosis } from './codes.ts';
import type { DrugKey } from './formulary.ts';
import { spokenDose, isRuledOut, prescribe } from './medications.ts';
import { writeNote } from './notes.ts';
import { ageOn } from './people.ts';
import { clinicianFor } from './primary.ts';
import { illness } from './problems.ts';
import type { Random } from './prng.ts';
import type { Concept } from './r4.ts';
import { staffAt } from './staff.ts';
import { VISIT_TYPES, openVisit } from './visit.ts';
import { measureVitals } from './vitals.ts';

type Illness = {
  key: string;
  concept: Concept;
  ages: [from: number, to: number];
  sex?: 'female' | 'male';
  weight: number;
  complaint: string;
  finding: string;
  fever?: number;
  drugs: DrugKey[];
  days: number;
  course: number;
  advice: string;
};

const ILLNESSES: Illness[] = [
  {
    key: 'cold',
    concept: diagnosis(
      '54150009',
      'Upper respiratory infection (disorder)',
      'J06.9',
      'Acute upper respiratory infection, unspecified',
      'Common cold',
    ),
    ages: [0, 110],
    weight: 5,
    complaint: 'Cough and runny nose for four days.',
    finding: 'Throat red without exudate, lungs clear.',
    drugs: [],
    days: 9,
    course: 0,
    advice: 'Rest, fluids; no antibiotic needed.',
  },
  {
    key: 'ear',
    concept: diagnosis(
      '3110003',
      'Acute otitis media (disorder)',
      'H66.90',
      'Otitis media, unspecified, unspecified ear',
      'Ear infection',
    ),
    ages: [0, 7],
    weight: 6,
    complaint: 'Ear pain and fever since last night.',
    finding: 'Right eardrum red and bulging.',
    fever: 38.6,
    drugs: ['amoxicillin-suspension'],
    days: 10,
    course: 10,
    advice: 'Back if the fever lasts beyond two days.',
  },
  {
    key: 'strep',
    concept: diagnosis(
      '43878008',
      'Streptococcal sore throat (disorder)',
      'J02.0',
      'Streptococcal pharyngitis',
      'Strep throat',
    ),
    ages: [5, 40],
    weight: 2,
    complaint: 'Sore throat and fever for two days.',
    finding: 'Tonsils with exudate; rapid strep test positive.',
    fever: 38.4,
    drugs: ['amoxicillin'],
    days: 10,
    course: 10,
    advice: 'Not contagious after a day of treatment.',
  },
  {
    key: 'bronchitis',
    concept: diagnosis(
      '10509002',
      'Acute bronchitis (disorder)',
      'J20.9',
      'Acute bronchitis, unspecified',
      'Acute bronchitis',
    ),
    ages: [18, 110],
    weight: 3,
    complaint: 'Cough with clear phlegm for ten days.',
    finding: 'Scattered wheezes that clear with coughing.',
    drugs: [],
    days: 18,
    course: 0,
    advice: 'Honey and fluids; an antibiotic would not help.',
  },
  {
    key: 'bladder',
    concept: diagnosis(
      '68566005',
      'Urinary tract infectious disease (disorder)',
      'N39.0',
      'Urinary tract infection, site not specified',
      'Bladder infection',
    ),
    ages: [17, 110],
    sex: 'female',
    weight: 3,
    complaint: 'Burning when passing water for two days, no fever.',
    finding: 'No flank tenderness; urine dipstick positive for nitrite.',
    drugs: ['nitrofurantoin'],
    days: 7,
    course: 5,
    advice: 'Better within two days expected.',
  },
  {
    key: 'back',
    concept: diagnosis('279039007', 'Low back pain (finding)', 'M54.50', 'Low back pain, unspecified', 'Low back pain'),
    ages: [22, 80],
    weight: 3,
    complaint: 'Low back pain since lifting a week ago, none down the leg.',
    finding: 'Tender beside the spine; strength and reflexes normal.',
    drugs: ['naproxen', 'acetaminophen'],
    days: 28,
    course: 14,
    advice: 'Keep moving; no imaging needed.',
  },
  {
    key: 'skin',
    concept: diagnosis('128045006', 'Cellulitis (disorder)', 'L03.90', 'Cellulitis, unspecified', 'Skin infection'),
    ages: [18, 110],
    weight: 1,
    complaint: 'Red, warm patch on the lower leg for three days.',
    finding: 'Red area of 6 cm, no pus; edge marked with a pen.',
    fever: 37.7,
    drugs: ['cephalexin'],
    days: 12,
    course: 7,
    advice: 'Back at once if the redness passes the line.',
  },
  {
    key: 'stomach',
    concept: diagnosis(
      '25374005',
      'Gastroenteritis (disorder)',
      'A09',
      'Infectious gastroenteritis and colitis, unspecified',
      'Stomach flu',
    ),
    ages: [1, 70],
    weight: 2,
    complaint: 'Vomiting and loose stools since yesterday.',
    finding: 'Abdomen soft, mouth moist.',
    drugs: [],
    days: 5,
    course: 0,
    advice: 'Small sips often; back if it cannot be kept down.',
  },
];

/** The next illness that a person of that age and sex may come with. */
export function drawIllness(random: Random, age: number, sex: 'female' | 'male'): string {
  const fitting = ILLNESSES.filter(
    (each) => age >= each.ages[0] && age <= each.ages[1] && (each.sex === undefined || each.sex === sex),
  );
  return random.weighted(fitting.map((each) => [each.key, each.weight] as const));
}

/** A visit for something that came up: examined, treated where treatment helps, over in days. */
export function sickVisit(chart: Chart, upcoming: Upcoming): boolean {
  const found = ILLNESSES.find((each) => each.key === upcoming.detail);
  if (!found || !chart.done.has('established')) return true;
  const { detail: _key, ...rest } = upcoming;
  const nurse = chart.random.pick(staffAt(chart.person.clinic, 'Nurse'));
  const visit = openVisit(
    chart,
    { ...rest, reason: found.complaint.replace(/\.$/, '') },
    { staff: clinicianFor(chart, upcoming), nurse, type: VISIT_TYPES.problem, minutes: 20, comeBack: 365 },
  );
  if (!visit) return false;
  const fever = found.fever === undefined ? undefined : found.fever + visit.random.between(-0.4, 0.4);
  measureVitals(visit, { stress: found.fever ? 12 : 3, ...(fever === undefined ? {} : { fever }) });
  visit.history.push(found.complaint);
  visit.exam.push(found.finding);
  const condition = illness(visit, found.concept, visit.day - visit.random.int(1, 4), visit.day + found.days);
  const drug = found.drugs.find(
    (candidate) =>
      !isRuledOut(chart, candidate, visit.day) &&
      !chart.courses.some((course) => course.drug === candidate && (course.to ?? visit.day + 1) > visit.day),
  );
  const chosen =
    drug ??
    (found.key === 'ear' || found.key === 'strep'
      ? secondChoice(chart, visit.day, ageOn(chart.person, visit.day))
      : undefined);
  if (chosen) prescribe(visit, chosen, { condition, days: found.course });
  visit.problems.push({
    title: found.concept.text ?? found.key,
    lines: [chosen ? `${spokenDose(chart, chosen, visit.day)} for ${found.course} days.` : '', found.advice].filter(
      Boolean,
    ),
  });
  visit.next = 'Return if not better.';
  writeNote(visit);
  return true;
}

function secondChoice(chart: Chart, day: number, age: number): DrugKey | undefined {
  return age >= 12 && !isRuledOut(chart, 'azithromycin', day) ? 'azithromycin' : undefined;
}
