/** A visit note as FHIR: one transaction of the visit, its vital signs, its new problem and its text. */
import type { Account } from '../../api/model.ts';
import { encodeBase64 } from '../model/documents.ts';
import { problemConcept } from './common-problems.ts';
import type { Draft } from './draft.ts';
import { flagOf, VITAL_KEYS, VITALS, type VitalKey } from './vitals.ts';

export type NoteAuthor = Pick<Account, 'name' | 'practitioner' | 'site'>;
export type NoteOptions = {
  draft: Draft;
  patientId: string;
  author: NoteAuthor;
  isAdult: boolean;
  now: Date;
  newId: () => string;
};

/** One identifier a resource: sent again (the answer was lost), the same note is found instead of stored twice. */
export const NOTE_SYSTEM = 'urn:throughline:note';
const TERMINOLOGY = 'http://terminology.hl7.org/CodeSystem';
const UCUM = 'http://unitsofmeasure.org';

type Shared = NoteOptions & {
  subject: fhir4.Reference;
  me: fhir4.Reference;
  site: fhir4.Reference | undefined;
  visit: fhir4.Reference;
  at: string;
};

/** The entries of the transaction. */
export function noteEntries(options: NoteOptions): fhir4.BundleEntry[] {
  const { draft, author, patientId, now, newId } = options;
  const visitUrl = `urn:uuid:${newId()}`;
  const shared: Shared = {
    ...options,
    subject: { reference: `Patient/${patientId}` },
    me: { ...(author.practitioner ? { reference: author.practitioner } : {}), display: author.name },
    site: author.site && { reference: author.site.reference, display: author.site.name },
    visit: { reference: visitUrl },
    at: now.toISOString(),
  };
  const condition = conditionOf(shared);
  const conditionUrl = condition && `urn:uuid:${newId()}`;
  const facts = [...observationsOf(shared), ...(draft.note.trim() ? [documentOf(shared)] : [])];
  return [
    entry(visitUrl, encounterOf(shared, conditionUrl), visitOf(draft)),
    ...(condition && conditionUrl ? [entry(conditionUrl, condition, `${draft.id}-problem`)] : []),
    ...facts.map((fact, place) => entry(`urn:uuid:${newId()}`, fact, `${draft.id}-${place}`)),
  ];
}

/** The identifier of a draft's visit. */
export function visitOf(draft: Pick<Draft, 'id'>): string {
  return `${draft.id}-visit`;
}

type Written = fhir4.Encounter | fhir4.Condition | fhir4.Observation | fhir4.DocumentReference;

function entry(fullUrl: string, resource: Written, value: string): fhir4.BundleEntry {
  const identifier = [{ system: NOTE_SYSTEM, value }];
  return {
    fullUrl,
    resource: { ...resource, identifier } as fhir4.FhirResource,
    request: { method: 'POST', url: resource.resourceType, ifNoneExist: `identifier=${NOTE_SYSTEM}|${value}` },
  };
}

function encounterOf({ draft, subject, me, site, at }: Shared, conditionUrl: string | undefined): fhir4.Encounter {
  return {
    resourceType: 'Encounter',
    status: 'finished',
    class: { system: `${TERMINOLOGY}/v3-ActCode`, code: 'AMB', display: 'ambulatory' },
    type: [
      {
        coding: [{ system: 'http://snomed.info/sct', code: '308335008', display: 'Patient encounter procedure' }],
        text: 'Office visit',
      },
    ],
    subject,
    participant: [
      {
        type: [
          { coding: [{ system: `${TERMINOLOGY}/v3-ParticipationType`, code: 'PPRF', display: 'primary performer' }] },
        ],
        individual: me,
      },
    ],
    period: { start: draft.begun, end: at },
    reasonCode: [{ text: draft.reason.trim() }],
    ...(conditionUrl ? { diagnosis: [{ condition: { reference: conditionUrl } }] } : {}),
    ...(site ? { serviceProvider: site } : {}),
  };
}

