import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type TestRecord, openTestRecord } from '../../test/records.ts';
import { type Caller, SYSTEM, fixedClock, shardOf } from '../base/index.ts';
import { type Resource, parseJson } from '../fhir/index.ts';
import { type Store } from '../store/index.ts';
import { type FhirRecord, create, history, read, remove, search, update, vread } from './index.ts';

let opened: TestRecord;
let store: Store;
let record: FhirRecord;

beforeAll(async () => {
  opened = await openTestRecord({ clock: fixedClock('2026-11-22T10:00:00Z'), poolSize: 20 });
  ({ record, store } = opened);
});
afterAll(() => opened.close());

const patient = (more: object = {}): Resource => ({ resourceType: 'Patient', name: [{ family: 'Ruiz' }], ...more });
const observation = (subject: string, more: object = {}): Resource => ({
  resourceType: 'Observation',
  status: 'final',
  code: { text: 'weight' },
  subject: { reference: subject },
  ...more,
});

describe('versions', () => {
  test('a resource is created, read, updated, deleted, and brought back; every version stays', async () => {
    const { status, answer } = await create(record, SYSTEM, patient());
    expect(status).toBe('created');
    expect(answer).toMatchObject({ type: 'Patient', version: 1, updated: '2026-11-22T10:00:00.000Z', deleted: false });
    expect(JSON.parse(answer.body)).toEqual({
      resourceType: 'Patient',
      id: answer.id,
      meta: { versionId: '1', lastUpdated: '2026-11-22T10:00:00.000Z' },
      name: [{ family: 'Ruiz' }],
    });
    const { id } = answer;
    expect(await read(record, SYSTEM, 'Patient', id)).toEqual(answer);

    const second = await update(record, SYSTEM, 'Patient', id, patient({ id, gender: 'female' }));
    expect(second).toMatchObject({ status: 'updated', answer: { version: 2, updated: '2026-11-22T10:00:00.001Z' } });
    expect((await vread(record, SYSTEM, 'Patient', id, 1))?.body).toBe(answer.body);

    expect(await remove(record, SYSTEM, 'Patient', id)).toMatchObject({ version: 3, deleted: true });
    expect(await remove(record, SYSTEM, 'Patient', id)).toMatchObject({ version: 3, deleted: true });
    expect(await read(record, SYSTEM, 'Patient', id)).toMatchObject({ version: 3, deleted: true, body: '' });
    expect((await search(record, SYSTEM, 'Patient', [['_id', id]], { strict: true })).matches).toEqual([]);

    const revived = await update(record, SYSTEM, 'Patient', id, patient({ id }));
    expect(revived).toMatchObject({ status: 'created', answer: { version: 4 } });
    const { entries, total } = await history(record, SYSTEM, { type: 'Patient', id });
    expect(total).toBe(4);
    expect(entries.map((entry) => [entry.version, entry.action, entry.deleted, entry.actor.name])).toEqual([
      [4, 'update', false, 'Throughline'],
      [3, 'delete', true, 'Throughline'],
      [2, 'update', false, 'Throughline'],
      [1, 'create', false, 'Throughline'],
    ]);
  });

  test('the same content again makes no version, whatever version and time it claims', async () => {
    const { answer } = await create(record, SYSTEM, patient({ birthDate: '1962-03-14' }));
    const same = parseJson(answer.body) as Resource;
    expect(await update(record, SYSTEM, 'Patient', answer.id, same)).toEqual({ status: 'unchanged', answer });
    const bare = patient({ birthDate: '1962-03-14', id: answer.id });
    expect(await update(record, SYSTEM, 'Patient', answer.id, bare)).toMatchObject({ status: 'unchanged' });
  });

  test('numbers keep their digits', async () => {
    const sent = parseJson(
      '{"resourceType":"Observation","status":"final","code":{"text":"x"},"valueQuantity":{"value":1.10},"referenceRange":[{"low":{"value":100.000}}]}',
    ) as Resource;
    const { answer } = await create(record, SYSTEM, sent);
    expect(answer.body).toContain('"value":1.10}');
    expect(answer.body).toContain('"value":100.000}');
  });

  test('If-Match refuses whoever has not seen the last version', async () => {
    const { answer } = await create(record, SYSTEM, patient());
    const { id } = answer;
    const change = (family: string, ifMatch: number) =>
      update(record, SYSTEM, 'Patient', id, { ...patient({ id }), name: [{ family }] }, { ifMatch });
    expect(await change('Reyes', 1)).toMatchObject({ status: 'updated' });
    await expect(change('Ramos', 1)).rejects.toMatchObject({ kind: 'precondition-failed', code: 'conflict' });
    await expect(remove(record, SYSTEM, 'Patient', id, { ifMatch: 1 })).rejects.toMatchObject({
      kind: 'precondition-failed',
    });
    await expect(
      update(record, SYSTEM, 'Patient', 'nobody', patient({ id: 'nobody' }), { ifMatch: 1 }),
    ).rejects.toMatchObject({
      kind: 'precondition-failed',
    });
  });

  test('sixteen that update one resource at once make sixteen versions, and none is lost', async () => {
    const { answer } = await create(record, SYSTEM, patient());
    const { id } = answer;
    const all = Array.from({ length: 16 }, (_, n) =>
      update(record, SYSTEM, 'Patient', id, patient({ id, name: [{ family: `N${n}` }] })),
    );
    const versions = (await Promise.all(all)).map((written) => written.answer.version);
    expect(versions.sort((a, b) => a - b)).toEqual(Array.from({ length: 16 }, (_, n) => n + 2));
    const { entries } = await history(record, SYSTEM, { type: 'Patient', id });
    const families = entries.map((entry) => (JSON.parse(entry.body) as { name: [{ family: string }] }).name[0].family);
    expect(new Set(families).size).toBe(17);
  });
});

