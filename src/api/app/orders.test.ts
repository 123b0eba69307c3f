import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openOrderingHouse, ordered, ref, type OrderingHouse } from '../../../test/orders/ordering-house.ts';
import { putAll } from '../../../test/records.ts';

let ordering: OrderingHouse;
beforeAll(async () => {
  ordering = await openOrderingHouse();
});
afterAll(() => ordering?.house.close());

const ask: OrderingHouse['ask'] = (...asked) => ordering.ask(...asked);
const stored = <T>(reference: string) => ordering.stored<T>(reference);
const of = <T>(type: string, patient: string) => ordering.of<T>(type, patient);
const result: OrderingHouse['result'] = (...given) => ordering.result(...given);

describe('signing', () => {
  test('an order is a ServiceRequest with the Task that fulfils it, written together', async () => {
    const order = ordered('a1c', {
      reasons: [{ reference: 'Condition/diabetes', text: 'Diabetes' }, { text: 'Yearly review' }],
      note: 'Fasting is not needed.',
      patientInstruction: 'Blood is drawn from your arm.',
      on: '2027-01-04',
      location: 'Location/near-lab',
    });
    const { status, body } = await ask('physician', 'POST', '/app/patients/anna/orders', { orders: [order] });
    expect(status).toBe(201);
    const [placed] = body.placed;
    expect(placed).toMatchObject({ token: order.token, status: 'active' });
    expect(await stored<fhir4.ServiceRequest>(placed.order)).toMatchObject({
      status: 'active',
      intent: 'order',
      priority: 'routine',
      code: {
        coding: [
          { system: 'http://loinc.org', code: '4548-4' },
          { system: 'urn:throughline:orderable', code: 'a1c' },
        ],
      },
      category: [{ coding: [{ system: 'urn:throughline:order-kind', code: 'laboratory' }, { code: '108252007' }] }],
      subject: ref('Patient/anna'),
      requester: { reference: 'Practitioner/doctor' },
      occurrenceDateTime: '2027-01-04',
      reasonReference: [ref('Condition/diabetes')],
      reasonCode: [{ text: 'Yearly review' }],
      performer: [ref('Organization/near-lab')],
      locationReference: [ref('Location/near-lab')],
      patientInstruction: 'Blood is drawn from your arm.',
      note: [{ text: 'Fasting is not needed.' }],
    });
    expect(await stored<fhir4.Task>(placed.task)).toMatchObject({
      status: 'requested',
      intent: 'order',
      code: { coding: [{ system: 'http://hl7.org/fhir/CodeSystem/task-code', code: 'fulfill' }] },
      focus: ref(placed.order),
      for: ref('Patient/anna'),
      owner: ref('Organization/near-lab'),
      requester: { reference: 'Practitioner/doctor' },
    });
  });

  test('sent again, since the answer was lost, it is found and not stored twice', async () => {
    const orders = [ordered('tsh')];
    const first = await ask('physician', 'POST', '/app/patients/anna/orders', { orders });
    const again = await ask('physician', 'POST', '/app/patients/anna/orders', { orders });
    expect(again.body).toEqual(first.body);
  });

  test('all of them or none: each field that is missing is named with its order', async () => {
    const { status, body } = await ask('physician', 'POST', '/app/patients/bert/orders', {
      orders: [ordered('cbc'), ordered('knee-xray', { performer: undefined }), ordered('nothing-like-it')],
    });
    expect(status).toBe(422);
    expect(body.error).toMatchObject({ reason: 'order-fields', field: 'orders[1].reasons' });
    expect(await of('ServiceRequest', 'bert')).toEqual([]);
    expect(await of('Task', 'bert')).toEqual([]);
  });

  test.each([
    ['a day that is past', { on: '2020-01-01' }, 'orders[0].on'],
    ['a day that is none', { on: 'soon' }, 'orders[0].on'],
    ['a standing order without an end', { every: { count: 1, unit: 'wk' } }, 'orders[0].every'],
    ['an order at once for a later day', { priority: 'stat', on: '2027-02-01' }, 'orders[0].priority'],
  ])('%s is refused', async (_, more, field) => {
    const { status, body } = await ask('physician', 'POST', '/app/patients/bert/orders', {
      orders: [ordered('cbc', more)],
    });
    expect({ status, field: body.error.field }).toEqual({ status: 422, field });
  });

  test('a performer that does not exist stores nothing', async () => {
    const orders = [ordered('cbc', { performer: 'Organization/nowhere' })];
    expect((await ask('physician', 'POST', '/app/patients/bert/orders', { orders })).status).toBe(422);
    expect(await of('ServiceRequest', 'bert')).toEqual([]);
  });

  test('a standing order keeps its rhythm', async () => {
    const orders = [ordered('inr', { on: '2027-01-04', every: { count: 2, unit: 'wk', until: '2027-06-30' } })];
    const { body } = await ask('physician', 'POST', '/app/patients/bert/orders', { orders });
    expect(await stored<fhir4.ServiceRequest>(body.placed[0].order)).toMatchObject({
      occurrenceTiming: {
        repeat: { boundsPeriod: { start: '2027-01-04', end: '2027-06-30' }, frequency: 1, period: 2, periodUnit: 'wk' },
      },
    });
  });

  test('who neither signs nor writes for others is refused, and who is no patient is not found', async () => {
    expect((await ask('registrar', 'POST', '/app/patients/anna/orders', { orders: [ordered('cbc')] })).status).toBe(
      403,
    );
    expect((await ask('physician', 'POST', '/app/patients/nobody/orders', { orders: [ordered('cbc')] })).status).toBe(
      404,
    );
  });
});

