import { LOINC } from '../codes.ts';
import { wordsOf } from './model.ts';

/** A kind of picture that the imaging center takes, with what it may show. */
export type Study = {
  codes: readonly string[];
  /** How orders without a code of ours call it. */
  words: RegExp;
  text: string;
  /** Of DICOM's DCM. */
  modality: [code: string, display: string];
  technique: string;
  normal: string;
  /** What is found now and then, with what to make of it. */
  abnormal: [finding: string, impression: string];
  /** What is told by telephone. */
  critical?: [finding: string, impression: string];
  images: number;
};

const DX: Study['modality'] = ['DX', 'Digital Radiography'];
const CT: Study['modality'] = ['CT', 'Computed Tomography'];
const MR: Study['modality'] = ['MR', 'Magnetic Resonance'];
const US: Study['modality'] = ['US', 'Ultrasound'];
const MG: Study['modality'] = ['MG', 'Mammography'];

const STUDIES: Study[] = [
  {
    codes: ['36643-5', '30745-4', '36554-4'],
    words: /chest.*(x-?ray|radiograph|xr)|(x-?ray|radiograph|xr).*chest/i,
    text: 'Chest X-ray',
    modality: DX,
    technique: 'Frontal and lateral views.',
    normal: 'The lungs are clear. No effusion or pneumothorax. The heart is of normal size. The bones are intact.',
    abnormal: [
      'Airspace opacity in the right lower lobe. No effusion.',
      'Right lower lobe opacity, most likely pneumonia. Follow up to resolution.',
    ],
    critical: [
      'Pneumothorax on the left with 4 cm of apical separation. No shift of the mediastinum.',
      'Large left pneumothorax.',
    ],
    images: 2,
  },
  {
    codes: ['24725-4', '30799-1'],
    words: /\bct\b.*(head|brain)|(head|brain).*\bct\b/i,
    text: 'CT head',
    modality: CT,
    technique: 'Axial images without contrast.',
    normal: 'No hemorrhage, mass or shift. Gray and white matter are distinct. The ventricles are of normal size.',
    abnormal: ['Scattered white matter hypodensities. No hemorrhage.', 'Chronic small vessel disease. Nothing acute.'],
    critical: [
      'Acute subdural collection over the left convexity, 9 mm, with 4 mm of shift.',
      'Acute left subdural hemorrhage with shift.',
    ],
    images: 140,
  },
  {
    codes: ['24627-2', '24628-0'],
    words: /\bct\b.*(chest|lung|thorax)|(chest|lung|thorax).*\bct\b/i,
    text: 'CT chest',
    modality: CT,
    technique: 'Helical images at full inspiration.',
    normal: 'No nodule, consolidation or effusion. No enlarged lymph nodes.',
    abnormal: ['Solid nodule of 7 mm in the right upper lobe.', 'Nodule of 7 mm: CT again in 6 to 12 months.'],
    critical: ['Filling defects in both main pulmonary arteries.', 'Acute pulmonary embolism on both sides.'],
    images: 320,
  },
  {
    codes: [],
    words: /\bct\b.*(abdomen|pelvis)|(abdomen|pelvis).*\bct\b/i,
    text: 'CT abdomen and pelvis',
    modality: CT,
    technique: 'Helical images in the portal venous phase.',
    normal: 'Liver, spleen, pancreas, kidneys and adrenals are normal. No free fluid. The appendix is normal.',
    abnormal: [
      'Stone of 4 mm in the left distal ureter with mild hydronephrosis.',
      'Stone of 4 mm in the left distal ureter.',
    ],
    critical: ['Free air under the diaphragm.', 'Perforated viscus.'],
    images: 410,
  },
  {
    codes: ['24590-2'],
    words: /mr.*(brain|head)|(brain|head).*\bmr/i,
    text: 'MRI brain',
    modality: MR,
    technique: 'Standard sequences without contrast.',
    normal: 'No restricted diffusion, mass or hemorrhage.',
    abnormal: [
      'Several foci of high T2 signal in the periventricular white matter.',
      'White matter lesions, not specific.',
    ],
    critical: [
      'Restricted diffusion in the territory of the left middle cerebral artery.',
      'Acute infarct, left middle cerebral artery.',
    ],
    images: 220,
  },
  {
    codes: ['24968-0'],
    words: /mr.*(lumbar|spine|knee|shoulder)|(lumbar|spine|knee|shoulder).*\bmr/i,
    text: 'MRI of spine or joint',
    modality: MR,
    technique: 'Standard sequences without contrast.',
    normal: 'Alignment and signal are normal. No stenosis, tear or effusion.',
    abnormal: ['Moderate degenerative change; no compression of nerves.', 'Degenerative change without compression.'],
    images: 160,
  },
  {
    codes: ['24606-6', '24604-1'],
    words: /mammo/i,
    text: 'Mammogram',
    modality: MG,
    technique: 'Craniocaudal and mediolateral oblique views of both breasts.',
    normal: 'No suspicious mass, calcification or distortion. BI-RADS 1.',
    abnormal: [
      'Asymmetry in the upper outer left breast. BI-RADS 0.',
      'Further views of the left breast are needed. BI-RADS 0.',
    ],
    images: 4,
  },
  {
    codes: ['38269-7'],
    words: /\bdxa\b|bone density/i,
    text: 'Bone density (DXA)',
    modality: DX,
    technique: 'Lumbar spine and both hips.',
    normal: 'Lowest T-score -0.6. Normal bone density.',
    abnormal: ['Lowest T-score -2.7 at the femoral neck.', 'Osteoporosis by the T-score.'],
    images: 3,
  },
  {
    codes: ['42148-7', '34552-0'],
    words: /echo(cardiogra|\b)/i,
    text: 'Echocardiogram',
    modality: US,
    technique: 'Transthoracic, with Doppler.',
    normal: 'Ejection fraction 60 %. Chambers are of normal size. No significant valve disease.',
    abnormal: ['Ejection fraction 45 %, with hypokinesis of the inferior wall.', 'Mildly reduced ejection fraction.'],
    critical: ['Large pericardial effusion with diastolic collapse of the right ventricle.', 'Cardiac tamponade.'],
    images: 60,
  },
  {
    codes: [],
    words: /ultrasound|\bus\b|sonogra/i,
    text: 'Ultrasound',
    modality: US,
    technique: 'Gray scale and color Doppler.',
    normal: 'Normal size and structure. No mass, stone or fluid.',
    abnormal: ['Simple cyst of 2 cm.', 'Simple cyst; nothing to be done.'],
    critical: ['The deep vein does not compress and has no flow.', 'Acute deep vein thrombosis.'],
    images: 30,
  },
  {
    codes: [],
    words: /x-?ray|radiograph|\bxr\b/i,
    text: 'X-ray',
    modality: DX,
    technique: 'Two views.',
    normal: 'No fracture or dislocation. Joint spaces are kept.',
    abnormal: ['Narrowed joint space with osteophytes.', 'Moderate osteoarthritis.'],
    images: 2,
  },
];

/** What is taken for an order: by its code, else by its words; null for what is not done here. */
export function studyOf(code: fhir4.CodeableConcept | undefined): Study | null {
  const codes = (code?.coding ?? []).filter(({ system }) => system === LOINC).map((one) => one.code ?? '');
  const words = wordsOf(code);
  return (
    STUDIES.find((study) => study.codes.some((one) => codes.includes(one))) ??
    STUDIES.find((study) => study.words.test(words)) ??
    null
  );
}
