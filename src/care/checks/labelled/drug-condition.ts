/** Medicines that an illness or a state of the body rules out, and illnesses that are over, refuted or of another kind. */
export const DRUG_CONDITION = `
An NSAID in heart failure | F 63
  ibuprofen 600 mg tid; dx heart failure
  => drug-condition ibuprofen heart-failure
  @ AHA/ACC/HFSA 2022, 7.3.6, 3: Harm; AGS Beers 2023, table 3

Pioglitazone in heart failure | M 58
  pioglitazone 30 mg qd; dx heart failure
  => drug-condition pioglitazone heart-failure
  @ AHA/ACC/HFSA 2022, 7.3.6, 3: Harm; boxed warning

Diltiazem with a weak left ventricle | M 60
  diltiazem 120 mg qd; dx hfref
  => drug-condition diltiazem hfref
  @ AHA/ACC/HFSA 2022, 7.3.6, 3: Harm

Saxagliptin in heart failure | F 62
  saxagliptin 5 mg qd; dx heart failure; dx type 2 diabetes
  => drug-condition saxagliptin heart-failure
  @ AHA/ACC/HFSA 2022, 7.3.6, 3: Harm; ADA 2024, 10.44

Flecainide after an infarction | M 61
  flecainide 100 mg bid; dx old myocardial infarction
  => drug-condition flecainide old-myocardial-infarction
  @ CAST; ACC/AHA/ACCP/HRS 2023 atrial fibrillation

Cilostazol in heart failure | M 64
  cilostazol 100 mg bid; dx heart failure
  => drug-condition cilostazol heart-failure
  @ FDA boxed warning of cilostazol

Propranolol in asthma | F 34
  propranolol 40 mg bid; dx asthma
  => drug-condition propranolol asthma
  @ FDA label of propranolol, contraindications; GINA 2023

Timolol eye drops reach the lungs | F 57
  timolol 1 drops bid, as timolol 0.5 % Ophthalmic Solution, route ophthalmic; dx asthma
  => drug-condition timolol asthma
  @ FDA label of ophthalmic timolol, contraindications

Bupropion with epilepsy | F 31
  bupropion 150 mg bid; dx epilepsy
  => drug-condition bupropion epilepsy
  @ FDA label of bupropion, 4

Tramadol with epilepsy | M 40
  tramadol 50 mg q6h prn; dx epilepsy
  => drug-condition tramadol epilepsy
  @ FDA label of tramadol, 5: seizures

The combined pill with migraine and aura | F 33
  norethindrone-ethinyl estradiol 1 tablet qd, as ethinyl estradiol 0.02 MG / norethindrone 1 MG Oral Tablet; dx migraine with aura
  => drug-condition norethindrone-ethinyl-estradiol migraine-with-aura
  @ US MEC 2024: category 4

Estradiol after a thrombosis | F 54
  estradiol 1 mg qd; dx deep vein thrombosis
  => drug-condition estradiol deep-vein-thrombosis
  @ FDA label of estradiol, 4; Beers 2023

A triptan with coronary disease | M 56
  sumatriptan 50 mg qd prn; dx coronary artery disease
  => drug-condition sumatriptan coronary-artery-disease
  @ FDA label of sumatriptan, 4

Metoclopramide in Parkinson's disease | M 63
  metoclopramide 10 mg tid; dx parkinson disease
  => drug-condition metoclopramide parkinson-disease
  @ FDA label, 5; AGS Beers 2023, table 3

Oxybutynin with dementia | F 62
  oxybutynin 5 mg bid; dx dementia
  => drug-condition oxybutynin dementia
  @ AGS Beers 2023, table 3: anticholinergics in dementia

An anticholinergic with urinary retention | M 61
  benztropine 1 mg bid; dx urinary retention
  => drug-condition benztropine urinary-retention
  @ AGS Beers 2023, table 3

An ACE inhibitor after angioedema | F 52
  lisinopril 10 mg qd; dx angioedema
  => drug-condition lisinopril angioedema
  @ FDA label of lisinopril, 4

Dabigatran with a mechanical valve | M 57
  dabigatran 150 mg bid; dx mechanical heart valve
  => drug-condition dabigatran mechanical-heart-valve
  @ RE-ALIGN; FDA label of dabigatran, 4

A quinolone with myasthenia gravis | F 46
  levofloxacin 500 mg qd, ends +7; dx myasthenia gravis
  => drug-condition levofloxacin myasthenia-gravis
  @ FDA boxed warning of fluoroquinolones

Semaglutide with medullary thyroid cancer | F 50
  semaglutide 0.5 mg weekly, route subcutaneous; dx medullary thyroid carcinoma
  => drug-condition semaglutide medullary-thyroid-carcinoma
  @ FDA boxed warning of semaglutide

Nitrofurantoin with G6PD deficiency | F 28
  nitrofurantoin 100 mg bid, ends +5; dx g6pd deficiency
  => drug-condition nitrofurantoin g6pd-deficiency
  @ FDA label of nitrofurantoin, warnings; CPIC G6PD 2022

Citalopram with a long QTc | F 55
  citalopram 20 mg qd; lab qtc 515 on -5
  => drug-condition citalopram qtc
  @ FDA label of citalopram, 5: discontinue over 500 ms

Spironolactone with potassium 5.8 | M 60
  spironolactone 25 mg qd; lab potassium 5.8 on -2
  => drug-condition spironolactone potassium
  @ AHA/ACC/HFSA 2022, 7.3.3: stop over 5.5 mEq/L; label, 4

An NSAID with an ulcer that bled | M 59
  naproxen 500 mg bid; dx peptic ulcer with bleeding
  => drug-condition naproxen peptic-ulcer-with-bleeding
  @ AGS Beers 2023, table 3; ACG 2009

An NSAID with stage 4 kidney disease | F 61
  meloxicam 15 mg qd; dx ckd stage 4
  => drug-condition meloxicam ckd-stage-4
  @ KDIGO 2024 CKD, 4.1; AGS Beers 2023, table 3

A beta blocker with complete heart block | M 63
  metoprolol tartrate 25 mg bid; dx complete heart block
  => drug-condition metoprolol-tartrate complete-heart-block
  @ FDA label of metoprolol, 4

Pioglitazone with bladder cancer | M 62
  pioglitazone 15 mg qd; dx bladder cancer
  => drug-condition pioglitazone bladder-cancer
  @ FDA label of pioglitazone, 5
`;

