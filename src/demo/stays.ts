import { diagnosis } from './codes.ts';
import type { DrugKey } from './formulary.ts';
import type { PanelKey } from './labs.ts';
import type { RoomKey } from './places.ts';
import type { ProcedureKey } from './procedures.ts';
import type { Concept } from './r4.ts';

export type Destination = 'home' | 'home-health' | 'nursing';

/** A reason to come to the emergency department, and what follows if it leads to a stay. */
export type Stay = {
  concept: Concept;
  reason: string;
  history: string;
  finding: string;
  stress: number;
  fever?: number;
  /** Taken off the systolic pressure: shock. */
  drop?: number;
  oxygen?: number;
  /** Kilograms of water at the beginning. */
  fluid?: number;
  tests: PanelKey[];
  ecg?: boolean;
  procedure?: ProcedureKey;
  inpatientProcedure?: ProcedureKey;
  outcome?: string;
  days: [number, number];
  room: RoomKey;
  /** Basic metabolic panels on the first and last morning. */
  rounds?: boolean;
  /** Taken home, for so many days. */
  gives?: [DrugKey, number];
  /** The medicine that is raised on leaving. */
  raises?: DrugKey;
  to: [Destination, number][];
  course: string;
  todo: string;
  advice: string;
  /** Days until it is over. */
  over: number;
  followUp?: boolean;
  flare?: boolean;
};

const WARD: RoomKey = 'hospital-ward-4-west';

