import { RXNORM, SNOMED, hl7, refTo, snomed } from './codes.ts';
import { dateOf, instantOf } from './calendar.ts';
import { nextId, put, subjectOf, turnOf } from './chart.ts';
import { observe } from './observe.ts';
import { ageOn, type AllergyKey } from './people.ts';
import type { Concept, Resource } from './r4.ts';
import { practitionerRef } from './staff.ts';
import type { Visit } from './visit.ts';

type Allergy = {
  code: Concept;
  type: 'allergy' | 'intolerance';
  category: string;
  criticality: 'low' | 'high';
  reaction: Concept;
  severity: string;
  words: string;
};

const rx = (code: string, display: string, text: string): Concept => ({
  coding: [{ system: RXNORM, code, display }],
  text,
});
const HIVES = snomed('126485001', 'Urticaria (disorder)', 'Hives');

const ALLERGIES: Record<AllergyKey, Allergy> = {
  penicillin: {
    code: snomed('764146007', 'Penicillin (substance)', 'Penicillin'),
    type: 'allergy',
    category: 'medication',
    criticality: 'high',
    reaction: HIVES,
    severity: 'moderate',
    words: 'hives within an hour of penicillin',
  },
  sulfonamide: {
    code: rx('10831', 'sulfamethoxazole / trimethoprim', 'Sulfamethoxazole and trimethoprim'),
    type: 'allergy',
    category: 'medication',
    criticality: 'low',
    reaction: snomed('271807003', 'Eruption of skin (disorder)', 'Rash'),
    severity: 'mild',
    words: 'a rash with a sulfa antibiotic',
  },
  ibuprofen: {
    code: rx('5640', 'ibuprofen', 'Ibuprofen'),
    type: 'allergy',
    category: 'medication',
    criticality: 'high',
    reaction: snomed('41291007', 'Angioedema (disorder)', 'Swelling of the face'),
    severity: 'severe',
    words: 'swelling of the face after ibuprofen',
  },
  lisinopril: {
    code: rx('29046', 'lisinopril', 'Lisinopril'),
    type: 'intolerance',
    category: 'medication',
    criticality: 'low',
    reaction: snomed('49727002', 'Cough (finding)', 'Dry cough'),
    severity: 'mild',
    words: 'a dry cough on lisinopril',
  },
  latex: {
    code: snomed('111088007', 'Latex (substance)', 'Latex'),
    type: 'allergy',
    category: 'environment',
    criticality: 'low',
    reaction: snomed('40275004', 'Contact dermatitis (disorder)', 'Itching skin'),
    severity: 'mild',
    words: 'itching where latex touches the skin',
  },
  peanut: {
    code: snomed('762952008', 'Peanut (substance)', 'Peanut'),
    type: 'allergy',
    category: 'food',
    criticality: 'high',
    reaction: snomed('39579001', 'Anaphylaxis (disorder)', 'Anaphylaxis'),
    severity: 'severe',
    words: 'anaphylaxis to peanuts',
  },
  shellfish: {
    code: snomed('735029006', 'Shellfish (substance)', 'Shellfish'),
    type: 'allergy',
    category: 'food',
    criticality: 'low',
    reaction: HIVES,
    severity: 'mild',
    words: 'hives with shellfish',
  },
  codeine: {
    code: rx('2670', 'codeine', 'Codeine'),
    type: 'intolerance',
    category: 'medication',
    criticality: 'low',
    reaction: snomed('422400008', 'Vomiting (disorder)', 'Vomiting'),
    severity: 'moderate',
    words: 'vomiting with codeine',
  },
};

/** What is asked at the first visit: allergies (unless nobody asked), with the words for the note. */
export function askAllergies(visit: Visit): void {
  const { traits } = visit.chart.person;
  if (traits.allergy === 'not-asked') return;
  if (traits.allergy === 'none-known') {
    writeAllergy(visit, { code: snomed('716186003', 'No known allergy (situation)', 'No known allergies') });
    visit.history.push('No known allergies.');
    return;
  }
  const allergy = ALLERGIES[traits.allergy];
  writeAllergy(visit, {
    type: allergy.type,
    category: [allergy.category],
    criticality: allergy.criticality,
    code: allergy.code,
    onsetDateTime: dateOf(Math.max(visit.chart.person.birth + 200, visit.day - visit.random.int(400, 5000))).slice(
      0,
      4,
    ),
    reaction: [
      {
        substance: allergy.code,
        manifestation: [allergy.reaction],
        description: `Reported ${allergy.words}.`,
        severity: allergy.severity,
      },
    ],
  });
  visit.history.push(`Reports ${allergy.words}.`);
}

function writeAllergy(visit: Visit, rest: Partial<Resource>): void {
  put(visit.chart, {
    resourceType: 'AllergyIntolerance',
    id: nextId(visit.chart, 'allergy'),
    clinicalStatus: hl7('allergyintolerance-clinical', 'active', 'Active'),
    verificationStatus: hl7('allergyintolerance-verification', 'confirmed', 'Confirmed'),
    ...rest,
    patient: subjectOf(visit.chart),
    encounter: refTo('Encounter', visit.encounter.id),
    recordedDate: instantOf(visit.day, visit.start + 8),
    recorder: practitionerRef(visit.nurse ?? visit.staff),
    asserter: subjectOf(visit.chart),
  });
}

const SMOKING = {
  never: ['266919005', 'Never smoked tobacco (finding)', 'Never smoked'],
  former: ['8517006', 'Ex-smoker (finding)', 'Former smoker'],
  current: ['449868002', 'Smokes tobacco daily (finding)', 'Smokes daily'],
} as const;

/** Smoking, asked of those over 12 once a year. */
export function askSmoking(visit: Visit): void {
  const { person } = visit.chart;
  if (ageOn(person, visit.day) < 13 || !turnOf(visit.chart, 'smoking', visit.day, 360)) return;
  const [code, display, text] = SMOKING[person.traits.smoking];
  observe(visit, {
    category: 'social-history',
    code: ['72166-2', 'Tobacco smoking status', 'Tobacco smoking status'],
    by: visit.nurse ?? visit.staff,
    after: 6,
    rest: { valueCodeableConcept: { coding: [{ system: SNOMED, code, display }], text } },
  });
  visit.history.push(`${text}.`);
}