describe('a nurse', () => {
  test('writes what a physician signs; signed, it is an order and its fulfilment begins', async () => {
    const { body } = await ask('nurse', 'POST', '/app/patients/cleo/orders', { orders: [ordered('cbc')] });
    const [{ order, task, status }] = body.placed;
    expect(status).toBe('draft');
    expect(await stored(order)).toMatchObject({ status: 'draft', intent: 'plan' });
    expect(await stored(task)).toMatchObject({ code: { coding: [{ code: 'approve' }] }, status: 'requested' });
    const sign = `/app/patients/cleo/orders/${order.split('/')[1]}/sign`;
    expect((await ask('nurse', 'POST', sign, {})).status).toBe(403);
    expect((await ask('physician', 'POST', sign, {})).status).toBe(204);
    expect(await stored(order)).toMatchObject({
      status: 'active',
      intent: 'order',
      requester: { reference: 'Practitioner/doctor' },
    });
    expect(await stored(task)).toMatchObject({ status: 'completed' });
    const fulfilment = (await of<fhir4.Task>('Task', 'cleo')).find((one) => one.code?.coding?.[0]?.code === 'fulfill');
    expect(fulfilment).toMatchObject({ status: 'requested', focus: ref(order), owner: ref('Organization/near-lab') });
    expect((await ask('physician', 'POST', sign, {})).status).toBe(409);
  });

  test('signs nursing orders', async () => {
    const orders = [ordered('bp-check', { performer: 'Organization/clinic' })];
    expect((await ask('nurse', 'POST', '/app/patients/cleo/orders', { orders })).body.placed[0].status).toBe('active');
  });
});

