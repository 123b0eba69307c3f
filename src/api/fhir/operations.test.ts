import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestHouse, type House } from '../../../test/house.ts';

let house: House;
let system: { authorization: string };
let mine: { authorization: string };
let biller: { authorization: string };
const JSON_TYPE = { 'content-type': 'application/fhir+json' };

type Body = { resourceType: string; id: string; [element: string]: unknown };
const ref = (reference: string) => ({ reference });
const LOINC = 'http://loinc.org';
const coded = (...codes: string[]) => ({ coding: codes.map((code) => ({ system: LOINC, code })) });

const observation = (id: string, code: object, effectiveDateTime?: string, more: object = {}): Body => ({
  resourceType: 'Observation',
  id,
  status: 'final',
  code,
  category: [{ coding: [{ code: 'vital-signs' }] }],
  subject: ref('Patient/op-1'),
  ...(effectiveDateTime === undefined ? {} : { effectiveDateTime }),
  ...more,
});

const BODIES: Body[] = [
  {
    resourceType: 'Patient',
    id: 'op-1',
    birthDate: '1950-01-01',
    meta: { profile: ['urn:p:patient'], tag: [{ system: 'urn:t', code: 'one', display: 'One' }] },
  },
  { resourceType: 'Patient', id: 'op-2', meta: { security: [{ system: 'urn:s', code: 'R' }] } },
  { resourceType: 'Practitioner', id: 'op-dr', meta: { tag: [{ system: 'urn:t', code: 'staff' }] } },
  { resourceType: 'Organization', id: 'op-org' },
  {
    resourceType: 'Appointment',
    id: 'op-ap',
    status: 'booked',
    participant: [{ actor: ref('Patient/op-1'), status: 'accepted' }],
  },
  {
    resourceType: 'Encounter',
    id: 'op-e1',
    status: 'finished',
    class: { code: 'IMP' },
    subject: ref('Patient/op-1'),
    appointment: [ref('Appointment/op-ap')],
    participant: [{ individual: ref('Practitioner/op-dr') }],
    serviceProvider: ref('Organization/op-org'),
    period: { start: '2020-12-20', end: '2021-02-10' },
  },
  {
    resourceType: 'Encounter',
    id: 'op-e2',
    status: 'finished',
    class: { code: 'AMB' },
    subject: ref('Patient/op-1'),
    period: { start: '2022-06-01', end: '2022-06-01' },
  },
  {
    resourceType: 'Condition',
    id: 'op-c1',
    subject: ref('Patient/op-1'),
    encounter: ref('Encounter/op-e1'),
    onsetDateTime: '2021-01-15',
  },
  { resourceType: 'AllergyIntolerance', id: 'op-al', patient: ref('Patient/op-1') },
  // Two of glucose on one day, one older; weight; a chain of translations a-b, b-c, c; a text; none with a time.
  observation('w1', coded('29463-7'), '2021-03-01', { meta: { tag: [{ system: 'urn:t', code: 'one' }] } }),
  observation('w2', coded('29463-7'), '2022-03-01', { encounter: ref('Encounter/op-e2') }),
  observation('g1', coded('2345-7'), '2022-01-01'),
  observation('g2', coded('2345-7'), '2022-01-01', { encounter: ref('Encounter/op-e1') }),
  observation('g3', coded('2345-7'), '2021-01-01'),
  observation('t1', coded('a', 'b'), '2020-05-01'),
  observation('t2', coded('c'), '2020-06-01'),
  observation('t3', coded('b', 'c'), '2020-04-01'),
  observation('x1', { text: 'Text' }, '2020-02-01'),
  observation('x2', { text: 'text' }, '2020-01-01'),
  observation('n1', coded('29463-7')),
];

const get = (url: string, headers: Record<string, string> = system) => house.ask({ url: `/fhir${url}`, headers });
const post = (url: string, payload: object, headers: Record<string, string> = system) =>
  house.ask({
    method: 'POST',
    url: `/fhir${url}`,
    headers: { ...headers, ...JSON_TYPE },
    payload: JSON.stringify(payload),
  });
const parameters = (parameter: object[]) => ({ resourceType: 'Parameters', parameter });
const namesOf = (bundle: fhir4.Bundle, mode: string) =>
  (bundle.entry ?? []).filter((entry) => entry.search?.mode === mode).map((entry) => entry.resource!.id!);

