/** Allergies and what crosses over to them, and what does not. */
export const ALLERGY = `
Amoxicillin with an allergy to it | F 30
  amoxicillin 500 mg tid, ends +7; allergy amoxicillin
  => drug-allergy amoxicillin allergy-amoxicillin
  @ FDA label of amoxicillin, 4

Amoxicillin with an allergy to penicillin | M 45
  amoxicillin 500 mg tid, ends +7; allergy penicillin, reaction anaphylaxis
  => drug-allergy amoxicillin allergy-penicillin
  @ AAAAI drug allergy practice parameter 2022

Piperacillin with an allergy to penicillin | M 58
  piperacillin-tazobactam 3.375 g q6h, as piperacillin 3000 MG / tazobactam 375 MG Injection, ends +3; allergy penicillin
  => drug-allergy piperacillin-tazobactam allergy-penicillin
  @ AAAAI 2022

Cephalexin shares its side chain with ampicillin | F 36
  cephalexin 500 mg qid, ends +7; allergy ampicillin, reaction anaphylaxis
  => drug-allergy cephalexin allergy-ampicillin
  @ AAAAI 2022: identical R1 side chains

Cefadroxil shares its side chain with amoxicillin | F 36
  cefadroxil 500 mg bid, ends +7; allergy amoxicillin, reaction urticaria
  => drug-allergy cefadroxil allergy-amoxicillin
  @ AAAAI 2022: identical R1 side chains

Ceftriaxone with an allergy to cefotaxime | M 40
  ceftriaxone 1 g qd, ends +3; allergy cefotaxime, reaction anaphylaxis
  => drug-allergy ceftriaxone allergy-cefotaxime
  @ AAAAI 2022: same R1 side chain

Sulfamethoxazole with a sulfa allergy | F 27
  sulfamethoxazole-trimethoprim 1 tablet bid, as sulfamethoxazole 800 MG / trimethoprim 160 MG Oral Tablet, ends +5; allergy sulfa antibiotics
  => drug-allergy sulfamethoxazole-trimethoprim allergy-sulfa-antibiotics
  @ FDA label, 4

Naproxen with an allergy to ibuprofen | M 33
  naproxen 250 mg bid; allergy ibuprofen, reaction angioedema
  => drug-allergy naproxen allergy-ibuprofen
  @ AAAAI 2022: cross-reactive NSAID hypersensitivity

Ketorolac with an allergy to aspirin | F 41
  ketorolac 10 mg q6h, ends +3; allergy aspirin, reaction bronchospasm
  => drug-allergy ketorolac allergy-aspirin
  @ FDA label of ketorolac, boxed warning

Ramipril after angioedema from lisinopril | M 57
  ramipril 5 mg qd; allergy lisinopril, reaction angioedema
  => drug-allergy ramipril allergy-lisinopril
  @ FDA label of ramipril, 4: class effect

Morphine with an allergy to codeine | F 50
  morphine 15 mg q6h; allergy codeine, reaction anaphylaxis
  => drug-allergy morphine allergy-codeine
  @ AAAAI 2022: phenanthrenes

Meropenem with an allergy to imipenem | M 62
  meropenem 1 g q8h, ends +5; allergy imipenem, reaction anaphylaxis
  => drug-allergy meropenem allergy-imipenem
  @ FDA label of meropenem, 4

Oxcarbazepine after a rash from carbamazepine | F 35
  oxcarbazepine 300 mg bid; allergy carbamazepine, reaction stevens-johnson syndrome
  => drug-allergy oxcarbazepine allergy-carbamazepine
  @ FDA label of oxcarbazepine, 5: a quarter to a third react

Azithromycin with an allergy to erythromycin | M 29
  azithromycin 250 mg qd, ends +4; allergy erythromycin, reaction urticaria
  => drug-allergy azithromycin allergy-erythromycin
  @ FDA label of azithromycin, 4: any macrolide

Levofloxacin with an allergy to ciprofloxacin | F 52
  levofloxacin 500 mg qd, ends +5; allergy ciprofloxacin, reaction anaphylaxis
  => drug-allergy levofloxacin allergy-ciprofloxacin
  @ FDA label of levofloxacin, 4: quinolones

A penicillin, said in RxNorm's code alone | M 45
  penicillin v potassium 500 mg qid, ends +7; allergy 7980, code only
  => drug-allergy penicillin-v-potassium allergy-7980
  @ RxNorm 7980: penicillin G; AAAAI 2022

An old allergy that nobody took away | F 71
  ampicillin 2 g q6h, ends +2; allergy penicillin, on 1985-03-02
  => drug-allergy ampicillin allergy-penicillin
  @ FHIR R4: active until somebody says otherwise
`;

