import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestHouse, type House } from '../house.ts';
import { putAll } from '../records.ts';

const NOW = Date.parse('2026-05-04T12:00:00Z');
const DAY_MS = 86_400_000;
let now = NOW;
let house: House;
beforeAll(async () => {
  house = await openTestHouse({ clock: { now: () => now } });
  await putAll(house.record, [
    { resourceType: 'Practitioner', id: 'p' },
    { resourceType: 'Organization', id: 'lab', name: 'Laboratory' },
    { resourceType: 'Organization', id: 'other-lab', name: 'Another laboratory' },
    { resourceType: 'Organization', id: 'drugs', name: 'Pharmacy' },
    ...['ada', 'bea', 'cyd'].flatMap((id) => personOf(id)),
    ...orderOf('ada', 'lab', 'in-progress'),
    ...orderOf('cyd', 'other-lab', 'in-progress'),
    { ...orderOf('ada', 'drugs', 'requested')[1]!, id: 'task-ada-drugs' },
    {
      resourceType: 'Task',
      id: 'talk-ada',
      status: 'requested',
      intent: 'order',
      for: { reference: 'Patient/ada' },
      owner: { reference: 'Practitioner/p' },
      description: 'Talk about what was said in confidence',
    },
  ]);
});
afterAll(() => house?.close());

function personOf(id: string) {
  return [
    { resourceType: 'Patient', id, name: [{ family: id }] },
    observation(`weight-${id}`, id, 'Practitioner/p'),
    { resourceType: 'Condition', id: `condition-${id}`, subject: { reference: `Patient/${id}` }, code: { text: 'x' } },
    {
      resourceType: 'Encounter',
      id: `visit-${id}`,
      status: 'finished',
      class: { code: 'AMB' },
      subject: { reference: `Patient/${id}` },
    },
    {
      resourceType: 'MedicationRequest',
      id: `drug-${id}`,
      status: 'active',
      intent: 'order',
      medicationCodeableConcept: { text: 'x' },
      subject: { reference: `Patient/${id}` },
    },
    { resourceType: 'Specimen', id: `specimen-${id}`, subject: { reference: `Patient/${id}` } },
  ];
}

function orderOf(patient: string, lab: string, status: string) {
  return [
    {
      resourceType: 'ServiceRequest',
      id: `order-${patient}`,
      status: 'active',
      intent: 'order',
      code: { text: 'Potassium' },
      subject: { reference: `Patient/${patient}` },
      authoredOn: '2026-05-04T11:00:00Z',
      performer: [{ reference: `Organization/${lab}` }],
    },
    {
      resourceType: 'Task',
      id: `task-${patient}`,
      status,
      intent: 'order',
      focus: { reference: `ServiceRequest/order-${patient}` },
      for: { reference: `Patient/${patient}` },
      owner: { reference: `Organization/${lab}` },
    },
  ];
}

function observation(id: string | undefined, patient: string | undefined, performer: string, more: object = {}) {
  return {
    resourceType: 'Observation',
    ...(id ? { id } : {}),
    status: 'final',
    code: { text: 'Potassium' },
    ...(patient ? { subject: { reference: `Patient/${patient}` } } : {}),
    performer: [{ reference: performer }],
    ...more,
  };
}

type Asked = { status: number; body: string; ids: string[]; detail: string; at: string };

async function ask(
  headers: { authorization: string },
  method: 'GET' | 'POST' | 'PUT' | 'DELETE',
  url: string,
  body?: object,
): Promise<Asked> {
  const answer = await house.ask({
    method,
    url: `/fhir/${url}`,
    headers: { ...headers, ...(body ? { 'content-type': 'application/fhir+json' } : {}) },
    ...(body ? { payload: JSON.stringify(body) } : {}),
  });
  const told = answer.body.startsWith('{') ? answer.json() : {};
  const entries = (told.entry ?? []) as { resource: { resourceType: string; id: string } }[];
  return {
    status: answer.statusCode,
    body: answer.body,
    ids: entries.map(({ resource }) => `${resource.resourceType}/${resource.id}`).sort(),
    detail: told.issue?.[0]?.details?.text ?? '',
    at: told.issue?.[0]?.expression?.[0] ?? '',
  };
}

