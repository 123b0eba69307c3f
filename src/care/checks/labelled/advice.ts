/** What one clinic tells the person to do and another tells them not to. */
export const ADVICE = `
Less fluid and more fluid | M 70
  advice less, says Limit fluids to 1.5 liters a day, by cardiology; advice more, says Drink at least 2.5 liters of water a day, by urology
  => advice less more
  @ AHA/ACC/HFSA 2022, 7.1; AUA stones 2019

A fluid restriction as a nutrition order | M 70
  nutrition restriction, says Fluid restriction 1500 mL per day, by cardiology; advice more, says Drink plenty of water through the day, by primary care
  => advice restriction more
  @ AHA/ACC/HFSA 2022, 7.1

An NSAID is advised and the heart failure plan forbids it | F 63
  advice pain, says Take ibuprofen for the knee when it hurts, by orthopedics; dx heart failure
  => advice pain heart-failure
  @ AHA/ACC/HFSA 2022, 7.3.6, 3: Harm

An NSAID is advised beside an anticoagulant | F 63
  advice pain, says Use naproxen for back pain, by physical therapy; apixaban 5 mg bid
  => advice pain apixaban
  @ FDA label of apixaban, 7.3

One says take it, the other says never | F 63
  advice pain, says Take ibuprofen for the knee when it hurts, by orthopedics; advice never, says No ibuprofen or naproxen, by nephrology
  => advice pain never
  @ KDIGO 2024 CKD, 4.1

A potassium-rich diet with high potassium | M 64
  advice diet, says Eat potassium-rich foods such as bananas and beans, by primary care; lab potassium 5.7 on -4
  => advice diet potassium
  @ KDIGO 2024 CKD, 3.11

A potassium-rich diet and a low-potassium diet | M 64
  advice rich, says Choose foods high in potassium for the blood pressure, by primary care; nutrition low, says Low potassium diet, by nephrology
  => advice rich low
  @ ACC/AHA 2017, 6.2; KDIGO 2024 CKD, 3.11

Salt substitutes with high potassium | M 64
  advice salt, says Use a salt substitute instead of table salt, by dietitian; lab potassium 5.6 on -6
  => advice salt potassium
  @ KDIGO 2024 CKD: potassium chloride

Walk on a leg that may bear no weight | F 58
  advice walk, says Walk 30 minutes every day, by primary care; advice leg, says Non-weight-bearing on the right leg for 6 weeks, by orthopedics
  => advice walk leg
  @ AAOS aftercare

Fasting on the day of a visit with breakfast | M 60
  advice fast, says Nothing by mouth after midnight before the endoscopy, by gastroenterology, day +5; visit meal, at +5 09:00, 60 min, place clinic, says Eat a full breakfast before this visit: mixed meal test
  => advice fast meal
  @ ASA 2017 fasting guideline

More salt and less salt | F 45
  advice more, says Increase salt to 10 g a day for the fainting, by cardiology; advice less, says Keep to a low-salt diet, by nephrology
  => advice more less
  @ ACC/AHA/HRS 2017 syncope; KDIGO BP 2021

Bed rest and exercise | F 30
  advice rest, says Strict bed rest until the next visit, by obstetrics; advice move, says Exercise five days a week, by primary care
  => advice rest move
  @ contradiction

More protein and less protein | M 68
  advice less, says Low-protein diet, 0.6 g per kg, by nephrology; advice more, says High protein diet for the wound, by wound clinic
  => advice less more
  @ KDIGO 2024 CKD, 3.3; NPIAP 2019

Alcohol as a habit with a plan of none | M 52
  advice glass, says A glass of wine with dinner is fine, by primary care; advice none, says No alcohol at all, by hepatology
  => advice glass none
  @ AASLD 2019

Leafy greens off and on, beside warfarin | F 66
  warfarin 5 mg qd; advice off, says Avoid leafy greens, by anticoagulation clinic; advice on, says Eat more leafy greens, by dietitian
  => advice off on
  @ CHEST 2012: steady intake

Advice in Spanish | M 70
  advice menos, says Limite los líquidos a 1.5 litros al día, by cardiology; advice mas, says Beba mucha agua durante el día, by primary care
  => advice menos mas
  @ AHA/ACC/HFSA 2022, 7.1
`;

