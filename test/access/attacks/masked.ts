import type { Resource } from '../../../src/fhir/index.ts';
import { type TwinAttack, get, send } from './attack.ts';

/**
 * Of the first two a visit and an appointment are the same but for what is masked; the third's are not sensitive, and hold what is shown of the
 * others and no more. As long as one another, so that answers are.
 */
export const MASKED = ['alder', 'birch', 'cedar'] as const;
/** Stands in everything that is masked. */
export const MASK_MARKER = 'zzmaskedzz';

export const SHOWS = {
  Encounter: ['status', 'class', 'subject', 'period', 'length'],
  Appointment: ['status', 'start', 'end', 'minutesDuration', 'participant:Patient'],
};

const ICD10 = 'http://hl7.org/fhir/sid/icd-10-cm';
const ref = (reference: string) => ({ reference });
const coded = (code: string) => [{ coding: [{ system: ICD10, code }], text: MASK_MARKER }];
const text = (words: string) => ({
  status: 'generated',
  div: `<div xmlns="http://www.w3.org/1999/xhtml">${words} ${MASK_MARKER}</div>`,
});

/** What is masked: by a code of mental health both are labelled MH. */
const CONTENT: Record<string, { code: string; who: string; place: string; at: number; words: string }> = {
  alder: { code: 'F32.1', who: 'ash', place: 'north', at: 1, words: 'a long grief' },
  birch: { code: 'F41.9', who: 'yew', place: 'south', at: 7, words: 'fear' },
};

function maskedOf(who: string): { Encounter: object; Appointment: object } {
  const content = CONTENT[who];
  if (!content) return { Encounter: {}, Appointment: {} };
  const { code, who: by, place, at, words } = content;
  const more = {
    text: text(words),
    identifier: [{ system: 'urn:masked', value: words }],
    reasonCode: coded(code),
    extension: [{ url: 'urn:masked:extension', valueString: `${words} ${MASK_MARKER}` }],
    contained: [{ resourceType: 'Location', id: 'room', name: `${words} ${MASK_MARKER}` }],
  };
  const security = { tag: [{ system: 'urn:masked', code: words.replaceAll(' ', '-') }] };
  return {
    Encounter: {
      ...more,
      meta: security,
      type: coded(code),
      serviceProvider: ref(`Organization/${place}`),
      participant: [{ individual: ref(`Practitioner/${by}`) }],
      location: [{ location: ref(`Location/${place}`) }, { location: ref('#room') }],
      appointment: [ref(`Appointment/${who}-slot`)],
    },
    Appointment: {
      ...more,
      meta: security,
      serviceType: coded(code),
      priority: at,
      description: `${words} ${MASK_MARKER}`,
      comment: words,
      created: `2026-10-0${at}`,
      supportingInformation: [ref(`Encounter/${who}-visit`)],
      participant: [
        { actor: ref(`Practitioner/${by}`), status: 'accepted' },
        { actor: ref(`Patient/${who}`), status: 'accepted' },
        { actor: ref(`Location/${place}`), status: 'accepted' },
        { actor: ref('#room'), status: 'accepted' },
      ],
    },
  };
}

/** The people, and what is around them. */
export function maskedWorld(): Resource[] {
  const { alder, birch } = CONTENT;
  return [
    ...[alder!, birch!].flatMap(({ who, place }) => [
      { resourceType: 'Practitioner', id: who, name: [{ family: place }] },
      { resourceType: 'Organization', id: place, name: `Clinic ${place}` },
      { resourceType: 'Location', id: place, name: `Clinic ${place}` },
    ]),
    // Between the two by its kind, and not sensitive.
    { resourceType: 'Patient', id: 'middle', name: [{ family: 'Tree' }] },
    {
      resourceType: 'Appointment',
      id: 'middle-slot',
      status: 'booked',
      serviceType: [{ coding: [{ system: 'urn:kind', code: 'f38' }] }],
      participant: [{ actor: ref('Patient/middle'), status: 'accepted' }],
    },
    ...MASKED.flatMap((who) => [
      { resourceType: 'Patient', id: who, name: [{ family: 'Tree' }], birthDate: '1980-01-01' },
      {
        resourceType: 'Encounter',
        id: `${who}-visit`,
        status: 'finished',
        class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB' },
        subject: ref(`Patient/${who}`),
        period: { start: '2026-10-02T09:00:00Z', end: '2026-10-02T09:30:00Z' },
        length: { value: 30, unit: 'min' },
        ...maskedOf(who).Encounter,
      },
      {
        resourceType: 'Appointment',
        id: `${who}-slot`,
        status: 'booked',
        start: '2026-12-02T09:00:00Z',
        end: '2026-12-02T09:30:00Z',
        minutesDuration: 30,
        participant: [{ actor: ref(`Patient/${who}`), status: 'accepted' }],
        ...maskedOf(who).Appointment,
      },
    ]),
  ];
}