describe('what is refused', () => {
  test('a resource that breaks rules, with every fault and its place, and nothing is stored', async () => {
    const bad = { resourceType: 'Patient', birthDate: '2024-02-30', name: [{ family: 7 }] };
    const refused = create(record, SYSTEM, bad);
    await expect(refused).rejects.toMatchObject({ kind: 'unprocessable' });
    const { issues } = (await refused.catch((error: unknown) => error)) as { issues: { expression: string }[] };
    expect(issues.map((issue) => issue.expression).sort()).toEqual(['Patient.birthDate', 'Patient.name[0].family']);
  });

  test('ids and types that cannot be', async () => {
    await expect(read(record, SYSTEM, 'Patient', 'a_b')).rejects.toMatchObject({ kind: 'invalid' });
    await expect(read(record, SYSTEM, 'Nothing', 'a')).rejects.toMatchObject({ kind: 'not-found' });
    await expect(update(record, SYSTEM, 'Patient', 'a', patient({ id: 'b' }))).rejects.toMatchObject({
      kind: 'invalid',
      issues: [{ expression: 'Patient.id' }],
    });
    expect(await read(record, SYSTEM, 'Patient', 'nobody')).toBeNull();
    expect(await remove(record, SYSTEM, 'Patient', 'nobody')).toBeNull();
  });
});

describe('conditional create', () => {
  const query = (value: string) => `identifier=urn:mrn|${value}`;
  const withMrn = (value: string) => patient({ identifier: [{ system: 'urn:mrn', value }] });

  test('creates once, then answers what is there, and refuses what is ambiguous', async () => {
    const first = await create(record, SYSTEM, withMrn('A1'), { ifNoneExist: query('A1') });
    const second = await create(record, SYSTEM, withMrn('A1'), { ifNoneExist: query('A1') });
    expect([first.status, second.status, second.answer.id]).toEqual(['created', 'exists', first.answer.id]);
    await create(record, SYSTEM, withMrn('A1'));
    await expect(create(record, SYSTEM, withMrn('A1'), { ifNoneExist: query('A1') })).rejects.toMatchObject({
      kind: 'precondition-failed',
      code: 'multiple-matches',
    });
    await expect(create(record, SYSTEM, patient(), { ifNoneExist: 'colour=blue' })).rejects.toMatchObject({
      kind: 'invalid',
    });
  });

  test('raced by sixteen creates one', async () => {
    const all = Array.from({ length: 16 }, () =>
      create(record, SYSTEM, withMrn('RACE'), { ifNoneExist: query('RACE') }),
    );
    const written = await Promise.all(all);
    expect(written.filter((one) => one.status === 'created')).toHaveLength(1);
    expect(new Set(written.map((one) => one.answer.id)).size).toBe(1);
  });

  test('raced by plain creates and updates of that identifier, never adds to them', async () => {
    for (let round = 0; round < 10; round += 1) {
      const value = `MIX${round}`;
      const id = `mix${round}`;
      const [conditional] = await Promise.all([
        create(record, SYSTEM, withMrn(value), { ifNoneExist: query(value) }),
        update(record, SYSTEM, 'Patient', id, { ...withMrn(value), id }),
      ]);
      const found = await search(record, SYSTEM, 'Patient', [['identifier', `urn:mrn|${value}`]], { strict: true });
      // Whoever was second saw the first: the condition, once it waited, finds the other.
      expect(found.matches.length).toBe(conditional.status === 'exists' ? 1 : 2);
    }
  });

  test('is decided by the body, not by the hash', async () => {
    const there = await create(record, SYSTEM, withMrn('HASH'));
    const twin = record.hash('Patient\nidentifier\nurn:mrn|other');
    await store.pool.query('update resource set tokens_all = tokens_all || $1::bigint where id = $2', [
      twin,
      there.answer.id,
    ]);
    const written = await create(record, SYSTEM, withMrn('other'), { ifNoneExist: query('other') });
    expect(written.status).toBe('created');
  });
});