const lab = () => house.as('diagnostic-service', { site: 'Organization/lab' });

test('a laboratory sees the person for whom it has an order, and of that person what its work asks', async () => {
  const it = await lab();
  expect((await ask(it, 'GET', 'Patient')).ids).toEqual(['Patient/ada']);
  expect((await ask(it, 'GET', 'Task')).ids).toEqual(['Task/task-ada']);
  expect((await ask(it, 'GET', 'ServiceRequest')).ids).toEqual(['ServiceRequest/order-ada']);
  expect((await ask(it, 'GET', 'Specimen')).ids).toEqual(['Specimen/specimen-ada']);
  expect((await ask(it, 'GET', 'Observation')).ids).toEqual([]);
  expect((await ask(it, 'GET', 'Task?owner=Practitioner/p')).ids).toEqual([]);
  for (const name of ['Task/task-ada', 'ServiceRequest/order-ada', 'Patient/ada']) {
    expect((await ask(it, 'GET', name)).status, name).toBe(200);
  }
  for (const name of ['Task/talk-ada', 'Observation/weight-ada']) {
    expect((await ask(it, 'GET', name)).status, name).toBe(404);
  }
  for (const name of ['Condition/condition-ada', 'Encounter/visit-ada', 'MedicationRequest/drug-ada', 'Condition']) {
    expect((await ask(it, 'GET', name)).status, name).toBe(403);
  }
  const everything = await ask(it, 'GET', 'Patient/ada/$everything');
  expect(everything.ids.filter((name) => !/^(Organization|Practitioner)/.test(name))).toEqual([
    'Patient/ada',
    'ServiceRequest/order-ada',
    'Specimen/specimen-ada',
    'Task/task-ada',
  ]);
});

test('everybody else is absent to it: in reads, searches, histories and counts as what is not there', async () => {
  const it = await lab();
  for (const name of ['Patient/cyd', 'Task/task-cyd', 'ServiceRequest/order-cyd', 'Specimen/specimen-bea']) {
    const there = await ask(it, 'GET', name);
    const nowhere = await ask(it, 'GET', `${name}-nobody`);
    expect([there.status, nowhere.status], name).toEqual([404, 404]);
    expect(there.detail.replaceAll(name, 'X')).toBe(nowhere.detail.replaceAll(`${name}-nobody`, 'X'));
  }
  expect((await ask(it, 'GET', 'Patient?_id=cyd,bea&_total=accurate')).body).toContain('"total":0');
  expect((await ask(it, 'GET', 'Task?patient=cyd')).ids).toEqual([]);
  expect((await ask(it, 'GET', 'Patient/bea/$everything')).status).toBe(404);
  expect((await ask(it, 'GET', 'Patient/cyd/_history')).status).toBe(404);
});

test('a token of no organization is refused when it is made', async () => {
  await expect(house.as('diagnostic-service')).rejects.toMatchObject({ kind: 'invalid' });
  await expect(house.as('dispensing-pharmacy', { site: 'lab' })).rejects.toMatchObject({ kind: 'invalid' });
});

test('a pharmacy sees prescriptions and allergies of whom it has to dispense for, and no results', async () => {
  const it = await house.as('dispensing-pharmacy', { site: 'Organization/drugs' });
  expect((await ask(it, 'GET', 'MedicationRequest')).ids).toEqual(['MedicationRequest/drug-ada']);
  expect((await ask(it, 'GET', 'Task')).ids).toEqual(['Task/task-ada-drugs']);
  for (const type of ['Observation', 'ServiceRequest', 'Condition', 'Specimen']) {
    expect((await ask(it, 'GET', type)).status, type).toBe(403);
  }
  const dispense = {
    resourceType: 'MedicationDispense',
    status: 'completed',
    medicationCodeableConcept: { text: 'x' },
    subject: { reference: 'Patient/ada' },
    performer: [{ actor: { reference: 'Organization/drugs' } }],
    authorizingPrescription: [{ reference: 'MedicationRequest/drug-ada' }],
  };
  expect((await ask(it, 'POST', 'MedicationDispense', dispense)).status).toBe(201);
  const mixed = { ...dispense, authorizingPrescription: [{ reference: 'MedicationRequest/drug-bea' }] };
  expect(await ask(it, 'POST', 'MedicationDispense', mixed)).toMatchObject({
    status: 422,
    at: 'MedicationDispense.authorizingPrescription[0]',
  });
});