export const ADVICE_DECOYS = `
Do not drink more than is allowed | M 70
  advice less, says Limit fluids to 1.5 liters a day, by cardiology; advice same, says Do not drink more than 1.5 liters of fluid a day, by primary care
  => nothing
  @ the same twice

The restriction was revoked | M 70
  advice less, says Limit fluids to 1.5 liters a day, by cardiology, revoked; advice more, says Drink at least 2.5 liters of water a day, by urology
  => nothing
  @ FHIR R4 request status

The restriction was completed | M 70
  nutrition restriction, says Fluid restriction 1500 mL per day, by hospital, completed; advice more, says Drink plenty of water, by urology
  => nothing
  @ FHIR R4 request status

Avoid NSAIDs in heart failure | F 63
  advice pain, says Avoid ibuprofen and naproxen, by cardiology; dx heart failure
  => nothing
  @ the advice is the plan

Acetaminophen instead of ibuprofen | F 63
  advice pain, says Take acetaminophen instead of ibuprofen, by orthopedics; dx heart failure
  => nothing
  @ what is advised is acetaminophen

Ibuprofen advised with a sound heart | F 43
  advice pain, says Take ibuprofen for the knee when it hurts, by orthopedics; dx knee osteoarthritis
  => nothing
  @ ACR osteoarthritis 2019

Ibuprofen advised, heart failure refuted | F 63
  advice pain, says Take ibuprofen for the knee when it hurts, by orthopedics; dx heart failure, refuted
  => nothing
  @ FHIR R4 Condition.verificationStatus

A potassium-rich diet with a normal value | M 64
  advice diet, says Eat potassium-rich foods such as bananas, by primary care; lab potassium 4.2 on -4
  => nothing
  @ ACC/AHA 2017, 6.2

A high potassium of last year, normal since | M 64
  advice diet, says Eat potassium-rich foods such as bananas, by primary care; lab potassium 5.7 on -300 =old; lab potassium 4.4 on -10
  => nothing
  @ the latest value counts

Chair exercise with a leg that bears no weight | F 58
  advice chair, says Seated arm exercises every day, by physical therapy; advice leg, says Non-weight-bearing on the right leg for 6 weeks, by orthopedics
  => nothing
  @ it fits

Full weight-bearing is allowed again | F 58
  advice walk, says Walk 30 minutes every day, by primary care; advice leg, says Weight-bearing as tolerated on the right leg, by orthopedics
  => nothing
  @ AAOS aftercare

Fasting on another day than the meal | M 60
  advice fast, says Nothing by mouth after midnight before the endoscopy, by gastroenterology, day +5; visit meal, at +9 09:00, 60 min, place clinic, says Eat a full breakfast before this visit: mixed meal test
  => nothing
  @ another day

Fasting on the day of a visit that needs no meal | M 60
  advice fast, says Nothing by mouth after midnight before the endoscopy, by gastroenterology, day +5; visit scope, at +5 09:00, 60 min, place hospital, says Endoscopy
  => nothing
  @ it fits

Drink more water, eat less salt | F 45
  advice water, says Drink plenty of water, by urology; advice salt, says Keep to a low-salt diet, by urology
  => nothing
  @ AUA stones 2019: both

Walk and rest the arm | F 58
  advice walk, says Walk 30 minutes every day, by primary care; advice arm, says Rest the left arm in the sling, by orthopedics
  => nothing
  @ it fits

More fiber and low salt | F 58
  advice fiber, says Eat more fiber, by gastroenterology; advice salt, says Low-salt diet, by cardiology
  => nothing
  @ it fits
`;
