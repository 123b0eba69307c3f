/** The vital signs of a visit note: what is measured, in which unit, what can be meant and what is expected of an adult. */
import type { Results } from '../model/results.ts';

export const VITAL_KEYS = [
  'systolic',
  'diastolic',
  'heartRate',
  'breathing',
  'temperature',
  'oxygen',
  'weight',
  'height',
  'pain',
] as const;
export type VitalKey = (typeof VITAL_KEYS)[number];

export type Vital = {
  loinc: string;
  display: string;
  unit: string;
  ucum: string;
  decimals: 0 | 1;
  /** Beyond these nobody lives: a slip of the finger. */
  least: number;
  most: number;
  /** What is expected of an adult. */
  range?: { low?: number; high?: number };
};

/** Codes of the FHIR vital signs profiles, http://hl7.org/fhir/R4/observation-vitalsigns.html. */
export const VITALS: Record<VitalKey, Vital> = {
  systolic: {
    loinc: '8480-6',
    display: 'Systolic blood pressure',
    unit: 'mmHg',
    ucum: 'mm[Hg]',
    decimals: 0,
    least: 40,
    most: 300,
    range: { low: 90, high: 129 },
  },
  diastolic: {
    loinc: '8462-4',
    display: 'Diastolic blood pressure',
    unit: 'mmHg',
    ucum: 'mm[Hg]',
    decimals: 0,
    least: 20,
    most: 200,
    range: { low: 50, high: 79 },
  },
  heartRate: {
    loinc: '8867-4',
    display: 'Heart rate',
    unit: 'beats/min',
    ucum: '/min',
    decimals: 0,
    least: 20,
    most: 300,
    range: { low: 50, high: 100 },
  },
  breathing: {
    loinc: '9279-1',
    display: 'Respiratory rate',
    unit: 'breaths/min',
    ucum: '/min',
    decimals: 0,
    least: 4,
    most: 90,
    range: { low: 12, high: 20 },
  },
  temperature: {
    loinc: '8310-5',
    display: 'Body temperature',
    unit: '°C',
    ucum: 'Cel',
    decimals: 1,
    least: 28,
    most: 44,
    range: { low: 36, high: 37.8 },
  },
  oxygen: {
    loinc: '59408-5',
    display: 'Oxygen saturation in Arterial blood by Pulse oximetry',
    unit: '%',
    ucum: '%',
    decimals: 0,
    least: 40,
    most: 100,
    range: { low: 92 },
  },
  weight: { loinc: '29463-7', display: 'Body weight', unit: 'kg', ucum: 'kg', decimals: 1, least: 0.3, most: 400 },
  height: { loinc: '8302-2', display: 'Body height', unit: 'cm', ucum: 'cm', decimals: 1, least: 20, most: 260 },
  pain: {
    loinc: '72514-3',
    display: 'Pain severity - 0-10 verbal numeric rating [Score] - Reported',
    unit: '0–10',
    ucum: '{score}',
    decimals: 0,
    least: 0,
    most: 10,
  },
};

/** The interpretation code (HL7 v3) of a value against what is expected; none where nothing is. */
export function flagOf(value: number, range: Vital['range']): 'H' | 'L' | 'N' | undefined {
  if (!range) return undefined;
  if (range.high !== undefined && value > range.high) return 'H';
  return range.low !== undefined && value < range.low ? 'L' : 'N';
}

/** The figure of the last time, and how far the new one is from it. */
export function sinceLast(
  results: Results,
  key: VitalKey,
  value: number | undefined,
): { last: number; at: string; delta: number | undefined } | undefined {
  const latest = results.byKey.get(VITALS[key].loinc)?.latest;
  if (latest?.value === undefined) return undefined;
  const delta = value === undefined ? undefined : Number((value - latest.value).toFixed(VITALS[key].decimals));
  return { last: latest.value, at: latest.at, delta };
}
