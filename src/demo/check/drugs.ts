import {
  DAY,
  INGREDIENTS,
  codeOf,
  conditionsOf,
  ingredientOf,
  isActiveAt,
  observationsOf,
  takenPeriod,
  takesAt,
  textOf,
  timeOf,
  valueOf,
  yearsAt,
  type Finding,
  type Person,
  type Rule,
} from './model.ts';
import type { MedicationRequest } from '../r4.ts';

/** Least and most in a day, in the unit of the dose (after the label). */
const DAILY: Record<string, [low: number, high: number, unit: string]> = {
  lisinopril: [2.5, 40, 'mg'],
  losartan: [25, 100, 'mg'],
  amlodipine: [2.5, 10, 'mg'],
  chlorthalidone: [12.5, 50, 'mg'],
  metformin: [500, 2550, 'mg'],
  empagliflozin: [10, 25, 'mg'],
  semaglutide: [0.03, 0.3, 'mg'],
  'insulin glargine': [4, 100, 'units'],
  atorvastatin: [10, 80, 'mg'],
  furosemide: [20, 160, 'mg'],
  carvedilol: [6.25, 100, 'mg'],
  spironolactone: [12.5, 50, 'mg'],
  metoprolol: [12.5, 200, 'mg'],
  apixaban: [5, 10, 'mg'],
  warfarin: [1, 10, 'mg'],
  albuterol: [1, 12, 'puffs'],
  fluticasone: [2, 8, 'puffs'],
  salmeterol: [1, 2, 'puffs'],
  tiotropium: [1, 1, 'capsules'],
  sertraline: [25, 200, 'mg'],
  escitalopram: [5, 20, 'mg'],
  bupropion: [150, 450, 'mg'],
  buprenorphine: [0.5, 3, 'tablets'],
  naloxone: [1, 2, 'sprays'],
  levothyroxine: [25, 200, 'mcg'],
  acetaminophen: [325, 3000, 'mg'],
  naproxen: [250, 1000, 'mg'],
  'folic acid': [0.4, 5, 'mg'],
  azithromycin: [250, 500, 'mg'],
  cephalexin: [1000, 4000, 'mg'],
  nitrofurantoin: [100, 400, 'mg'],
  prednisone: [5, 60, 'mg'],
};

const REASONS: Record<string, string[]> = {
  metformin: ['44054006'],
  semaglutide: ['44054006'],
  'insulin glargine': ['44054006'],
  empagliflozin: ['44054006', '703272007'],
  levothyroxine: ['40930008'],
  buprenorphine: ['75544000'],
  naloxone: ['75544000'],
  apixaban: ['49436004'],
  warfarin: ['49436004'],
  furosemide: ['703272007'],
  carvedilol: ['703272007'],
  spironolactone: ['703272007'],
  tiotropium: ['13645005'],
  salmeterol: ['13645005'],
  amlodipine: ['59621000'],
  chlorthalidone: ['59621000'],
  atorvastatin: ['55822004', '44054006'],
  sertraline: ['370143000', '21897009'],
  escitalopram: ['370143000', '21897009'],
  bupropion: ['370143000'],
};

const ANTIBIOTICS = ['amoxicillin', 'azithromycin', 'cephalexin', 'nitrofurantoin', 'prednisone'];
const NOT_IN_PREGNANCY = [
  'lisinopril',
  'losartan',
  'atorvastatin',
  'warfarin',
  'spironolactone',
  'semaglutide',
  'empagliflozin',
  'chlorthalidone',
];

function dailyDose(request: MedicationRequest): { value: number; unit: string } {
  const [dosage] = request.dosageInstruction;
  const repeat = dosage?.timing?.repeat;
  const dose = dosage?.doseAndRate?.[0]?.doseQuantity;
  const days = (repeat?.period ?? 1) * (repeat?.periodUnit === 'wk' ? 7 : 1);
  return { value: ((dose?.value ?? 0) * (repeat?.frequency ?? 1)) / days, unit: dose?.unit ?? '' };
}