test('it writes of nobody else, under no other name, and gives itself no work', async () => {
  const it = await lab();
  const basedOn = [{ reference: 'ServiceRequest/order-ada' }];
  const own = observation(undefined, 'ada', 'Organization/lab', {
    basedOn,
    encounter: { reference: 'Encounter/visit-ada' },
  });
  expect((await ask(it, 'POST', 'Observation', own)).status).toBe(201);
  const refused: [object, number][] = [
    [observation(undefined, 'bea', 'Organization/lab'), 403],
    [observation(undefined, 'nobody', 'Organization/lab'), 403],
    [observation(undefined, undefined, 'Organization/lab'), 403],
    [observation(undefined, 'ada', 'Organization/other-lab'), 403],
    [observation(undefined, 'ada', 'Organization/lab', { basedOn: [{ reference: 'ServiceRequest/order-cyd' }] }), 422],
    [observation(undefined, 'ada', 'Organization/lab', { specimen: { reference: 'Specimen/specimen-bea' } }), 422],
    [observation(undefined, 'ada', 'Organization/lab', { specimen: { reference: 'Specimen/no-such' } }), 422],
    [observation(undefined, 'ada', 'Organization/lab', { encounter: { reference: 'Encounter/visit-cyd' } }), 422],
  ];
  for (const [resource, status] of refused) {
    expect((await ask(it, 'POST', 'Observation', resource)).status, JSON.stringify(resource)).toBe(status);
  }
  const [request, task] = orderOf('ada', 'lab', 'in-progress');
  expect((await ask(it, 'POST', 'Task', { ...task, id: undefined })).status).toBe(403);
  expect((await ask(it, 'PUT', 'Task/brand-new', { ...task, id: 'brand-new' })).status).toBe(403);
  const elsewhere = { ...task, for: { reference: 'Patient/bea' }, focus: undefined };
  expect((await ask(it, 'PUT', 'Task/task-ada', elsewhere)).status).toBe(403);
  const away = { ...task, owner: { reference: 'Organization/other-lab' } };
  expect((await ask(it, 'PUT', 'Task/task-ada', away)).status).toBe(403);
  expect((await ask(it, 'PUT', 'Task/task-cyd', { ...task, id: 'task-cyd' })).status).toBe(403);
  expect((await ask(it, 'PUT', 'ServiceRequest/order-ada', { ...request, priority: 'stat' })).status).toBe(403);
  expect((await ask(it, 'DELETE', 'Task/task-ada')).status).toBe(403);
  expect((await ask(it, 'PUT', 'Task/task-ada', { ...task, businessStatus: { text: 'Collected' } })).status).toBe(200);
});

test('when its work is done it may mend what it said for a week, and sees nothing after that', async () => {
  const it = () => lab();
  const [, task] = orderOf('ada', 'lab', 'completed');
  const done = { ...task, executionPeriod: { end: '2026-05-04T12:00:00Z' } };
  expect((await ask(await it(), 'PUT', 'Task/task-ada', done)).status).toBe(200);
  try {
    now = NOW + 6 * DAY_MS;
    expect((await ask(await it(), 'GET', 'Patient/ada')).status).toBe(200);
    now = NOW + 8 * DAY_MS;
    const late = await it();
    for (const name of ['Patient/ada', 'Task/task-ada', 'ServiceRequest/order-ada']) {
      expect((await ask(late, 'GET', name)).status, name).toBe(404);
    }
    expect((await ask(late, 'GET', 'Patient')).ids).toEqual([]);
    expect((await ask(late, 'GET', 'Observation')).ids).toEqual([]);
    expect((await ask(late, 'POST', 'Observation', observation(undefined, 'ada', 'Organization/lab'))).status).toBe(
      403,
    );
  } finally {
    now = NOW;
  }
});

