import { SYSTEM } from '../../../src/base/index.ts';
import type { Resource } from '../../../src/fhir/index.ts';
import { type FhirRecord, bundle, remove } from '../../../src/record/index.ts';
import type { House } from '../../house.ts';
import { MARKER, SECRET_IDENTIFIER, WORD, secret } from './attack.ts';
import { hiddenCare, openCare } from './care-twins.ts';

/** Of the first something is hidden, of the second it is not there; all else of them is the same. As long as one another, so that answers are. */
export const TWINS = ['robin', 'finch'] as const;
export const BORN = '2011-05-01';

const ACT_CODE = 'http://terminology.hl7.org/CodeSystem/v3-ActCode';
const SEALED = [
  { system: ACT_CODE, code: '42CFRPart2' },
  { system: ACT_CODE, code: 'SUD' },
  { system: ACT_CODE, code: 'PSYTHPN' },
  { system: 'urn:throughline:part2-programme', code: 'recovery' },
];

const ref = (reference: string) => ({ reference });
const code = (system: string, value: string, text?: string) => ({
  coding: [{ system, code: value }],
  ...(text ? { text } : {}),
});
const loinc = (value: string) => code('http://loinc.org', value);

function pulse(who: string, id: string, value: number, more: object = {}): Resource {
  return {
    resourceType: 'Observation',
    id,
    status: 'final',
    code: loinc('8867-4'),
    subject: ref(`Patient/${who}`),
    effectiveDateTime: `2026-10-0${value - 59}T10:00:00Z`,
    valueQuantity: { value, unit: '/min', system: 'http://unitsofmeasure.org', code: '/min' },
    ...more,
  };
}

/** What everybody may see who sees the record: some of it speaks of what is hidden. */
function openOf(who: string): Resource[] {
  const hidden = (type: string) => ref(`${type}/${secret(who)}`);
  const all = ['Observation', 'Encounter', 'DocumentReference', 'Condition', 'Flag'];
  return [
    { resourceType: 'Patient', id: who, name: [{ family: 'Bird' }], birthDate: BORN, gender: 'female' },
    {
      resourceType: 'Encounter',
      id: `${who}-open`,
      status: 'finished',
      class: { system: ACT_CODE, code: 'AMB' },
      subject: ref(`Patient/${who}`),
      period: { start: '2026-10-01T09:00:00Z', end: '2026-10-01T10:00:00Z' },
    },
    ...[1, 2, 3, 4, 5].map((at) =>
      pulse(who, `${who}-pulse-${at}`, 59 + at, at === 1 ? { derivedFrom: [hidden('Observation')] } : {}),
    ),
    {
      resourceType: 'Condition',
      id: `${who}-open`,
      subject: ref(`Patient/${who}`),
      code: code('http://hl7.org/fhir/sid/icd-10-cm', 'I10'),
      evidence: [{ detail: [hidden('Observation')] }],
    },
    {
      resourceType: 'Task',
      id: `${who}-task`,
      status: 'requested',
      intent: 'order',
      for: ref(`Patient/${who}`),
      focus: hidden('DocumentReference'),
    },
    {
      resourceType: 'Appointment',
      id: `${who}-shared`,
      status: 'booked',
      participant: [who, 'lee'].map((one) => ({ actor: ref(`Patient/${one}`), status: 'accepted' })),
    },
    {
      resourceType: 'List',
      id: `${who}-list`,
      status: 'current',
      mode: 'working',
      subject: ref(`Patient/${who}`),
      entry: [...all.map((type) => ({ item: hidden(type) })), { item: ref(`Observation/${who}-pulse-1`) }],
    },
  ];
}

