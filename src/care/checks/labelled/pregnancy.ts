/** Pregnancy, who may become pregnant, and medicines of old age. */
export const PREGNANCY = `
Lisinopril in pregnancy | F 31
  lisinopril 10 mg qd; dx pregnancy
  => pregnancy lisinopril pregnancy
  @ FDA boxed warning: fetal toxicity

Warfarin in pregnancy | F 34
  warfarin 5 mg qd; dx supervised pregnancy
  => pregnancy warfarin supervised-pregnancy
  @ FDA label of warfarin, 4; ACOG 196

Valproate in pregnancy | F 27
  divalproex 500 mg bid; dx pregnancy
  => pregnancy divalproex pregnancy
  @ FDA boxed warning: fetal risk

Methotrexate in pregnancy | F 30
  methotrexate 15 mg weekly; dx pregnancy
  => pregnancy methotrexate pregnancy
  @ FDA boxed warning; ACR reproductive health 2020

Isotretinoin in pregnancy | F 24
  isotretinoin 40 mg bid; dx pregnancy
  => pregnancy isotretinoin pregnancy
  @ FDA boxed warning; iPLEDGE

Doxycycline in pregnancy | F 29
  doxycycline 100 mg bid, ends +7; dx pregnancy
  => pregnancy doxycycline pregnancy
  @ FDA label, 5: second and third trimester

An ARB, the pregnancy known from a test | F 36
  losartan 50 mg qd; lab pregnancy status pregnant on -14
  => pregnancy losartan pregnancy-status
  @ FDA boxed warning

Ibuprofen at 24 weeks | F 33
  ibuprofen 400 mg tid; dx pregnancy, on -170
  => pregnancy ibuprofen pregnancy
  @ FDA 2020: avoid NSAIDs from 20 weeks

Spironolactone in pregnancy | F 35
  spironolactone 25 mg qd; dx pregnancy
  => pregnancy spironolactone pregnancy
  @ AHA/ACC/HFSA 2022, 11.3

Mycophenolate in pregnancy | F 33
  mycophenolate mofetil 1 g bid; dx pregnancy
  => pregnancy mycophenolate-mofetil pregnancy
  @ FDA boxed warning

Topiramate in pregnancy | F 28
  topiramate 50 mg bid; dx pregnancy
  => pregnancy topiramate pregnancy
  @ FDA label, 5: oral clefts, small for age

Valproate at 24 with nothing known of contraception | F 24
  divalproex 500 mg bid; dx epilepsy
  => pregnancy divalproex
  @ FDA boxed warning: with effective contraception only

Mycophenolate at 30 with nothing known of contraception | F 30
  mycophenolate mofetil 1 g bid
  => pregnancy mycophenolate-mofetil
  @ FDA boxed warning, REMS

Diphenhydramine at 78 | F 78
  diphenhydramine 25 mg qhs
  => older-adult diphenhydramine
  @ AGS Beers 2023, table 2: first-generation antihistamines

Glyburide at 74 | M 74
  glyburide 5 mg bid; dx type 2 diabetes
  => older-adult glyburide
  @ AGS Beers 2023, table 2

Cyclobenzaprine at 70 | F 70
  cyclobenzaprine 10 mg tid
  => older-adult cyclobenzaprine
  @ AGS Beers 2023, table 2

A benzodiazepine at 81 | F 81
  lorazepam 1 mg qhs
  => older-adult lorazepam
  @ AGS Beers 2023, table 2

Amitriptyline at 76 | M 76
  amitriptyline 50 mg qhs
  => older-adult amitriptyline
  @ AGS Beers 2023, table 2
`;

export const PREGNANCY_DECOYS = `
Labetalol in pregnancy | F 31
  labetalol 200 mg bid; dx pregnancy
  => nothing
  @ ACOG 203

A pregnancy that is over | F 31
  lisinopril 10 mg qd; dx pregnancy, resolved
  => nothing
  @ FHIR R4 Condition.clinicalStatus

A pregnancy status of two years ago | F 36
  losartan 50 mg qd; lab pregnancy status pregnant on -730
  => nothing
  @ longer ago than a pregnancy lasts

A newer status says not pregnant | F 36
  losartan 50 mg qd; lab pregnancy status pregnant on -250 =before; lab pregnancy status not pregnant on -10
  => nothing
  @ the latest value counts

Lisinopril stopped when the pregnancy was known | F 31
  lisinopril 10 mg qd, stopped; nifedipine 30 mg qd; dx pregnancy
  => nothing
  @ ACOG 203

Insulin in pregnancy | F 31
  insulin glargine 12 units qhs; dx pregnancy
  => nothing
  @ ADA 2024, 15

Lisinopril at 31, not pregnant | F 31
  lisinopril 10 mg qd; dx hypertension
  => nothing
  @ a warning to each woman of childbearing age would be read by nobody

Valproate at 24 with an implant | F 24
  divalproex 500 mg bid; etonogestrel, as etonogestrel 68 MG Drug Implant, route subcutaneous
  => nothing
  @ US MEC 2024: effective contraception

Valproate at 40 after a hysterectomy | F 40
  divalproex 500 mg bid; dx hysterectomy
  => nothing
  @ no childbearing

Valproate at 58 | F 58
  divalproex 500 mg bid
  => nothing
  @ no childbearing

Isotretinoin for a man | M 22
  isotretinoin 40 mg bid
  => nothing
  @ iPLEDGE: patients who can become pregnant

Tretinoin cream in pregnancy | F 29
  tretinoin, as tretinoin 0.025 % Topical Cream, route topical; dx pregnancy
  => nothing
  @ ACOG: minimal absorption; not a contraindication

Acetaminophen in pregnancy | F 29
  acetaminophen 500 mg q6h prn; dx pregnancy
  => nothing
  @ ACOG

Ibuprofen at 9 weeks | F 33
  ibuprofen 400 mg tid; dx pregnancy, on -63
  => nothing
  @ FDA 2020 speaks of 20 weeks and later

Diphenhydramine cream at 78 | F 78
  diphenhydramine, as diphenhydramine hydrochloride 2 % Topical Cream, route topical
  => nothing
  @ local

Glipizide at 74 | M 74
  glipizide 5 mg qd; dx type 2 diabetes; metformin 500 mg bid
  => nothing
  @ AGS Beers 2023: shorter-acting where one is needed

Loratadine at 78 | F 78
  loratadine 10 mg qd
  => nothing
  @ second generation

Diphenhydramine at 40 | F 40
  diphenhydramine 25 mg qhs
  => nothing
  @ not an older adult

A benzodiazepine for one procedure | F 81
  lorazepam 0.5 mg, once -3
  => nothing
  @ a single dose that is past
`;
