import { instantOf, yearsBetween } from './calendar.ts';
import {
  a1cOn,
  bnpOn,
  ckdEpi2021,
  creatinineFor,
  drugEffect,
  filtrationOn,
  gestationOn,
  ldlOn,
  tshOn,
} from './body.ts';
import { clamp, hl7, loinc, quantity, refTo, rounded } from './codes.ts';
import { nextId, organizationRef, put, subjectOf, type Chart } from './chart.ts';
import { hasProblem, type Sex } from './people.ts';
import type { Concept, Observation, Reference, Resource } from './r4.ts';
import { resultedAt, type Visit } from './visit.ts';

type Test = {
  code: [code: string, display: string, text: string];
  unit: string;
  ucum?: string;
  decimals: number;
  range: (sex: Sex) => [low: number | undefined, high: number | undefined];
  /** The value on that day; `so` holds what the panel found before it. */
  value: (visit: Visit, so: Record<string, number>) => number;
};

const flat = (low?: number, high?: number) => (): [number | undefined, number | undefined] => [low, high];
const ageAt = (visit: Visit): number => yearsBetween(visit.chart.person.birth, visit.day);

const TESTS = {
  a1c: {
    code: ['4548-4', 'Hemoglobin A1c/Hemoglobin.total in Blood', 'Hemoglobin A1c'],
    unit: '%',
    decimals: 1,
    range: flat(undefined, 5.6),
    value: a1cValue,
  },
  glucose: {
    code: ['2345-7', 'Glucose [Mass/volume] in Serum or Plasma', 'Glucose'],
    unit: 'mg/dL',
    decimals: 0,
    range: flat(70, 99),
    value: glucoseValue,
  },
  sodium: {
    code: ['2951-2', 'Sodium [Moles/volume] in Serum or Plasma', 'Sodium'],
    unit: 'mmol/L',
    decimals: 0,
    range: flat(135, 145),
    value: (visit) =>
      clamp(
        visit.random.normal(hasProblem(visit.chart.person, 'heart-failure', visit.day) ? 137 : 139.5, 1.6),
        132,
        146,
      ),
  },
  potassium: {
    code: ['2823-3', 'Potassium [Moles/volume] in Serum or Plasma', 'Potassium'],
    unit: 'mmol/L',
    decimals: 1,
    range: flat(3.5, 5.1),
    value: potassiumValue,
  },
  urea: {
    code: ['3094-0', 'Urea nitrogen [Mass/volume] in Serum or Plasma', 'Urea nitrogen (BUN)'],
    unit: 'mg/dL',
    decimals: 0,
    range: flat(7, 20),
    value: (visit) =>
      clamp(visit.random.normal(13, 2) + Math.max(0, 62 - filtrationOn(visit.chart, visit.day)) * 0.5, 7, 52),
  },
  creatinine: {
    code: ['2160-0', 'Creatinine [Mass/volume] in Serum or Plasma', 'Creatinine'],
    unit: 'mg/dL',
    decimals: 2,
    range: (sex) => (sex === 'female' ? [0.5, 1.1] : [0.6, 1.3]),
    value: creatinineValue,
  },
  egfr: {
    code: [
      '98979-8',
      'Glomerular filtration rate/1.73 sq M.predicted [Volume Rate/Area] in Serum, Plasma or Blood by Creatinine-based formula (CKD-EPI 2021)',
      'eGFR (CKD-EPI 2021)',
    ],
    unit: 'mL/min/1.73 m²',
    ucum: 'mL/min/{1.73_m2}',
    decimals: 0,
    range: flat(60),
    value: (visit, so) => ckdEpi2021(so['creatinine'] ?? 1, ageAt(visit), visit.chart.person.sex),
  },
  cholesterol: {
    code: ['2093-3', 'Cholesterol [Mass/volume] in Serum or Plasma', 'Total cholesterol'],
    unit: 'mg/dL',
    decimals: 0,
    range: flat(undefined, 199),
    value: (_visit, so) => (so['ldl'] ?? 0) + (so['hdl'] ?? 0) + Math.round((so['triglycerides'] ?? 0) / 5),
  },
  ldl: {
    code: ['13457-7', 'Cholesterol in LDL [Mass/volume] in Serum or Plasma by calculation', 'LDL cholesterol'],
    unit: 'mg/dL',
    decimals: 0,
    range: flat(undefined, 99),
    value: (visit) => clamp(ldlOn(visit.chart, visit.day) + visit.random.normal(0, 4), 38, 230),
  },
  hdl: {
    code: ['2085-9', 'Cholesterol in HDL [Mass/volume] in Serum or Plasma', 'HDL cholesterol'],
    unit: 'mg/dL',
    decimals: 0,
    range: (sex) => (sex === 'female' ? [50, undefined] : [40, undefined]),
    value: (visit) =>
      clamp(
        visit.chart.person.random.fork('hdl').normal(visit.chart.person.sex === 'female' ? 55 : 46, 7) +
          visit.random.normal(0, 2),
        28,
        84,
      ),
  },
  triglycerides: {
    code: ['2571-8', 'Triglyceride [Mass/volume] in Serum or Plasma', 'Triglycerides'],
    unit: 'mg/dL',
    decimals: 0,
    range: flat(undefined, 149),
    value: (visit) =>
      clamp(
        visit.chart.person.random
          .fork('triglycerides')
          .normal(hasProblem(visit.chart.person, 'type-2-diabetes', visit.day) ? 172 : 118, 26) +
          visit.random.normal(0, 12),
        52,
        330,
      ),
  },
  albuminuria: {
    code: ['9318-7', 'Albumin/Creatinine [Mass Ratio] in Urine', 'Urine albumin to creatinine ratio'],
    unit: 'mg/g',
    decimals: 0,
    range: flat(undefined, 29),
    value: (visit) =>
      hasProblem(visit.chart.person, 'chronic-kidney-disease', visit.day)
        ? clamp(visit.chart.person.random.fork('albumin').between(20, 220) * visit.random.between(0.85, 1.15), 12, 290)
        : visit.random.between(5, 24),
  },
  tsh: {
    code: ['3016-3', 'Thyrotropin [Units/volume] in Serum or Plasma', 'TSH'],
    unit: 'mIU/L',
    ucum: 'm[IU]/L',
    decimals: 2,
    range: flat(0.4, 4.5),
    value: (visit) => clamp(tshOn(visit.chart, visit.day) * visit.random.between(0.93, 1.07), 0.5, 18),
  },
  bnp: {
    code: ['30934-4', 'Natriuretic peptide B [Mass/volume] in Serum or Plasma', 'BNP'],
    unit: 'pg/mL',
    decimals: 0,
    range: flat(undefined, 100),
    value: (visit) => bnpOn(visit.chart, visit.day) * visit.random.between(0.9, 1.1) * (isSwollen(visit) ? 2.3 : 1),
  },
  inr: {
    code: ['6301-6', 'INR in Platelet poor plasma by Coagulation assay', 'INR'],
    unit: '{INR}',
    decimals: 1,
    range: flat(2, 3),
    value: (visit) => clamp(1 + drugEffect(visit.chart, 'inr', visit.day) + visit.random.normal(0.1, 0.3), 1.4, 3.8),
  },
  leukocytes: {
    code: ['6690-2', 'Leukocytes [#/volume] in Blood by Automated count', 'White blood cells'],
    unit: '10³/µL',
    ucum: '10*3/uL',
    decimals: 1,
    range: flat(4, 11),
    value: (visit) =>
      visit.reason.includes('neumonia') || visit.reason.includes('nfection')
        ? visit.random.between(11.6, 16.4)
        : clamp(visit.random.normal(6.9, 1.1), 4.2, 10.4),
  },
  hemoglobin: {
    code: ['718-7', 'Hemoglobin [Mass/volume] in Blood', 'Hemoglobin'],
    unit: 'g/dL',
    decimals: 1,
    range: (sex) => (sex === 'female' ? [12, 16] : [13.5, 17.5]),
    value: hemoglobinValue,
  },
  hematocrit: {
    code: ['4544-3', 'Hematocrit [Volume Fraction] of Blood by Automated count', 'Hematocrit'],
    unit: '%',
    decimals: 1,
    range: (sex) => (sex === 'female' ? [36, 46] : [40, 52]),
    value: (visit, so) => (so['hemoglobin'] ?? 13) * 3 + visit.random.between(-0.4, 0.4),
  },
  platelets: {
    code: ['777-3', 'Platelets [#/volume] in Blood by Automated count', 'Platelets'],
    unit: '10³/µL',
    ucum: '10*3/uL',
    decimals: 0,
    range: flat(150, 400),
    value: (visit) =>
      clamp(visit.chart.person.random.fork('platelets').normal(248, 32) + visit.random.normal(0, 10), 158, 385),
  },
} as const satisfies Record<string, Test>;