export const ALLERGY_DECOYS = `
Furosemide with a sulfa allergy | F 62
  furosemide 40 mg qd; allergy sulfa antibiotics, reaction rash
  => nothing
  @ Strom, NEJM 2003; AAAAI 2022: no cross-reaction with non-antibiotic sulfonamides

Celecoxib with a sulfa allergy | F 50
  celecoxib 200 mg qd; allergy sulfamethoxazole, reaction rash
  => nothing
  @ AAAAI 2022: non-antibiotic sulfonamide

Hydrochlorothiazide with a sulfa allergy | M 50
  hydrochlorothiazide 25 mg qd; allergy sulfa antibiotics
  => nothing
  @ AAAAI 2022

Ceftriaxone with an allergy to penicillin | M 45
  ceftriaxone 1 g qd, ends +2; allergy penicillin, reaction anaphylaxis
  => nothing
  @ AAAAI 2022: a cephalosporin of another side chain

Cefazolin with an allergy to penicillin | M 45
  cefazolin 2 g q8h, ends +1; allergy penicillin, reaction anaphylaxis
  => nothing
  @ AAAAI 2022: unique side chain

Cefdinir with an allergy to amoxicillin | F 32
  cefdinir 300 mg bid, ends +7; allergy amoxicillin, reaction rash
  => nothing
  @ AAAAI 2022: another side chain

Aztreonam with an allergy to penicillin | M 45
  aztreonam 1 g q8h, ends +5; allergy penicillin, reaction anaphylaxis
  => nothing
  @ AAAAI 2022

A penicillin allergy that was refuted by testing | F 30
  amoxicillin 500 mg tid, ends +7; allergy penicillin, refuted
  => nothing
  @ FHIR R4 AllergyIntolerance.verificationStatus

A penicillin allergy that is resolved | F 30
  amoxicillin 500 mg tid, ends +7; allergy penicillin, resolved
  => nothing
  @ FHIR R4 AllergyIntolerance.clinicalStatus

An allergy entered in error | F 30
  amoxicillin 500 mg tid, ends +7; allergy penicillin, entered-in-error
  => nothing
  @ FHIR R4 AllergyIntolerance.verificationStatus

No known allergies | F 30
  amoxicillin 500 mg tid, ends +7; allergy no known allergies
  => nothing
  @ SNOMED CT 716186003

A food allergy | F 30
  amoxicillin 500 mg tid, ends +7; allergy peanut, category food
  => nothing
  @ unrelated

Acetaminophen with an allergy to ibuprofen | M 33
  acetaminophen 500 mg q6h prn; allergy ibuprofen, reaction angioedema
  => nothing
  @ AAAAI 2022: weak COX-1 inhibitors are usually tolerated

Losartan after angioedema from lisinopril | M 57
  losartan 50 mg qd; allergy lisinopril, reaction angioedema
  => nothing
  @ AHA/ACC/HFSA 2022, 7.3.1: an ARB may be used with caution

A statin after a cough from lisinopril | M 57
  atorvastatin 40 mg qhs; losartan 50 mg qd; allergy lisinopril, reaction cough, intolerance
  => nothing
  @ the usual change

Fentanyl with an allergy to codeine | F 50
  fentanyl 25 mcg q72h, as fentanyl 72 HR 0.025 MG/HR Transdermal System, route transdermal; allergy codeine, reaction urticaria
  => nothing
  @ AAAAI 2022: another chemical family

A stomach upset from another opioid is no cross-reaction | F 50
  oxycodone 5 mg q6h prn; allergy codeine, reaction nausea, intolerance
  => nothing
  @ AAAAI 2022: side effect, not hypersensitivity

A finished course with an allergy found since | F 30
  amoxicillin 500 mg tid, completed; allergy penicillin
  => nothing
  @ FHIR R4 MedicationRequest.status

Penciclovir is no penicillin | M 45
  penciclovir, as penciclovir 1 % Topical Cream, route topical; allergy penicillin, reaction rash
  => nothing
  @ names alike only

Vancomycin with an allergy to penicillin | M 45
  vancomycin 1 g q12h, ends +5; allergy penicillin, reaction anaphylaxis
  => nothing
  @ unrelated
`;
