import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type House, openTestHouse } from '../../../test/house.ts';
import type { Resource } from '../../fhir/index.ts';
import { TRACE_PARAMS } from '../../record/index.ts';
import { validate } from '../../fhir/index.ts';

type Event = Resource & {
  id: string;
  type: { code: string };
  subtype?: { code: string }[];
  action: string;
  outcome: string;
  recorded: string;
  outcomeDesc?: string;
  purposeOfEvent?: { coding: { code: string }[] }[];
  agent: {
    type: { coding: { code: string }[] };
    who: { display?: string; reference?: string };
    altId?: string;
    requestor: boolean;
    network?: { address: string };
    policy?: string[];
  }[];
  entity: { what?: { reference?: string }; type?: { code: string }; role?: { code: string }; query?: string }[];
};
type Bundle = { total?: number; link: { relation: string; url: string }[]; entry?: { resource: Event }[] };

let house: House;
let officer: { authorization: string };
let nurse: { authorization: string };
const FHIR = { 'content-type': 'application/fhir+json' };

async function send(method: 'GET' | 'POST' | 'PUT' | 'DELETE' | 'PATCH', url: string, by: object, body?: object) {
  const payload = body ? { payload: JSON.stringify(body), headers: { ...by, ...FHIR } } : { headers: { ...by } };
  return house.ask({ method, url: `/fhir/${url}`, ...payload });
}

async function found(query: string, by = officer): Promise<Event[]> {
  const answer = await send('GET', `AuditEvent?${query}`, by);
  expect(answer.statusCode, answer.body).toBe(200);
  return ((answer.json() as Bundle).entry ?? []).map(({ resource }) => resource);
}

const patient = (id: string) => ({ resourceType: 'Patient', id, name: [{ family: 'Quill' }] });
const weight = (id: string, of: string) => ({
  resourceType: 'Observation',
  id,
  status: 'final',
  code: { text: 'Weight' },
  subject: { reference: `Patient/${of}` },
});

beforeAll(async () => {
  house = await openTestHouse();
  officer = await house.as('privacy-officer');
  nurse = await house.as('nurse');
  const system = await house.as('system');
  for (const id of ['p1', 'p2']) await send('PUT', `Patient/${id}`, system, patient(id));
  await send('PUT', 'Observation/o1', nurse, weight('o1', 'p1'));
  await send('PUT', 'Observation/o2', nurse, weight('o2', 'p2'));
  await send('GET', 'Observation/o1', nurse);
  await send('GET', 'Observation?code:text=weight', nurse);
  await send('GET', 'Observation?patient=p2', nurse);
  await send('GET', 'Claim/none', await house.as('physician'));
  await send('POST', 'Claim', nurse, { resourceType: 'Claim' });
  await send('DELETE', 'Observation/o2', system);
});
afterAll(() => house.close());

