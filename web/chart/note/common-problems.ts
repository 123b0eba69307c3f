import type { Concept, Picked } from '../../components/code-picker.tsx';
import type { Language } from '../../lib/locale.ts';
import type { Draft } from './draft.ts';

/** The problems that a visit most often adds: SNOMED CT, ICD-10-CM, name in English and Spanish, and what else they are called. */
type CommonProblem = { snomed: string; icd: string; en: string; es: string; also: readonly string[] };

const SNOMED = 'http://snomed.info/sct';

const ROWS: readonly [snomed: string, icd: string, en: string, es: string, also?: readonly string[]][] = [
  ['10509002', 'J20.9', 'Acute bronchitis', 'Bronquitis aguda'],
  ['21897009', 'F41.1', 'Anxiety disorder, generalized', 'Trastorno de ansiedad generalizada', ['GAD', 'anxiety']],
  ['195967001', 'J45.909', 'Asthma', 'Asma'],
  ['49436004', 'I48.91', 'Atrial fibrillation', 'Fibrilación auricular', ['AF', 'AFib']],
  ['433144002', 'N18.30', 'Chronic kidney disease, stage 3', 'Enfermedad renal crónica, estadio 3', ['CKD', 'renal']],
  [
    '13645005',
    'J44.9',
    'Chronic obstructive lung disease',
    'Enfermedad pulmonar obstructiva crónica',
    ['COPD', 'emphysema'],
  ],
  ['370143000', 'F32.9', 'Major depressive disorder', 'Trastorno depresivo mayor', ['depression', 'MDD']],
  ['44054006', 'E11.9', 'Diabetes mellitus, type 2', 'Diabetes mellitus tipo 2', ['T2DM', 'type 2 diabetes']],
  [
    '235595009',
    'K21.9',
    'Gastroesophageal reflux disease',
    'Enfermedad por reflujo gastroesofágico',
    ['GERD', 'heartburn'],
  ],
  ['84114007', 'I50.9', 'Heart failure', 'Insuficiencia cardíaca', ['CHF', 'HF']],
  ['55822004', 'E78.5', 'Hyperlipidemia', 'Hiperlipidemia', ['high cholesterol', 'dyslipidemia']],
  ['38341003', 'I10', 'Hypertension', 'Hipertensión', ['high blood pressure', 'HTN']],
  ['40930008', 'E03.9', 'Hypothyroidism', 'Hipotiroidismo', ['underactive thyroid']],
  ['87522002', 'D50.9', 'Iron deficiency anemia', 'Anemia por deficiencia de hierro', ['anaemia']],
  ['279039007', 'M54.50', 'Low back pain', 'Dolor lumbar', ['lumbago', 'back pain']],
  ['37796009', 'G43.909', 'Migraine', 'Migraña'],
  ['414916001', 'E66.9', 'Obesity', 'Obesidad', ['overweight']],
  ['239873007', 'M17.9', 'Osteoarthritis of the knee', 'Artrosis de rodilla', ['knee arthritis', 'OA']],
  ['54150009', 'J06.9', 'Upper respiratory infection', 'Infección de vías respiratorias altas', ['common cold', 'URI']],
  ['68566005', 'N39.0', 'Urinary tract infection', 'Infección urinaria', ['UTI', 'cystitis']],
];

const COMMON_PROBLEMS: readonly CommonProblem[] = ROWS.map(([snomed, icd, en, es, also = []]) => ({
  snomed,
  icd,
  en,
  es,
  also,
}));

/** Offered before anything is typed: what primary care adds most. */
export const COMMONEST = ['38341003', '44054006', '55822004', '54150009', '370143000', '279039007'] as const;

/** What may be picked, named in a language and found by both. */
export function problemConcepts(language: Language): readonly Concept[] {
  return COMMON_PROBLEMS.map(({ snomed, en, es, also }) => ({
    system: SNOMED,
    code: snomed,
    display: language === 'es' ? es : en,
    synonyms: [language === 'es' ? en : es, ...also],
  })).sort((a, b) => a.display.localeCompare(b.display));
}

/** What a draft has picked. */
export function pickedProblem(draft: Draft, concepts: readonly Concept[]): Picked | null {
  if (draft.problem === 'other') return draft.problemText ? { text: draft.problemText } : null;
  const concept = concepts.find((one) => one.code === draft.problem);
  return concept ? { concept } : null;
}

/** What is picked, as a draft keeps it. */
export function problemOfDraft(picked: Picked | null): Pick<Draft, 'problem' | 'problemText'> {
  if (picked === null) return { problem: '', problemText: '' };
  return 'concept' in picked
    ? { problem: picked.concept.code, problemText: '' }
    : { problem: 'other', problemText: picked.text };
}

/** The concept that is stored: both codes and the English name, or the writer's own words alone. */
export function problemConcept(choice: string, text: string): fhir4.CodeableConcept | undefined {
  const found = COMMON_PROBLEMS.find((one) => one.snomed === choice);
  if (!found) return text.trim() ? { text: text.trim() } : undefined;
  return {
    coding: [
      { system: SNOMED, code: found.snomed, display: found.en },
      { system: 'http://hl7.org/fhir/sid/icd-10-cm', code: found.icd },
    ],
    text: found.en,
  };
}
