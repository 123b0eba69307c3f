import { expect } from 'vitest';
import { nameOfMark, namesBeside, namesOf, nextStep, transactionOf, type Held } from '../src/demo/partners/deliver.ts';
import type { Brief, Order, Person, Step } from '../src/demo/partners/model.ts';
import { validate, type Resource } from '../src/fhir/index.ts';

export const AUTHORED = '2026-05-04T12:00:00.000Z';
export const WOMAN: Person = { sex: 'female', age: 46 };
const KIND = { lab: 'laboratory', img: 'imaging-center', rx: 'pharmacy' } as const;

/** An order as a partner is given it. */
export function briefOf(
  request: Partial<fhir4.ServiceRequest> | Partial<fhir4.MedicationRequest>,
  id: string,
  more: Partial<Brief> = {},
): Brief {
  const kind = request.resourceType === 'MedicationRequest' ? 'rx' : 'lab';
  const whole = {
    resourceType: 'ServiceRequest',
    id: `order-${id}`,
    status: 'active',
    intent: 'order',
    subject: { reference: 'Patient/ada' },
    requester: { reference: 'Practitioner/p' },
    encounter: { reference: 'Encounter/e' },
    authoredOn: AUTHORED,
    reasonCode: [{ text: 'Fatigue' }],
    ...request,
  } as fhir4.ServiceRequest;
  const task: fhir4.Task = {
    resourceType: 'Task',
    id,
    meta: { versionId: '1' },
    status: 'requested',
    intent: 'order',
    focus: { reference: `${whole.resourceType}/${whole.id}` },
    for: whole.subject,
    owner: { reference: `Organization/${kind}` },
    authoredOn: AUTHORED,
  };
  const order: Order = { task, request: whole };
  return {
    partner: { kind: KIND[kind], organization: `Organization/${kind}` },
    order,
    person: WOMAN,
    known: new Map(),
    seed: 's',
    speed: 1,
    ...more,
  };
}

export const lab = (code: string, id = 't1', more: Partial<Brief> = {}) =>
  briefOf({ code: { coding: [{ system: 'http://loinc.org', code }], text: code } }, id, more);
export const image = (text: string, id = 't1') => ({
  ...briefOf({ code: { text } }, id),
  partner: { kind: 'imaging-center', organization: 'Organization/img' } as const,
});
export const drug = (more: object = {}, id = 't1') =>
  briefOf(
    {
      resourceType: 'MedicationRequest',
      medicationCodeableConcept: {
        coding: [{ system: 'http://www.nlm.nih.gov/research/umls/rxnorm', code: '314076' }],
        text: 'lisinopril 10 MG Oral Tablet',
      },
      dosageInstruction: [
        { text: 'Take 1 tablet daily', doseAndRate: [{ doseQuantity: { value: 1, unit: 'tablet' } }] },
      ],
      dispenseRequest: {
        quantity: { value: 91, unit: 'tablet' },
        expectedSupplyDuration: { value: 91, unit: 'days', system: 'http://unitsofmeasure.org', code: 'd' },
      },
      ...more,
    } as Partial<fhir4.MedicationRequest>,
    id,
  );

/** All that a plan stores, step by step, as a record would hold it: each is checked against R4. */
export function lived(
  brief: Brief,
  plan: Step[],
  otherSpecimen = 'Specimen/of-another',
): { resources: Map<string, Resource>; task: fhir4.Task } {
  const { organization } = brief.partner;
  const resources = new Map<string, Resource>();
  let held: Held = new Map();
  let { order } = brief;
  for (let step = nextStep(plan, order.task); step; step = nextStep(plan, order.task)) {
    const made = step.make?.({ otherSpecimen, otherOrder: 'ServiceRequest/of-another' }) ?? [];
    const missing = namesBeside(made).filter(({ name }) => !held.has(name));
    expect(missing, `${step.key} refers to what is not there`).toEqual([]);
    const bundle = transactionOf(order, step, made, held, organization);
    const errors = validate(bundle).filter(({ severity }) => severity === 'error' || severity === 'fatal');
    expect(errors, step.key).toEqual([]);
    const entries = bundle['entry'] as { resource: Resource }[];
    expect(JSON.stringify(bundle)).not.toContain('"name:');
    for (const { resource } of entries) {
      const name = nameOfMark(organization, order.task, resource);
      if (name !== null) resources.set(name, resource);
    }
    held = new Map([
      ...held,
      ...namesOf(made).map(({ type, name }) => [name, { type, id: `id-${name}`, version: '1' }] as const),
    ]);
    const task = entries.at(-1)!.resource as unknown as fhir4.Task;
    order = { ...order, task };
  }
  return { resources, task: order.task };
}
