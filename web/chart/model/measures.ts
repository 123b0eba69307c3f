/** Which measurement tells how a problem is doing. Codes are LOINC; the order is the order of preference. */
import { codesIn, wordsOf } from './codings.ts';

export const BLOOD_PRESSURE = '85354-9';
export const SYSTOLIC = '8480-6';
export const DIASTOLIC = '8462-4';

/** Codes under which the same thing is measured, folded to the first of each line. */
const SAME: readonly (readonly string[])[] = [
  [BLOOD_PRESSURE, '55284-4'],
  ['4548-4', '17856-6', '41995-2'],
  ['33914-3', '62238-1', '98979-8', '48642-3', '69405-9', '88293-6', '77147-7'],
  ['13457-7', '18262-6', '2089-1'],
  ['59408-5', '2708-6'],
  ['44261-6', '44249-1'],
  ['70274-6', '69737-5'],
  ['29463-7', '3141-9'],
  ['8310-5', '8331-1'],
  ['33762-6', '42637-9', '30934-4'],
];
const FOLDED = new Map(SAME.flatMap((codes) => codes.map((code) => [code, codes[0] ?? code] as const)));

/** The one key of a measurement, whichever of its codes came. */
export function measureKey(code: string): string {
  return FOLDED.get(code) ?? code;
}

type Rule = { codes: RegExp; words: RegExp; measures: readonly string[] };

/** By ICD-10-CM code, or by the words of the name where there is none. */
const RULES: readonly Rule[] = [
  { codes: /^E1[013]|^R73/, words: /diabet|hyperglyc/, measures: ['4548-4', '2339-0', '2345-7'] },
  { codes: /^I50/, words: /heart failure/, measures: ['33762-6', '10230-1', '29463-7'] },
  { codes: /^I1[0-3]/, words: /hypertensi/, measures: [BLOOD_PRESSURE] },
  { codes: /^N18/, words: /chronic kidney|renal disease/, measures: ['33914-3', '2160-0', '38483-4'] },
  { codes: /^E78/, words: /lipid|cholesterol/, measures: ['13457-7', '2093-3'] },
  { codes: /^F3[2-4]/, words: /depress/, measures: ['44261-6', '55758-7'] },
  { codes: /^F4[0-1]/, words: /anxiety|panic/, measures: ['70274-6'] },
  {
    codes: /^J4[45]/,
    words: /asthma|obstructive (?:pulmonary|bronch)|emphysema/,
    measures: ['82674-3', '82669-3', '19926-5', '20150-9', '59408-5'],
  },
  { codes: /^E66/, words: /obes|overweight|body mass/, measures: ['39156-5', '29463-7'] },
  { codes: /^E0[23]/, words: /hypothyroid/, measures: ['3016-3', '3024-7'] },
  { codes: /^D[56]\d/, words: /anemia/, measures: ['718-7'] },
  { codes: /^I48/, words: /atrial fibrillation/, measures: ['6301-6', '34714-6', '8867-4'] },
  { codes: /^M10/, words: /gout/, measures: ['3084-1'] },
  { codes: /^F10/, words: /alcohol/, measures: ['75626-2', '72109-2'] },
  { codes: /^I2[0-5]/, words: /coronary|ischemic heart|myocardial/, measures: ['13457-7', BLOOD_PRESSURE] },
  { codes: /^O24|^Z3[34]|^O09/, words: /pregnan/, measures: [BLOOD_PRESSURE, '29463-7'] },
  { codes: /^M81/, words: /osteopor/, measures: ['38265-5'] },
  { codes: /^C61/, words: /prostate/, measures: ['2857-1'] },
];

/** The measurements that tell how a problem is doing, the most telling first. */
export function measuresOf(problem: fhir4.CodeableConcept | undefined): readonly string[] {
  const codes = codesIn(problem);
  const words = wordsOf(problem);
  return RULES.find((rule) => rule.words.test(words) || codes.some((code) => rule.codes.test(code)))?.measures ?? [];
}

/** True if a measurement has to do with a problem. */
export function concerns(measure: string, problem: fhir4.CodeableConcept | undefined): boolean {
  return measuresOf(problem).includes(measureKey(measure));
}
