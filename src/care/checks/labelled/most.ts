/** The most that is taken of a medicine in a day. */
export const MOST = `
Acetaminophen 1 g every four hours | M 50
  acetaminophen 1000 mg q4h
  => dose-max acetaminophen
  @ FDA: 4 g a day

Acetaminophen in two products | F 45
  acetaminophen 1000 mg tid; hydrocodone-acetaminophen 2 tablet q6h, as acetaminophen 325 MG / hydrocodone bitartrate 5 MG Oral Tablet
  => dose-max acetaminophen hydrocodone-acetaminophen
  @ FDA boxed warning on combinations: 3000 + 4 * 650 = 5600 mg

Escitalopram 40 mg | F 38
  escitalopram 20 mg bid
  => dose-max escitalopram
  @ FDA label, 2: 20 mg a day

Citalopram 40 mg at 67 | F 67
  citalopram 40 mg qd
  => dose-max citalopram
  @ FDA 2012: 20 mg over 60 years

Metoprolol 600 mg | M 58
  metoprolol tartrate 300 mg bid
  => dose-max metoprolol-tartrate
  @ FDA label, 2: 450 mg a day

Methotrexate every day | F 55
  methotrexate 10 mg qd, as methotrexate 2.5 MG Oral Tablet; dx rheumatoid arthritis
  => dose-max methotrexate
  @ ISMP: weekly, not daily; FDA boxed warning

Lisinopril 160 mg, a slip of the decimal | M 49
  lisinopril 80 mg bid
  => dose-max lisinopril
  @ FDA label, 2: 80 mg a day

A thousand tablets | M 49
  amlodipine 1000 tablet qd, as amlodipine 5 MG Oral Tablet
  => dose-max amlodipine
  @ FDA label, 2: 10 mg a day

Simvastatin 80 mg | M 60
  simvastatin 80 mg qhs
  => dose-max simvastatin
  @ FDA 2011: 80 mg no more begun

Bupropion 600 mg | F 36
  bupropion 300 mg bid, as 24 HR bupropion hydrochloride 300 MG Extended Release Oral Tablet
  => dose-max bupropion
  @ FDA label, 2: 450 mg a day

Ondansetron 32 mg three times a day | F 44
  ondansetron 32 mg tid
  => dose-max ondansetron
  @ FDA 2012: 24 mg a day by mouth

Levothyroxine in milligrams meant as micrograms | F 52
  levothyroxine 100 mg qd
  => dose-max levothyroxine
  @ FDA label, 2: over 300 micrograms a day is rarely required
`;

export const MOST_DECOYS = `
Acetaminophen 1 g three times | M 50
  acetaminophen 1000 mg tid prn
  => nothing
  @ 3 g a day

Acetaminophen in two products within 4 g | F 45
  acetaminophen 500 mg bid prn; hydrocodone-acetaminophen 1 tablet q6h prn, as acetaminophen 325 MG / hydrocodone bitartrate 5 MG Oral Tablet
  => nothing
  @ 1000 + 4 * 325 = 2300 mg

Semaglutide 2 mg once a week | F 50
  semaglutide 2 mg weekly, route subcutaneous
  => nothing
  @ FDA label, 2: 2 mg a week

Methotrexate 25 mg a week | F 55
  methotrexate 25 mg weekly; dx rheumatoid arthritis
  => nothing
  @ ACR 2021

Citalopram 40 mg at 45 | F 45
  citalopram 40 mg qd
  => nothing
  @ FDA 2012: 40 mg a day

Metformin 2000 mg | M 55
  metformin 1000 mg bid, as metformin hydrochloride 1000 MG Oral Tablet
  => nothing
  @ FDA label, 2: 2550 mg a day

Half a tablet | M 55
  metoprolol tartrate 0.5 tablet bid, as metoprolol tartrate 100 MG Oral Tablet
  => nothing
  @ 100 mg a day

Levothyroxine in micrograms | F 52
  levothyroxine 150 mcg qd
  => nothing
  @ FDA label, 2

Two strengths of one prescriber make one dose | F 52
  levothyroxine 100 mcg qd, by endocrinology; levothyroxine 25 mcg qd, by endocrinology =more
  => nothing
  @ 125 micrograms, ordered together

An overdose that was entered in error | F 38
  escitalopram 20 mg bid, entered-in-error
  => nothing
  @ FHIR R4 MedicationRequest.status

Zolpidem 10 mg for a woman | F 40
  zolpidem 10 mg qhs, as zolpidem tartrate 10 MG Oral Tablet
  => nothing
  @ FDA 2013: 5 mg is the starting dose, 10 mg the most

A dose in tablets without a strength | F 38
  sertraline 2 tablet qd
  => nothing
  @ nothing to compute by
`;