function hiddenOf(who: string): Resource[] {
  const id = secret(who);
  const subject = ref(`Patient/${who}`);
  const encounter = ref(`Encounter/${id}`);
  const identifier = [{ system: SECRET_IDENTIFIER, value: id }];
  const text = { status: 'generated', div: `<div xmlns="http://www.w3.org/1999/xhtml">${WORD} ${MARKER}</div>` };
  const data = Buffer.from(MARKER).toString('base64');
  return [
    {
      resourceType: 'Encounter',
      id,
      text,
      identifier,
      status: 'finished',
      class: { system: ACT_CODE, code: 'AMB' },
      subject,
      appointment: [ref(`Appointment/${who}-shared`)],
      reasonCode: [code('http://hl7.org/fhir/sid/icd-10-cm', 'F10.20', `${WORD} treatment ${MARKER}`)],
    },
    // The last by value, by time and by name, so that it would stand at an end of whatever is sorted.
    pulse(who, id, 60, {
      text,
      identifier,
      encounter,
      effectiveDateTime: '2026-11-09T10:00:00Z',
      valueQuantity: { value: 199, unit: '/min', system: 'http://unitsofmeasure.org', code: '/min' },
      derivedFrom: [ref(`Observation/${who}-pulse-2`)],
      note: [{ text: `${WORD} ${MARKER}` }],
    }),
    {
      resourceType: 'DocumentReference',
      id,
      text,
      identifier,
      status: 'current',
      subject,
      context: { encounter: [encounter] },
      content: [{ attachment: { contentType: 'text/plain', title: MARKER, data } }],
    },
    { resourceType: 'Condition', id, text, identifier, subject, code: { text: MARKER }, encounter },
    { resourceType: 'Flag', id, text, identifier, status: 'active', code: { text: MARKER }, subject },
    { resourceType: 'Binary', id, contentType: 'text/plain', data, securityContext: subject },
    {
      resourceType: 'Provenance',
      id,
      text,
      target: [ref(`Observation/${who}-pulse-3`), subject],
      recorded: '2026-10-01T10:00:00Z',
      agent: [{ who: ref('Practitioner/counsellor') }],
    },
  ];
}

const sealed = (resource: Resource): Resource => ({ ...resource, meta: { ...resource.meta, security: SEALED } });
const tagged = (who: string, resource: Resource): Resource => ({
  ...resource,
  meta: { ...resource.meta, tag: [{ system: 'urn:twin', code: who }] },
});

const policy: Resource = {
  resourceType: 'Library',
  id: 'programmes',
  url: 'urn:example:programmes',
  status: 'active',
  type: { coding: [{ system: 'urn:throughline:library-type', code: 'access-policy' }] },
  content: [
    {
      contentType: 'application/json',
      data: Buffer.from(JSON.stringify({ programmes: [{ organization: 'Organization/recovery' }] })).toString('base64'),
    },
  ],
};

/** References may lead nowhere: of the second what is hidden is not there. */
async function putAll(record: FhirRecord, resources: readonly Resource[]): Promise<void> {
  const entry = resources.map((resource) => ({
    resource,
    request: { method: 'PUT', url: `${resource.resourceType}/${resource.id}` },
  }));
  await bundle(record, SYSTEM, { resourceType: 'Bundle', type: 'transaction', entry }, { danglingReferences: true });
}

/**
 * Stores the two and who is around them. `-later` was open at first and is hidden now, `-gone` was hidden and is deleted; both are of the
 * first alone.
 */
export async function putTwins({ record }: House): Promise<void> {
  const [first] = TWINS;
  await putAll(record, [
    { resourceType: 'Organization', id: 'recovery', name: 'Recovery Center' },
    { resourceType: 'Organization', id: 'heart', name: 'Heart Clinic' },
    { resourceType: 'Practitioner', id: 'counsellor', name: [{ family: 'Ashgrove' }] },
    { resourceType: 'Practitioner', id: 'cardiologist', name: [{ family: 'Tamsin' }] },
    { resourceType: 'Patient', id: 'lee', name: [{ family: 'Leeward' }] },
    policy,
  ]);
  for (const who of TWINS)
    await putAll(
      record,
      [...openOf(who), ...openCare(who)].map((one) => tagged(who, one)),
    );
  const later = tagged(first, pulse(first, `${first}-later`, 61, { note: [{ text: MARKER }] }));
  const gone = tagged(first, pulse(first, `${first}-gone`, 61, { note: [{ text: MARKER }] }));
  await putAll(record, [later]);
  const hidden = [...hiddenOf(first), ...hiddenCare(first)].map((one) => tagged(first, one));
  await putAll(record, [...hidden, later, gone].map(sealed));
  await remove(record, SYSTEM, 'Observation', `${first}-gone`);
}
