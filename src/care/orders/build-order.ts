import type { Caller } from '../../base/index.ts';
import { categoryOf, codeOf, type Orderable } from './catalogue.ts';
import type { Knowledge } from './knowledge.ts';
import {
  ANYWAY_URL,
  ORDERED_ANYWAY,
  ORDERED_AT_URL,
  ORDER_SYSTEM,
  TASK_CODES,
  TASK_SYSTEM,
  anywayConcept,
  authorOf,
  type OrderAsk,
} from './model.ts';

const SIDES = {
  left: { code: '7771000', display: 'Left' },
  right: { code: '24028007', display: 'Right' },
  both: { code: '51440002', display: 'Right and left' },
} as const;

export type Ordering = {
  caller: Caller;
  /** Id of the patient. */
  patient: string;
  /** `Encounter/x` */
  encounter?: string | undefined;
  knowledge: Knowledge;
  /** ms since 1970 */
  now: number;
};

function timesOf({ on, every }: OrderAsk, now: number): Partial<fhir4.ServiceRequest> {
  if (!every) return on === undefined ? {} : { occurrenceDateTime: on };
  const start = on ?? new Date(now).toISOString();
  return {
    occurrenceTiming: {
      repeat: {
        boundsPeriod: { start, ...(every.until ? { end: every.until } : {}) },
        frequency: 1,
        period: every.count,
        periodUnit: every.unit,
      },
    },
  };
}

function reasonsOf({ reasons }: OrderAsk): Partial<fhir4.ServiceRequest> {
  const references = reasons.flatMap(({ reference, text }) =>
    reference ? [{ reference, ...(text ? { display: text } : {}) }] : [],
  );
  const words = reasons.flatMap(({ reference, text }) => (!reference && text?.trim() ? [{ text: text.trim() }] : []));
  return {
    ...(references.length > 0 ? { reasonReference: references } : {}),
    ...(words.length > 0 ? { reasonCode: words } : {}),
  };
}

/** An order before it is signed: what the rule is asked about. */
export function draftOf(ask: OrderAsk, item: Orderable, ordering: Ordering): fhir4.ServiceRequest {
  const { caller, patient, encounter, knowledge, now } = ordering;
  const { side, specimen, performer, location, replaces, note, patientInstruction, anyway } = ask;
  const extension: fhir4.Extension[] = [
    ...(caller.site ? [{ url: ORDERED_AT_URL, valueReference: { reference: caller.site } }] : []),
    ...(anyway ? [{ url: ANYWAY_URL, valueCodeableConcept: anywayConcept(anyway) }] : []),
  ];
  return {
    resourceType: 'ServiceRequest',
    ...(extension.length > 0 ? { extension } : {}),
    identifier: [{ system: ORDER_SYSTEM, value: ask.token }],
    status: 'draft',
    intent: 'plan',
    // Searches look at categories, not at extensions: what was ordered all the same is found by this one.
    category: [categoryOf(item.kind), ...(anyway ? [{ coding: [ORDERED_ANYWAY] }] : [])],
    priority: ask.priority,
    code: codeOf(item, knowledge),
    subject: { reference: `Patient/${patient}` },
    ...(encounter ? { encounter: { reference: encounter } } : {}),
    ...timesOf(ask, now),
    authoredOn: new Date(now).toISOString(),
    requester: authorOf(caller),
    ...(performer ? { performer: [{ reference: performer }] } : {}),
    ...(location ? { locationReference: [{ reference: location }] } : {}),
    ...reasonsOf(ask),
    ...(side
      ? { bodySite: [{ coding: [{ system: 'http://snomed.info/sct', ...SIDES[side] }], text: SIDES[side].display }] }
      : {}),
    ...(specimen?.trim() ? { specimen: [{ type: 'Specimen', display: specimen.trim() }] } : {}),
    ...(replaces ? { replaces: [{ reference: replaces }] } : {}),
    ...(note?.trim() ? { note: [{ text: note.trim(), time: new Date(now).toISOString() }] } : {}),
    ...(patientInstruction?.trim() ? { patientInstruction: patientInstruction.trim() } : {}),
  };
}

/** The same order, signed. */
export function signed(draft: fhir4.ServiceRequest, caller: Caller, now: number): fhir4.ServiceRequest {
  return {
    ...draft,
    status: 'active',
    intent: 'order',
    authoredOn: new Date(now).toISOString(),
    requester: authorOf(caller),
  };
}

/** What fulfils a signed order: handed to who carries it out. `url` is the fullUrl or the reference of the order. */
export function fulfilmentOf(order: fhir4.ServiceRequest, url: string, now: number): fhir4.Task {
  const [owner] = order.performer ?? [];
  return {
    resourceType: 'Task',
    identifier: [{ system: TASK_SYSTEM, value: `${order.identifier?.[0]?.value ?? url}-fulfill` }],
    status: 'requested',
    intent: 'order',
    priority: order.priority ?? 'routine',
    code: { coding: [{ system: TASK_CODES, code: 'fulfill', display: 'Fulfill the focal request' }] },
    description: order.code?.text ?? 'Order',
    focus: { reference: url },
    for: order.subject,
    ...(order.encounter ? { encounter: order.encounter } : {}),
    authoredOn: new Date(now).toISOString(),
    lastModified: new Date(now).toISOString(),
    ...(order.requester ? { requester: order.requester } : {}),
    ...(owner ? { owner } : {}),
  };
}

/** What asks for a signature under a draft: for anybody of those who sign. */
export function approvalOf(draft: fhir4.ServiceRequest, url: string, now: number): fhir4.Task {
  return {
    resourceType: 'Task',
    identifier: [{ system: TASK_SYSTEM, value: `${draft.identifier?.[0]?.value ?? url}-approve` }],
    status: 'requested',
    intent: 'proposal',
    priority: draft.priority ?? 'routine',
    code: { coding: [{ system: TASK_CODES, code: 'approve', display: 'Activate/approve the focal resource' }] },
    description: `Sign: ${draft.code?.text ?? 'order'}`,
    focus: { reference: url },
    for: draft.subject,
    authoredOn: new Date(now).toISOString(),
    lastModified: new Date(now).toISOString(),
    ...(draft.requester ? { requester: draft.requester } : {}),
    performerType: ['physician', 'nurse-practitioner', 'psychiatrist'].map((role) => ({
      coding: [{ system: 'urn:throughline:role', code: role }],
    })),
  };
}