export type TestKey = keyof typeof TESTS;

const PANELS = {
  bmp: {
    code: loinc('51990-0', 'Basic metabolic panel - Blood', 'Basic metabolic panel'),
    tests: ['glucose', 'sodium', 'potassium', 'urea', 'creatinine', 'egfr'],
  },
  lipids: {
    code: loinc('24331-1', 'Lipid 1996 panel - Serum or Plasma', 'Lipid panel'),
    tests: ['ldl', 'hdl', 'triglycerides', 'cholesterol'],
  },
  cbc: {
    code: loinc('58410-2', 'CBC panel - Blood by Automated count', 'Complete blood count'),
    tests: ['leukocytes', 'hemoglobin', 'hematocrit', 'platelets'],
  },
  a1c: { tests: ['a1c'] },
  albuminuria: { tests: ['albuminuria'] },
  tsh: { tests: ['tsh'] },
  bnp: { tests: ['bnp'] },
  inr: { tests: ['inr'] },
} as const satisfies Record<string, { code?: Concept; tests: readonly TestKey[] }>;

export type PanelKey = keyof typeof PANELS;

function isSwollen(visit: Visit): boolean {
  return visit.reason.includes('swelling');
}

function a1cValue(visit: Visit): number {
  const { person } = visit.chart;
  const value = a1cOn(visit.chart, visit.day) + visit.random.normal(0, 0.08);
  if (hasProblem(person, 'type-2-diabetes', visit.day)) return clamp(value, 5.6, 13);
  if (hasProblem(person, 'prediabetes', visit.day)) return clamp(value, 5.7, 6.4);
  return clamp(value, 4.7, 5.6);
}

