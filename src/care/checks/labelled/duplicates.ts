/** The same kind of treatment twice, and pairs that are meant to stand together. */
export const DUPLICATES = `
Two SSRIs by two prescribers | F 41
  sertraline 100 mg qd, by primary care; escitalopram 10 mg qd, by psychiatry
  => duplicate-therapy sertraline escitalopram
  @ APA depression guideline; therapeutic duplication (NCPDP DUR class)

An SSRI and an SNRI | F 46
  fluoxetine 20 mg qd, by psychiatry; venlafaxine 75 mg qd, by primary care
  => duplicate-therapy fluoxetine venlafaxine
  @ FDA labels, 5: serotonin syndrome with other serotonergic antidepressants

Two ACE inhibitors | M 55
  lisinopril 10 mg qd; enalapril 10 mg bid
  => duplicate-therapy lisinopril enalapril
  @ ACC/AHA 2017 hypertension, 8.1.6

Two ARBs | F 58
  losartan 50 mg qd; valsartan 160 mg qd
  => duplicate-therapy losartan valsartan
  @ ACC/AHA 2017 hypertension, 8.1.6

Two statins after a hospital stay | M 62
  simvastatin 20 mg qhs, by primary care; atorvastatin 80 mg qhs, by hospital
  => duplicate-therapy simvastatin atorvastatin
  @ ACC/AHA 2018 cholesterol

Two proton pump inhibitors | F 49
  omeprazole 20 mg qd; pantoprazole 40 mg qd
  => duplicate-therapy omeprazole pantoprazole
  @ ACG 2022 reflux

Two NSAIDs, one over the counter | M 44
  meloxicam 15 mg qd; naproxen 220 mg bid, statement
  => duplicate-therapy meloxicam naproxen
  @ FDA labels of NSAIDs, 7

Two beta blockers | F 60
  metoprolol succinate 50 mg qd, by primary care; carvedilol 6.25 mg bid, by cardiology
  => duplicate-therapy metoprolol-succinate carvedilol
  @ ACC/AHA 2017 hypertension, 8.1.6

Two benzodiazepines for the day | F 37
  alprazolam 0.5 mg tid; clonazepam 1 mg bid
  => duplicate-therapy alprazolam clonazepam
  @ APA; CMS DUR class duplication

Two sulfonylureas | M 59
  glipizide 5 mg bid; glimepiride 2 mg qd
  => duplicate-therapy glipizide glimepiride
  @ ADA 2024, 9

A GLP-1 agonist and a DPP-4 inhibitor | F 52
  semaglutide 1 mg weekly, route subcutaneous; sitagliptin 100 mg qd
  => duplicate-therapy semaglutide sitagliptin
  @ ADA 2024, 9.17: no added benefit

Two SGLT2 inhibitors | M 61
  empagliflozin 10 mg qd; dapagliflozin 10 mg qd
  => duplicate-therapy empagliflozin dapagliflozin
  @ ADA 2024, 9

Two basal insulins | F 48
  insulin glargine 20 units qhs; insulin detemir 15 units bid
  => duplicate-therapy insulin-glargine insulin-detemir
  @ ADA 2024, 9

Two long-acting beta agonists inhaled | M 63
  fluticasone-salmeterol 1 puff bid, as fluticasone propionate 0.25 MG/ACTUAT / salmeterol 0.05 MG/ACTUAT Dry Powder Inhaler, route inhaled; formoterol-budesonide 2 puff bid, as budesonide 0.16 MG/ACTUAT / formoterol 0.0045 MG/ACTUAT Metered Dose Inhaler, route inhaled
  => duplicate-therapy fluticasone-salmeterol formoterol-budesonide
  @ FDA labels of long-acting beta agonists, 5

Two long-acting muscarinics inhaled | M 64
  tiotropium 1 capsule qd, as tiotropium 0.018 MG Inhalation Powder, route inhaled; umeclidinium-vilanterol 1 puff qd, as umeclidinium 0.0625 MG/ACTUAT / vilanterol 0.025 MG/ACTUAT Dry Powder Inhaler, route inhaled
  => duplicate-therapy tiotropium umeclidinium-vilanterol
  @ FDA label of umeclidinium, 7: anticholinergics

Three statins are one finding | M 62
  simvastatin 20 mg qhs; pravastatin 20 mg qhs; atorvastatin 20 mg qhs
  => duplicate-therapy simvastatin pravastatin atorvastatin
  @ one duplication of one class

Gabapentin with pregabalin | F 55
  gabapentin 300 mg tid; pregabalin 75 mg bid
  => duplicate-therapy gabapentin pregabalin
  @ FDA 2019 on gabapentinoids; same target

Two drugs for the prostate's smooth muscle | M 63
  tamsulosin 0.4 mg qhs; doxazosin 4 mg qhs
  => duplicate-therapy tamsulosin doxazosin
  @ FDA label of tamsulosin, 7: other alpha blockers
`;

