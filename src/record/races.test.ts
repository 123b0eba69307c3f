import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TwoServers, basic, openTwoServers, post } from '../../test/two-servers.ts';
import { Fault, SYSTEM } from '../base/index.ts';
import { create, read, remove, update } from './index.ts';

/** Two servers' records over one database, and many who want the same at once. */
let servers: TwoServers;
let of: TwoServers['of'];
let ask: TwoServers['ask'];
let transact: TwoServers['transact'];
const MANY = 64;

beforeAll(async () => {
  servers = await openTwoServers();
  ({ of, ask, transact } = servers);
});
afterAll(() => servers.close());

/** What came of each: the value, or the kind of the refusal. Anything else is thrown. */
async function all<T>(works: Promise<T>[]): Promise<(T | string)[]> {
  return (await Promise.allSettled(works)).map((one) => {
    if (one.status === 'fulfilled') return one.value;
    if (one.reason instanceof Fault) return one.reason.kind;
    throw one.reason;
  });
}

describe(`${MANY} at once`, () => {
  test('with one If-None-Exist make one resource', async () => {
    const answers = await Promise.all(
      Array.from({ length: MANY }, (_, at) =>
        create(of(at), SYSTEM, basic('once'), { ifNoneExist: 'identifier=urn:race|once' }),
      ),
    );
    expect(answers.filter((one) => one.status === 'created').length).toBe(1);
    expect(new Set(answers.map((one) => one.answer.id)).size).toBe(1);
    expect((await ask(0, 'Basic', [['identifier', 'urn:race|once']])).matches.length).toBe(1);
  });

  test('with one If-Match have one winner', async () => {
    const { answer } = await create(of(0), SYSTEM, basic('won'));
    const came = await all(
      Array.from({ length: MANY }, (_, at) =>
        update(
          of(at),
          SYSTEM,
          'Basic',
          answer.id,
          { ...basic('won'), id: answer.id, created: `20${10 + at}` },
          { ifMatch: 1 },
        ),
      ),
    );
    expect(came.filter((one) => one === 'precondition-failed').length).toBe(MANY - 1);
    expect((await read(of(0), SYSTEM, 'Basic', answer.id))!.version).toBe(2);
  });

  test('that delete and update with one If-Match: one of them wins', async () => {
    for (let round = 0; round < 20; round += 1) {
      const { answer } = await create(of(round), SYSTEM, basic(`either-${round}`));
      const came = await all<unknown>([
        update(of(0), SYSTEM, 'Basic', answer.id, { ...basic('x'), id: answer.id }, { ifMatch: 1 }),
        remove(of(1), SYSTEM, 'Basic', answer.id, { ifMatch: 1 }),
      ]);
      expect(came.filter((one) => one === 'precondition-failed').length).toBe(1);
      expect((await read(of(0), SYSTEM, 'Basic', answer.id))!.version).toBe(2);
    }
  });

  test('that transact on the same few resources all succeed, and no increment is lost', async () => {
    const ids = ['a', 'b', 'c'].map((name) => `shared-${name}`);
    const put = (id: string, body: object) => ({
      resource: { ...basic(id, body), id },
      request: { method: 'PUT', url: `Basic/${id}` },
    });
    await transact(
      0,
      ids.map((id) => put(id, {})),
    );
    const answers = await Promise.all(
      Array.from({ length: MANY }, (_, at) =>
        transact(
          at,
          ids.toSorted(() => (at % 2) - 0.5).map((id) => put(id, { created: `${1900 + at}` })),
        ),
      ),
    );
    expect(answers.flatMap((one) => one.entry.map((entry) => entry.response.status))).toEqual(
      Array.from({ length: MANY * ids.length }, () => '200 OK'),
    );
    for (const id of ids) expect((await read(of(0), SYSTEM, 'Basic', id))!.version).toBe(MANY + 1);
  });

  test('whose transactions search, read and ask for history wait for nobody who waits for them', async () => {
    const { answer } = await create(of(0), SYSTEM, basic('looked-at'));
    const get = (url: string) => ({ request: { method: 'GET', url } });
    const answers = await Promise.all(
      Array.from({ length: MANY }, (_, at) =>
        transact(at, [
          post(basic(`looker-${at}`)),
          get(`Basic?identifier=urn:race|looker-${at}`),
          get(`Basic/${answer.id}`),
          get(`Basic/${answer.id}/_history`),
        ]),
      ),
    );
    const found = answers.map((one) => (one.entry[1]!.resource as unknown as { entry: unknown[] }).entry.length);
    expect(found).toEqual(Array.from({ length: MANY }, () => 1));
  });
});

