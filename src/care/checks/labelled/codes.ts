/** The few codes with which the labelled charts are written. ICD-10-CM is of the public domain. */

/** Problems, by the code of ICD-10-CM or, where that is too coarse, of SNOMED CT. */
export const PROBLEMS: Readonly<Record<string, string>> = {
  'heart failure': 'I50.9',
  hfref: 'I50.22',
  hfpef: 'I50.32',
  'type 2 diabetes': 'E11.9',
  'old myocardial infarction': 'I25.2',
  asthma: 'J45.40',
  epilepsy: 'G40.909',
  'migraine with aura': 'G43.109',
  'migraine without aura': 'G43.009',
  'deep vein thrombosis': 'I82.401',
  'coronary artery disease': 'I25.10',
  'parkinson disease': 'G20.A1',
  dementia: 'F03.90',
  'urinary retention': 'R33.9',
  angioedema: 'T78.3XXA',
  'mechanical heart valve': 'Z95.2',
  'myasthenia gravis': 'G70.00',
  'medullary thyroid carcinoma': '255032005',
  'papillary thyroid carcinoma': '255029007',
  'g6pd deficiency': 'D55.0',
  'peptic ulcer with bleeding': 'K27.4',
  'ckd stage 4': 'N18.4',
  'complete heart block': 'I44.2',
  pacemaker: 'Z95.0',
  'bladder cancer': 'C67.9',
  'essential tremor': 'G25.0',
  'end stage renal disease': 'N18.6',
  'atrial fibrillation': 'I48.91',
  'rheumatoid arthritis': 'M06.9',
  pregnancy: '77386006',
  'supervised pregnancy': 'Z34.90',
  hypertension: 'I10',
  hysterectomy: 'Z90.710',
  'knee osteoarthritis': 'M17.11',
  'history of stroke': 'Z86.73',
  'lewy body dementia': 'G31.83',
  'tardive dyskinesia': 'G24.01',
  'gastric bypass': 'Z98.84',
  'narrow angle glaucoma': 'H40.20X0',
  'diabetic ketoacidosis': 'E10.10',
};

/** Results: LOINC, and the unit in UCUM unless another is written. */
export const LABS: Readonly<Record<string, [code: string, unit: string]>> = {
  egfr: ['98979-8', 'mL/min/{1.73_m2}'],
  creatinine: ['2160-0', 'mg/dL'],
  'creatinine umol/L': ['14682-9', 'umol/L'],
  potassium: ['2823-3', 'mmol/L'],
  weight: ['29463-7', 'kg'],
  qtc: ['8636-3', 'ms'],
};

/** What goals aim at: LOINC, and the unit. */
export const MEASURES: Readonly<Record<string, [code: string, unit: string]>> = {
  systolic: ['8480-6', 'mm[Hg]'],
  diastolic: ['8462-4', 'mm[Hg]'],
  'blood pressure': ['85354-9', 'mm[Hg]'],
  a1c: ['4548-4', '%'],
  'a1c mmol/mol': ['59261-8', 'mmol/mol'],
  weight: ['29463-7', 'kg'],
  'fluid intake': ['9108-2', 'L'],
  ldl: ['13457-7', 'mg/dL'],
  'ldl mmol/L': ['39469-2', 'mmol/L'],
  hemoglobin: ['718-7', 'g/dL'],
  inr: ['6301-6', '{INR}'],
  'oxygen saturation': ['59408-5', '%'],
  'fasting glucose': ['1558-6', 'mg/dL'],
  bmi: ['39156-5', 'kg/m2'],
};

/** Tests that are drawn or collected. */
export const TESTS: Readonly<Record<string, [code: string, name: string]>> = {
  cbc: ['58410-2', 'Complete blood count'],
  bmp: ['51990-0', 'Basic metabolic panel'],
  cmp: ['24323-8', 'Comprehensive metabolic panel'],
  a1c: ['4548-4', 'Hemoglobin A1c'],
  lipids: ['57698-3', 'Lipid panel'],
  tsh: ['3016-3', 'Thyrotropin'],
  inr: ['6301-6', 'INR'],
  'urine culture': ['630-4', 'Bacteria identified in Urine by Culture'],
  'urine albumin': ['14959-1', 'Microalbumin/Creatinine in Urine'],
};

/** Units of a dose, in UCUM. */
export const UNITS: Readonly<Record<string, string>> = {
  mg: 'mg',
  mcg: 'ug',
  g: 'g',
  mL: 'mL',
  mEq: 'meq',
  units: '[iU]',
  tablet: '{tbl}',
  capsule: '{capsule}',
  puff: '{puff}',
  spray: '{spray}',
  drops: '[drp]',
};

/** How often: so many times in so many of a unit of time. */
export const OFTEN: Readonly<Record<string, [frequency: number, period: number, unit: 'h' | 'd' | 'wk']>> = {
  qd: [1, 1, 'd'],
  qhs: [1, 1, 'd'],
  bid: [2, 1, 'd'],
  tid: [3, 1, 'd'],
  qid: [4, 1, 'd'],
  q4h: [1, 4, 'h'],
  q6h: [1, 6, 'h'],
  q8h: [1, 8, 'h'],
  q12h: [1, 12, 'h'],
  q72h: [1, 72, 'h'],
  weekly: [1, 1, 'wk'],
};

/** Routes, SNOMED CT. */
export const ROUTES: Readonly<Record<string, string>> = {
  oral: '26643006',
  topical: '6064005',
  ophthalmic: '54485002',
  otic: '10547007',
  nasal: '46713006',
  inhaled: '447694001',
  sublingual: '37839007',
  subcutaneous: '34206005',
  transdermal: '45890007',
  vaginal: '16857009',
};
