/** Reading coded concepts: which codes, and in which words. */
export const LOINC = 'http://loinc.org';
export const SNOMED = 'http://snomed.info/sct';

type Concept = fhir4.CodeableConcept | undefined;

/** Every code of a concept. */
export function codesIn(concept: Concept): string[] {
  return (concept?.coding ?? []).map((coding) => coding.code ?? '').filter(Boolean);
}

/** True if the concept carries one of these codes. */
export function hasCode(concept: Concept, ...codes: string[]): boolean {
  return concept?.coding?.some((coding) => codes.includes(coding.code ?? '')) ?? false;
}

/** True if one of the concepts carries one of these codes. */
export function anyHasCode(concepts: readonly fhir4.CodeableConcept[] | undefined, ...codes: string[]): boolean {
  return concepts?.some((concept) => hasCode(concept, ...codes)) ?? false;
}

/** The key under which equal things are gathered: the first coding of the preferred system, else the first, else the text. */
export function conceptKey(concept: Concept, preferred: string = LOINC): string {
  const coding =
    concept?.coding?.find((one) => one.system === preferred && one.code) ?? concept?.coding?.find((one) => one.code);
  return coding?.code ?? concept?.text?.toLowerCase() ?? '';
}

/** Text, displays and nothing else, in lower case: for matching words. */
export function wordsOf(...concepts: Concept[]): string {
  return concepts
    .flatMap((concept) => [concept?.text, ...(concept?.coding ?? []).map((coding) => coding.display)])
    .filter(Boolean)
    .join(' ')
    .toLowerCase();
}

/** The name of a concept without the semantic tag that SNOMED CT puts in brackets. */
export function plainName(name: string): string {
  return name
    .replace(
      /\s*\((?:disorder|finding|procedure|situation|event|regime\/therapy|physical object|environment|qualifier value|morphologic abnormality|substance|product|person)\)$/i,
      '',
    )
    .trim();
}

/** LOINC's long names say method and specimen; at the bedside the analyte is enough ("Hemoglobin [Mass/volume] in Blood"). */
export function shortMeasureName(name: string): string {
  const kind = /\[([^\]]+)\]/.exec(name)?.[1] ?? '';
  const kept = /partial pressure|ratio/i.test(kind) ? ` (${kind.toLowerCase()})` : '';
  const plain = name
    .replace(/\s*\[[^\]]+\].*$/, '')
    .replace(/ (?:in|by) (?:serum|plasma|blood|platelet|arterial|respiratory|urine|coagulation)\b.*$/i, '')
    .trim();
  return plain ? plain + kept : name;
}

const CIRCUMSTANCE =
  /employ|labor force|education|housing|homeless|criminal record|transport|social (?:contact|isolation)|intimate partner|violence|refugee|military|^stress\b|medication review|food insecurity|financial|risk activity/;

/** True for how someone lives (work, housing, stress) rather than what they have. */
export function isCircumstance(concept: Concept): boolean {
  return CIRCUMSTANCE.test(wordsOf(concept));
}
