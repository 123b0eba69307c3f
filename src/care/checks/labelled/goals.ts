/** Two aims for one measure, and aims that only look so. */
export const GOALS = `
Blood pressure by cardiology and by geriatrics | M 78
  goal systolic <130 by cardiology; goal systolic <140 by geriatrics =geriatrics
  => goals systolic geriatrics
  @ ACC/AHA 2017, 10.2.1 and 10.2.2: older adults are judged by the person

A1c by two clinics | F 72
  goal a1c <7 by primary care; goal a1c <8 by endocrinology =endocrinology
  => goals a1c endocrinology
  @ ADA 2024, 6 and 13: 8 for the frail

A1c in two units that differ | F 60
  goal a1c <7 by primary care; goal a1c <64 mmol/mol by endocrinology =endocrinology
  => goals a1c endocrinology
  @ NGSP: 64 mmol/mol is 8.0 %

Weight down and weight up, by number | F 66
  goal weight <70 by primary care; goal weight >75 by dietitian =dietitian
  => goals weight dietitian
  @ no weight is under 70 kg and over 75 kg

Weight down and weight up, in words | F 66
  wish lose weight, says Lose 5 kg before the knee operation, by orthopedics; wish gain weight, says Gain weight: two more meals a day, by oncology
  => goals lose-weight gain-weight
  @ ESPEN 2021 on nutrition in cancer against weight loss before joint surgery

Weight kept steady and weight to lose | M 68
  goal weight 80-84 by cardiology; goal weight <75 by primary care =primary
  => goals weight primary
  @ the ranges share no weight

Fluid by two clinics | M 70
  goal fluid intake <1.5 L by cardiology; goal fluid intake >2.5 L by urology =urology
  => goals fluid-intake urology
  @ AHA/ACC/HFSA 2022, 7.1; AUA stones 2019

LDL by two clinics | M 59
  goal ldl <100 by primary care; goal ldl <55 by cardiology =cardiology
  => goals ldl cardiology
  @ ACC/AHA 2018; ESC 2019

LDL in two units that differ | M 59
  goal ldl <70 by primary care; goal ldl <1.4 mmol/L by cardiology =cardiology
  => goals ldl cardiology
  @ 1.4 mmol/L is 54 mg/dL

Blood pressure as a panel and as its upper number | M 64
  goal blood pressure <130 by cardiology; goal systolic <150 by primary care =primary
  => goals blood-pressure primary
  @ LOINC 85354-9 and 8480-6

Hemoglobin with and without an upper end | F 63
  goal hemoglobin 10-11.5 by nephrology; goal hemoglobin >12 by cardiology =cardiology
  => goals hemoglobin cardiology
  @ KDIGO anemia 2012: not over 11.5

INR by two clinics | M 61
  goal inr 2-3 by primary care; goal inr 2.5-3.5 by cardiology =cardiology
  => goals inr cardiology
  @ ACC/AHA 2020 valves: mechanical mitral valve

Oxygen saturation by two clinics | M 69
  goal oxygen saturation 88-92 by pulmonology; goal oxygen saturation >94 by hospital =hospital
  => goals oxygen-saturation hospital
  @ GOLD 2024: 88 to 92 with CO2 retention

One clinic forgot its earlier aim | M 64
  goal systolic <140 by primary care; goal systolic <130 by primary care =newer
  => goals systolic newer
  @ two live aims of one measure, no dates that make steps of them

Three clinics, one finding a measure | M 78
  goal systolic <130 by cardiology; goal systolic <140 by geriatrics =geriatrics; goal systolic <150 by primary care =primary
  => goals systolic geriatrics primary
  @ one disagreement about one measure
`;

export const GOALS_DECOYS = `
Both want the same | M 64
  goal systolic <130 by cardiology; goal systolic <130 by primary care =primary
  => nothing
  @ agreement

The same weight in kilograms and in pounds | M 64
  goal weight <80 by cardiology; goal weight <176.4 [lb_av] by dietitian =dietitian
  => nothing
  @ 176.4 lb is 80.0 kg

The same A1c in two units | F 60
  goal a1c <7 by primary care; goal a1c <53 mmol/mol by endocrinology =endocrinology
  => nothing
  @ NGSP: 53 mmol/mol is 7.0 %

Systolic and diastolic | M 64
  goal systolic <130 by cardiology; goal diastolic <80 by primary care
  => nothing
  @ two measures

One of them is cancelled | M 78
  goal systolic <130 by cardiology; goal systolic <140 by geriatrics, cancelled =geriatrics
  => nothing
  @ FHIR R4 Goal.lifecycleStatus

One of them is completed | M 78
  goal systolic <130 by cardiology; goal systolic <150 by hospital, completed =hospital
  => nothing
  @ FHIR R4 Goal.lifecycleStatus

One of them was entered in error | M 78
  goal systolic <130 by cardiology; goal systolic <140 by geriatrics, entered-in-error =geriatrics
  => nothing
  @ FHIR R4 Goal.lifecycleStatus

Steps on one way | M 64
  goal systolic <150 by primary care, due +30; goal systolic <130 by primary care, due +180 =next
  => nothing
  @ the same owner, the later date the stricter

A range inside of a limit | M 64
  goal systolic <130 by cardiology; goal systolic 110-130 by primary care =primary
  => nothing
  @ the same upper end; a lower one is added

A1c and fasting glucose | F 60
  goal a1c <7 by primary care; goal fasting glucose <130 by endocrinology
  => nothing
  @ ADA 2024, table 6.2: they go together

Weight and body mass index | F 60
  goal weight <80 by primary care; goal bmi <27 by dietitian
  => nothing
  @ two measures

Two aims without a number | F 66
  wish walk, says Walk 20 minutes a day, by primary care; wish garden, says Work in the garden again, by physical therapy
  => nothing
  @ no contradiction

One of two aims was refused | M 78
  goal systolic <130 by cardiology, rejected; goal systolic <140 by geriatrics =geriatrics
  => nothing
  @ FHIR R4 Goal.lifecycleStatus

Gain strength is not gain weight | F 66
  wish lose weight, says Lose 5 kg before the operation, by orthopedics; wish strength, says Gain strength in both legs, by physical therapy
  => nothing
  @ no contradiction

An aim for home and one that is not in force yet | M 64
  goal systolic <130 by cardiology; goal systolic <140 by geriatrics, proposed =geriatrics
  => nothing
  @ FHIR R4 Goal.lifecycleStatus: proposed, not yet accepted
`;