export const DRUG_CONDITION_DECOYS = `
Heart failure was refuted | F 63
  ibuprofen 600 mg tid; dx heart failure, refuted
  => nothing
  @ FHIR R4 Condition.verificationStatus

Heart failure was entered in error | F 63
  ibuprofen 600 mg tid; dx heart failure, entered-in-error
  => nothing
  @ FHIR R4 Condition.verificationStatus

Heart failure of the mother | F 63
  ibuprofen 600 mg tid; family heart failure
  => nothing
  @ FamilyMemberHistory is not the person's own

Acetaminophen in heart failure | F 63
  acetaminophen 500 mg q6h prn; dx heart failure
  => nothing
  @ AHA/ACC/HFSA 2022 names NSAIDs

Anti-inflammatory gel in heart failure | F 63
  diclofenac, as diclofenac sodium 1 % Topical Gel, route topical; dx heart failure
  => nothing
  @ FDA label of diclofenac gel, 12.3

Diltiazem with a preserved ejection fraction | M 60
  diltiazem 120 mg qd; dx hfpef
  => nothing
  @ AHA/ACC/HFSA 2022, 7.7: harm is stated for HFrEF

Amlodipine with a weak left ventricle | M 60
  amlodipine 5 mg qd; dx hfref
  => nothing
  @ PRAISE; AHA/ACC/HFSA 2022, 7.3.6

Metoprolol succinate in asthma | F 40
  metoprolol succinate 25 mg qd; dx asthma
  => nothing
  @ cardioselective: GINA 2023 allows case by case

Carvedilol in heart failure | M 60
  carvedilol 6.25 mg bid; dx hfref
  => nothing
  @ AHA/ACC/HFSA 2022, 7.3.2

Childhood asthma that is over | F 40
  propranolol 40 mg bid; dx asthma, resolved
  => nothing
  @ FHIR R4 Condition.clinicalStatus

Steroid eye drops in diabetes | F 60
  prednisolone 1 drops qid, as prednisolone acetate 1 % Ophthalmic Suspension, route ophthalmic; dx type 2 diabetes
  => nothing
  @ local

Levetiracetam with epilepsy is its treatment | F 31
  levetiracetam 500 mg bid; dx epilepsy
  => nothing
  @ FDA label

A progestin alone with migraine and aura | F 33
  norethindrone 0.35 mg qd, as norethindrone 0.35 MG Oral Tablet; dx migraine with aura
  => nothing
  @ US MEC 2024: category 1

Migraine without aura and the combined pill at 28 | F 28
  norethindrone-ethinyl estradiol 1 tablet qd, as ethinyl estradiol 0.02 MG / norethindrone 1 MG Oral Tablet; dx migraine without aura
  => nothing
  @ US MEC 2024: category 2

Vaginal estradiol after a thrombosis | F 62
  estradiol, as estradiol 0.1 MG/ML Vaginal Cream, route vaginal; dx deep vein thrombosis
  => nothing
  @ ACOG 2018, AGS Beers 2023: vaginal estrogen acceptable

Metoclopramide with essential tremor | M 58
  metoclopramide 10 mg tid; dx essential tremor
  => nothing
  @ not Parkinson's disease

Quetiapine in Parkinson's disease | M 62
  quetiapine 25 mg qhs; dx parkinson disease
  => nothing
  @ AGS Beers 2023, table 3: quetiapine, clozapine and pimavanserin excepted

Warfarin with a mechanical valve | M 57
  warfarin 5 mg qd; dx mechanical heart valve
  => nothing
  @ ACC/AHA 2020 valves, 11.3: vitamin K antagonist

A stopped quinolone with myasthenia gravis | F 46
  levofloxacin 500 mg qd, completed; dx myasthenia gravis
  => nothing
  @ FHIR R4 MedicationRequest.status

Quinolone ear drops with myasthenia gravis | F 46
  ciprofloxacin, as ciprofloxacin 0.2 % Otic Solution, route otic; dx myasthenia gravis
  => nothing
  @ no systemic exposure of note

Semaglutide with papillary thyroid cancer | F 50
  semaglutide 0.5 mg weekly, route subcutaneous; dx papillary thyroid carcinoma
  => nothing
  @ FDA boxed warning names medullary carcinoma and MEN 2

A long QTc of two years ago, normal since | F 55
  citalopram 20 mg qd; lab qtc 515 on -700 =old; lab qtc 440 on -20
  => nothing
  @ the latest value counts

Potassium 5.8 of a year ago, 4.7 now | M 60
  spironolactone 25 mg qd; lab potassium 5.8 on -365 =old; lab potassium 4.7 on -3
  => nothing
  @ the latest value counts

A cancelled potassium | M 60
  spironolactone 25 mg qd; lab potassium 6.1 on -2, cancelled
  => nothing
  @ FHIR R4 Observation.status

A beta blocker behind a pacemaker | M 63
  metoprolol tartrate 25 mg bid; dx complete heart block; dx pacemaker
  => nothing
  @ FDA label of metoprolol, 4: unless a pacemaker is in place

A provisional diagnosis | M 56
  sumatriptan 50 mg qd prn; dx coronary artery disease, differential
  => nothing
  @ FHIR R4 Condition.verificationStatus: one of several possibilities
`;