/** Pairs of courses of some ingredients that overlap for more than a day. */
function* together(person: Person, ingredients: string[]): Generator<[MedicationRequest, MedicationRequest]> {
  const courses = person.medications.filter((request) => ingredients.includes(ingredientOf(request)));
  for (const [index, first] of courses.entries()) {
    for (const second of courses.slice(index + 1)) {
      const [a, b] = [takenPeriod(first), takenPeriod(second)];
      if (Math.min(a.to, b.to) - Math.max(a.from, b.from) > DAY) yield [first, second];
    }
  }
}

function* withoutTwo(person: Person, ingredients: string[]): Generator<Finding> {
  for (const [first, second] of together(person, ingredients))
    yield [second, `is taken together with ${textOf(first.medicationCodeableConcept)}`];
}

function livesWith(person: Person, moment: number, ...codes: string[]): boolean {
  return conditionsOf(person, ...codes).some((condition) => isActiveAt(condition, moment));
}

/** A treatment that everyone with an illness has within some days, unless something speaks against it. */
function treated(
  name: string,
  about: string,
  condition: string,
  days: number,
  drugs: string[],
  excused: (person: Person, moment: number) => boolean = () => false,
): Rule {
  return {
    name,
    about,
    *person(person, { today }): Generator<Finding> {
      for (const found of conditionsOf(person, condition)) {
        const by = timeOf(found['recordedDate']) + days * DAY;
        const end = found['abatementDateTime'];
        if (
          by >
          Math.min(
            person.death ?? today ?? Number.NEGATIVE_INFINITY,
            end === undefined ? Number.POSITIVE_INFINITY : timeOf(end),
          )
        )
          continue;
        if (!takesAt(person, by, ...drugs) && !excused(person, by))
          yield [found, `has no ${drugs[0]} after ${days} days`];
      }
    },
  };
}