test('whoever it is that writes: an order, a specimen or a visit of another patient stands beside no result', async () => {
  const nurse = await house.as('physician');
  const table: [string, object][] = [
    [
      'Observation.basedOn[0]',
      observation(undefined, 'bea', 'Practitioner/p', { basedOn: [{ reference: 'ServiceRequest/order-ada' }] }),
    ],
    [
      'Observation.specimen',
      observation(undefined, 'bea', 'Practitioner/p', { specimen: { reference: 'Specimen/specimen-ada' } }),
    ],
    [
      'Observation.encounter',
      observation(undefined, 'bea', 'Practitioner/p', { encounter: { reference: 'Encounter/visit-ada' } }),
    ],
    [
      'Observation.hasMember[0]',
      observation(undefined, 'bea', 'Practitioner/p', { hasMember: [{ reference: 'Observation/weight-ada' }] }),
    ],
    [
      'DiagnosticReport.result[1]',
      {
        resourceType: 'DiagnosticReport',
        status: 'final',
        code: { text: 'x' },
        subject: { reference: 'Patient/bea' },
        result: [{ reference: 'Observation/weight-bea' }, { reference: 'Observation/weight-ada' }],
      },
    ],
    [
      'Specimen.request[0]',
      {
        resourceType: 'Specimen',
        subject: { reference: 'Patient/bea' },
        request: [{ reference: 'ServiceRequest/order-ada' }],
      },
    ],
    [
      'Task.focus',
      {
        resourceType: 'Task',
        status: 'requested',
        intent: 'order',
        for: { reference: 'Patient/bea' },
        focus: { reference: 'ServiceRequest/order-ada' },
      },
    ],
  ];
  for (const [at, resource] of table) {
    const { resourceType } = resource as { resourceType: string };
    const answer = await ask(nurse, 'POST', resourceType, resource);
    expect([answer.status, answer.at], at).toEqual([422, at]);
    expect(answer.detail).toMatch(/^\w+\/[\w-]+ is of another patient than this \w+: nothing was stored\./);
  }
  const same = observation(undefined, 'ada', 'Practitioner/p', {
    basedOn: [{ reference: 'ServiceRequest/order-ada' }],
    specimen: { reference: 'Specimen/specimen-ada' },
    encounter: { reference: 'Encounter/visit-ada' },
  });
  expect((await ask(nurse, 'POST', 'Observation', same)).status).toBe(201);
});

test('in one transaction too, where the specimen is stored beside the result, and nothing of it is kept', async () => {
  const nurse = await house.as('physician');
  const answer = await ask(nurse, 'POST', '', {
    resourceType: 'Bundle',
    type: 'transaction',
    entry: [
      {
        fullUrl: 'urn:uuid:6f1f8f5e-7c1f-4a39-9a53-0d3c3c0a9e11',
        resource: { resourceType: 'Specimen', subject: { reference: 'Patient/ada' }, note: [{ text: 'misdirected' }] },
        request: { method: 'POST', url: 'Specimen' },
      },
      {
        resource: observation(undefined, 'bea', 'Practitioner/p', {
          specimen: { reference: 'urn:uuid:6f1f8f5e-7c1f-4a39-9a53-0d3c3c0a9e11' },
        }),
        request: { method: 'POST', url: 'Observation' },
      },
    ],
  });
  expect([answer.status, answer.at]).toEqual([422, 'Bundle.entry[1].resource.specimen']);
  expect(await house.rows(`select 1 from resource where body like '%misdirected%'`)).toEqual([]);
});

test('what stood wrongly before can be changed and mended', async () => {
  const doctor = await house.as('physician');
  const wrong = observation('imported', 'bea', 'Practitioner/p', { specimen: { reference: 'Specimen/specimen-ada' } });
  await putAll(house.record, [wrong]);
  expect((await ask(doctor, 'PUT', 'Observation/imported', { ...wrong, note: [{ text: 'whose?' }] })).status).toBe(200);
  const mended = { ...wrong, specimen: { reference: 'Specimen/specimen-bea' } };
  expect((await ask(doctor, 'PUT', 'Observation/imported', mended)).status).toBe(200);
  expect((await ask(doctor, 'PUT', 'Observation/imported', wrong)).status).toBe(422);
});
