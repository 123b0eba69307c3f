/** What nobody will do, and what only looks left alone. */
export const ORPHANS = `
The owner of a task has left | F 60
  task call, says Call about the new inhaler, owner Dana Reed, due +5; person Dana Reed, left
  => orphan call
  @ Practitioner.active is false

The owner of a goal has left | F 60
  goal systolic <130 by Dana Reed; person Dana Reed, left
  => orphan systolic
  @ Practitioner.active is false

The owner left the care team | F 60
  task weight, says Weigh in by phone, owner Ana Cole, due +5; person Ana Cole, team until -20
  => orphan weight
  @ CareTeam.participant.period is past

A task late and nobody's | M 70
  task labs, says Repeat the potassium, due -6
  => orphan labs
  @ no owner, past its date

A referral that nobody took up | F 58
  referral cardiology, says Cardiology consult, on -45
  => orphan cardiology
  @ IHI closed-loop referral 2017: nothing booked in 30 days

An urgent referral that nobody took up | F 58
  referral neurology, says Neurology consult, on -10, urgent
  => orphan neurology
  @ IHI closed-loop referral 2017

An activity whose owner has left | M 66
  advice injections, says Weekly wound check, by Dana Reed; person Dana Reed, left
  => orphan injections
  @ Practitioner.active is false

A referral whose visit was cancelled | F 58
  referral cardiology, says Cardiology consult, on -45; visit heart, at -10 10:00, 30 min, place heart center, cancelled, for cardiology
  => orphan cardiology
  @ the loop is open again

The owner's role ended | F 60
  task call, says Call about the new inhaler, owner Ana Cole, due +5; person Ana Cole, role until -15
  => orphan call
  @ PractitionerRole.period is past

A task of a former owner, late as well, is one finding | F 60
  task call, says Call about the new inhaler, owner Dana Reed, due -5; person Dana Reed, left
  => orphan call
  @ one thing to settle

A referral whose visit was missed | F 58
  referral cardiology, says Cardiology consult, on -60; visit heart, at -20 10:00, 30 min, place heart center, noshow, for cardiology
  => orphan cardiology
  @ the loop is open again

A referral of which the task was rejected | F 58
  referral cardiology, says Cardiology consult, on -45; task take, says Book the consult, owner Ana Cole, rejected, for cardiology; person Ana Cole
  => orphan cardiology
  @ FHIR R4 Task.status
`;

export const ORPHANS_DECOYS = `
The owner is here | F 60
  task call, says Call about the new inhaler, owner Dana Reed, due +5; person Dana Reed
  => nothing
  @ owned

Late, but somebody's | F 60
  task call, says Call about the new inhaler, owner Dana Reed, due -5; person Dana Reed
  => nothing
  @ late work stands in the owner's list

Nobody's yet, its date to come | M 70
  task labs, says Repeat the potassium, due +6
  => nothing
  @ it may still be taken

A task of a role that anybody of it takes | M 70
  task labs, says Repeat the potassium, due -1, for role nurse
  => nothing
  @ FHIR R4 Task.performerType: it stands in the list of that role

Done by somebody who left since | F 60
  task call, says Call about the new inhaler, owner Dana Reed, due -30, completed; person Dana Reed, left
  => nothing
  @ FHIR R4 Task.status

A goal of the past of somebody who left | F 60
  goal systolic <130 by Dana Reed, completed; person Dana Reed, left
  => nothing
  @ FHIR R4 Goal.lifecycleStatus

The patient owns it | F 60
  task log, says Write down the weight, owner patient, due -5
  => nothing
  @ the person's own

A referral of last week | F 58
  referral cardiology, says Cardiology consult, on -6
  => nothing
  @ still in time

A referral with its visit booked | F 58
  referral cardiology, says Cardiology consult, on -45; visit heart, at +10 10:00, 30 min, place heart center, for cardiology
  => nothing
  @ closed loop

A referral that somebody is working on | F 58
  referral cardiology, says Cardiology consult, on -45; task take, says Book the consult, owner Ana Cole, accepted, due +2, for cardiology; person Ana Cole
  => nothing
  @ in somebody's hands

A referral that was withdrawn | F 58
  referral cardiology, says Cardiology consult, on -45, revoked
  => nothing
  @ FHIR R4 ServiceRequest.status

A referral that was seen | F 58
  referral cardiology, says Cardiology consult, on -45; seen visit, at -20, for cardiology
  => nothing
  @ the encounter answers it

Left one site, works at another | F 60
  task call, says Call about the new inhaler, owner Ana Cole, due +5; person Ana Cole, role until -15, role
  => nothing
  @ another PractitionerRole is in force

A team's task | F 60
  task call, says Call about the new inhaler, owner team, due +5
  => nothing
  @ owned by the care team
`;