/** One that is masked, tried by who sees a part of it: of the two that differ by what is masked alone the answers are alike. */
export type MaskAttack = TwinAttack & {
  /** Where it is of no use to compare with what is not sensitive: it asks for what is masked, or writes. */
  apart?: true;
};

const visit = (who: string) => `/fhir/Encounter/${who}-visit`;
const slot = (who: string) => `/fhir/Appointment/${who}-slot`;
const why = 'why somebody was seen, by whom and where';
const search = (id: string, how: string, url: (who: string) => string, more: Partial<MaskAttack> = {}): MaskAttack => ({
  id,
  how,
  shows: why,
  ask: (who) => get(`/fhir/${url(who)}`),
  ...more,
});
/** Asks of the one alone what is true of it; of the others it is not. */
const oracle = (id: string, how: string, url: (who: string) => string): MaskAttack =>
  search(id, how, url, { apart: true });
const visits = (query: string) => (who: string) => `Encounter?patient=${who}&${query}`;
const slots = (query: string) => (who: string) => `Appointment?patient=${who}&${query}`;
const change = (id: string, how: string, ask: TwinAttack['ask']): MaskAttack => ({
  id,
  how,
  shows: `${why}, or that would be gone`,
  ask,
  apart: true,
  blind: 'a change is tried by who sees a part alone',
});
const PATCH = { 'content-type': 'application/json-patch+json' };
const bundle = (type: 'batch' | 'transaction', ...requests: { method: string; url: string; resource?: object }[]) =>
  send('POST', '/fhir', {
    resourceType: 'Bundle',
    type,
    entry: requests.map(({ method, url, resource }) => ({
      ...(resource ? { resource } : {}),
      request: { method, url },
    })),
  });

const READ: MaskAttack[] = [
  search('mask-read', 'read the visit', (who) => `Encounter/${who}-visit`),
  search('mask-read-slot', 'read the appointment', (who) => `Appointment/${who}-slot`),
  {
    ...search('mask-head', 'HEAD of the visit', (who) => `Encounter/${who}-visit`),
    blind: 'a HEAD has no body',
    ask: (who) => ({ method: 'HEAD', url: visit(who) }),
  },
  search('mask-vread', 'its first version', (who) => `Encounter/${who}-visit/_history/1`),
  search('mask-history', 'its history', (who) => `Encounter/${who}-visit/_history`),
  search('mask-history-one', 'its history, one by one', (who) => `Encounter/${who}-visit/_history?_count=1`),
  search(
    'mask-elements',
    '_elements of what is masked',
    (who) => `Encounter/${who}-visit?_elements=reasonCode,type,text`,
  ),
  search('mask-summary', '_summary', (who) => `Appointment/${who}-slot?_summary=true`),
  search('mask-summary-text', '_summary=text, the narrative', (who) => `Encounter/${who}-visit?_summary=text`),
  search('mask-meta', 'its labels and tags', (who) => `Encounter/${who}-visit/$meta`),
  search('mask-everything', '$everything of the visit', (who) => `Encounter/${who}-visit/$everything`),
  search('mask-everything-patient', '$everything of the patient', (who) => `Patient/${who}/$everything`),
  {
    ...search('mask-batch', 'reads in a batch', visit),
    ask: (who) =>
      bundle(
        'batch',
        { method: 'GET', url: `Encounter/${who}-visit` },
        { method: 'GET', url: `Appointment/${who}-slot/_history` },
        { method: 'GET', url: `Appointment?patient=${who}&date=2026-12-02` },
      ),
  },
  {
    ...search('mask-transaction', 'reads in a transaction', visit),
    ask: (who) =>
      bundle(
        'transaction',
        { method: 'GET', url: `Encounter/${who}-visit` },
        { method: 'GET', url: `Encounter?patient=${who}` },
      ),
  },
  { ...search('mask-chart', 'the chart', visit), ask: (who) => get(`/app/patients/${who}/record`) },
  {
    ...search('mask-app-history', 'the history of an entry', visit),
    ask: (who) => get(`/app/resources/Encounter/${who}-visit/history`),
  },
];