function glucoseValue(visit: Visit): number {
  const a1c = a1cOn(visit.chart, visit.day);
  if (hasProblem(visit.chart.person, 'type-2-diabetes', visit.day))
    return clamp(28.7 * a1c - 46.7 + visit.random.normal(0, 12), 84, 330);
  return clamp(visit.random.normal(a1c >= 5.7 ? 107 : 89, 5), 72, a1c >= 5.7 ? 124 : 105);
}

function potassiumValue(visit: Visit): number {
  const kidney = hasProblem(visit.chart.person, 'chronic-kidney-disease', visit.day) ? 0.2 : 0;
  return clamp(4.2 + kidney + drugEffect(visit.chart, 'potassium', visit.day) + visit.random.normal(0, 0.17), 3.3, 5.4);
}

function creatinineValue(visit: Visit): number {
  const { person } = visit.chart;
  const healthy = !hasProblem(person, 'chronic-kidney-disease', visit.day);
  const filtration = filtrationOn(visit.chart, visit.day) + visit.random.normal(0, 1.6);
  const carrying = gestationOn(person, visit.day) === undefined ? 0 : 12;
  return creatinineFor(clamp(filtration + carrying, healthy ? 64 : 20, 128), ageAt(visit), person.sex);
}

function hemoglobinValue(visit: Visit): number {
  const { person } = visit.chart;
  const usual = person.random.fork('hemoglobin').normal(person.sex === 'female' ? 13.4 : 14.9, 0.5);
  const kidney = hasProblem(person, 'chronic-kidney-disease', visit.day)
    ? -Math.max(0, 50 - filtrationOn(visit.chart, visit.day)) * 0.06
    : 0;
  const carrying = gestationOn(person, visit.day) === undefined ? 0 : -1.7;
  return clamp(usual + kidney + carrying + visit.random.normal(0, 0.2), 9.4, 16.9);
}

function interpretationOf(value: number, low?: number, high?: number): Concept {
  if (high !== undefined && value > high) return hl7('v3-ObservationInterpretation', 'H', 'High');
  if (low !== undefined && value < low) return hl7('v3-ObservationInterpretation', 'L', 'Low');
  return hl7('v3-ObservationInterpretation', 'N', 'Normal');
}