beforeAll(async () => {
  house = await openTestHouse();
  system = await house.as('system');
  mine = await house.as('patient', { patient: 'op-1' });
  biller = await house.as('biller');
  const entry = BODIES.map((resource) => ({
    resource,
    request: { method: 'PUT', url: `${resource.resourceType}/${resource.id}` },
  }));
  const stored = await post('/', { resourceType: 'Bundle', type: 'transaction', entry });
  if (stored.statusCode !== 200) throw new Error(stored.body.slice(0, 400));
});
afterAll(() => house.close());

// http://hl7.org/fhir/R4/observation-operation-lastn.html
describe('Observation/$lastn', () => {
  test.each([
    // The last of each: of glucose two, because they tie. By time: 2022-03, 2022-01 twice, 2020-06, 2020-02, 2020-01.
    ['category=vital-signs', 'w2 g1 g2 t2 x1 x2'],
    ['max=2&category=vital-signs', 'w2 g1 g2 w1 t2 t1 x1 x2'],
    ['max=3&category=vital-signs', 'w2 g1 g2 w1 g3 t2 t1 t3 x1 x2 n1'],
    ['code=29463-7&max=5', 'w2 w1 n1'],
    ['code=29463-7,2345-7', 'w2 g1 g2'],
    ['code=2345-7&date=lt2022', 'g3'],
    ['code=nothing', ''],
  ])('%s gives %s', async (query, expected) => {
    const answer = await get(`/Observation/$lastn?patient=Patient/op-1&${query}`);
    expect(answer.statusCode, answer.body).toBe(200);
    expect(namesOf(answer.json(), 'match').join(' ')).toBe(expected);
    expect(answer.json().total).toBe(expected === '' ? 0 : expected.split(' ').length);
  });

  test('by POST, by subject, with what is included and cut', async () => {
    const called = await post(
      '/Observation/$lastn',
      parameters([
        { name: 'subject', valueString: 'Patient/op-1' },
        { name: 'code', valueString: '2345-7' },
        { name: 'max', valuePositiveInt: 3 },
      ]),
    );
    expect(namesOf(called.json(), 'match')).toEqual(['g1', 'g2', 'g3']);
    const cut = (
      await get('/Observation/$lastn?subject=Patient/op-1&code=29463-7&_include=Observation:encounter&_elements=code')
    ).json();
    expect(namesOf(cut, 'include')).toEqual(['op-e2']);
    expect(cut.entry[0].resource.subject).toBeUndefined();
  });

  test.each([
    'code=2345-7',
    'patient=Patient/op-1',
    'patient=op-1&code=x&max=0',
    'patient=op-1&code=x&_sort=date',
    'patient=op-1&code=x&_count=1',
  ])('%s is refused', async (query) => expect((await get(`/Observation/$lastn?${query}`)).statusCode).toBe(400));

  test('within what the caller may see', async () => {
    const own = await get('/Observation/$lastn?patient=op-1&code=2345-7', mine);
    expect(namesOf(own.json(), 'match')).toEqual(['g1', 'g2']);
    expect(namesOf((await get('/Observation/$lastn?patient=op-2&code=2345-7', mine)).json(), 'match')).toEqual([]);
    expect((await get('/Observation/$lastn?patient=op-1&code=2345-7', biller)).statusCode).toBe(403);
  });
});