describe('what was done is read as AuditEvents in the patterns of BALP', () => {
  test('a read: who, by which client address, what, and of whose record', async () => {
    const [event] = await found('subtype=read&patient=p1');
    expect(event).toMatchObject({
      resourceType: 'AuditEvent',
      meta: { profile: ['https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.PatientRead'] },
      type: { system: 'http://terminology.hl7.org/CodeSystem/audit-event-type', code: 'rest' },
      action: 'R',
      outcome: '0',
      purposeOfEvent: [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActReason', code: 'TREAT' }] }],
    });
    const [client, server, user] = event!.agent;
    // Of a read, the client is where the data goes to: DCM 110152; the server where it comes from: DCM 110153.
    expect(client).toMatchObject({
      type: { coding: [{ code: '110152' }] },
      requestor: false,
      network: { address: '127.0.0.1', type: '2' },
    });
    expect(server).toMatchObject({ type: { coding: [{ code: '110153' }] }, requestor: false });
    expect(user).toMatchObject({ type: { coding: [{ code: 'IRCP' }] }, requestor: true, name: 'Token of role Nurse' });
    expect(event!.entity.map(({ what }) => what?.reference)).toEqual([
      undefined,
      'Patient/p1',
      'Observation/o1/_history/1',
    ]);
  });

  test('a query over several people: one event, the query as it was, and everybody of whom something was given', async () => {
    const [event] = await found('subtype=search-type&entity-role=24&patient=p1&agent-role=nurse');
    const profile = 'https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.PatientQuery';
    expect(event).toMatchObject({ action: 'E', meta: { profile: [profile] } });
    const query = event!.entity.find(({ role }) => role?.code === '24')!;
    expect(Buffer.from(query.query!, 'base64').toString()).toBe('Observation?code%3Atext=weight');
    const people = event!.entity.filter(({ role }) => role?.code === '1').map(({ what }) => what?.reference);
    expect(new Set(people)).toEqual(new Set(['Patient/p1', 'Patient/p2']));
  });

  test('create, delete and a refusal', async () => {
    expect((await found('action=C&patient=p1')).map(({ entity }) => entity.at(-1)!.what!.reference)).toEqual([
      'Observation/o1/_history/1',
      'Patient/p1/_history/1',
    ]);
    const [deleted] = await found('action=D');
    expect(deleted!.meta!['profile']).toEqual([
      'https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.PatientDelete',
    ]);
    expect(deleted!.agent[0]!.type.coding[0]!.code).toBe('110150');
    const [refused] = await found('outcome=4');
    expect(refused).toMatchObject({
      action: 'C',
      outcome: '4',
      outcomeDesc: expect.stringContaining('may not create Claim'),
    });
    expect(refused!.meta!['profile']).toBeUndefined();
  });

  test('signing in, and failing to', async () => {
    const payload = { username: 'lee', password: 'correct horse battery' };
    await house.access.createAccount({ ...payload, name: 'Dana Lee', role: 'nurse' });
    for (const password of [payload.password, 'not this one at all']) {
      const headers = { 'sec-fetch-site': 'same-origin' };
      await house.ask({ method: 'POST', url: '/app/sign-in', payload: { ...payload, password }, headers });
    }
    const events = await found('type=http://dicom.nema.org/resources/ontology/DCM|110114');
    expect(events.map(({ outcome }) => outcome)).toEqual(['4', '0']);
    for (const { agent } of events) expect(agent.some(({ network }) => network?.address === '127.0.0.1')).toBe(true);
  });

  test('every event is a valid AuditEvent of R4', async () => {
    for (const event of await found('_count=100')) expect(validate(event), JSON.stringify(event)).toEqual([]);
  });
});

describe('searching', () => {
  const o1 = 'Observation/o1/_history/1';
  const named = (events: Event[]) =>
    events.map(({ entity }) => entity.at(-1)!.what?.reference).filter((one) => one === o1);

  test.each([
    ['agent-role=nurse'],
    ['agent-role=urn:throughline:role|nurse'],
    ['agent-name=token'],
    ['agent-name:contains=NURSE'],
    ['agent-name:exact=Token of role Nurse'],
    ['entity=Observation/o1'],
    ['entity=o1'],
    ['entity:Observation=o1'],
    ['entity=Patient/p1'],
    ['patient=Patient/p1'],
    ['patient:Patient=p1'],
    ['address=127.0.'],
    ['type=rest'],
    ['type=http://terminology.hl7.org/CodeSystem/audit-event-type|rest'],
    ['outcome=0'],
    ['outcome:not=4'],
    ['action=R'],
    ['action:not=C'],
    ['purpose=TREAT'],
    ['policy=urn:throughline:rule:role'],
    ['entity-role=4'],
    ['date=ge2020-01-01'],
    ['_lastUpdated=gt2020'],
    ['date=ge2020&date=lt2100'],
  ])('%s finds the read', async (query) => {
    expect(named(await found(`subtype=read,vread&${query}`))).toEqual([o1]);
  });

  test.each([
    ['agent-role=physician'],
    ['agent-name:exact=token'],
    ['entity=Observation/o2'],
    ['patient=p2'],
    ['type=http://elsewhere.example|rest'],
    ['outcome=8'],
    ['action=E'],
    ['purpose=HPAYMT'],
    ['policy=Consent/x'],
    ['site=Organization/none'],
    ['altid=nobody'],
    ['agent=Practitioner/nobody'],
    ['date=lt2020-01-01'],
    ['_id=1-2-3,nonsense'],
  ])('%s does not', async (query) => {
    expect(named(await found(`subtype=read&${query}`))).toEqual([]);
  });

  test('latest first, or first things first, page by page', async () => {
    for (const sort of ['-date', 'date']) {
      const seen: Event[] = [];
      let url: string | undefined = `AuditEvent?patient=p1&date=lt2100&_count=1&_sort=${sort}`;
      for (; url !== undefined && seen.length < 20;) {
        const bundle = (await send('GET', url, officer)).json() as Bundle;
        seen.push(...(bundle.entry ?? []).map(({ resource }) => resource));
        const next = bundle.link.find(({ relation }) => relation === 'next')?.url;
        url = next?.slice(next.indexOf('AuditEvent'));
      }
      const whole = await found(`patient=p1&_sort=${sort}&_count=100`);
      const own = whole.filter((event) => seen.some(({ id }) => id === event.id));
      expect(own.map(({ id }) => id)).toEqual(seen.map(({ id }) => id));
      expect(seen.length).toBeGreaterThan(2);
      const times = seen.map(({ recorded }) => recorded);
      expect(times).toEqual(sort === 'date' ? times.toSorted() : times.toSorted().toReversed());
    }
  });

  test('a count, a summary, a read by the id, and conditional read forms', async () => {
    const count = (await send('GET', 'AuditEvent?subtype=read&patient=p1&_summary=count', officer)).json();
    expect(count).toMatchObject({ total: 1 });
    const [event] = await found('subtype=read&patient=p1&_elements=action');
    expect(event).toMatchObject({ action: 'R', meta: { tag: [{ code: 'SUBSETTED' }] } });
    expect(event!.outcomeDesc).toBeUndefined();
    const whole = await send('GET', `AuditEvent/${event!.id}`, officer);
    expect(whole.json()).toMatchObject({ id: event!.id, action: 'R', agent: expect.any(Array) });
    expect((await send('GET', 'AuditEvent/1-1-999999', officer)).statusCode).toBe(404);
    expect((await send('GET', 'AuditEvent/nonsense', officer)).statusCode).toBe(404);
  });

  test('in a compartment, in a batch and among several types', async () => {
    const inCompartment = (
      await send('GET', 'Patient/p1/AuditEvent?subtype=read&agent-role=nurse', officer)
    ).json() as Bundle;
    expect(inCompartment.entry).toHaveLength(1);
    const { id } = inCompartment.entry![0]!.resource;
    const entry = ['AuditEvent?subtype=read&patient=p1&agent-role=nurse', `AuditEvent/${id}`].map((url) => ({
      request: { method: 'GET', url },
    }));
    const batch = (await send('POST', '', officer, { resourceType: 'Bundle', type: 'batch', entry })).json();
    expect(batch.entry[0].resource.entry[0].resource.id).toBe(id);
    expect(batch.entry[1].resource.id).toBe(id);
    const types = (
      await send('GET', '?_type=AuditEvent,Observation&_lastUpdated=gt2020&_count=900', officer)
    ).json() as Bundle;
    expect(new Set(types.entry!.map(({ resource }) => resource.resourceType))).toEqual(
      new Set(['AuditEvent', 'Observation']),
    );
  });

  test('what is not served is said, and refused where that is asked for', async () => {
    const lenient = (await send('GET', 'AuditEvent?source=Device/x', officer)).json();
    expect(lenient.entry.at(-1).resource.issue[0].diagnostics ?? JSON.stringify(lenient.entry.at(-1))).toContain(
      'source',
    );
    const strict = await house.ask({
      url: '/fhir/AuditEvent?source=Device/x',
      headers: { ...officer, prefer: 'handling=strict' },
    });
    expect(strict.statusCode).toBe(400);
    for (const query of [
      'date=yesterday',
      'patient=Practitioner/x',
      'patient=',
      'agent-name:foo=x',
      '_count=many',
      'patient.name=x',
      '_cursor=AAAA',
    ]) {
      const answer = await house.ask({
        url: `/fhir/AuditEvent?${query}`,
        headers: { ...officer, prefer: 'handling=strict' },
      });
      expect(answer.statusCode, query).toBe(400);
    }
  });

  test('the statement names just the parameters that are served', async () => {
    const statement = (await house.ask({ url: '/fhir/metadata' })).json();
    const own = statement.rest[0].resource.find((one: { type: string }) => one.type === 'AuditEvent');
    expect(own.interaction.map((one: { code: string }) => one.code).toSorted()).toEqual(['read', 'search-type']);
    expect(own.searchParam.map((one: { name: string }) => one.name)).toEqual(Object.keys(TRACE_PARAMS));
  });
});

describe('nobody writes it, and not everybody reads it', () => {
  test.each(['POST', 'PUT', 'PATCH', 'DELETE'] as const)('%s is refused, of whoever', async (method) => {
    const body = {
      resourceType: 'AuditEvent',
      id: 'mine',
      type: { code: 'rest' },
      recorded: '2026-01-01T00:00:00Z',
      agent: [{ requestor: true }],
      source: { observer: { display: 'x' } },
    };
    const url = method === 'POST' ? 'AuditEvent' : 'AuditEvent/mine';
    const given =
      method === 'DELETE' ? undefined : method === 'PATCH' ? { resourceType: 'Parameters', parameter: [] } : body;
    const system = await send(method, url, await house.as('system'), given);
    expect(system.statusCode, system.body).toBe(405);
    expect(system.body).toContain('written by the server itself');
    expect((await send(method, url, officer, given)).statusCode).toBe(403);
  });

  test('in a transaction neither, and nothing of it is stored', async () => {
    const event = {
      resourceType: 'AuditEvent',
      type: { code: 'rest' },
      recorded: '2026-01-01T00:00:00Z',
      agent: [{ requestor: true }],
      source: { observer: { display: 'x' } },
    };
    const entry = [
      { resource: { ...patient('p9') }, request: { method: 'PUT', url: 'Patient/p9' } },
      { resource: event, request: { method: 'POST', url: 'AuditEvent' } },
    ];
    const system = await house.as('system');
    const answer = await send('POST', '', system, { resourceType: 'Bundle', type: 'transaction', entry });
    expect(answer.statusCode).toBe(405);
    expect((await send('GET', 'Patient/p9', system)).statusCode).toBe(404);
  });

  test('clinicians and patients are refused, and that is in the audit', async () => {
    expect((await send('GET', 'AuditEvent?patient=p1', nurse)).statusCode).toBe(403);
    const mine = await house.as('patient', { patient: 'p1' });
    expect((await send('GET', 'AuditEvent?patient=p1', mine)).statusCode).toBe(403);
    const refused = await found('outcome=4&action=E&agent-role=nurse');
    expect(refused[0]!.entity.some(({ query }) => query !== undefined && atob(query).startsWith('AuditEvent?'))).toBe(
      true,
    );
  });

  test('a token for one patient sees the audit of that patient alone', async () => {
    const bound = await house.as('privacy-officer', { patient: 'p2', scopes: ['patient/AuditEvent.rs'] });
    const events = await found('_count=100', bound);
    expect(events.length).toBeGreaterThan(0);
    for (const { entity } of events) {
      expect(entity.some(({ what }) => what?.reference === 'Patient/p2')).toBe(true);
    }
    expect((await send('GET', 'AuditEvent?patient=p1', bound)).statusCode).toBe(403);
    const [other] = await found('subtype=read&patient=p1');
    expect((await send('GET', `AuditEvent/${other!.id}`, bound)).statusCode).toBe(404);
  });

  test('who looks into the audit is in it', async () => {
    await found('patient=p2&action=D');
    const looks = await found('agent-role=privacy-officer&patient=p2&subtype=search-type');
    expect(
      looks.some(({ entity }) =>
        entity.some(({ query }) => query !== undefined && atob(query) === 'AuditEvent?patient=p2&action=D'),
      ),
    ).toBe(true);
  });
});