function conditionOf({ draft, subject, me, visit, at }: Shared): fhir4.Condition | undefined {
  const code = draft.problem ? problemConcept(draft.problem, draft.problemText) : undefined;
  if (!code) return undefined;
  return {
    resourceType: 'Condition',
    clinicalStatus: { coding: [{ system: `${TERMINOLOGY}/condition-clinical`, code: 'active' }] },
    verificationStatus: { coding: [{ system: `${TERMINOLOGY}/condition-ver-status`, code: 'confirmed' }] },
    category: [
      {
        coding: [
          { system: `${TERMINOLOGY}/condition-category`, code: 'problem-list-item', display: 'Problem List Item' },
        ],
      },
    ],
    code,
    subject,
    encounter: visit,
    onsetDateTime: at.slice(0, 10),
    recordedDate: at,
    recorder: me,
  };
}

function observationsOf(shared: Shared): fhir4.Observation[] {
  const { vitals } = shared.draft;
  const made: fhir4.Observation[] = [];
  if (vitals.systolic !== undefined && vitals.diastolic !== undefined)
    made.push(pressureOf(shared, vitals.systolic, vitals.diastolic));
  for (const key of VITAL_KEYS) {
    const value = vitals[key];
    if (value === undefined || key === 'systolic' || key === 'diastolic') continue;
    made.push({ ...observation(shared, VITALS[key].loinc, VITALS[key].display), ...measured(shared, key, value) });
  }
  return made;
}

function observation({ subject, visit, me, at }: Shared, code: string, display: string): fhir4.Observation {
  return {
    resourceType: 'Observation',
    status: 'final',
    category: [
      { coding: [{ system: `${TERMINOLOGY}/observation-category`, code: 'vital-signs', display: 'Vital Signs' }] },
    ],
    code: { coding: [{ system: 'http://loinc.org', code, display }], text: display },
    subject,
    encounter: visit,
    effectiveDateTime: at,
    issued: at,
    performer: [me],
  };
}

type Measured = Pick<fhir4.ObservationComponent, 'valueQuantity' | 'interpretation' | 'referenceRange'>;

function measured({ isAdult }: Shared, key: VitalKey, value: number): Measured {
  const { unit, ucum } = VITALS[key];
  const range = isAdult ? VITALS[key].range : undefined;
  const quantity = (number: number): fhir4.Quantity => ({ value: number, unit, system: UCUM, code: ucum });
  const flag = flagOf(value, range);
  return {
    valueQuantity: quantity(value),
    ...(flag
      ? { interpretation: [{ coding: [{ system: `${TERMINOLOGY}/v3-ObservationInterpretation`, code: flag }] }] }
      : {}),
    ...(range
      ? {
          referenceRange: [
            {
              ...(range.low === undefined ? {} : { low: quantity(range.low) }),
              ...(range.high === undefined ? {} : { high: quantity(range.high) }),
            },
          ],
        }
      : {}),
  };
}

function pressureOf(shared: Shared, systolic: number, diastolic: number): fhir4.Observation {
  const part = (key: 'systolic' | 'diastolic', value: number): fhir4.ObservationComponent => ({
    code: { coding: [{ system: 'http://loinc.org', code: VITALS[key].loinc, display: VITALS[key].display }] },
    ...measured(shared, key, value),
  });
  return {
    ...observation(shared, '85354-9', 'Blood pressure panel with all children optional'),
    code: {
      coding: [
        { system: 'http://loinc.org', code: '85354-9', display: 'Blood pressure panel with all children optional' },
      ],
      text: 'Blood pressure',
    },
    component: [part('systolic', systolic), part('diastolic', diastolic)],
  };
}

function documentOf({ draft, subject, me, site, visit, at }: Shared): fhir4.DocumentReference {
  return {
    resourceType: 'DocumentReference',
    status: 'current',
    docStatus: 'final',
    type: { coding: [{ system: 'http://loinc.org', code: '11506-3', display: 'Progress note' }], text: 'Visit note' },
    category: [
      {
        coding: [
          {
            system: 'http://hl7.org/fhir/us/core/CodeSystem/us-core-documentreference-category',
            code: 'clinical-note',
            display: 'Clinical Note',
          },
        ],
      },
    ],
    subject,
    date: at,
    author: [me],
    ...(site ? { custodian: site } : {}),
    content: [
      { attachment: { contentType: 'text/plain; charset=utf-8', data: encodeBase64(draft.note.trim()), creation: at } },
    ],
    context: { encounter: [visit], period: { start: draft.begun, end: at } },
  };
}