const SEARCH: MaskAttack[] = [
  search('mask-search', 'the visits of somebody', visits('_total=accurate')),
  search('mask-search-shown', 'by what is shown', visits('status=finished&date=2026-10-02&_sort=-date')),
  search('mask-search-slots', 'appointments of a day', slots('date=2026-12-02&status=booked&_total=accurate')),
  search('mask-search-elements', '_elements in a search', visits('_elements=reasonCode,location')),
  search('mask-compartment', 'the compartment', (who) => `Patient/${who}/Encounter`),
  search('mask-types', 'several types', (who) => `Patient/${who}/*?_type=Encounter,Appointment`),
  search(
    'mask-include',
    '_include of who and where',
    visits('_include=Encounter:participant&_include=Encounter:service-provider&_include=Encounter:location'),
  ),
  search('mask-include-all', '_include=*', slots('_include=*')),
  search(
    'mask-include-iterate',
    '_include:iterate',
    visits('_include=Encounter:appointment&_include:iterate=Appointment:actor'),
  ),
  search(
    'mask-revinclude',
    '_revinclude of what is shown',
    (who) => `Patient?_id=${who}&_revinclude=Encounter:patient&_revinclude=Appointment:patient`,
  ),
  oracle('mask-code', 'by its reason', visits('reason-code=F32.1&_total=accurate')),
  oracle('mask-code-not', 'by what its reason is not', visits('reason-code:not=F32.1&_total=accurate')),
  oracle('mask-type', 'by its kind', slots('service-type=F32.1')),
  oracle('mask-missing', ':missing of what is masked', slots('service-type:missing=false')),
  oracle('mask-count', 'counted by its reason', visits('reason-code=F32.1&_summary=count')),
  oracle('mask-practitioner', 'by who', visits('practitioner=Practitioner/ash')),
  oracle('mask-actor', 'by any actor', slots('actor=Practitioner/ash')),
  oracle('mask-actor-patient', 'by an actor who is the patient, and another', slots('practitioner=ash')),
  oracle('mask-where', 'by where', visits('location=Location/north&service-provider=Organization/north')),
  oracle('mask-identifier', 'by its identifier', visits('identifier=urn:masked|fear')),
  oracle('mask-tag', 'by its tag', visits('_tag=urn:masked|fear')),
  oracle('mask-label', 'by its labels', visits('_security=MH')),
  oracle('mask-text', 'by its words', slots('_content=grief')),
  oracle('mask-narrative', 'by its narrative', visits('_text=grief')),
  oracle(
    'mask-sort',
    'ordered by what is masked',
    (who) => `Appointment?_id=${who}-slot,middle-slot&_sort=service-type`,
  ),
  oracle('mask-composite', 'by a chain that goes on', visits('appointment.service-type=F32.1')),
  oracle('mask-chain', 'by a chain through who', visits('participant:Practitioner.name=north')),
  oracle('mask-has', '_has of a reason', (who) => `Patient?_id=${who}&_has:Encounter:patient:reason-code=F32.1`),
  oracle('mask-has-where', '_has of where', () => 'Location?_has:Encounter:location:status=finished'),
  oracle('mask-has-who', '_has of who', () => 'Practitioner?_has:Appointment:practitioner:status=booked'),
  oracle(
    'mask-has-visit',
    '_has through what is masked',
    (who) => `Appointment?_id=${who}-slot&_has:Encounter:appointment:status=finished`,
  ),
  oracle(
    'mask-revinclude-who',
    '_revinclude by who',
    () => 'Practitioner?_id=ash&_revinclude=Encounter:practitioner&_revinclude=Appointment:practitioner',
  ),
  oracle('mask-revinclude-all', '_revinclude=* of where', () => 'Location?_id=north&_revinclude=*'),
  oracle('mask-compartment-who', 'the compartment of who', () => 'Practitioner/ash/Encounter'),
  oracle('mask-lists', 'the labels in use', () => 'Encounter/$meta'),
];

