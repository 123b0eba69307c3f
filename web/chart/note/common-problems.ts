/** The problems that a visit most often adds: SNOMED CT, ICD-10-CM, name in English and Spanish. */
export type CommonProblem = { snomed: string; icd: string; en: string; es: string };

const ROWS: readonly [snomed: string, icd: string, en: string, es: string][] = [
  ['10509002', 'J20.9', 'Acute bronchitis', 'Bronquitis aguda'],
  ['21897009', 'F41.1', 'Anxiety disorder, generalized', 'Trastorno de ansiedad generalizada'],
  ['195967001', 'J45.909', 'Asthma', 'Asma'],
  ['49436004', 'I48.91', 'Atrial fibrillation', 'Fibrilación auricular'],
  ['433144002', 'N18.30', 'Chronic kidney disease, stage 3', 'Enfermedad renal crónica, estadio 3'],
  ['13645005', 'J44.9', 'Chronic obstructive lung disease', 'Enfermedad pulmonar obstructiva crónica'],
  ['370143000', 'F32.9', 'Major depressive disorder', 'Trastorno depresivo mayor'],
  ['44054006', 'E11.9', 'Diabetes mellitus, type 2', 'Diabetes mellitus tipo 2'],
  ['235595009', 'K21.9', 'Gastroesophageal reflux disease', 'Enfermedad por reflujo gastroesofágico'],
  ['84114007', 'I50.9', 'Heart failure', 'Insuficiencia cardíaca'],
  ['55822004', 'E78.5', 'Hyperlipidemia', 'Hiperlipidemia'],
  ['38341003', 'I10', 'Hypertension', 'Hipertensión'],
  ['40930008', 'E03.9', 'Hypothyroidism', 'Hipotiroidismo'],
  ['87522002', 'D50.9', 'Iron deficiency anemia', 'Anemia por deficiencia de hierro'],
  ['279039007', 'M54.50', 'Low back pain', 'Dolor lumbar'],
  ['37796009', 'G43.909', 'Migraine', 'Migraña'],
  ['414916001', 'E66.9', 'Obesity', 'Obesidad'],
  ['239873007', 'M17.9', 'Osteoarthritis of the knee', 'Artrosis de rodilla'],
  ['54150009', 'J06.9', 'Upper respiratory infection', 'Infección de vías respiratorias altas'],
  ['68566005', 'N39.0', 'Urinary tract infection', 'Infección urinaria'],
];

export const COMMON_PROBLEMS: readonly CommonProblem[] = ROWS.map(([snomed, icd, en, es]) => ({ snomed, icd, en, es }));

/** The concept that is stored: both codes and the English name, or the writer's own words alone. */
export function problemConcept(choice: string, text: string): fhir4.CodeableConcept | undefined {
  const found = COMMON_PROBLEMS.find((one) => one.snomed === choice);
  if (!found) return text.trim() ? { text: text.trim() } : undefined;
  return {
    coding: [
      { system: 'http://snomed.info/sct', code: found.snomed, display: found.en },
      { system: 'http://hl7.org/fhir/sid/icd-10-cm', code: found.icd },
    ],
    text: found.en,
  };
}
