/**
 * A second set, written apart when the rules were done: from clinical sources alone, kept out of all tuning, scored once
 * (docs/checks.md has the figure). No rule is to be changed because of a chart of these.
 */
export const APART = `
Ticagrelor held up by clarithromycin | M 61
  ticagrelor 90 mg bid; aspirin 81 mg qd; clarithromycin 500 mg bid, ends +7
  => drug-drug ticagrelor clarithromycin
  @ FDA label of ticagrelor, 5 and 7: strong CYP3A inhibitors

Phenytoin and fluconazole | F 44
  phenytoin 300 mg qhs; fluconazole 200 mg qd, ends +10
  => drug-drug phenytoin fluconazole
  @ FDA label of phenytoin, 7

Paroxetine undoes tamoxifen | F 52
  tamoxifen 20 mg qd; paroxetine 20 mg qd
  => drug-drug tamoxifen paroxetine
  @ FDA label of tamoxifen, 7

Lithium after a thiazide was begun | M 47
  lithium 300 mg tid; hydrochlorothiazide 25 mg qd
  => drug-drug lithium hydrochlorothiazide
  @ FDA label of lithium, 7

Valproate and meropenem | F 55
  divalproex 500 mg bid; meropenem 1 g q8h, ends +5
  => drug-drug divalproex meropenem
  @ FDA label of meropenem, 7

Verapamil with metoprolol | M 58
  verapamil 240 mg qd; metoprolol tartrate 50 mg bid
  => drug-drug verapamil metoprolol-tartrate
  @ FDA label of verapamil, 7

Clozapine with carbamazepine | M 36
  clozapine 200 mg bid; carbamazepine 200 mg bid
  => drug-drug clozapine carbamazepine
  @ FDA label of clozapine, 7: strong CYP3A4 inducers not recommended

Sertraline with lamotrigine | F 33
  sertraline 50 mg qd; lamotrigine 100 mg bid
  => nothing
  @ no interaction of note

Amoxicillin with warfarin on a steady INR | M 60
  warfarin 5 mg qd; amoxicillin 500 mg tid, ends +5
  => nothing
  @ CHEST 2012: no dose change beforehand; checked at the next INR

Clarithromycin was ordered and cancelled | M 61
  ticagrelor 90 mg bid; clarithromycin 500 mg bid, cancelled
  => nothing
  @ FHIR R4 MedicationRequest.status

Celecoxib with a stiff heart | F 63
  celecoxib 200 mg qd; dx hfpef
  => drug-condition celecoxib hfpef
  @ AHA/ACC/HFSA 2022; FDA label of celecoxib, 5

Sumatriptan after a stroke | M 57
  sumatriptan 50 mg qd prn; dx history of stroke
  => drug-condition sumatriptan history-of-stroke
  @ FDA label of sumatriptan, 4

Haloperidol in Lewy body dementia | M 64
  haloperidol 1 mg bid; dx lewy body dementia
  => drug-condition haloperidol lewy-body-dementia
  @ AGS Beers 2023, table 3

Metoclopramide with tardive dyskinesia | F 58
  metoclopramide 10 mg tid; dx tardive dyskinesia
  => drug-condition metoclopramide tardive-dyskinesia
  @ FDA label of metoclopramide, 4

Naproxen after a gastric bypass | F 46
  naproxen 500 mg bid; dx gastric bypass
  => drug-condition naproxen gastric-bypass
  @ ASMBS 2019: avoid NSAIDs

Hydroxyzine with narrow-angle glaucoma | F 60
  hydroxyzine 25 mg tid; dx narrow angle glaucoma
  => drug-condition hydroxyzine narrow-angle-glaucoma
  @ FDA labels of antihistamines, 4

Empagliflozin after ketoacidosis | F 39
  empagliflozin 10 mg qd; dx diabetic ketoacidosis
  => drug-condition empagliflozin diabetic-ketoacidosis
  @ FDA label of empagliflozin, 5

Amlodipine with heart failure | M 60
  amlodipine 10 mg qd; dx heart failure
  => nothing
  @ AHA/ACC/HFSA 2022

Albuterol with asthma | F 25
  albuterol 2 puffs q6h prn, route inhaled; dx asthma
  => nothing
  @ GINA 2023

Sumatriptan with a migraine and high blood pressure that is treated | F 41
  sumatriptan 50 mg qd prn; lisinopril 10 mg qd; dx migraine without aura; dx hypertension
  => nothing
  @ FDA label of sumatriptan, 4: uncontrolled hypertension alone

Aztreonam with a ceftazidime allergy | M 52
  aztreonam 1 g q8h, ends +4; allergy ceftazidime, reaction anaphylaxis
  => drug-allergy aztreonam allergy-ceftazidime
  @ AAAAI 2022: same R1 side chain

A combination that holds an ACE inhibitor | M 59
  amlodipine-benazepril 1 capsule qd, as amlodipine 5 MG / benazepril hydrochloride 20 MG Oral Capsule; allergy lisinopril, reaction angioedema
  => drug-allergy amlodipine-benazepril allergy-lisinopril
  @ FDA label of benazepril, 4

Phenytoin after a carbamazepine rash | F 30
  phenytoin 300 mg qhs; allergy carbamazepine, reaction stevens-johnson syndrome
  => drug-allergy phenytoin allergy-carbamazepine
  @ FDA label of phenytoin, 4 and 5

Cefuroxime with a penicillin allergy | F 30
  cefuroxime 250 mg bid, ends +6; allergy penicillin, reaction rash
  => nothing
  @ AAAAI 2022: another side chain

Glipizide with a sulfa antibiotic allergy | M 62
  glipizide 5 mg qd; allergy sulfamethoxazole, reaction rash
  => nothing
  @ AAAAI 2022: non-antibiotic sulfonamide

Hydrochlorothiazide twice, once in a combination | M 55
  lisinopril-hydrochlorothiazide 1 tablet qd, by primary care, on -60, as lisinopril 20 MG / hydrochlorothiazide 12.5 MG Oral Tablet; hydrochlorothiazide 25 mg qd, by cardiology, on -5
  => contradiction lisinopril-hydrochlorothiazide hydrochlorothiazide
  @ one ingredient, two orders

Two medicines for sleep of one kind | F 50
  zolpidem 5 mg qhs; eszopiclone 2 mg qhs
  => duplicate-therapy zolpidem eszopiclone
  @ FDA labels of zolpidem and eszopiclone, 5

Chlorthalidone and hydrochlorothiazide | F 61
  chlorthalidone 25 mg qd; hydrochlorothiazide 25 mg qd
  => duplicate-therapy chlorthalidone hydrochlorothiazide
  @ ACC/AHA 2017

Metformin with a sulfonylurea | F 57
  metformin 1000 mg bid; glimepiride 2 mg qd
  => nothing
  @ ADA 2024, 9: different classes

Pregabalin 450 mg with a clearance of 24 | F 64
  pregabalin 150 mg tid; lab creatinine 2.0 on -8; lab weight 54 on -8
  => dose-kidney pregabalin creatinine
  @ FDA label of pregabalin, 2.7: 75 to 150 mg a day at 15 to 30; by hand: 76 * 54 * 0.85 / (72 * 2.0) = 24.2

Sitagliptin 100 mg with eGFR 27 | M 63
  sitagliptin 100 mg qd; lab egfr 27 on -14
  => dose-kidney sitagliptin egfr
  @ FDA label of sitagliptin, 2.2: 25 mg under 30

Losartan with eGFR 35 | M 63
  losartan 100 mg qd; lab egfr 35 on -14; lab potassium 4.9 on -14
  => nothing
  @ KDIGO 2024 CKD, 3.6: continue

Ibuprofen 4800 mg | M 35
  ibuprofen 800 mg q4h
  => dose-max ibuprofen
  @ FDA label of ibuprofen, 2: 3200 mg a day

Duloxetine 180 mg | F 44
  duloxetine 90 mg bid
  => dose-max duloxetine
  @ FDA label of duloxetine, 2: 120 mg a day

Sertraline 200 mg | F 44
  sertraline 200 mg qd
  => nothing
  @ FDA label of sertraline, 2

Atorvastatin in pregnancy, of two kinds of views | F 32
  labetalol 200 mg bid; acetaminophen 500 mg q6h prn; dx pregnancy
  => nothing
  @ ACOG

Enalapril with a pregnancy on the problem list | F 37
  enalapril 10 mg bid; dx supervised pregnancy
  => pregnancy enalapril supervised-pregnancy
  @ FDA boxed warning

Methocarbamol at 72 | F 72
  methocarbamol 750 mg tid
  => older-adult methocarbamol
  @ AGS Beers 2023, table 2

Diastolic by two clinics | M 69
  goal diastolic <80 by cardiology; goal diastolic <90 by primary care =primary
  => goals diastolic primary
  @ ACC/AHA 2017

Hemoglobin A1c under 8 and a range up to 8 | F 80
  goal a1c <8 by geriatrics; goal a1c 7-8 by endocrinology =endocrinology
  => nothing
  @ ADA 2024, 13: one upper end

Carbohydrates up and down | F 60
  advice low, says Follow a low-carbohydrate diet, by endocrinology; advice high, says Eat a high-carbohydrate diet before training, by sports medicine
  => advice low high
  @ ADA 2024, 5

Fluids after the stone, salt after the heart | M 66
  advice stones, says Drink 3 liters of water every day, by urology; advice heart, says No more than 1.5 liters of fluids a day, by cardiology
  => advice stones heart
  @ AUA 2019; AHA/ACC/HFSA 2022

An over-the-counter cold remedy with naproxen is advised with kidney disease | M 64
  advice cold, says Take naproxen for the cold as needed, by urgent care; dx ckd stage 4
  => advice cold ckd-stage-4
  @ KDIGO 2024 CKD, 4.1

Low salt and less alcohol | M 58
  advice salt, says Keep salt under 2 grams a day, by cardiology; advice wine, says Cut down on alcohol, by primary care
  => nothing
  @ they fit

Dialysis and a dentist at once | M 66
  visit dialysis, at +2 07:00, 240 min, place dialysis unit; visit dentist, at +2 09:30, 30 min, place dental clinic
  => schedule dialysis dentist
  @ nobody is at two places

A morning at one site and an afternoon at another | M 66
  visit eyes, at +2 09:00, 45 min, place eye clinic; visit heart, at +2 14:00, 30 min, place heart center
  => nothing
  @ hours between

Rivaroxaban and enoxaparin without an end | M 68
  rivaroxaban 20 mg qd; enoxaparin 60 mg bid, route subcutaneous
  => contradiction rivaroxaban enoxaparin
  @ FDA label of rivaroxaban, 5 and 7

Gabapentin as two orders of two clinics | F 48
  gabapentin 300 mg tid, by primary care, on -90; gabapentin 600 mg tid, by pain clinic, on -7 =pain
  => contradiction gabapentin pain
  @ one medicine, two doses

The plan of a care manager who has gone | F 55
  wish sleep, says Sleep through the night, by Ines Ortega; task sleep-call, says Call about sleep, owner Ines Ortega, due +3; person Ines Ortega, left
  => orphan sleep
  => orphan sleep-call
  @ Practitioner.active is false

A referral with its visit kept | M 50
  referral hand, says Hand surgery consult, on -60; visit hand-visit, at +14 10:00, 30 min, place hand clinic, for hand
  => nothing
  @ closed loop
`;