describe('what has its answer', () => {
  beforeAll(async () => {
    for (const code of ['2951-2', '2823-3', '2075-0', '2028-9', '3094-0', '2160-0', '2345-7', '17861-6'])
      await result('dora', code, code === '2951-2' ? 140 : 4.1);
  });

  test('is shown with value, site, rule and source, and not signed without a reason', async () => {
    const orders = [ordered('bmp')];
    const { body } = await ask('physician', 'POST', '/app/patients/dora/orders/check', { orders });
    const { duplicate } = body.checked[0];
    expect(duplicate.found).toHaveLength(8);
    expect(duplicate.found.find((one: { name: string }) => one.name === 'Potassium')).toMatchObject({
      kind: 'result',
      value: '4.1 mmol/L',
      siteName: 'Far Laboratory',
      rule: { id: 'chemistry', citation: { name: expect.stringContaining('Royal College'), year: 2021 } },
    });
    const refused = await ask('physician', 'POST', '/app/patients/dora/orders', { orders });
    expect(refused).toMatchObject({ status: 409, body: { error: { reason: 'order-duplicate', field: 'orders[0]' } } });
    expect(await of('ServiceRequest', 'dora')).toEqual([]);
  });

  test('used, it is recorded and counted by test and site, and nothing else changes', async () => {
    const order = ordered('bmp');
    const used = await ask('physician', 'POST', '/app/patients/dora/orders/use', { order });
    expect(used.status).toBe(201);
    const proposal = await stored<fhir4.ServiceRequest>(used.body.reference);
    expect(proposal).toMatchObject({ intent: 'proposal', status: 'completed' });
    expect(proposal.supportingInfo).toHaveLength(8);
    expect(await of('Task', 'dora')).toEqual([]);
    const anyway = ordered('bmp', { anyway: 'change-in-condition' });
    const placed = await ask('physician', 'POST', '/app/patients/dora/orders', { orders: [anyway] });
    expect(placed.status).toBe(201);
    expect((await stored<fhir4.ServiceRequest>(placed.body.placed[0].order)).extension).toContainEqual({
      url: 'urn:throughline:ordered-anyway',
      valueCodeableConcept: {
        coding: [
          { system: 'urn:throughline:ordered-anyway', code: 'change-in-condition', display: 'The condition changed' },
        ],
        text: 'The condition changed',
      },
    });
    const day = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
    const counted = await ask('physician', 'GET', `/app/orders/saved?from=${day(-1)}&until=${day(2)}`);
    expect(counted.body.rows).toMatchObject([
      {
        test: 'bmp',
        name: 'Basic metabolic panel',
        site: { reference: 'Organization/clinic', name: 'Mill Street Clinic' },
        used: [{ patient: 'dora', by: 'The physician', reference: used.body.reference }],
        anyway: [{ patient: 'dora', reason: 'The condition changed' }],
      },
    ]);
  });

  test('what nothing answers cannot be used', async () => {
    const { status, body } = await ask('physician', 'POST', '/app/patients/dora/orders/use', { order: ordered('ana') });
    expect({ status, reason: body.error.reason }).toEqual({ status: 409, reason: 'order-unanswered' });
  });

  test('of a basket, the second of two that are the same has its answer in the first', async () => {
    const orders = [ordered('cmp'), ordered('bmp')];
    const { body } = await ask('physician', 'POST', '/app/patients/emil/orders/check', { orders });
    expect(body.checked.map((one: { duplicate: unknown }) => one.duplicate !== null)).toEqual([false, true]);
  });
});

describe('taking back', () => {
  const place = async (item: string, more: object = {}) =>
    (await ask('physician', 'POST', '/app/patients/emil/orders', { orders: [ordered(item, more)] })).body.placed[0] as {
      order: string;
      task: string;
    };

  test('an order is revoked with its reason and its task cancelled; twice is a conflict', async () => {
    const { order, task } = await place('psa');
    const url = `/app/patients/emil/orders/${order.split('/')[1]}/cancel`;
    expect((await ask('physician', 'POST', url, {})).status).toBe(400);
    expect((await ask('physician', 'POST', url, { reason: 'patient-declined' })).status).toBe(204);
    expect(await stored(order)).toMatchObject({
      status: 'revoked',
      extension: expect.arrayContaining([
        expect.objectContaining({ url: 'http://hl7.org/fhir/StructureDefinition/request-statusReason' }),
      ]),
    });
    expect(await stored(task)).toMatchObject({ status: 'cancelled', statusReason: { text: 'The patient declined' } });
    expect((await ask('physician', 'POST', url, { reason: 'patient-declined' })).status).toBe(409);
  });

  test('an order is replaced in one act', async () => {
    const { order, task } = await place('ferritin');
    const { order: next } = await place('iron-studies', { replaces: order });
    expect(await stored(next)).toMatchObject({ status: 'active', replaces: [ref(order)] });
    expect(await stored(order)).toMatchObject({ status: 'revoked' });
    expect(await stored(task)).toMatchObject({
      status: 'cancelled',
      statusReason: { text: 'Replaced by another order' },
    });
  });

  test("another patient's order is not found", async () => {
    const { order } = await place('uric-acid');
    const url = `/app/patients/anna/orders/${order.split('/')[1]}/cancel`;
    expect((await ask('physician', 'POST', url, { reason: 'no-longer-needed' })).status).toBe(404);
  });
});

