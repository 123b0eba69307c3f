import {
  DAY,
  codeOf,
  conditionsOf,
  monthsAt,
  observationsOf,
  takesAt,
  textOf,
  timeOf,
  valueOf,
  yearsAt,
  type Finding,
  type Rule,
} from './model.ts';

const FEMALE_PROCEDURES = ['24623002', '177184002'];
const ANSWERS: Record<string, number> = { 'LA6568-5': 0, 'LA6569-3': 1, 'LA6570-1': 2, 'LA6571-9': 3 };

/** Least and most age in months of a dose given here, by CVX. */
const VACCINE_AGES: Record<string, [number, number]> = {
  '08': [0, 228],
  '119': [1.4, 8],
  '20': [1.4, 84],
  '49': [1.4, 60],
  '133': [1.4, 72],
  '10': [1.4, 228],
  '03': [12, 228],
  '21': [12, 228],
  '83': [12, 228],
  '115': [120, 1300],
  '165': [108, 540],
  '114': [120, 276],
  '140': [6, 1300],
  '187': [600, 1300],
  '216': [780, 1300],
};

function scale(name: string, code: string, items: number, most: number): Rule {
  return {
    name,
    about: `The total is the sum of its ${items} items, 0 to ${most}.`,
    *person(person): Generator<Finding> {
      for (const observation of observationsOf(person, code)) {
        const answers = observation.component ?? [];
        const sum = answers.reduce(
          (total, component) => total + (ANSWERS[codeOf(component.valueCodeableConcept)] ?? Number.NaN),
          0,
        );
        const value = valueOf(observation);
        if (answers.length !== items || sum !== value || value < 0 || value > most)
          yield [observation, `is ${value}, its items say ${sum}`];
      }
    },
  };
}

/** Ages between which an illness may begin. */
const AGES: [name: string, code: string, low: number, high: number][] = [
  ['COPD', '13645005', 40, 110],
  ['heart failure', '703272007', 35, 110],
  ['atrial fibrillation', '49436004', 30, 110],
  ['type 2 diabetes', '44054006', 18, 100],
  ['hypertension', '59621000', 18, 110],
  ['osteoarthritis', '239873007', 40, 110],
  ['kidney disease', '700378005', 30, 110],
  ['depression', '370143000', 11, 110],
  ['opioid use disorder', '75544000', 16, 80],
  ['ear infection', '3110003', 0, 12],
];

