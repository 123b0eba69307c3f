/** What cannot be kept as it is booked, and what can. */
export const SCHEDULE = `
Two sites the same hour | F 55
  visit heart, at +3 10:00, 30 min, place heart center; visit eyes, at +3 10:15, 30 min, place eye clinic
  => schedule heart eyes
  @ nobody is at two places

One inside of the other | F 55
  visit day, at +3 08:00, 240 min, place infusion center; visit home, at +3 09:00, 30 min, place mill street
  => schedule day home
  @ nobody is at two places

A video visit in the middle of a visit | F 55
  visit heart, at +3 10:00, 30 min, place heart center; visit video, at +3 10:10, 20 min, virtual
  => schedule heart video
  @ nobody is in two conversations

Ten minutes to get across town | M 71
  visit heart, at +3 10:00, 20 min, place heart center; visit eyes, at +3 10:30, 20 min, place eye clinic
  => schedule heart eyes
  @ two sites the same hour, with ten minutes between

A proposed time across a booked one | F 55
  visit heart, at +3 10:00, 30 min, place heart center; visit eyes, at +3 10:00, 30 min, place eye clinic, pending
  => schedule heart eyes
  @ FHIR R4 Appointment.status: pending holds the time

Three blood draws in a week | F 68
  draw cbc on +1 by primary care; draw bmp on +3 by cardiology; draw a1c on +6 by endocrinology
  => schedule cbc bmp a1c
  @ Choosing Wisely (SHM, AABB): draw once for all

Three clinics, three days, one week over a weekend | M 74
  draw lipids on +4 by cardiology; draw tsh on +6 by endocrinology; draw cmp on +9 by nephrology
  => schedule lipids tsh cmp
  @ Choosing Wisely

Four draws are one finding | F 68
  draw cbc on +1 by primary care; draw bmp on +2 by cardiology; draw a1c on +4 by endocrinology; draw tsh on +6 by endocrinology
  => schedule cbc bmp a1c tsh
  @ Choosing Wisely

Two visits of different clinics at midnight's edge | F 55
  visit sleep, at +3 22:00, 540 min, place sleep laboratory; visit early, at +4 06:30, 20 min, place mill street
  => schedule sleep early
  @ a night's study lasts until 07:00

Two rooms of different houses | F 55
  visit heart, at +3 10:00, 30 min, place heart center room 2 in heart center; visit foot, at +3 10:00, 30 min, place mill street room 4 in mill street
  => schedule heart foot
  @ nobody is at two places

A visit beside an operation | M 66
  visit operation, at +8 07:30, 300 min, place hospital; visit teeth, at +8 11:00, 45 min, place dental clinic
  => schedule operation teeth
  @ nobody is at two places

Three across one hour | F 55
  visit a, at +3 10:00, 60 min, place heart center; visit b, at +3 10:20, 20 min, place eye clinic; visit c, at +9 10:20, 20 min, place eye clinic
  => schedule a b
  @ the third is another day
`;

export const SCHEDULE_DECOYS = `
Two rooms of one house | F 55
  visit heart, at +3 10:00, 30 min, place room 2 in heart center; visit echo, at +3 10:15, 30 min, place echo room in heart center
  => nothing
  @ one site, one stay

One after the other at two sites | F 55
  visit heart, at +3 10:00, 30 min, place heart center; visit eyes, at +3 11:30, 30 min, place eye clinic
  => nothing
  @ an hour between

One of them is cancelled | F 55
  visit heart, at +3 10:00, 30 min, place heart center; visit eyes, at +3 10:15, 30 min, place eye clinic, cancelled
  => nothing
  @ FHIR R4 Appointment.status

Both are past | F 55
  visit heart, at -3 10:00, 30 min, place heart center; visit eyes, at -3 10:15, 30 min, place eye clinic
  => nothing
  @ nothing to settle any more

One is only on the waitlist | F 55
  visit heart, at +3 10:00, 30 min, place heart center; visit eyes, at +3 10:15, 30 min, place eye clinic, waitlist
  => nothing
  @ no time is held

Missed, and booked anew | F 55
  visit heart, at +3 10:00, 30 min, place heart center; visit eyes, at +3 10:15, 30 min, place eye clinic, noshow
  => nothing
  @ FHIR R4 Appointment.status

The same hour of another day | F 55
  visit heart, at +3 10:00, 30 min, place heart center; visit eyes, at +4 10:15, 30 min, place eye clinic
  => nothing
  @ another day

Three draws in a month | F 68
  draw cbc on +1 by primary care; draw bmp on +12 by cardiology; draw a1c on +25 by endocrinology
  => nothing
  @ far enough apart

Three tests of one draw | F 68
  draw cbc on +1 by primary care; draw bmp on +1 by primary care =bmp; draw a1c on +1 by primary care =a1c
  => nothing
  @ one day, one needle

Warfarin is being adjusted | M 66
  draw inr on +1 by anticoagulation clinic; draw inr on +3 by anticoagulation clinic =second; draw inr on +6 by anticoagulation clinic =third
  => nothing
  @ a series of one test is meant so

Urine needs no needle | F 68
  draw cbc on +1 by primary care; draw urine culture on +3 by urology; draw urine albumin on +5 by nephrology
  => nothing
  @ one draw

One of the three is cancelled | F 68
  draw cbc on +1 by primary care; draw bmp on +3 by cardiology, revoked; draw a1c on +6 by endocrinology
  => nothing
  @ FHIR R4 ServiceRequest.status

One of the three is done | F 68
  draw cbc on -1 by primary care, completed; draw bmp on +3 by cardiology; draw a1c on +5 by endocrinology
  => nothing
  @ FHIR R4 ServiceRequest.status

Two draws in a week | F 68
  draw cbc on +1 by primary care; draw bmp on +5 by cardiology
  => nothing
  @ not three
`;