/** Rules about medicines. */
export const DRUGS: Rule[] = [
  {
    name: 'doses-within-the-label',
    about: "Each medicine's daily dose lies between the least and the most of its label.",
    *person(person): Generator<Finding> {
      for (const request of person.medications) {
        const range = DAILY[ingredientOf(request)];
        const { value, unit } = dailyDose(request);
        if (range && unit === range[2] && (value < range[0] || value > range[1]))
          yield [request, `is ${value} ${unit} a day`];
        if (range && unit !== range[2]) yield [request, `is dosed in ${unit}`];
      }
    },
  },
  {
    name: 'dose-text-agrees',
    about: 'The words of a dose name the number that its structure has.',
    *person(person): Generator<Finding> {
      for (const request of person.medications) {
        const [dosage] = request.dosageInstruction;
        const value = dosage?.doseAndRate?.[0]?.doseQuantity.value ?? 0;
        const unit = dosage?.doseAndRate?.[0]?.doseQuantity.unit ?? '';
        const spoken = (dosage?.text ?? '').replaceAll(',', '');
        if (['mg', 'mcg', 'units', 'mL', 'puffs'].includes(unit) && !spoken.includes(String(value)))
          yield [request, `says "${dosage?.text}" for ${value} ${unit}`];
      }
    },
  },
  {
    name: 'known-ingredients',
    about: 'Every medicine is one whose doses and reasons the rules know.',
    *person(person): Generator<Finding> {
      for (const request of person.medications)
        if (!INGREDIENTS.includes(ingredientOf(request))) yield [request, 'is unknown to the rules'];
    },
  },
  {
    name: 'nothing-against-an-allergy',
    about: 'Nobody is given what they are allergic to, nor its family.',
    *person(person): Generator<Finding> {
      const families: Record<string, string[]> = {
        penicillin: ['amoxicillin'],
        ibuprofen: ['naproxen'],
        lisinopril: ['lisinopril'],
        codeine: [],
        sulfamethoxazole: [],
      };
      for (const allergy of person.of('AllergyIntolerance')) {
        const name = textOf(allergy['code']).toLowerCase();
        const ruled = Object.entries(families).find(([key]) => name.includes(key))?.[1] ?? [];
        for (const request of person.medications)
          if (ruled.includes(ingredientOf(request))) yield [request, `is given in spite of an allergy to ${name}`];
      }
    },
  },
  {
    name: 'stopped-medicines-end',
    about:
      'A stopped or finished medicine has an end after its start and not in the future; an active one has none that is past.',
    *person(person, { today }): Generator<Finding> {
      for (const request of person.medications) {
        const { from, to } = takenPeriod(request);
        if (to < from) yield [request, 'ends before it begins'];
        if (request.status !== 'active' && !Number.isFinite(to)) yield [request, `is ${request.status} without an end`];
        if (today === undefined) continue;
        if (request.status !== 'active' && Number.isFinite(to) && to > today)
          yield [request, `is ${request.status} and ends later`];
        if (request.status === 'active' && to < today - DAY) yield [request, 'is active after its end'];
      }
    },
  },
  {
    name: 'authored-before-or-when-taken',
    about: 'A medicine is not taken after it was stopped: each step begins when the one before it ends.',
    *person(person): Generator<Finding> {
      const byId = new Map(person.medications.map((request) => [`MedicationRequest/${request.id}`, request]));
      for (const request of person.medications) {
        const prior = byId.get(request.priorPrescription?.reference ?? '');
        if (!prior) continue;
        if (takenPeriod(prior).to > takenPeriod(request).from + DAY)
          yield [prior, 'goes on after the step that replaced it'];
        if (prior.status === 'active') yield [prior, 'is active beside the step that replaced it'];
      }
    },
  },
  {
    name: 'one-course-at-a-time',
    about: 'No medicine is taken twice at once.',
    *person(person): Generator<Finding> {
      for (const ingredient of INGREDIENTS) yield* withoutTwo(person, [ingredient]);
    },
  },
  {
    name: 'one-ssri',
    about: 'Nobody takes two SSRIs.',
    person: (person) => withoutTwo(person, ['sertraline', 'escitalopram']),
  },
  {
    name: 'no-ace-with-arb',
    about: 'Nobody takes an ACE inhibitor with an ARB.',
    person: (person) => withoutTwo(person, ['lisinopril', 'losartan']),
  },
  {
    name: 'one-anticoagulant',
    about: 'Nobody takes two anticoagulants.',
    person: (person) => withoutTwo(person, ['warfarin', 'apixaban']),
  },
  {
    name: 'no-nsaid-with-anticoagulant',
    about: 'Nobody takes naproxen with an anticoagulant, with kidney disease or with heart failure.',
    *person(person): Generator<Finding> {
      for (const [first, second] of together(person, ['naproxen', 'warfarin', 'apixaban']))
        if (
          ingredientOf(first) !== ingredientOf(second) &&
          [first, second].some((request) => ingredientOf(request) === 'naproxen')
        )
          yield [second, 'is taken with an anticoagulant or naproxen'];
      for (const request of person.medications)
        if (
          ingredientOf(request) === 'naproxen' &&
          livesWith(person, timeOf(request.authoredOn), '700378005', '700379002', '431857002', '703272007')
        )
          yield [request, 'is given with kidney disease or heart failure'];
    },
  },
  {
    name: 'no-metformin-with-failing-kidneys',
    about: 'Metformin is not begun or kept with a filtration rate under 30.',
    *person(person): Generator<Finding> {
      for (const observation of observationsOf(person, '98979-8')) {
        const moment = timeOf(observation.effectiveDateTime);
        if (valueOf(observation) < 30 && takesAt(person, moment + 200 * DAY, 'metformin'))
          yield [observation, `is ${valueOf(observation)} and metformin goes on`];
      }
    },
  },
  {
    name: 'medicines-have-their-reason',
    about: 'A medicine for one illness is taken by those who have it.',
    *person(person): Generator<Finding> {
      for (const request of person.medications) {
        const codes = REASONS[ingredientOf(request)];
        if (
          codes &&
          conditionsOf(person, ...codes).every(
            (condition) => timeOf(condition['onsetDateTime']) > timeOf(request.authoredOn),
          )
        )
          yield [request, `${ingredientOf(request)} has no reason`];
      }
    },
  },
  {
    name: 'antibiotics-end',
    about: 'An antibiotic or a steroid burst has an end within 14 days.',
    *person(person): Generator<Finding> {
      for (const request of person.medications) {
        if (!ANTIBIOTICS.includes(ingredientOf(request))) continue;
        const { from, to } = takenPeriod(request);
        if (!(to - from <= 14 * DAY)) yield [request, 'has no end within 14 days'];
      }
    },
  },
  {
    name: 'no-harm-in-pregnancy',
    about: 'Nothing that harms a child is taken in pregnancy.',
    *person(person): Generator<Finding> {
      for (const pregnancy of conditionsOf(person, '77386006')) {
        const from = timeOf(pregnancy['onsetDateTime']) + 30 * DAY;
        for (const request of person.medications) {
          const period = takenPeriod(request);
          const end =
            pregnancy['abatementDateTime'] === undefined
              ? Number.POSITIVE_INFINITY
              : timeOf(pregnancy['abatementDateTime']);
          if (NOT_IN_PREGNANCY.includes(ingredientOf(request)) && period.from < end && period.to > from)
            yield [request, 'is taken in pregnancy'];
        }
      }
    },
  },
  {
    name: 'adult-medicines-for-adults',
    about: 'Medicines of adult illness are not given to those under 18; antidepressants not under 12.',
    *person(person): Generator<Finding> {
      for (const request of person.medications) {
        const age = yearsAt(person.birth, timeOf(request.authoredOn));
        const child = ['sertraline', 'escitalopram'].includes(ingredientOf(request))
          ? 12
          : REASONS[ingredientOf(request)]
            ? 18
            : 0;
        if (age < child) yield [request, `is given at ${age}`];
      }
    },
  },
  treated(
    'heart-failure-is-treated',
    'Within four months heart failure has a diuretic or a beta blocker.',
    '703272007',
    120,
    ['carvedilol', 'furosemide', 'lisinopril'],
  ),
  treated(
    'fibrillation-is-anticoagulated',
    'Within two months atrial fibrillation has an anticoagulant.',
    '49436004',
    60,
    ['apixaban', 'warfarin'],
  ),
  treated(
    'opioid-use-disorder-is-treated',
    'Within two months opioid use disorder has buprenorphine.',
    '75544000',
    60,
    ['buprenorphine'],
  ),
  treated('hypothyroidism-is-treated', 'Within a year hypothyroidism has levothyroxine.', '40930008', 365, [
    'levothyroxine',
  ]),
  treated(
    'diabetes-has-a-statin',
    'Within ten months those of 40 to 75 with diabetes have a statin.',
    '44054006',
    300,
    ['atorvastatin'],
    (person, moment) => {
      const age = yearsAt(person.birth, moment);
      return age < 41 || age > 75 || livesWith(person, moment, '77386006');
    },
  ),
  {
    name: 'buprenorphine-with-naloxone-at-home',
    about: 'Whoever takes buprenorphine has naloxone at home.',
    *person(person): Generator<Finding> {
      const taken = person.medications.find((request) => ingredientOf(request) === 'buprenorphine');
      const spray = person.medications.some((request) => codeOf(request.medicationCodeableConcept) === '1725059');
      if (taken && !spray) yield [taken, 'has no naloxone beside it'];
    },
  },
];
