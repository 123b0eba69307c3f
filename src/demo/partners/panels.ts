import { LOINC } from '../codes.ts';
import { ANALYTES, analyteOf, type SpecimenKind } from './analytes.ts';

/** What is ordered by one code: a panel, or one test by itself. */
export type Panel = {
  /** The LOINC code that the report has. */
  loinc: string;
  text: string;
  members: readonly string[];
  specimen: SpecimenKind;
  isPanel: boolean;
};

const ELECTROLYTES = ['sodium', 'potassium', 'chloride', 'bicarbonate', 'anion-gap'];
const METABOLIC = [...ELECTROLYTES, 'urea', 'creatinine', 'urea-ratio', 'egfr', 'glucose', 'calcium'];
const LIVER = ['albumin', 'protein', 'globulin', 'alt', 'ast', 'alp', 'bilirubin'];
const COUNT = ['leukocytes', 'erythrocytes', 'hemoglobin', 'hematocrit', 'mcv', 'mch', 'mchc', 'rdw', 'platelets'];
const DIFFERENTIAL = ['neutrophils', 'lymphocytes', 'monocytes', 'eosinophils', 'basophils'];

const PANELS: [codes: readonly string[], text: string, members: readonly string[]][] = [
  [['24326-1'], 'Electrolytes', ELECTROLYTES],
  [['51990-0', '24320-4', '24321-2'], 'Basic metabolic panel', METABOLIC],
  [['24323-8', '24322-0'], 'Comprehensive metabolic panel', [...METABOLIC, ...LIVER]],
  [['24362-6'], 'Renal function panel', [...METABOLIC, 'phosphate', 'albumin']],
  [['24325-3', '24324-6'], 'Hepatic function panel', [...LIVER, 'bilirubin-direct']],
  [['24331-1', '57698-3'], 'Lipid panel', ['cholesterol', 'triglycerides', 'hdl', 'ldl', 'non-hdl']],
  [['58410-2', '24317-0'], 'Complete blood count', COUNT],
  [['57021-8'], 'Complete blood count with differential', [...COUNT, ...DIFFERENTIAL]],
  [['50190-8'], 'Iron studies', ['iron', 'tibc', 'iron-saturation', 'ferritin']],
];

const BY_CODE: ReadonlyMap<string, Panel> = new Map([
  ...[...ANALYTES.values()]
    .filter(({ isDerived }) => !isDerived)
    .flatMap(({ key, loinc, also, text, specimen }) =>
      [loinc, ...also].map((code): [string, Panel] => [
        code,
        { loinc, text, members: [key], specimen, isPanel: false },
      ]),
    ),
  ...PANELS.flatMap(([codes, text, members]) =>
    codes.map((code): [string, Panel] => [code, { loinc: code, text, members, specimen: 'blood', isPanel: true }]),
  ),
]);

/** What the laboratory does for a code, or null for what is not in its directory. */
export function panelOf(code: fhir4.CodeableConcept | undefined): Panel | null {
  const codes = (code?.coding ?? []).filter(({ system }) => system === LOINC).map((one) => one.code ?? '');
  return codes.map((one) => BY_CODE.get(one)).find((one) => one !== undefined) ?? null;
}

/** Every code that can be ordered. */
export function orderableCodes(): string[] {
  return [...BY_CODE.keys()];
}

/** Whether the laboratory asks why. */
export function needsIndication(panel: Panel): boolean {
  return panel.members.some((key) => analyteOf(key).needsIndication);
}
