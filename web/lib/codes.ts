/** Names of codes; the code itself only as the detail behind the name. */
const SYSTEMS: Record<string, string> = {
  'http://loinc.org': 'LOINC',
  'http://snomed.info/sct': 'SNOMED CT',
  'http://www.nlm.nih.gov/research/umls/rxnorm': 'RxNorm',
  'http://hl7.org/fhir/sid/icd-10-cm': 'ICD-10-CM',
  'http://hl7.org/fhir/sid/cvx': 'CVX',
  'http://www.ama-assn.org/go/cpt': 'CPT',
  'http://nucc.org/provider-taxonomy': 'NUCC',
};

/** What a concept is called: its text, else the first display, else the first code for want of a name. */
export function nameOfConcept(concept: fhir4.CodeableConcept | undefined): string {
  if (!concept) return '';
  return concept.text ?? concept.coding?.find((coding) => coding.display)?.display ?? concept.coding?.[0]?.code ?? '';
}

/** "SNOMED CT 44054006 · ICD-10-CM E11.9": the codes behind the name. */
export function codesOfConcept(concept: fhir4.CodeableConcept | undefined): string {
  return (concept?.coding ?? [])
    .filter((coding) => coding.code)
    .map((coding) => [systemName(coding.system), coding.code].filter(Boolean).join(' '))
    .join(' · ');
}

/** The short name of a code system. */
export function systemName(system: string | undefined): string {
  if (!system) return '';
  return SYSTEMS[system] ?? system.split('/').findLast(Boolean) ?? system;
}
