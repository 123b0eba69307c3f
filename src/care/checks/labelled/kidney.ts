/** Doses against kidney function, by the measure that the label names, with the date of the value. */
export const KIDNEY = `
Metformin with eGFR 26 | F 60
  metformin 1000 mg bid; lab egfr 26 on -20; dx type 2 diabetes
  => dose-kidney metformin egfr
  @ FDA label of metformin, 4: contraindicated under 30; KDIGO 2022 diabetes

Metformin 2000 mg with eGFR 38 | M 64
  metformin 1000 mg bid; lab egfr 38 on -60
  => dose-kidney metformin egfr
  @ KDIGO 2022 diabetes, 4.1: half the dose at 30 to 44

Dabigatran 150 mg with a creatinine clearance of 25 | F 79
  dabigatran 150 mg bid; lab creatinine 1.6 on -10; lab weight 55 on -40
  => dose-kidney dabigatran creatinine
  @ FDA label of dabigatran, 2.2: 75 mg at 15 to 30 mL/min; Cockcroft-Gault by hand: 61 * 55 * 0.85 / (72 * 1.6) = 24.8

Gabapentin 3600 mg with eGFR 25 | M 64
  gabapentin 1200 mg tid; lab egfr 25 on -7; lab creatinine 2.8 on -7; lab weight 70 on -7
  => dose-kidney gabapentin creatinine
  @ FDA label of gabapentin, 2.4: 200 to 700 mg a day at 15 to 29 mL/min; by hand: 76 * 70 / (72 * 2.8) = 26.4

Nitrofurantoin with a clearance of 22 | F 64
  nitrofurantoin 100 mg bid, ends +5; lab creatinine 2.1 on -4; lab weight 52 on -90
  => dose-kidney nitrofurantoin creatinine
  @ AGS Beers 2023, table 6: avoid under 30 mL/min; by hand: 76 * 52 * 0.85 / (72 * 2.1) = 22.2

Enoxaparin 1 mg/kg twice a day with a clearance of 24 | M 64
  enoxaparin 80 mg bid, route subcutaneous; lab creatinine 3.6 on -1; lab weight 82 on -1
  => dose-kidney enoxaparin creatinine
  @ FDA label of enoxaparin, 2.3: once daily under 30; by hand: 76 * 82 / (72 * 3.6) = 24.0

Allopurinol has no such limit but colchicine in dialysis does | M 58
  colchicine 0.6 mg bid; lab egfr 12 on -15
  => dose-kidney colchicine egfr
  @ FDA label of colchicine, 2.5, 8.6; ACR gout 2020

Rivaroxaban 20 mg for atrial fibrillation with a clearance of 38 | M 63
  rivaroxaban 20 mg qd; dx atrial fibrillation; lab creatinine 2.0 on -12; lab weight 71 on -12
  => dose-kidney rivaroxaban creatinine
  @ FDA label of rivaroxaban, 2.1: 15 mg at 50 or less; by hand: 77 * 71 / (72 * 2.0) = 38.0

Alendronate with a clearance of 28 | F 64
  alendronate 70 mg weekly; lab creatinine 1.6 on -30; lab weight 50 on -30
  => dose-kidney alendronate creatinine
  @ FDA label of alendronate, 5: not under 35; by hand: 76 * 50 * 0.85 / (72 * 1.6) = 28.0

Levetiracetam 3000 mg with a clearance of 27 | F 62
  levetiracetam 1500 mg bid; lab creatinine 2.0 on -6; lab weight 59 on -6
  => dose-kidney levetiracetam creatinine
  @ FDA label of levetiracetam, 2.5: 500 to 1000 mg a day under 30; by hand: 78 * 59 * 0.85 / (72 * 2.0) = 27.2

Famotidine 80 mg with a clearance of 40 | F 63
  famotidine 40 mg bid; lab creatinine 1.3 on -18; lab weight 57 on -18
  => dose-kidney famotidine creatinine
  @ FDA label of famotidine, 2.2: half under 60; by hand: 77 * 57 * 0.85 / (72 * 1.3) = 39.9

Canagliflozin 300 mg with eGFR 41 | F 60
  canagliflozin 300 mg qd; lab egfr 41 on -45
  => dose-kidney canagliflozin egfr
  @ FDA label of canagliflozin, 2.2: 100 mg at 30 to 59

Baclofen in dialysis | M 55
  baclofen 10 mg tid; lab egfr 9 on -9; dx end stage renal disease
  => dose-kidney baclofen egfr
  @ AGS Beers 2023, table 6: avoid under 30

Creatinine in micromoles | F 79
  dabigatran 150 mg bid; lab creatinine 141 umol/L on -10; lab weight 55 on -40
  => dose-kidney dabigatran creatinine
  @ 141 / 88.4 = 1.6 mg/dL: as above

Weight in pounds | F 79
  dabigatran 150 mg bid; lab creatinine 1.6 on -10; lab weight 121 [lb_av] on -40
  => dose-kidney dabigatran creatinine
  @ 121 lb = 54.9 kg

Spironolactone with eGFR 24 | M 63
  spironolactone 25 mg qd; lab egfr 24 on -10; lab potassium 4.8 on -10
  => dose-kidney spironolactone egfr
  @ AHA/ACC/HFSA 2022, 7.3.3: eGFR over 30; Beers 2023, table 6

Only a filtration rate is known | M 64
  gabapentin 1200 mg tid; lab egfr 25 on -7
  => dose-kidney gabapentin egfr
  @ FDA 2020 guidance: either measure; where a weight is missing the rate stands in
`;