// http://hl7.org/fhir/R4/patient-operation-everything.html
describe('Patient/$everything', () => {
  const clinical = async (query: string) =>
    namesOf(
      (await get(`/Patient/op-1/$everything?_type=Patient,Encounter,Condition,AllergyIntolerance&${query}`)).json(),
      'match',
    );

  test.each([
    // A stay over New Year belongs to both years; what has no date to every one.
    ['start=2021-01-01&end=2021-12-31', 'op-1 op-al op-c1 op-e1'],
    ['start=2022', 'op-1 op-al op-e2'],
    ['end=2020-12-31', 'op-1 op-al op-e1'],
    ['start=2021-01-15&end=2021-01-15', 'op-1 op-al op-c1 op-e1'],
    ['start=2021-02-11&end=2022-05-31', 'op-1 op-al'],
    ['', 'op-1 op-al op-c1 op-e1 op-e2'],
  ])('of a time: %s', async (query, expected) => {
    expect((await clinical(query)).join(' ')).toBe(expected);
    const seen: string[] = [];
    let next: string | undefined =
      `/Patient/op-1/$everything?_type=Patient,Encounter,Condition,AllergyIntolerance&_count=2&${query}`;
    while (next) {
      const bundle: fhir4.Bundle = (await get(next)).json();
      seen.push(...namesOf(bundle, 'match'));
      next = bundle.link!.find((one) => one.relation === 'next')?.url.split('/fhir')[1];
    }
    expect(seen.join(' ')).toBe(expected);
  });

  test('of the caller without an id, and by POST', async () => {
    const own = (await get('/Patient/$everything', mine)).json();
    expect(namesOf(own, 'match')).toHaveLength(BODIES.length - 3);
    const called = await post('/Patient/$everything', parameters([{ name: '_type', valueCode: 'Condition' }]), mine);
    expect(namesOf(called.json(), 'match')).toEqual(['op-c1']);
    expect((await post('/Patient/op-1/$everything', parameters([]))).statusCode).toBe(200);
    expect((await get('/Patient/$everything')).statusCode).toBe(400);
    for (const bad of ['start=soon', 'end=2021-02-30', 'start=ge2020']) {
      expect((await get(`/Patient/op-1/$everything?${bad}`)).statusCode, bad).toBe(400);
    }
    expect((await post('/Patient/op-1/$everything', parameters([{ name: '_type' }]))).statusCode).toBe(400);
    expect((await post('/Patient/op-1/$everything', { resourceType: 'Patient' })).statusCode).toBe(400);
  });
});

// http://hl7.org/fhir/R4/encounter-operation-everything.html
describe('Encounter/$everything', () => {
  test('the encounter, what is in its compartment, and whatever those name', async () => {
    const bundle = (await get('/Encounter/op-e1/$everything')).json();
    expect(namesOf(bundle, 'match')).toEqual(['op-e1', 'op-c1', 'g2']);
    expect(namesOf(bundle, 'include').toSorted()).toEqual(['op-1', 'op-ap', 'op-dr', 'op-org']);
  });

  test('by type, since, in pages and for who may', async () => {
    expect(namesOf((await get('/Encounter/op-e1/$everything?_type=Observation')).json(), 'match')).toEqual(['g2']);
    expect(namesOf((await get('/Encounter/op-e1/$everything?_since=2999-01-01T00:00:00Z')).json(), 'match')).toEqual(
      [],
    );
    const seen: string[] = [];
    let pages = 0;
    for (let next: string | undefined = '/Encounter/op-e1/$everything?_count=1'; next; pages += 1) {
      const bundle: fhir4.Bundle = (await get(next)).json();
      seen.push(...namesOf(bundle, 'match'));
      next = bundle.link!.find((one) => one.relation === 'next')?.url.split('/fhir')[1];
    }
    expect([seen.join(' '), pages]).toEqual(['op-e1 op-c1 g2', 3]);
    expect(namesOf((await get('/Encounter/op-e1/$everything', mine)).json(), 'match')).toEqual([
      'op-e1',
      'op-c1',
      'g2',
    ]);
    const other = await house.as('patient', { patient: 'op-2' });
    // What is another's and what is not there answer alike.
    expect((await get('/Encounter/op-e1/$everything', other)).statusCode).toBe(404);
    expect((await get('/Encounter/none/$everything')).statusCode).toBe(404);
    expect((await get('/Encounter/op-e1/$everything?start=2020-01-01')).statusCode).toBe(400);
  });
});