describe('where a resource lives', () => {
  const placeOf = async (id: string) =>
    (await store.pool.query('select shard, patient from resource where id = $1', [id])).rows[0] as {
      shard: number;
      patient: string | null;
    };
  const locatorOf = async (id: string) =>
    ((await store.pool.query('select home from locator where id = $1', [id])).rows[0] as { home: number } | undefined)
      ?.home;

  test('with its patient; ids that we assign say so, ids that clients choose are in the locator', async () => {
    await update(record, SYSTEM, 'Patient', 'ana', patient({ id: 'ana' }));
    expect(await placeOf('ana')).toEqual({ shard: shardOf('ana'), patient: 'ana' });
    expect(await locatorOf('ana')).toBe(shardOf('ana'));

    const { answer: ours } = await create(record, SYSTEM, observation('Patient/ana'));
    expect(await placeOf(ours.id)).toEqual({ shard: shardOf('ana'), patient: 'ana' });
    expect(await locatorOf(ours.id)).toBeUndefined();

    const { answer: born } = await create(record, SYSTEM, patient());
    const { answer: theirs } = await create(record, SYSTEM, observation(`Patient/${born.id}`));
    expect((await placeOf(theirs.id)).shard).toBe((await placeOf(born.id)).shard);
    expect(await locatorOf(born.id)).toBeUndefined();
  });

  test('a corrected subject moves it with all its versions, and it is found as before', async () => {
    await update(record, SYSTEM, 'Patient', 'bea', patient({ id: 'bea' }));
    await update(record, SYSTEM, 'Patient', 'cy', patient({ id: 'cy' }));
    const { answer } = await create(record, SYSTEM, observation('Patient/bea'));
    const { id } = answer;
    await update(record, SYSTEM, 'Observation', id, { ...observation('Patient/cy'), id });
    expect(await placeOf(id)).toEqual({ shard: shardOf('cy'), patient: 'cy' });
    expect(await locatorOf(id)).toBe(shardOf('cy'));
    expect(await read(record, SYSTEM, 'Observation', id)).toMatchObject({ version: 2 });
    expect((await vread(record, SYSTEM, 'Observation', id, 1))?.body).toBe(answer.body);
    const of = async (who: string) =>
      (await search(record, SYSTEM, 'Observation', [['patient', who]], { strict: true })).matches.length;
    expect([await of('bea'), await of('cy')]).toEqual([0, 1]);

    await update(record, SYSTEM, 'Observation', id, { ...observation('Patient/bea'), id });
    expect(await locatorOf(id)).toBe(shardOf('bea'));
    expect((await history(record, SYSTEM, { type: 'Observation', id })).entries).toHaveLength(3);
  });

  test('what belongs to two people is found from either', async () => {
    await update(record, SYSTEM, 'Patient', 'dan', patient({ id: 'dan' }));
    await update(record, SYSTEM, 'Patient', 'eve', patient({ id: 'eve' }));
    const { answer } = await create(record, SYSTEM, {
      resourceType: 'Appointment',
      status: 'booked',
      participant: ['Patient/dan', 'Patient/eve'].map((reference) => ({ actor: { reference }, status: 'accepted' })),
    });
    const seenBy = async (id: string): Promise<string[]> => {
      const caller: Caller = { kind: 'account', id: `a-${id}`, name: id, role: 'patient', patient: id };
      const found = await search(record, caller, 'Appointment', [], { strict: true });
      return found.matches.map((match) => match.id);
    };
    expect([await seenBy('dan'), await seenBy('eve'), await seenBy('ana')]).toEqual([[answer.id], [answer.id], []]);
    const eve: Caller = { kind: 'account', id: 'x', name: 'Eve', role: 'patient', patient: 'eve' };
    expect(await read(record, eve, 'Appointment', answer.id)).not.toBeNull();
    expect(await read(record, eve, 'Patient', 'dan')).toBeNull();
  });
});

describe('audit', () => {
  test('the row of a write is in its transaction, that of a read before its answer, that of a refusal too', async () => {
    const nurse: Caller = {
      kind: 'account',
      id: 'nurse-1',
      name: 'Nora Nurse',
      role: 'nurse',
      practitioner: 'Practitioner/n1',
      requestId: 'r-9',
    };
    await update(record, SYSTEM, 'Patient', 'flo', patient({ id: 'flo' }));
    const { answer } = await create(record, nurse, observation('Patient/flo'));
    await read(record, nurse, 'Observation', answer.id);
    await expect(read(record, nurse, 'AuditEvent', 'x')).rejects.toMatchObject({ kind: 'forbidden' });
    await expect(create(record, nurse, { resourceType: 'Organization', name: 'Mine' })).rejects.toMatchObject({
      kind: 'forbidden',
    });
    const { rows } = await store.pool.query(
      `select action, type, id, version, patient, outcome, reference, request from audit where agent = 'nurse-1' order by sequence`,
    );
    const by = { reference: 'Practitioner/n1', request: 'r-9' };
    const what = { type: 'Observation', id: answer.id, version: 1, patient: 'flo', outcome: 'success' };
    expect(rows).toEqual([
      { action: 'create', ...what, ...by },
      { action: 'read', ...what, ...by },
      { action: 'read', type: 'AuditEvent', id: 'x', version: null, patient: null, outcome: 'refused', ...by },
      { action: 'create', type: 'Organization', id: null, version: null, patient: null, outcome: 'refused', ...by },
    ]);
  });
});
