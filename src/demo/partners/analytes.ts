import { SERUM, between, type Analyte, type SpecimenKind } from './analyte-model.ts';
import { CHEMISTRY } from './chemistry.ts';
import { HEMATOLOGY } from './hematology.ts';

export type { Analyte, SpecimenKind } from './analyte-model.ts';

type Sought = [
  key: string,
  loinc: string,
  display: string,
  text: string,
  specimen: SpecimenKind,
  foundPercent: number,
  also?: readonly string[],
];

const SOUGHT: Sought[] = [
  [
    'hiv-screen',
    '56888-1',
    `HIV 1+2 Ab+HIV1 p24 Ag [Presence] ${SERUM} by Immunoassay`,
    'HIV antigen and antibody',
    'blood',
    0.3,
  ],
  [
    'hcv-antibody',
    '16128-1',
    'Hepatitis C virus Ab [Presence] in Serum',
    'Hepatitis C antibody',
    'blood',
    1.5,
    ['13955-0'],
  ],
  [
    'hbsag',
    '5195-3',
    'Hepatitis B virus surface Ag [Presence] in Serum',
    'Hepatitis B surface antigen',
    'blood',
    0.5,
    ['5196-1'],
  ],
  [
    'hcg-urine',
    '2106-3',
    'Choriogonadotropin (pregnancy test) [Presence] in Urine',
    'Pregnancy test, urine',
    'urine',
    12,
  ],
  [
    'strep-rapid',
    '6556-5',
    'Streptococcus pyogenes Ag [Presence] in Throat by Rapid immunoassay',
    'Rapid strep test',
    'swab',
    20,
    ['78012-2'],
  ],
  [
    'sars-cov-2',
    '94500-6',
    'SARS-CoV-2 (COVID-19) RNA [Presence] in Respiratory specimen by NAA with probe detection',
    'SARS-CoV-2',
    'swab',
    9,
  ],
  [
    'fit',
    '29771-3',
    'Hemoglobin.gastrointestinal.lower [Presence] in Stool by Immunoassay',
    'Fecal immunochemical test',
    'stool',
    5,
  ],
  ['urine-culture', '630-4', 'Bacteria identified in Urine by Culture', 'Urine culture', 'urine', 30],
  ['blood-culture', '600-7', 'Bacteria identified in Blood by Culture', 'Blood culture', 'blood', 6],
];

/** Everything that the laboratory does, by key. */
export const ANALYTES: ReadonlyMap<string, Analyte> = new Map(
  [
    ...[...CHEMISTRY, ...HEMATOLOGY].map(([key, loinc, display, text, unit, decimals, usual, more = {}]): Analyte => ({
      key,
      loinc,
      also: [],
      display,
      text,
      ucum: more.ucum ?? unit,
      unit: unit === '{INR}' || unit === '{ratio}' ? '' : unit,
      decimals,
      usual,
      critical: [undefined, undefined],
      specimen: 'blood',
      ...more,
    })),
    ...SOUGHT.map(([key, loinc, display, text, specimen, foundPercent, also = []]): Analyte => ({
      key,
      loinc,
      also,
      display,
      text,
      ucum: '',
      unit: '',
      decimals: 0,
      usual: between(),
      critical: [undefined, undefined],
      specimen,
      foundPercent,
      ...(key === 'blood-culture' ? { foundIsCritical: true as const } : {}),
    })),
  ].map((analyte) => [analyte.key, analyte]),
);

/** What is done under a key; that there is nothing is a mistake of this folder. */
export function analyteOf(key: string): Analyte {
  const found = ANALYTES.get(key);
  if (!found) throw new RangeError(`the laboratory does not do ${key}`);
  return found;
}