test('a conditional create that loses in a transaction leaves no link to a resource that never was', async () => {
  const fullUrl = 'urn:uuid:6f1e0a3e-0000-4000-8000-000000000001';
  const rounds = 12;
  for (let round = 0; round < rounds; round += 1) {
    const key = `linked-${round}`;
    const answers = await Promise.all(
      [0, 1].map((number) =>
        transact(number, [
          {
            fullUrl,
            ...post(
              { resourceType: 'Patient', identifier: [{ system: 'urn:race', value: key }] },
              { ifNoneExist: `identifier=urn:race|${key}` },
            ),
          },
          post({
            resourceType: 'Observation',
            status: 'final',
            code: { text: 'x' },
            subject: { reference: fullUrl },
            text: {
              status: 'generated',
              div: `<div xmlns="http://www.w3.org/1999/xhtml"><a href="${fullUrl}">whose</a></div>`,
            },
          }),
        ]),
      ),
    );
    const patients = await ask(round, 'Patient', [['identifier', `urn:race|${key}`]]);
    expect(patients.matches.length).toBe(1);
    for (const { entry } of answers) {
      const [, id] = entry[1]!.response.location!.split('/');
      const { body } = (await read(of(0), SYSTEM, 'Observation', id!))!;
      const { subject, text } = JSON.parse(body) as { subject: { reference: string }; text: { div: string } };
      expect(subject.reference).toBe(`Patient/${patients.matches[0]!.id}`);
      expect(text.div).toContain(`href="Patient/${patients.matches[0]!.id}"`);
    }
  }
});

test('no read sees a part of a transaction', { timeout: 60_000 }, async () => {
  const names = ['one', 'two', 'three', 'four'];
  const entries = (round: number) => [
    {
      resource: { resourceType: 'Patient', id: 'whole', active: round % 2 === 0, name: [{ text: `round ${round}` }] },
      request: { method: 'PUT', url: 'Patient/whole' },
    },
    ...names.map((name) => ({
      resource: {
        resourceType: 'Observation',
        id: `whole-${name}`,
        status: 'final',
        code: { text: `round ${round}` },
        subject: { reference: 'Patient/whole' },
      },
      request: { method: 'PUT', url: `Observation/whole-${name}` },
    })),
  ];
  await transact(0, entries(0));
  const over = new AbortController();
  const writer = (async () => {
    for (let round = 1; round <= 120; round += 1) await transact(round, entries(round));
    over.abort();
  })();
  const roundsIn = (bodies: string[]) => new Set(bodies.map((body) => /round \d+/.exec(body)?.[0]));
  const seen: Record<string, number> = {};
  const reader = async (what: string, look: () => Promise<string[]>): Promise<void> => {
    while (!over.signal.aborted) {
      const bodies = await look();
      expect(bodies.length, what).toBe(names.length + 1);
      expect([...roundsIn(bodies)].length, `${what}: ${bodies.join('\n')}`).toBe(1);
      seen[what] = (seen[what] ?? 0) + 1;
    }
  };
  const bodiesOf = (found: { matches: { body: string }[]; included: { body: string }[] }) =>
    [...found.matches, ...found.included].map((one) => one.body);
  await Promise.all([
    writer,
    reader('a search with what it includes', async () =>
      bodiesOf(
        await ask(0, 'Observation', [
          ['subject', 'Patient/whole'],
          ['_include', 'Observation:subject'],
        ]),
      ),
    ),
    reader('a search with what refers to it', async () =>
      bodiesOf(
        await ask(1, 'Patient', [
          ['_id', 'whole'],
          ['_revinclude', 'Observation:subject'],
        ]),
      ),
    ),
    reader('a transaction of reads', async () => {
      const gets = [`Patient/whole`, ...names.map((name) => `Observation/whole-${name}`)];
      const { entry } = await transact(
        1,
        gets.map((url) => ({ request: { method: 'GET', url } })),
      );
      return entry.map((one) => JSON.stringify(one.resource));
    }),
  ]);
  expect(Math.min(...Object.values(seen))).toBeGreaterThan(5);
});