export const KIDNEY_DECOYS = `
Metformin with eGFR 52 | F 60
  metformin 1000 mg bid; lab egfr 52 on -20
  => nothing
  @ KDIGO 2022 diabetes: full dose at 45 and over

Metformin 500 mg twice with eGFR 38 | M 64
  metformin 500 mg bid; lab egfr 38 on -60
  => nothing
  @ KDIGO 2022 diabetes: half the dose

Metformin with eGFR 26 of three years ago | F 60
  metformin 1000 mg bid; lab egfr 26 on -1100
  => nothing
  @ KDIGO 2024: the value is too old to act on; the present function is unknown

Metformin after an acute injury that healed | F 60
  metformin 1000 mg bid; lab egfr 26 on -120 =old; lab egfr 64 on -20
  => nothing
  @ the latest value counts

Dabigatran with a clearance of 62 | M 64
  dabigatran 150 mg bid; lab creatinine 1.3 on -10; lab weight 76 on -10
  => nothing
  @ by hand: 76 * 76 / (72 * 1.3) = 61.7

Gabapentin 300 mg with a clearance of 26 | M 64
  gabapentin 300 mg bid; lab creatinine 2.8 on -7; lab weight 70 on -7
  => nothing
  @ FDA label of gabapentin, 2.4: 200 to 700 mg a day at 15 to 29

Enoxaparin 80 mg once with a clearance of 24 | M 64
  enoxaparin 80 mg qd, route subcutaneous; lab creatinine 3.6 on -1; lab weight 82 on -1
  => nothing
  @ FDA label of enoxaparin, 2.3

Rivaroxaban 15 mg with a clearance of 38 | M 63
  rivaroxaban 15 mg qd; dx atrial fibrillation; lab creatinine 2.0 on -12; lab weight 71 on -12
  => nothing
  @ FDA label of rivaroxaban, 2.1

Atorvastatin with eGFR 20 | M 63
  atorvastatin 40 mg qhs; lab egfr 20 on -12
  => nothing
  @ FDA label of atorvastatin, 8.6: no change

Linagliptin with eGFR 20 | M 63
  linagliptin 5 mg qd; lab egfr 20 on -12
  => nothing
  @ FDA label of linagliptin, 8.6: no change

Metformin that was stopped | F 60
  metformin 1000 mg bid, stopped; lab egfr 26 on -20
  => nothing
  @ FHIR R4 MedicationRequest.status

A preliminary creatinine that was entered in error | F 79
  dabigatran 150 mg bid; lab creatinine 1.6 on -10, entered-in-error; lab creatinine 0.7 on -30 =before; lab weight 55 on -40
  => nothing
  @ by hand, with 0.7: 61 * 55 * 0.85 / (72 * 0.7) = 56.6

A heavy man whose filtration rate is low only per body surface | M 50
  dabigatran 150 mg bid; lab egfr 48 on -10; lab creatinine 1.7 on -10; lab weight 118 on -10
  => nothing
  @ by hand: 90 * 118 / (72 * 1.7) = 86.8 mL/min

Acetaminophen with eGFR 20 | M 63
  acetaminophen 500 mg q6h prn; lab egfr 20 on -12
  => nothing
  @ NKF: the analgesic of choice

Kidney function was never measured | F 60
  metformin 1000 mg bid
  => nothing
  @ nothing to judge by
`;