describe('what is at hand', () => {
  test('the catalogue, with who carries it out, the nearest first, and what the caller may do', async () => {
    const { body } = await ask('nurse', 'GET', '/app/orders/catalogue');
    const item = (key: string) => body.items.find((one: { key: string }) => one.key === key);
    expect(item('bmp')).toMatchObject({ name: 'Basic metabolic panel', kind: 'laboratory', standing: 'pends' });
    expect(item('bp-check')).toMatchObject({ standing: 'signs' });
    const labs = body.performers.filter((one: { service: string }) => one.service === 'Clinical laboratory');
    expect(labs.map((one: { name: string }) => one.name)).toEqual(['Near Laboratory', 'Far Laboratory']);
    // A tenth of a degree of latitude is 11.1 km.
    expect(labs[0].distanceKm).toBe(11.1);
  });

  test("an installation's own test and order set stand in the catalogue", async () => {
    await putAll(ordering.house.record, [
      {
        resourceType: 'ActivityDefinition',
        id: 'copper',
        status: 'active',
        title: 'Copper',
        kind: 'ServiceRequest',
        code: { coding: [{ system: 'urn:throughline:orderable', code: 'copper' }] },
        topic: [{ coding: [{ system: 'urn:throughline:order-kind', code: 'laboratory' }] }],
      },
      {
        resourceType: 'PlanDefinition',
        id: 'wilson',
        status: 'active',
        name: 'wilson',
        title: 'Wilson disease',
        type: { coding: [{ system: 'http://terminology.hl7.org/CodeSystem/plan-definition-type', code: 'order-set' }] },
        action: [{ code: [{ coding: [{ system: 'urn:throughline:orderable', code: 'copper' }] }] }],
      },
    ]);
    const { body } = await ask('physician', 'GET', '/app/orders/catalogue');
    expect(body.items).toContainEqual(expect.objectContaining({ key: 'copper', name: 'Copper', kind: 'laboratory' }));
    expect(body.sets).toContainEqual({ key: 'wilson', title: 'Wilson disease', items: ['copper'] });
  });

  test('a rule loaded as a Library is in force from its day on', async () => {
    const rules = {
      intervals: [
        {
          id: 'chemistry',
          tests: ['potassium'],
          hours: 1,
          from: '2026-01-01',
          basis: 'derived',
          citation: { name: 'This house', year: 2026 },
        },
      ],
    };
    const library = (id: string, start: string) => ({
      resourceType: 'Library',
      id,
      status: 'active',
      type: { coding: [{ system: 'urn:throughline:library-type', code: 'ordering-rules' }] },
      effectivePeriod: { start },
      content: [{ contentType: 'application/json', data: Buffer.from(JSON.stringify(rules)).toString('base64') }],
    });
    const isAnswered = async () =>
      (await ask('physician', 'POST', '/app/patients/bert/orders/check', { orders: [ordered('potassium')] })).body
        .checked[0].duplicate !== null;
    await result('bert', '2823-3', 4.1);
    expect(await isAnswered()).toBe(true);
    await putAll(ordering.house.record, [library('later', '2099-01-01')]);
    expect(await isAnswered()).toBe(true);
    await putAll(ordering.house.record, [library('now', '2026-01-01')]);
    // The result is five hours old; by the new rule it stands for one.
    expect(await isAnswered()).toBe(false);
    await putAll(ordering.house.record, [{ ...library('now', '2026-01-01'), status: 'retired' }]);
    expect(await isAnswered()).toBe(true);
  });

  test('favourites are kept, one list a clinician', async () => {
    expect((await ask('physician', 'PUT', '/app/orders/favourites', { items: ['bmp', 'a1c'] })).status).toBe(204);
    expect((await ask('physician', 'PUT', '/app/orders/favourites', { items: ['a1c'] })).status).toBe(204);
    expect((await ask('physician', 'GET', '/app/orders/catalogue')).body.favourites).toEqual(['a1c']);
    expect((await ask('nurse', 'GET', '/app/orders/catalogue')).body.favourites).toEqual([]);
  });

  test('the board shows what is under way, whose and since when, by site', async () => {
    const { body } = await ask('physician', 'GET', '/app/orders/open?site=Organization/near-lab');
    expect(body.rows).toContainEqual(
      expect.objectContaining({
        name: 'Basic metabolic panel',
        patient: { id: 'dora', name: 'dora Ruiz' },
        performer: { reference: 'Organization/near-lab', name: 'Near Laboratory' },
        task: 'requested',
      }),
    );
    expect((await ask('physician', 'GET', '/app/orders/open?site=Organization/far-lab')).body.rows).toEqual([]);
    expect((await ask('registrar', 'GET', '/app/orders/open')).body.rows).toEqual([]);
  });
});
