/** Two medicines that must not meet, by class; and pairs that look alike and are harmless, or are not taken at once. */
export const DRUG_DRUG = `
A full-dose anti-inflammatory beside warfarin | F 58
  warfarin 5 mg qd; ibuprofen 600 mg tid
  => drug-drug warfarin ibuprofen
  @ FDA label of warfarin, 7.2: NSAIDs raise the risk of bleeding

Naproxen beside apixaban | M 61
  apixaban 5 mg bid; naproxen 500 mg bid, as naproxen 500 MG Oral Tablet
  => drug-drug apixaban naproxen
  @ FDA label of apixaban, 7.3

A statin that clarithromycin holds up | F 55
  simvastatin 40 mg qhs; clarithromycin 500 mg bid, ends +7
  => drug-drug simvastatin clarithromycin
  @ ONC high-priority list (Phansalkar 2012): HMG-CoA reductase inhibitors with CYP3A4 inhibitors; FDA label of simvastatin, 4

Lovastatin with itraconazole | M 60
  lovastatin 20 mg qhs; itraconazole 200 mg qd
  => drug-drug lovastatin itraconazole
  @ ONC high-priority list; FDA label of lovastatin, contraindications

Simvastatin 40 mg beside amlodipine passes its 20 mg | M 63
  simvastatin 40 mg qhs; amlodipine 5 mg qd
  => drug-drug simvastatin amlodipine
  @ FDA label of simvastatin, 2.3: not more than 20 mg with amlodipine

Gemfibrozil with a statin | M 52
  gemfibrozil 600 mg bid; simvastatin 20 mg qhs
  => drug-drug gemfibrozil simvastatin
  @ FDA label of simvastatin, 4

An MAO inhibitor beside an SSRI | F 44
  phenelzine 15 mg tid; sertraline 50 mg qd
  => drug-drug phenelzine sertraline
  @ ONC high-priority list: MAO inhibitors with SSRIs; FDA label of sertraline, 4

Linezolid beside venlafaxine | F 51
  venlafaxine 150 mg qd; linezolid 600 mg bid, ends +10
  => drug-drug venlafaxine linezolid
  @ FDA safety communication on linezolid and serotonergic medicines, 2011; label of venlafaxine, 4

Meperidine with tranylcypromine | M 47
  tranylcypromine 10 mg tid; meperidine 50 mg q6h prn
  => drug-drug tranylcypromine meperidine
  @ ONC high-priority list: MAO inhibitors with narcotic analgesics

Methylphenidate with selegiline | M 59
  selegiline 5 mg bid; methylphenidate 10 mg bid
  => drug-drug selegiline methylphenidate
  @ ONC high-priority list: MAO inhibitors with amphetamine and derivatives

A nitrate beside sildenafil, though only as needed | M 64
  isosorbide mononitrate 30 mg qd; sildenafil 50 mg qd prn
  => drug-drug isosorbide-mononitrate sildenafil
  @ FDA label of sildenafil, 4

Nitroglycerin under the tongue and tadalafil | M 62
  nitroglycerin 0.4 mg qd prn, route sublingual; tadalafil 5 mg qd
  => drug-drug nitroglycerin tadalafil
  @ FDA label of tadalafil, 4

An opioid with a benzodiazepine | F 49
  oxycodone 10 mg q6h; alprazolam 0.5 mg tid
  => drug-drug oxycodone alprazolam
  @ FDA boxed warning 2016; CDC opioid guideline 2022, recommendation 11

Sacubitril beside lisinopril | M 60
  sacubitril-valsartan 1 tablet bid, as sacubitril 49 MG / valsartan 51 MG Oral Tablet; lisinopril 10 mg qd
  => drug-drug sacubitril-valsartan lisinopril
  @ FDA label of sacubitril/valsartan, 4: not within 36 hours of an ACE inhibitor

An ACE inhibitor with an ARB | F 57
  lisinopril 20 mg qd; losartan 50 mg qd
  => drug-drug lisinopril losartan
  @ ONTARGET; FDA labels on dual blockade of the renin-angiotensin system, 7; KDIGO BP 2021, 3.3

Methotrexate with trimethoprim | F 48
  methotrexate 15 mg weekly; sulfamethoxazole-trimethoprim 1 tablet bid, as sulfamethoxazole 800 MG / trimethoprim 160 MG Oral Tablet, ends +7
  => drug-drug methotrexate sulfamethoxazole-trimethoprim
  @ FDA label of methotrexate, 7; ACR

Warfarin with metronidazole | F 63
  warfarin 5 mg qd; metronidazole 500 mg tid, ends +7
  => drug-drug warfarin metronidazole
  @ FDA label of warfarin, 7.1: CYP2C9 inhibitors

Azathioprine with allopurinol | M 54
  azathioprine 100 mg qd; allopurinol 300 mg qd
  => drug-drug azathioprine allopurinol
  @ FDA label of azathioprine, drug interactions; ACR gout 2020

Febuxostat with mercaptopurine | M 41
  mercaptopurine 50 mg qd; febuxostat 40 mg qd
  => drug-drug mercaptopurine febuxostat
  @ ONC high-priority list; FDA label of febuxostat, 4

Tizanidine with ciprofloxacin | F 45
  tizanidine 4 mg tid; ciprofloxacin 500 mg bid, ends +5
  => drug-drug tizanidine ciprofloxacin
  @ ONC high-priority list: tizanidine with CYP1A2 inhibitors; FDA label, 4

Atazanavir with omeprazole | M 39
  atazanavir 300 mg qd; omeprazole 20 mg qd
  => drug-drug atazanavir omeprazole
  @ ONC high-priority list: atazanavir with proton pump inhibitors

Two that lengthen QT | F 53
  citalopram 20 mg qd; methadone 10 mg tid
  => drug-drug citalopram methadone
  @ ONC high-priority list: QT-prolonging with QT-prolonging; CredibleMeds known risk

Dofetilide with verapamil | M 63
  dofetilide 250 mcg bid; verapamil 120 mg qd
  => drug-drug dofetilide verapamil
  @ FDA label of dofetilide, contraindications

Colchicine with clarithromycin | M 56
  colchicine 0.6 mg bid; clarithromycin 500 mg bid, ends +7
  => drug-drug colchicine clarithromycin
  @ FDA label of colchicine, 4, 7

Lithium with an NSAID | F 38
  lithium 300 mg tid; naproxen 500 mg bid
  => drug-drug lithium naproxen
  @ FDA label of lithium, 7

Digoxin with amiodarone | M 64
  digoxin 0.25 mg qd; amiodarone 200 mg qd
  => drug-drug digoxin amiodarone
  @ FDA label of amiodarone, 7: halve digoxin

Clopidogrel with omeprazole | M 60
  clopidogrel 75 mg qd; omeprazole 20 mg qd
  => drug-drug clopidogrel omeprazole
  @ FDA label of clopidogrel, 7.1

The pill with carbamazepine | F 29
  norgestimate-ethinyl estradiol 1 tablet qd, as ethinyl estradiol 0.035 MG / norgestimate 0.25 MG Oral Tablet; carbamazepine 200 mg bid
  => drug-drug norgestimate-ethinyl-estradiol carbamazepine
  @ US MEC 2024; FDA label of carbamazepine, 7

A potassium-sparing diuretic with potassium | F 60
  spironolactone 25 mg qd; potassium chloride 20 mEq bid
  => drug-drug spironolactone potassium-chloride
  @ FDA label of spironolactone, 7; AHA/ACC/HFSA 2022, 7.3.3

An ergot with a CYP3A4 inhibitor | F 36
  ergotamine 1 mg qd prn; clarithromycin 500 mg bid, ends +7
  => drug-drug ergotamine clarithromycin
  @ ONC high-priority list: ergot alkaloids with CYP3A4 inhibitors

Naltrexone blocks the opioid | M 45
  naltrexone 50 mg qd; hydrocodone-acetaminophen 1 tablet q6h prn, as acetaminophen 325 MG / hydrocodone bitartrate 5 MG Oral Tablet
  => drug-drug naltrexone hydrocodone-acetaminophen
  @ FDA label of naltrexone, 4

Rivaroxaban emptied out by rifampin | M 58
  rivaroxaban 20 mg qd; rifampin 600 mg qd
  => drug-drug rivaroxaban rifampin
  @ FDA label of rivaroxaban, 7.3

A pain reliever that a pharmacy lists beside warfarin | M 61
  warfarin 5 mg qd; ibuprofen 400 mg tid, statement
  => drug-drug warfarin ibuprofen
  @ FDA label of warfarin, 7.2; what a person takes over the counter counts
`;