export const DUPLICATES_DECOYS = `
Basal and bolus insulin | F 48
  insulin glargine 20 units qhs; insulin lispro 6 units tid
  => nothing
  @ ADA 2024, 9

A cross-taper with its end set | F 41
  sertraline 50 mg qd, ends +14; venlafaxine 37.5 mg qd
  => nothing
  @ the old one ends in two weeks by its own order

A scheduled opioid with the same one for breakthrough pain | M 58
  oxycodone 20 mg q12h, as 12 HR oxycodone hydrochloride 20 MG Extended Release Oral Tablet, by pain clinic; oxycodone 5 mg q6h prn, by pain clinic =rescue
  => nothing
  @ NCCN adult cancer pain

A long-acting inhaler with a rescue inhaler | F 34
  fluticasone-salmeterol 1 puff bid, as fluticasone propionate 0.25 MG/ACTUAT / salmeterol 0.05 MG/ACTUAT Dry Powder Inhaler, route inhaled; albuterol 2 puffs q6h prn, as albuterol 0.09 MG/ACTUAT Metered Dose Inhaler, route inhaled
  => nothing
  @ GINA 2023

Steroid cream and steroid inhaler | F 34
  triamcinolone, as triamcinolone acetonide 0.1 % Topical Cream, route topical; fluticasone 2 puffs bid, as fluticasone propionate 0.044 MG/ACTUAT Metered Dose Inhaler, route inhaled
  => nothing
  @ different sites of action

Timolol drops and metoprolol | F 63
  timolol 1 drops bid, as timolol 0.5 % Ophthalmic Solution, route ophthalmic; metoprolol succinate 50 mg qd
  => nothing
  @ different sites of action; ONC non-interruptive level

Aspirin 81 mg and an NSAID are not two NSAIDs | M 52
  aspirin 81 mg qd; celecoxib 100 mg bid
  => nothing
  @ low-dose aspirin is antiplatelet therapy

Aspirin and clopidogrel after a stent | M 60
  aspirin 81 mg qd; clopidogrel 75 mg qd
  => nothing
  @ ACC/AHA 2016 dual antiplatelet therapy

A thiazide with a loop diuretic | M 61
  furosemide 40 mg bid; metolazone 2.5 mg qd
  => nothing
  @ AHA/ACC/HFSA 2022, 7.1.1: sequential nephron blockade

Metformin alone and metformin stopped | F 52
  metformin 1000 mg bid; metformin 500 mg bid, stopped =old
  => nothing
  @ FHIR R4 MedicationRequest.status

A statin on hold | M 62
  simvastatin 20 mg qhs, on-hold; atorvastatin 80 mg qhs
  => nothing
  @ FHIR R4 MedicationRequest.status: not being taken

Ezetimibe with a statin | M 62
  ezetimibe 10 mg qd; atorvastatin 80 mg qhs
  => nothing
  @ ACC/AHA 2018 cholesterol

The order and the person's own account of one medicine | M 62
  atorvastatin 80 mg qhs; atorvastatin 80 mg qhs, statement =told
  => nothing
  @ one medicine, told twice

An antidepressant with trazodone for sleep | F 46
  sertraline 100 mg qd; trazodone 50 mg qhs
  => nothing
  @ usual augmentation, another class

A proton pump inhibitor with famotidine at night | F 49
  omeprazole 40 mg qd; famotidine 20 mg qhs
  => nothing
  @ ACG 2022 reflux, nocturnal symptoms

An ARB with a calcium channel blocker | F 58
  losartan 50 mg qd; amlodipine 5 mg qd
  => nothing
  @ ACC/AHA 2017 hypertension

A short bridge of the second benzodiazepine | F 37
  clonazepam 1 mg bid; lorazepam 1 mg, once -2
  => nothing
  @ a single dose that is past

A nasal and an inhaled steroid | F 34
  fluticasone 2 puffs bid, as fluticasone propionate 0.044 MG/ACTUAT Metered Dose Inhaler, route inhaled; mometasone 2 sprays qd, as mometasone furoate 0.05 MG/ACTUAT Nasal Spray, route nasal
  => nothing
  @ GINA 2023: rhinitis beside asthma

Lidocaine patch and lidocaine gel | M 58
  lidocaine, as lidocaine 5 % Transdermal System, route topical; lidocaine, as lidocaine 2 % Topical Gel, route topical =gel
  => nothing
  @ local
`;
