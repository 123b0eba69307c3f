import { INHALED, NASAL, ORAL, UNDER_TONGUE, step, type DrugRow } from './model.ts';

/** Medicines of breath, mind, pain and infection. */
export const OTHER = {
  albuterol: {
    name: 'albuterol inhaler',
    unit: 'puffs',
    ucum: '{puff}',
    route: INHALED,
    asNeeded: true,
    steps: [
      step(
        '2123111',
        'NDA020503 200 ACTUAT albuterol 0.09 MG/ACTUAT Metered Dose Inhaler',
        2,
        4,
        'Inhale 2 puffs every 4 to 6 hours as needed for wheezing or shortness of breath',
      ),
    ],
  },
  fluticasone: {
    name: 'fluticasone inhaler',
    unit: 'puffs',
    ucum: '{puff}',
    route: INHALED,
    steps: [
      step(
        '895994',
        '120 ACTUAT fluticasone propionate 0.044 MG/ACTUAT Metered Dose Inhaler',
        2,
        2,
        'Inhale 2 puffs twice daily; rinse the mouth after use',
      ),
    ],
  },
  'fluticasone-salmeterol': {
    name: 'fluticasone and salmeterol inhaler',
    unit: 'puffs',
    ucum: '{puff}',
    route: INHALED,
    steps: [
      step(
        '896209',
        '60 ACTUAT fluticasone propionate 0.25 MG/ACTUAT / salmeterol 0.05 MG/ACTUAT Dry Powder Inhaler',
        1,
        2,
        'Inhale 1 puff twice daily; rinse the mouth after use',
      ),
    ],
  },
  tiotropium: {
    name: 'tiotropium',
    unit: 'capsules',
    ucum: '{capsule}',
    route: INHALED,
    steps: [
      step('485032', 'tiotropium 0.018 MG Inhalation Powder', 1, 1, 'Inhale the contents of 1 capsule once daily'),
    ],
  },
  sertraline: {
    name: 'sertraline',
    unit: 'mg',
    ucum: 'mg',
    route: ORAL,
    steps: [
      step('312941', 'sertraline 50 MG Oral Tablet', 50, 1, 'Take 1 tablet (50 mg) by mouth every morning', {
        mood: 0.45,
        worry: 0.4,
      }),
      step('312938', 'sertraline 100 MG Oral Tablet', 100, 1, 'Take 1 tablet (100 mg) by mouth every morning', {
        mood: 0.6,
        worry: 0.5,
      }),
      step(
        '312938',
        'sertraline 100 MG Oral Tablet',
        150,
        1,
        'Take 1 and a half tablets (150 mg) by mouth every morning',
        { mood: 0.65, worry: 0.55 },
      ),
    ],
  },
  escitalopram: {
    name: 'escitalopram',
    unit: 'mg',
    ucum: 'mg',
    route: ORAL,
    steps: [
      step('349332', 'escitalopram 10 MG Oral Tablet', 10, 1, 'Take 1 tablet (10 mg) by mouth once daily', {
        mood: 0.5,
        worry: 0.45,
      }),
      step('349332', 'escitalopram 10 MG Oral Tablet', 20, 1, 'Take 2 tablets (20 mg) by mouth once daily', {
        mood: 0.6,
        worry: 0.55,
      }),
    ],
  },
  bupropion: {
    name: 'bupropion XL',
    unit: 'mg',
    ucum: 'mg',
    route: ORAL,
    steps: [
      step(
        '993541',
        '24 HR bupropion hydrochloride 150 MG Extended Release Oral Tablet',
        150,
        1,
        'Take 1 tablet (150 mg) by mouth every morning',
        { mood: 0.35 },
      ),
      step(
        '993557',
        '24 HR bupropion hydrochloride 300 MG Extended Release Oral Tablet',
        300,
        1,
        'Take 1 tablet (300 mg) by mouth every morning',
        { mood: 0.5 },
      ),
    ],
  },
  'buprenorphine-naloxone': {
    name: 'buprenorphine and naloxone',
    unit: 'tablets',
    ucum: '{tbl}',
    route: UNDER_TONGUE,
    steps: [
      step(
        '351267',
        'buprenorphine 8 MG / naloxone 2 MG Sublingual Tablet',
        1,
        1,
        'Dissolve 1 tablet (8 mg/2 mg) under the tongue once daily',
      ),
      step(
        '351267',
        'buprenorphine 8 MG / naloxone 2 MG Sublingual Tablet',
        2,
        1,
        'Dissolve 2 tablets (16 mg/4 mg) under the tongue once daily',
      ),
    ],
  },
  naloxone: {
    name: 'naloxone nasal spray',
    unit: 'sprays',
    ucum: '{spray}',
    route: NASAL,
    asNeeded: true,
    steps: [
      step(
        '1725059',
        'naloxone hydrochloride 40 MG/ML Nasal Spray',
        1,
        1,
        'Spray once into one nostril for a suspected overdose, and call 911',
      ),
    ],
  },
  acetaminophen: {
    name: 'acetaminophen',
    unit: 'mg',
    ucum: 'mg',
    route: ORAL,
    asNeeded: true,
    steps: [
      step(
        '198440',
        'acetaminophen 500 MG Oral Tablet',
        1000,
        3,
        'Take 2 tablets (1,000 mg) by mouth up to 3 times daily as needed for pain',
      ),
    ],
  },
  naproxen: {
    name: 'naproxen',
    unit: 'mg',
    ucum: 'mg',
    route: ORAL,
    asNeeded: true,
    steps: [
      step(
        '198014',
        'naproxen 500 MG Oral Tablet',
        500,
        2,
        'Take 1 tablet (500 mg) by mouth twice daily with food as needed for pain',
        { sbp: 2 },
      ),
    ],
  },
  'folic-acid': {
    name: 'folic acid',
    unit: 'mg',
    ucum: 'mg',
    route: ORAL,
    steps: [step('310410', 'folic acid 1 MG Oral Tablet', 1, 1, 'Take 1 tablet (1 mg) by mouth once daily')],
  },
  amoxicillin: {
    name: 'amoxicillin',
    unit: 'mg',
    ucum: 'mg',
    route: ORAL,
    steps: [
      step(
        '308191',
        'amoxicillin 500 MG Oral Capsule',
        500,
        3,
        'Take 1 capsule (500 mg) by mouth three times daily until finished',
      ),
    ],
  },
  'amoxicillin-suspension': {
    name: 'amoxicillin suspension',
    unit: 'mL',
    ucum: 'mL',
    route: ORAL,
    steps: [
      step(
        '308189',
        'amoxicillin 80 MG/ML Oral Suspension',
        5,
        2,
        'Give 5 mL (400 mg) by mouth twice daily until finished',
      ),
    ],
  },
  azithromycin: {
    name: 'azithromycin',
    unit: 'mg',
    ucum: 'mg',
    route: ORAL,
    steps: [
      step(
        '308460',
        'azithromycin 250 MG Oral Tablet',
        250,
        1,
        'Take 1 tablet (250 mg) by mouth once daily until finished (2 tablets on the first day)',
      ),
    ],
  },
  cephalexin: {
    name: 'cephalexin',
    unit: 'mg',
    ucum: 'mg',
    route: ORAL,
    steps: [
      step(
        '309114',
        'cephalexin 500 MG Oral Capsule',
        500,
        4,
        'Take 1 capsule (500 mg) by mouth four times daily until finished',
      ),
    ],
  },
  nitrofurantoin: {
    name: 'nitrofurantoin',
    unit: 'mg',
    ucum: 'mg',
    route: ORAL,
    steps: [
      step(
        '1648755',
        'nitrofurantoin, macrocrystals 25 MG / nitrofurantoin, monohydrate 75 MG Oral Capsule',
        100,
        2,
        'Take 1 capsule (100 mg) by mouth twice daily with food until finished',
      ),
    ],
  },
  prednisone: {
    name: 'prednisone',
    unit: 'mg',
    ucum: 'mg',
    route: ORAL,
    steps: [
      step(
        '312615',
        'prednisone 20 MG Oral Tablet',
        40,
        1,
        'Take 2 tablets (40 mg) by mouth every morning with food until finished',
      ),
    ],
  },
} as const satisfies Record<string, DrugRow>;