export const DRUG_DRUG_DECOYS = `
Anti-inflammatory gel on the skin beside warfarin | F 58
  warfarin 5 mg qd; diclofenac, as diclofenac sodium 1 % Topical Gel, route topical
  => nothing
  @ FDA label of diclofenac gel, 12.3: a twentieth of the oral exposure

Ibuprofen was stopped | F 58
  warfarin 5 mg qd; ibuprofen 600 mg tid, stopped
  => nothing
  @ FHIR R4 MedicationRequest.status

Ibuprofen was entered in error | F 58
  warfarin 5 mg qd; ibuprofen 600 mg tid, entered-in-error
  => nothing
  @ FHIR R4 MedicationRequest.status

The antibiotic ended a month ago | F 55
  simvastatin 40 mg qhs; clarithromycin 500 mg bid, start -40, ends -30
  => nothing
  @ the period of the dosage is past

Azithromycin barely holds a statin up | F 55
  simvastatin 40 mg qhs; azithromycin 250 mg qd, ends +4
  => nothing
  @ FDA label of azithromycin, 7: no interaction with CYP3A4

Pravastatin goes with clarithromycin | F 55
  pravastatin 20 mg qhs; clarithromycin 500 mg bid, ends +7
  => nothing
  @ FDA label of pravastatin, 2.3: up to 40 mg with clarithromycin

Simvastatin 20 mg beside amlodipine is its limit | M 63
  simvastatin 20 mg qhs; amlodipine 5 mg qd
  => nothing
  @ FDA label of simvastatin, 2.3

A beta blocker with amlodipine | M 60
  metoprolol succinate 50 mg qd; amlodipine 5 mg qd
  => nothing
  @ ONC non-interruptive list (Phansalkar 2013)

An ACE inhibitor with an NSAID, kidneys sound | F 50
  lisinopril 10 mg qd; ibuprofen 400 mg tid prn; lab egfr 92 on -30
  => nothing
  @ ONC non-interruptive list

An ACE inhibitor with a thiazide | F 50
  lisinopril 20 mg qd; hydrochlorothiazide 25 mg qd
  => nothing
  @ ACC/AHA 2017 hypertension: preferred combination

Thyroid hormone with a statin | F 61
  levothyroxine 75 mcg qd; rosuvastatin 10 mg qhs
  => nothing
  @ ONC non-interruptive list

Warfarin with acetaminophen | M 59
  warfarin 5 mg qd; acetaminophen 500 mg q6h prn
  => nothing
  @ ONC non-interruptive list

Warfarin with atorvastatin | M 59
  warfarin 5 mg qd; atorvastatin 40 mg qhs
  => nothing
  @ ONC non-interruptive list

A triptan with an SSRI | F 40
  sertraline 100 mg qd; sumatriptan 50 mg qd prn
  => nothing
  @ American Headache Society position 2010: evidence insufficient

Clopidogrel with pantoprazole | M 60
  clopidogrel 75 mg qd; pantoprazole 40 mg qd
  => nothing
  @ FDA label of clopidogrel, 7.1: omeprazole and esomeprazole only

An ACE inhibitor with spironolactone in heart failure | M 62
  lisinopril 20 mg qd; spironolactone 25 mg qd; carvedilol 12.5 mg bid; dx hfref; lab potassium 4.6 on -14; lab egfr 68 on -14
  => nothing
  @ AHA/ACC/HFSA 2022, 7.3: guideline-directed therapy

Low-dose aspirin is not a full-dose NSAID beside an ACE inhibitor | M 60
  lisinopril 10 mg qd; aspirin 81 mg qd; dx coronary artery disease
  => nothing
  @ ONC non-interruptive list; ACC/AHA chronic coronary disease 2023

Omeprazole with an SSRI that it hardly touches | F 46
  sertraline 50 mg qd; omeprazole 20 mg qd
  => nothing
  @ FDA label of sertraline, 7

Naloxone at home is for an emergency | M 44
  oxycodone 5 mg q6h; naloxone, as naloxone hydrochloride 40 MG/ML Nasal Spray, route nasal
  => nothing
  @ CDC opioid guideline 2022, recommendation 8

Erythromycin on the eye | F 33
  simvastatin 20 mg qhs; erythromycin, as erythromycin 0.005 MG/MG Ophthalmic Ointment, route ophthalmic
  => nothing
  @ no systemic exposure

Ketoconazole in a shampoo | F 37
  simvastatin 40 mg qhs; ketoconazole, as ketoconazole 20 MG/ML Medicated Shampoo, route topical
  => nothing
  @ FDA label of ketoconazole shampoo, 12.3: not detected in plasma

Metronidazole gel beside warfarin | F 60
  warfarin 5 mg qd; metronidazole, as metronidazole 0.75 % Topical Gel, route topical
  => nothing
  @ no systemic exposure of note

A nitrate that was only proposed | M 63
  sildenafil 50 mg qd prn; isosorbide mononitrate 30 mg qd, proposal
  => nothing
  @ FHIR R4 MedicationRequest.intent: a proposal is not yet to be taken

A single dose that is past | F 45
  tizanidine 4 mg tid; ciprofloxacin 500 mg, once -20
  => nothing
  @ the dose was given

Escitalopram and bupropion | F 42
  escitalopram 10 mg qd; bupropion 150 mg qd
  => nothing
  @ STAR*D: a usual combination

An MAO inhibitor that a person says they do not take | F 44
  phenelzine 15 mg tid, statement, not-taken; sertraline 50 mg qd
  => nothing
  @ FHIR R4 MedicationStatement.status
`;
