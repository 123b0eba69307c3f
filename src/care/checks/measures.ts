/** Values of a measure in the measure's own unit. */
import type { Knowledge } from './compile-knowledge.ts';

type Measure = Knowledge['measures'][number];

/** How units are written where they are no UCUM. */
const SPELLED: Readonly<Record<string, string>> = {
  mmhg: 'mm[hg]',
  lb: '[lb_av]',
  lbs: '[lb_av]',
  pounds: '[lb_av]',
  kilograms: 'kg',
  percent: '%',
  'ml/min': 'ml/min/{1.73_m2}',
  'ml/min/1.73m2': 'ml/min/{1.73_m2}',
  'ml/min/1.73m^2': 'ml/min/{1.73_m2}',
  'ml/min/1.73m²': 'ml/min/{1.73_m2}',
  'ml/min/{1.73m2}': 'ml/min/{1.73_m2}',
  msec: 'ms',
  liters: 'l',
  score: '{score}',
  '1': '{inr}',
};

function spelled(unit: string): string {
  const plain = unit.toLowerCase().replaceAll(/\s/g, '').replaceAll(/[µμ]/g, 'u');
  return SPELLED[plain] ?? plain;
}

/** A quantity of a measure in its unit; nothing where its unit is another that nobody said how to convert. */
export function valueIn(measure: Measure, quantity: fhir4.Quantity): number | undefined {
  const { value, code, unit } = quantity;
  if (value === undefined) return undefined;
  const given = spelled(code ?? unit ?? measure.unit);
  if (given === spelled(measure.unit)) return value;
  const found = Object.entries(measure.units).find(([known]) => spelled(known) === given)?.[1];
  return found ? value * found.times + found.plus : undefined;
}

/** The measure of a concept, by its codes of LOINC. */
export function measureOf(concept: fhir4.CodeableConcept | undefined, knowledge: Knowledge): Measure | undefined {
  return (concept?.coding ?? []).map(({ code }) => knowledge.measureOfLoinc.get(code ?? '')).find(Boolean);
}