const json = { 'content-type': 'application/json' };
const WRITE: MaskAttack[] = [
  change('mask-put', 'put what is seen of it', (who) =>
    send('PUT', visit(who), {
      resourceType: 'Encounter',
      id: `${who}-visit`,
      status: 'cancelled',
      class: { code: 'AMB' },
      subject: ref(`Patient/${who}`),
    }),
  ),
  change('mask-put-where', 'put where a reason matches', (who) =>
    send('PUT', `/fhir/Encounter?patient=${who}&identifier=urn:masked|fear`, {
      resourceType: 'Encounter',
      status: 'cancelled',
      class: { code: 'AMB' },
      subject: ref(`Patient/${who}`),
    }),
  ),
  change('mask-patch-test', 'a patch that tests a reason', (who) =>
    send('PATCH', visit(who), [{ op: 'test', path: '/reasonCode/0/coding/0/code', value: 'F32.1' }], PATCH),
  ),
  change('mask-patch', 'a patch of what is shown', (who) =>
    send('PATCH', slot(who), [{ op: 'replace', path: '/status', value: 'cancelled' }], PATCH),
  ),
  change('mask-patch-where', 'a patch where a reason matches', (who) =>
    send(
      'PATCH',
      `/fhir/Encounter?patient=${who}&reason-code=F32.1`,
      [{ op: 'replace', path: '/status', value: 'x' }],
      PATCH,
    ),
  ),
  change('mask-delete', 'delete it', (who) => send('DELETE', slot(who))),
  change('mask-delete-where', 'delete where a reason matches', (who) =>
    send('DELETE', `/fhir/Encounter?patient=${who}&reason-code=F32.1`),
  ),
  change('mask-meta-add', '$meta-add', (who) =>
    send('POST', `${visit(who)}/$meta-add`, {
      resourceType: 'Parameters',
      parameter: [{ name: 'meta', valueMeta: { tag: [{ system: 'urn:x', code: 'y' }] } }],
    }),
  ),
  change('mask-belongs', 'write what belongs to the visit', (who) =>
    send('POST', '/fhir/Task', {
      resourceType: 'Task',
      status: 'requested',
      intent: 'order',
      for: ref(`Patient/${who}`),
      encounter: ref(`Encounter/${who}-visit`),
    }),
  ),
  change('mask-put-if-none-exist', 'create where there is no such reason', (who) =>
    send(
      'POST',
      '/fhir/Appointment',
      {
        resourceType: 'Appointment',
        status: 'booked',
        participant: [{ actor: ref(`Patient/${who}`), status: 'accepted' }],
      },
      { 'if-none-exist': `patient=${who}&service-type=F32.1` },
    ),
  ),
  change('mask-transaction-put', 'put it in a transaction', (who) =>
    bundle('transaction', {
      method: 'PUT',
      url: `Encounter/${who}-visit`,
      resource: {
        resourceType: 'Encounter',
        id: `${who}-visit`,
        status: 'cancelled',
        class: { code: 'AMB' },
        subject: ref(`Patient/${who}`),
      },
    }),
  ),
  change('mask-transaction-delete', 'delete it in a transaction', (who) =>
    bundle('transaction', { method: 'DELETE', url: `Appointment/${who}-slot` }),
  ),
  change('mask-app', 'ask the app who looked at it', (who) =>
    send('POST', '/app/patients/find', { text: `${who} F32.1` }, json),
  ),
];

export const MASK_ATTACKS: Record<string, MaskAttack[]> = {
  'A part of it is shown: reading': READ,
  'A part of it is shown: searching': SEARCH,
  'A part of it is shown: writing': WRITE,
};
