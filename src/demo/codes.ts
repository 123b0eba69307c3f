import type { Coding, Concept, Quantity, Reference } from './r4.ts';

export const SNOMED = 'http://snomed.info/sct';
export const LOINC = 'http://loinc.org';
export const RXNORM = 'http://www.nlm.nih.gov/research/umls/rxnorm';
const ICD10 = 'http://hl7.org/fhir/sid/icd-10-cm';
export const CVX = 'http://hl7.org/fhir/sid/cvx';
const UCUM = 'http://unitsofmeasure.org';
export const ACT = 'http://terminology.hl7.org/CodeSystem/v3-ActCode';
const HL7 = 'http://terminology.hl7.org/CodeSystem/';

/** A coding of one of HL7's own code systems, named by the last part of its address. */
export function hl7Coding(system: string, code: string, display: string): Coding {
  return { system: HL7 + system, code, display };
}

/** A concept of one of HL7's own code systems. */
export function hl7(system: string, code: string, display: string): Concept {
  return { coding: [hl7Coding(system, code, display)], text: display };
}

/** A SNOMED CT concept. */
export function snomed(code: string, display: string, text: string = display): Concept {
  return { coding: [{ system: SNOMED, code, display }], text };
}

/** A LOINC concept. */
export function loinc(code: string, display: string, text: string = display): Concept {
  return { coding: [{ system: LOINC, code, display }], text };
}

/** A diagnosis in SNOMED CT, with the ICD-10-CM code that it is billed as. */
export function diagnosis(code: string, display: string, icd: string, icdDisplay: string, text: string): Concept {
  return {
    coding: [
      { system: SNOMED, code, display },
      { system: ICD10, code: icd, display: icdDisplay },
    ],
    text,
  };
}

/** A quantity in UCUM units; `unit` is how people write it. */
export function quantity(value: number, unit: string, code: string = unit): Quantity {
  return { value, unit, system: UCUM, code };
}

/** A literal reference. */
export function refTo(type: string, id: string, display?: string): Reference {
  return display === undefined ? { reference: `${type}/${id}` } : { reference: `${type}/${id}`, display };
}

/** A number rounded to so many decimals, free of binary dust. */
export function rounded(value: number, decimals: number): number {
  return Number(value.toFixed(decimals));
}

/** A number held between two others. */
export function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

/** A title as it stands inside a sentence: `high blood pressure`, but `COPD`. */
export function inSentence(text: string): string {
  return /^[A-Z][a-z ]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}