/** Rules about sexes and ages, vaccines and questionnaires. */
export const PEOPLE: Rule[] = [
  {
    name: 'pregnancy-in-women-of-age',
    about: 'Only women of 12 to 52 are pregnant, for 10 months at most.',
    *person(person, { today }): Generator<Finding> {
      for (const condition of conditionsOf(person, '77386006')) {
        const onset = timeOf(condition['onsetDateTime']);
        const age = yearsAt(person.birth, onset);
        if (person.sex !== 'female' || age < 12 || age > 52) yield [condition, `is in a ${person.sex} of ${age}`];
        const end =
          condition['abatementDateTime'] === undefined ? (today ?? onset) : timeOf(condition['abatementDateTime']);
        if (end - onset > 300 * DAY) yield [condition, 'lasts more than ten months'];
      }
    },
  },
  {
    name: 'procedures-fit-the-sex',
    about: 'Births and mammograms are of women; bladder infections of the simple kind too.',
    *person(person): Generator<Finding> {
      if (person.sex === 'female') return;
      for (const procedure of person.of('Procedure'))
        if (FEMALE_PROCEDURES.includes(codeOf(procedure['code'])))
          yield [procedure, `${textOf(procedure['code'])} of a man`];
      for (const condition of conditionsOf(person, '68566005')) yield [condition, 'is treated as simple in a man'];
    },
  },
  {
    name: 'screening-at-its-age',
    about: 'Colonoscopy from 45 to 85, mammography from 40 to 80.',
    *person(person): Generator<Finding> {
      for (const procedure of person.of('Procedure')) {
        const age = yearsAt(person.birth, timeOf((procedure['performedPeriod'] as { start?: string }).start));
        const [low, high] =
          codeOf(procedure['code']) === '73761001'
            ? [45, 85]
            : codeOf(procedure['code']) === '24623002'
              ? [40, 80]
              : [0, 120];
        if (age < low || age > high) yield [procedure, `at ${age}`];
      }
    },
  },
  {
    name: 'illnesses-at-their-age',
    about: 'Each illness begins at an age at which it may.',
    *person(person): Generator<Finding> {
      for (const [name, code, low, high] of AGES) {
        for (const condition of conditionsOf(person, code)) {
          const age = yearsAt(person.birth, timeOf(condition['onsetDateTime']));
          if (age < low || age > high) yield [condition, `${name} at ${age}`];
        }
      }
    },
  },
  {
    name: 'children-seen-by-those-who-see-children',
    about: 'Nobody under 14 is followed by the clinic of internal medicine.',
    *person(person, { today }): Generator<Finding> {
      if (today === undefined || yearsAt(person.birth, today) >= 14) return;
      if (JSON.stringify(person.patient['managingOrganization']).includes('harbor-clinic'))
        yield [person.patient, 'is a child at an internal medicine clinic'];
    },
  },
  {
    name: 'vaccines-at-their-age',
    about: 'Each vaccine is given within the ages of its schedule.',
    *person(person): Generator<Finding> {
      for (const dose of person.of('Immunization')) {
        const range = VACCINE_AGES[codeOf(dose['vaccineCode'])];
        const months = (timeOf(dose['occurrenceDateTime']) - person.birth) / (30.44 * DAY);
        if (!range) yield [dose, 'is unknown to the rules'];
        else if (months < range[0] - 0.2 || months > range[1] + 1)
          yield [dose, `${textOf(dose['vaccineCode'])} at ${months.toFixed(1)} months`];
      }
    },
  },
  {
    name: 'vaccine-doses-apart',
    about: 'Doses of one vaccine are at least 24 days apart, influenza at least 200.',
    *person(person): Generator<Finding> {
      const last = new Map<string, number>();
      const doses = [...person.of('Immunization')].sort(
        (a, b) => timeOf(a['occurrenceDateTime']) - timeOf(b['occurrenceDateTime']),
      );
      for (const dose of doses) {
        const code = codeOf(dose['vaccineCode']);
        const moment = timeOf(dose['occurrenceDateTime']);
        const before = last.get(code);
        if (before !== undefined && moment - before < (code === '140' ? 200 : 24) * DAY)
          yield [dose, 'comes too soon after the dose before'];
        last.set(code, moment);
      }
    },
  },
  {
    name: 'live-vaccines-not-in-pregnancy',
    about: 'No MMR or chickenpox vaccine in pregnancy.',
    *person(person): Generator<Finding> {
      for (const dose of person.of('Immunization')) {
        const moment = timeOf(dose['occurrenceDateTime']);
        const carrying = conditionsOf(person, '77386006').some(
          (condition) =>
            timeOf(condition['onsetDateTime']) <= moment &&
            moment <=
              (condition['abatementDateTime'] === undefined
                ? Number.POSITIVE_INFINITY
                : timeOf(condition['abatementDateTime'])),
        );
        if (carrying && ['03', '21'].includes(codeOf(dose['vaccineCode']))) yield [dose, 'is given in pregnancy'];
      }
    },
  },
  scale('phq-9-adds-up', '44261-6', 9, 27),
  scale('gad-7-adds-up', '70274-6', 7, 21),
  {
    name: 'phq-9-grade-agrees',
    about: 'The words for a PHQ-9 total are those of its band.',
    *person(person): Generator<Finding> {
      for (const observation of observationsOf(person, '44261-6')) {
        const value = valueOf(observation);
        const word =
          value < 5
            ? 'none to minimal'
            : value < 10
              ? 'mild'
              : value < 15
                ? 'moderate'
                : value < 20
                  ? 'moderately severe'
                  : 'severe';
        if (textOf(observation.interpretation?.[0]) !== word)
          yield [observation, `is ${value} and called ${textOf(observation.interpretation?.[0])}`];
      }
    },
  },
  {
    name: 'depression-fits-the-score',
    about: 'A PHQ-9 of 10 or more goes with a diagnosis of depression.',
    *person(person): Generator<Finding> {
      for (const observation of observationsOf(person, '44261-6')) {
        const known = conditionsOf(person, '370143000').some(
          (condition) => timeOf(condition['onsetDateTime']) <= timeOf(observation.effectiveDateTime) + DAY,
        );
        if (valueOf(observation) >= 10 && !known) yield [observation, `is ${valueOf(observation)} without depression`];
      }
    },
  },
  {
    name: 'severe-depression-is-treated',
    about: 'A PHQ-9 of 15 or more leads to a medicine or to behavioral health within 45 days.',
    *person(person, { today }): Generator<Finding> {
      for (const observation of observationsOf(person, '44261-6')) {
        const moment = timeOf(observation.effectiveDateTime);
        if (valueOf(observation) < 15 || (today !== undefined && today - moment < 45 * DAY)) continue;
        const medicine = takesAt(person, moment + 45 * DAY, 'sertraline', 'escitalopram', 'bupropion');
        const seen = person.encounters.some(
          (encounter) =>
            encounter.serviceProvider?.reference === 'Organization/larkspur-behavioral' &&
            Math.abs(timeOf(encounter.period.start) - moment) <= 45 * DAY,
        );
        const referred = person.of('ServiceRequest').some((request) => codeOf(request['code']) === '308459004');
        if (!medicine && !seen && !referred) yield [observation, `is ${valueOf(observation)} and nothing follows`];
      }
    },
  },
  {
    name: 'smoking-fits-age',
    about: 'Smoking is asked from 13 on, and a daily smoker is 15 or older.',
    *person(person): Generator<Finding> {
      for (const observation of observationsOf(person, '72166-2')) {
        const months = monthsAt(person.birth, timeOf(observation.effectiveDateTime));
        if (months < 13 * 12) yield [observation, 'was asked of a child'];
        if (codeOf(observation.valueCodeableConcept) === '449868002' && months < 180)
          yield [observation, 'is of a child who smokes'];
      }
    },
  },
];
