/** Orders that say two things at once. */
export const CONTRADICTIONS = `
Warfarin and apixaban | F 72
  warfarin 5 mg qd, by primary care; apixaban 5 mg bid, by cardiology
  => contradiction warfarin apixaban
  @ ACC/AHA 2023 atrial fibrillation, 6.3; FDA labels, 7: two anticoagulants

Enoxaparin at full dose beside rivaroxaban, no end set | M 62
  enoxaparin 80 mg bid, route subcutaneous; rivaroxaban 20 mg qd
  => contradiction enoxaparin rivaroxaban
  @ FDA label of rivaroxaban, 5.2

Two doses of lisinopril from two clinics | M 58
  lisinopril 10 mg qd, by primary care, on -200; lisinopril 40 mg qd, by cardiology, on -10 =cardiology
  => contradiction lisinopril cardiology
  @ one medicine, two doses

Start it and do not give it | M 58
  metoprolol succinate 50 mg qd, by cardiology; metoprolol succinate, do not give, by pulmonology =never
  => contradiction metoprolol-succinate never
  @ FHIR R4 MedicationRequest.doNotPerform

Do not give NSAIDs, and ibuprofen | M 58
  ibuprofen 600 mg tid, by orthopedics; nsaid, do not give, by nephrology =never
  => contradiction ibuprofen never
  @ FHIR R4 MedicationRequest.doNotPerform

A test to do and not to do | F 60
  order mri head on +5 by neurology; order mri head on +5 by cardiology, do not perform =never
  => contradiction mri-head never
  @ FHIR R4 ServiceRequest.doNotPerform

Two strengths of atorvastatin after the hospital | M 62
  atorvastatin 20 mg qhs, by primary care, on -300; atorvastatin 80 mg qhs, by hospital, on -12 =hospital
  => contradiction atorvastatin hospital
  @ one medicine, two doses

Extended and plain release of one medicine | M 58
  metoprolol succinate 100 mg qd, by cardiology, on -40; metoprolol tartrate 50 mg bid, by primary care, on -200
  => contradiction metoprolol-succinate metoprolol-tartrate
  @ one ingredient, two orders

One of two is inside of a combination | M 58
  amlodipine 10 mg qd, by primary care, on -90; amlodipine-benazepril 1 capsule qd, by cardiology, on -9, as amlodipine 5 MG / benazepril hydrochloride 20 MG Oral Capsule
  => contradiction amlodipine amlodipine-benazepril
  @ one ingredient, two orders

The old step was never stopped | F 44
  sertraline 50 mg qd, by psychiatry, on -100; sertraline 100 mg qd, by psychiatry, on -20 =next
  => contradiction sertraline next
  @ the new dose takes the place of the old

A resuscitation order both ways | M 84
  order cardiopulmonary resuscitation on +0 by hospital; order cardiopulmonary resuscitation on +0 by palliative care, do not perform =never
  => contradiction cardiopulmonary-resuscitation never
  @ FHIR R4 ServiceRequest.doNotPerform

Dabigatran and warfarin, one of them told by the person | F 66
  warfarin 5 mg qd, statement; dabigatran 150 mg bid
  => contradiction warfarin dabigatran
  @ FDA label of dabigatran, 7
`;

export const CONTRADICTIONS_DECOYS = `
Enoxaparin bridges to warfarin, its end is set | F 62
  warfarin 5 mg qd, by cardiology; enoxaparin 80 mg bid, route subcutaneous, ends +6, by cardiology
  => nothing
  @ CHEST 2012: overlap of 5 days

Warfarin was stopped for apixaban | F 72
  warfarin 5 mg qd, stopped; apixaban 5 mg bid
  => nothing
  @ FHIR R4 MedicationRequest.status

The old dose was stopped | M 58
  lisinopril 10 mg qd, stopped, on -200; lisinopril 40 mg qd, by cardiology, on -10 =next
  => nothing
  @ FHIR R4 MedicationRequest.status

Two strengths that one prescriber ordered together | M 58
  warfarin 5 mg qd, by anticoagulation clinic; warfarin 2.5 mg qd, by anticoagulation clinic =half
  => nothing
  @ one dose made of two tablets

Scheduled and as needed of one medicine | M 58
  morphine 15 mg bid, by palliative care, as 12 HR morphine sulfate 15 MG Extended Release Oral Tablet; morphine 7.5 mg q4h prn, by palliative care, on -2 =rescue
  => nothing
  @ NCCN adult cancer pain

The dose changes on a day to come | F 44
  sertraline 50 mg qd, by psychiatry, ends +6, on -100; sertraline 100 mg qd, by psychiatry, start +7, on -1 =next
  => nothing
  @ one follows the other

A heparin flush beside apixaban | F 62
  apixaban 5 mg bid; heparin 1 mL qd prn, as 5 ML heparin sodium, porcine 10 UNT/ML Prefilled Syringe, flush
  => nothing
  @ a flush of a line is no anticoagulation

Do not give an NSAID, and acetaminophen | M 58
  acetaminophen 500 mg q6h prn; nsaid, do not give, by nephrology =never
  => nothing
  @ not an NSAID

The order not to give was revoked | M 58
  ibuprofen 600 mg tid, by orthopedics; ibuprofen, do not give, by nephrology, cancelled =never
  => nothing
  @ FHIR R4 MedicationRequest.status

A test done, and another not to do | F 60
  order mri head on -5 by neurology, completed; order mri head on +5 by cardiology, do not perform =never
  => nothing
  @ FHIR R4 ServiceRequest.status

Two different scans | F 60
  order mri head on +5 by neurology; order mri knee on +5 by cardiology, do not perform =never
  => nothing
  @ two things

Latanoprost in each eye by two orders of one clinic | F 70
  latanoprost 1 drops qhs, as latanoprost 0.005 % Ophthalmic Solution, route ophthalmic, by eye clinic; latanoprost 1 drops qhs, as latanoprost 0.005 % Ophthalmic Solution, route ophthalmic, by eye clinic =left
  => nothing
  @ right and left

Hydrocortisone cream and hydrocortisone tablets | F 48
  hydrocortisone 10 mg bid, as hydrocortisone 10 MG Oral Tablet; hydrocortisone, as hydrocortisone 1 % Topical Cream, route topical =cream
  => nothing
  @ different routes
`;