/** Draws a panel at a visit (once) and answers what was found; the note of the visit names each result. */
export function draw(visit: Visit, panel: PanelKey): Record<string, number> {
  const known = visit.drawn.get(panel);
  if (known) return known;
  const definition: { code?: Concept; tests: readonly TestKey[] } = PANELS[panel];
  const adult = ageAt(visit) >= 18;
  const found: Record<string, number> = {};
  const observations: Observation[] = [];
  for (const key of definition.tests) {
    if (key === 'egfr' && !adult) continue;
    const test: Test = TESTS[key];
    found[key] = rounded(test.value(visit, found), test.decimals);
    observations.push(resultOf(visit, key, test, found[key]));
  }
  visit.drawn.set(panel, found);
  if (definition.code) report(visit, definition.code, observations);
  return found;
}

function resultOf(visit: Visit, key: string, test: Test, value: number): Observation {
  const { chart } = visit;
  const [low, high] = test.range(chart.person.sex);
  const [code, display, text] = test.code;
  const interpretation = interpretationOf(value, low, high);
  const observation: Observation = {
    resourceType: 'Observation',
    id: nextId(chart, 'obs'),
    status: 'final',
    category: [hl7('observation-category', 'laboratory', 'Laboratory')],
    code: loinc(code, display, text),
    subject: subjectOf(chart),
    encounter: refTo('Encounter', visit.encounter.id),
    effectiveDateTime: instantOf(visit.day, visit.start + Math.min(15, visit.minutes - 1)),
    issued: instantOf(visit.day, resultedAt(visit)),
    performer: [organizationRef('riverbend-laboratory')],
    valueQuantity: quantity(value, test.unit === '{INR}' ? 'INR' : test.unit, test.ucum ?? test.unit),
    interpretation: [interpretation],
    referenceRange: [rangeOf(test, low, high)],
  };
  remember(chart, key, visit.day, value, observation.id);
  const mark = interpretation.text === 'Normal' ? '' : ` (${interpretation.text?.toLowerCase()})`;
  visit.tests.push(
    `${text} ${value.toFixed(test.decimals)}${test.unit === '%' ? ' %' : test.unit === '{INR}' ? '' : ` ${test.unit}`}${mark}`,
  );
  return put(chart, observation);
}

function rangeOf(test: Test, low?: number, high?: number): NonNullable<Observation['referenceRange']>[number] {
  const unit = test.unit === '{INR}' ? 'INR' : test.unit;
  const ucum = test.ucum ?? test.unit;
  const text = low === undefined ? `up to ${high}` : high === undefined ? `${low} or more` : `${low} to ${high}`;
  return {
    ...(low === undefined ? {} : { low: quantity(low, unit, ucum) }),
    ...(high === undefined ? {} : { high: quantity(high, unit, ucum) }),
    text: `${text} ${unit}`,
  };
}

/** Remembers a result under a name, for trends, intervals and goals. */
export function remember(chart: Chart, key: string, day: number, value: number, id: string): void {
  const list = chart.results.get(key) ?? [];
  list.push({ day, value, id });
  chart.results.set(key, list);
}

function report(visit: Visit, code: Concept, observations: Observation[]): void {
  const { chart } = visit;
  put(chart, {
    resourceType: 'DiagnosticReport',
    id: nextId(chart, 'report'),
    status: 'final',
    category: [hl7('v2-0074', 'LAB', 'Laboratory')],
    code,
    subject: subjectOf(chart),
    encounter: refTo('Encounter', visit.encounter.id),
    effectiveDateTime: instantOf(visit.day, visit.start + Math.min(15, visit.minutes - 1)),
    issued: instantOf(visit.day, resultedAt(visit)),
    performer: [organizationRef('riverbend-laboratory')],
    result: observations.map((observation) => refTo('Observation', observation.id, observation.code.text)),
  });
}

/** The report in which a result came. */
export function reportWith(chart: Chart, observation: string): Reference | undefined {
  const resultsOf = (one: Resource) => (one['result'] ?? []) as Reference[];
  const found = chart.resources
    .filter((one) => one.resourceType === 'DiagnosticReport')
    .find((one) => resultsOf(one).some(({ reference }) => reference === `Observation/${observation}`));
  return found && refTo('DiagnosticReport', found.id, 'Abnormal result');
}