// http://hl7.org/fhir/R4/resource-operation-meta.html
describe('$meta', () => {
  const labelsOf = (answer: { json(): fhir4.Parameters }) => {
    const { profile, security, tag } = answer.json().parameter![0]!.valueMeta!;
    return [profile, [...(security ?? []), ...(tag ?? [])].map((one) => one.code!).toSorted()];
  };

  test('of a resource and of a version of it, as reading it would tell', async () => {
    const { meta } = (await get('/Patient/op-1')).json();
    const told = await get('/Patient/op-1/$meta');
    expect(told.json()).toEqual({ resourceType: 'Parameters', parameter: [{ name: 'return', valueMeta: meta }] });
    expect(told.headers.etag).toBe('W/"1"');
    expect((await get('/Patient/op-1/_history/1/$meta')).json().parameter[0].valueMeta.versionId).toBe('1');
    expect((await post('/Patient/op-1/$meta', parameters([]))).json()).toEqual(told.json());
    for (const url of ['/Patient/none/$meta', '/Patient/op-1/_history/9/$meta', '/Patient/op-1/_history/x/$meta']) {
      expect((await get(url)).statusCode, url).toBe(404);
    }
  });

  test('of a type and of the system: every label in use once, of what the caller may see', async () => {
    expect(labelsOf(await get('/Patient/$meta'))).toEqual([['urn:p:patient'], ['R', 'one']]);
    expect(labelsOf(await get('/$meta'))).toEqual([['urn:p:patient'], ['R', 'one', 'staff']]);
    expect(labelsOf(await get('/$meta', mine))).toEqual([['urn:p:patient'], ['one', 'staff']]);
    expect(labelsOf(await get('/Patient/$meta', mine))).toEqual([['urn:p:patient'], ['one']]);
    expect((await get('/AuditEvent/$meta', mine)).statusCode).toBe(403);
    expect((await get('/$meta')).json().parameter[0].valueMeta.versionId).toBeUndefined();
  });

  test('$meta-add and $meta-delete: sets by system and code, a version each, none where nothing changes', async () => {
    const url = '/Organization/op-org';
    const label = (valueMeta: object) => parameters([{ name: 'meta', valueMeta }]);
    const both = {
      profile: ['urn:p:o'],
      tag: [{ system: 'urn:t', code: 'x' }],
      security: [{ system: 'urn:s', code: 'N' }],
    };
    const added = await post(`${url}/$meta-add`, label(both));
    expect(added.statusCode, added.body).toBe(200);
    expect(added.json().parameter[0].valueMeta).toMatchObject({ versionId: '2', ...both });
    expect((await get('/Organization?_tag=urn:t|x&_summary=count')).json().total).toBe(1);
    // "When matching existing tags, version and display are ignored."
    const again = await post(`${url}/$meta-add`, label({ tag: [{ system: 'urn:t', code: 'x', display: 'other' }] }));
    expect(again.json().parameter[0].valueMeta).toMatchObject({
      versionId: '2',
      tag: [{ system: 'urn:t', code: 'x' }],
    });
    const stale = await post(`${url}/$meta-add`, label({ profile: ['urn:p:q'] }), { ...system, 'if-match': 'W/"1"' });
    expect(stale.statusCode).toBe(412);
    const gone = await post(
      `${url}/$meta-delete`,
      label({ tag: [{ system: 'urn:t', code: 'x', version: '9' }], profile: ['urn:no'] }),
    );
    expect(gone.json().parameter[0].valueMeta.tag).toBeUndefined();
    expect(gone.json().parameter[0].valueMeta).toMatchObject({ versionId: '3', profile: ['urn:p:o'] });
    expect((await get(`${url}/_history`)).json().total).toBe(3);
    expect((await get('/Organization?_tag=urn:t|x&_summary=count')).json().total).toBe(0);
  });

  test('what is no write of the caller, or no meta, is refused and stores nothing', async () => {
    const tag = { name: 'meta', valueMeta: { tag: [{ code: 'x' }] } };
    const refusals: [string, object, object, number][] = [
      ['/Patient/op-1/$meta-add', parameters([tag]), mine, 403],
      ['/Patient/none/$meta-add', parameters([tag]), system, 404],
      ['/Patient/op-1/$meta-add', parameters([]), system, 400],
      ['/Patient/op-1/$meta-add', parameters([tag, tag]), system, 400],
      ['/Patient/op-1/$meta-add', parameters([{ name: 'meta', valueMeta: { tag: 'x' } }]), system, 400],
      ['/Patient/op-1/$meta-add', parameters([{ name: 'meta', valueMeta: { tag: [{ code: 7 }] } }]), system, 422],
      ['/Patient/op-1/$meta-delete', { resourceType: 'Patient' }, system, 400],
    ];
    for (const [url, body, who, status] of refusals) {
      const answer = await post(url, body, who as Record<string, string>);
      expect(answer.statusCode, `${url} ${answer.body}`).toBe(status);
    }
    expect((await get('/Patient/op-1/$meta-add')).statusCode).toBe(405);
    expect((await get('/Patient/op-1')).json().meta.versionId).toBe('1');
  });
});