export const STAYS: Record<string, Stay> = {
  'heart-failure': {
    concept: diagnosis(
      '443343001',
      'Acute on chronic systolic heart failure (disorder)',
      'I50.23',
      'Acute on chronic systolic (congestive) heart failure',
      'Heart failure, worse',
    ),
    reason: 'Breathlessness and swelling of the legs',
    history: 'Four days of breathlessness, three pillows, up 3 kg at home; salty food over the holiday.',
    finding: 'Crackles at both bases, edema to the shins, neck veins full.',
    stress: 18,
    oxygen: 89,
    fluid: 3.6,
    tests: ['bmp', 'bnp', 'cbc'],
    ecg: true,
    days: [3, 6],
    room: WARD,
    rounds: true,
    raises: 'furosemide',
    to: [
      ['home', 4],
      ['home-health', 5],
      ['nursing', 1],
    ],
    course:
      'Lost several kilograms of water with furosemide into the vein; breathing easily on room air for a day before leaving.',
    todo: 'weigh every morning and call if up 1.5 kg in two days; basic metabolic panel in a week.',
    advice: 'Water pill doubled for three days.',
    over: 10,
    flare: true,
  },
  copd: {
    concept: diagnosis(
      '195951007',
      'Acute exacerbation of chronic obstructive airways disease (disorder)',
      'J44.1',
      'Chronic obstructive pulmonary disease with (acute) exacerbation',
      'COPD, worse',
    ),
    reason: 'Cough and worsening breathlessness',
    history: 'Three days of more cough with yellow phlegm; the inhaler helps for an hour only.',
    finding: 'Wheezes throughout, long breathing out, speaks in short sentences.',
    stress: 16,
    oxygen: 87,
    tests: ['bmp', 'cbc'],
    days: [3, 5],
    room: WARD,
    to: [
      ['home', 6],
      ['home-health', 3],
      ['nursing', 1],
    ],
    course: 'Better with nebulizers, prednisone and oxygen, which was no longer needed on the third day.',
    todo: 'review of the inhalers.',
    advice: 'Prednisone for five days; inhaler technique checked.',
    gives: ['prednisone', 5],
    over: 14,
    followUp: true,
    flare: true,
  },
  pneumonia: {
    concept: diagnosis('233604007', 'Pneumonia (disorder)', 'J18.9', 'Pneumonia, unspecified organism', 'Pneumonia'),
    reason: 'Fever and cough, pneumonia',
    history: 'Two days of fever, chills and cough with rusty phlegm.',
    finding: 'Crackles at the right base; a shadow there on the chest film.',
    stress: 20,
    fever: 38.9,
    oxygen: 90,
    tests: ['bmp', 'cbc'],
    days: [2, 5],
    room: WARD,
    rounds: true,
    to: [
      ['home', 6],
      ['home-health', 2],
      ['nursing', 2],
    ],
    course: 'Fever gone after two days of ceftriaxone and azithromycin; off oxygen since the day before leaving.',
    todo: 'chest film in six weeks.',
    advice: 'Antibiotic at home.',
    gives: ['azithromycin', 3],
    over: 21,
    followUp: true,
  },
  hip: {
    concept: diagnosis(
      '359817006',
      'Closed fracture of hip (disorder)',
      'S72.009A',
      'Fracture of unspecified part of neck of unspecified femur, initial encounter for closed fracture',
      'Hip fracture',
    ),
    reason: 'Fall at home with hip pain',
    history: 'Tripped on a rug at home; could not stand afterwards.',
    finding: 'Left leg shortened and turned out; film shows a broken hip.',
    stress: 20,
    tests: ['bmp', 'cbc'],
    ecg: true,
    inpatientProcedure: 'hip-repair',
    outcome: 'Left hip hemiarthroplasty without complication.',
    days: [4, 6],
    room: 'hospital-ward-3-east',
    rounds: true,
    to: [
      ['nursing', 8],
      ['home-health', 2],
    ],
    course: 'Left hip hemiarthroplasty on the first day after admission; walks ten meters with a frame.',
    todo: 'bone density and vitamin D; home safety check.',
    advice: '',
    over: 90,
  },
  chest: {
    concept: diagnosis('29857009', 'Chest pain (finding)', 'R07.9', 'Chest pain, unspecified', 'Chest pain'),
    reason: 'Chest pain',
    history: 'Pressure in the chest for an hour while resting, gone on arrival.',
    finding: 'Heart and lungs normal; pain does not come back.',
    stress: 10,
    tests: ['bmp', 'cbc'],
    ecg: true,
    days: [1, 2],
    room: WARD,
    to: [['home', 1]],
    course: 'Heart enzymes stayed normal; stress test without a sign of ischemia.',
    todo: 'review of the risk factors.',
    advice: 'Two normal troponins; home, with the clinic within the week.',
    over: 2,
    followUp: true,
  },
  asthma: {
    concept: diagnosis(
      '281239006',
      'Exacerbation of asthma (disorder)',
      'J45.901',
      'Unspecified asthma with (acute) exacerbation',
      'Asthma attack',
    ),
    reason: 'Wheezing and shortness of breath',
    history: 'Wheezing since a cold two days ago; the reliever every three hours.',
    finding: 'Wheezes on both sides; speaks in sentences after treatment.',
    stress: 16,
    oxygen: 93,
    tests: [],
    days: [1, 2],
    room: WARD,
    to: [['home', 1]],
    course: 'Better with nebulizers and a steroid.',
    todo: 'review of the controller.',
    advice: 'Nebulizers and a steroid given; the clinic within the week.',
    gives: ['prednisone', 5],
    over: 8,
    followUp: true,
    flare: true,
  },
  ankle: {
    concept: diagnosis(
      '44465007',
      'Sprain of ankle (disorder)',
      'S93.409A',
      'Sprain of unspecified ligament of unspecified ankle, initial encounter',
      'Sprained ankle',
    ),
    reason: 'Ankle injury',
    history: 'Turned the ankle on the stairs.',
    finding: 'Swollen outer ankle, bears weight for four steps.',
    stress: 8,
    tests: [],
    days: [1, 1],
    room: WARD,
    to: [['home', 1]],
    course: '',
    todo: '',
    advice: 'Ice, elastic bandage, weight as borne.',
    over: 28,
  },
  cut: {
    concept: diagnosis(
      '284549007',
      'Laceration of hand (disorder)',
      'S61.419A',
      'Laceration without foreign body of unspecified hand, initial encounter',
      'Cut on the hand',
    ),
    reason: 'Cut on the hand',
    history: 'Cut with a kitchen knife an hour ago.',
    finding: 'Clean cut of 3 cm over the palm; fingers move and feel normally.',
    stress: 8,
    tests: [],
    procedure: 'wound-closure',
    outcome: 'Closed with five stitches.',
    days: [1, 1],
    room: WARD,
    to: [['home', 1]],
    course: '',
    todo: '',
    advice: 'Stitches out in ten days.',
    over: 14,
  },
  fever: {
    concept: diagnosis('386661006', 'Fever (finding)', 'R50.9', 'Fever, unspecified', 'Fever'),
    reason: 'Fever in a child',
    history: 'Fever since the evening, drinks well.',
    finding: 'Alert, ears and throat clear, no rash, neck supple.',
    stress: 20,
    fever: 39.2,
    tests: [],
    days: [1, 1],
    room: WARD,
    to: [['home', 1]],
    course: '',
    todo: '',
    advice: 'Likely a virus; fluids, and back if the fever lasts beyond three days.',
    over: 4,
    followUp: true,
  },
  last: {
    concept: diagnosis('91302008', 'Sepsis (disorder)', 'A41.9', 'Sepsis, unspecified organism', 'Sepsis'),
    reason: 'Weakness, confusion and fever',
    history: 'Weaker for days, confused since the morning; family called the ambulance.',
    finding: 'Cool mottled skin, fast shallow breaths, crackles on the left.',
    stress: 22,
    fever: 38.7,
    drop: 48,
    oxygen: 86,
    tests: ['bmp'],
    days: [3, 4],
    room: WARD,
    to: [['home', 1]],
    course: '',
    todo: '',
    advice: '',
    over: 9000,
  },
};
