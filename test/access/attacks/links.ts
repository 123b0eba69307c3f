import { SECRET_IDENTIFIER, type TwinAttack, find, get, secret } from './attack.ts';

const through = 'what the hidden resource holds, by what refers to it';
const along = 'it brought along';

const of = (id: string, how: string, shows: string, type: string, query: string): TwinAttack => ({
  id,
  how,
  shows,
  ask: (who) => find(who, type, query),
});
const named = (id: string, how: string, type: string, query: (who: string) => string): TwinAttack => ({
  id,
  how,
  shows: through,
  ask: (who) => find(who, type, query(who)),
});

/** Through what refers to it: chains, `_has`, and what is brought along. */
export const LINKS: TwinAttack[] = [
  of('chain', 'a chain into it', through, 'Observation', 'derived-from:Observation.status=final'),
  named(
    'chain-identifier',
    'a chain by its identifier',
    'Observation',
    (who) => `derived-from:Observation.identifier=${SECRET_IDENTIFIER}|${secret(who)}`,
  ),
  of(
    'chain-value',
    'a chain by a range of its values',
    through,
    'Observation',
    'derived-from:Observation.value-quantity=gt150',
  ),
  of('chain-label', 'a chain by its labels', through, 'Observation', 'derived-from:Observation._security=SUD'),
  of('chain-two', 'a chain over two', through, 'Observation', 'derived-from:Observation.encounter.status=finished'),
  of(
    'chain-subject',
    'a chain through the patient and back',
    through,
    'Observation',
    'patient._has:Flag:patient:_security=SUD',
  ),
  of('has', '_has of what refers to the patient', through, 'Patient', '_has:Flag:patient:identifier:missing=false'),
  of('has-encounter', '_has by a sensitive reason', through, 'Patient', '_has:Encounter:patient:reason-code=F10.20'),
  of('has-label', '_has by label', through, 'Patient', '_has:Observation:patient:_security=42CFRPart2'),
  of(
    'has-identifier',
    '_has by identifier',
    through,
    'Patient',
    `_has:Observation:patient:identifier=${SECRET_IDENTIFIER}|robin-secret,${SECRET_IDENTIFIER}|finch-secret`,
  ),
  of(
    'has-nested',
    '_has within _has',
    through,
    'Patient',
    '_has:Observation:patient:_has:Provenance:target:recorded=gt2020-01-01',
  ),
  of(
    'has-nested-hidden',
    '_has that goes through it',
    through,
    'Patient',
    '_has:Encounter:patient:_has:Observation:encounter:status=final',
  ),
  of(
    'has-derived',
    '_has of what was made of an open one',
    through,
    'Observation',
    '_has:Observation:derived-from:status=final',
  ),
  of('include', '_include of what refers to it', along, 'Observation', '_include=Observation:derived-from'),
  of('include-all', '_include=*', along, 'Observation', '_include=*'),
  of(
    'include-iterate',
    '_include:iterate over it',
    along,
    'Observation',
    '_include:iterate=Observation:derived-from&_include:iterate=Observation:encounter',
  ),
  of('include-focus', '_include of a task’s focus', along, 'Task', '_include=Task:focus'),
  of('include-list', '_include of a List’s entries', along, 'List', '_include=List:item'),
  of(
    'include-evidence',
    '_include of a condition’s evidence',
    along,
    'Condition',
    '_include=Condition:evidence-detail',
  ),
  of(
    'revinclude',
    '_revinclude of what refers to the patient',
    along,
    'Patient',
    '_revinclude=Flag:patient&_revinclude=Observation:patient',
  ),
  of('revinclude-all', '_revinclude=*', along, 'Patient', '_revinclude=*'),
  of(
    'revinclude-iterate',
    '_revinclude:iterate',
    along,
    'Patient',
    '_revinclude=Encounter:patient&_revinclude:iterate=Observation:encounter',
  ),
  of(
    'revinclude-derived',
    '_revinclude of what was made of an open one',
    along,
    'Observation',
    '_revinclude=Observation:derived-from',
  ),
  of('revinclude-provenance', '_revinclude of who made it', along, 'Observation', '_revinclude=Provenance:target'),
  of(
    'revinclude-shared',
    '_revinclude of an appointment with several people',
    along,
    'Appointment',
    '_revinclude=Encounter:appointment',
  ),
  {
    id: 'include-back',
    how: 'include and revinclude back and forth from a guest',
    shows: along,
    ask: (who) =>
      get(
        `/fhir/Appointment?_id=${who}-shared&_include=Appointment:patient&_revinclude:iterate=Observation:patient&_revinclude:iterate=Flag:patient`,
      ),
  },
  {
    id: 'include-contained',
    how: 'include with _contained and words of the content',
    shows: along,
    ask: (who) => find(who, 'List', '_include=List:item&_contained=both&_elements=entry'),
  },
  {
    id: 'reference-search',
    how: 'search by a reference to it',
    shows: 'only what the asker knows already',
    ask: (who) => find(who, 'Observation', `derived-from=Observation/${secret(who)}`),
    blind: 'who refers to it is open, and the same of both',
  },
];
