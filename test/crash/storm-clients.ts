/** The clients of a storm: what they do, and what they were told of it. */
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

export const SYSTEM = 'urn:throughline:storm';

export type Version = { type: string; id: string; version: number; digest: string; isDeleted: boolean };

/** What was asked and what was promised, by all clients together. */
export type Ledger = {
  /** Every version whose writing was acknowledged. */
  versions: Version[];
  /** Every transaction that was sent: how many resources it has, and whether it was acknowledged. */
  transactions: Map<string, { size: number; isAcknowledged: boolean }>;
  /** The ids that were given for each key of a conditional create. */
  conditional: Map<string, Set<string>>;
  done: Record<string, number>;
  away: number;
  /** What must never be: an answer that is neither success nor "not now", or a read that lacks what was acknowledged. */
  wrong: string[];
};

export type Client = {
  number: number;
  bases: string[];
  token: string;
  ledger: Ledger;
  random: () => number;
  isOver: () => boolean;
};

export function newLedger(): Ledger {
  return { versions: [], transactions: new Map(), conditional: new Map(), done: {}, away: 0, wrong: [] };
}

export const digestOf = (text: string) => createHash('sha256').update(text).digest('hex');

type Answer = { status: number; text: string };

/** The answer of one of the servers; null where it is not known what became of it, or where it cannot be done just now. */
async function send(
  client: Client,
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer | null> {
  const base = client.bases[Math.floor(client.random() * client.bases.length)]!;
  const answer = await fetch(`${base}/fhir/${path}`, {
    method,
    headers: {
      authorization: `Bearer ${client.token}`,
      'content-type': 'application/fhir+json',
      prefer: 'return=representation',
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    signal: AbortSignal.timeout(20_000),
  }).catch(() => null);
  const text = answer ? await answer.text().catch(() => null) : null;
  if (!answer || text === null || answer.status === 503) {
    client.ledger.away += 1;
    await sleep(50);
    return null;
  }
  return { status: answer.status, text };
}

function tell(client: Client, what: string): void {
  client.ledger.done[what] = (client.ledger.done[what] ?? 0) + 1;
}

function expectStatus(client: Client, what: string, answer: Answer, statuses: number[]): boolean {
  if (statuses.includes(answer.status)) return true;
  client.ledger.wrong.push(`${what}: ${answer.status} ${answer.text.slice(0, 300)}`);
  return false;
}

type Stored = { resourceType: string; id: string; meta: { versionId: string } };

function acknowledge(client: Client, what: string, text: string): { id: string; version: number } {
  const { resourceType: type, id, meta } = JSON.parse(text) as Stored;
  const version = Number(meta.versionId);
  client.ledger.versions.push({ type, id, version, digest: digestOf(text), isDeleted: false });
  tell(client, what);
  return { id, version };
}

function observation(key: string, note: string): Record<string, unknown> {
  return {
    resourceType: 'Observation',
    status: 'final',
    identifier: [{ system: SYSTEM, value: key }],
    code: { coding: [{ system: 'http://loinc.org', code: '8867-4', display: 'Heart rate' }] },
    effectiveDateTime: '2026-03-01T09:00:00Z',
    valueQuantity: { value: 72, unit: '/min', system: 'http://unitsofmeasure.org', code: '/min' },
    note: [{ text: note }],
  };
}

/** The life of one resource, by one client alone: created, changed in two ways, looked at, and sometimes deleted. */
async function life(client: Client, key: string): Promise<void> {
  const made = await send(client, 'POST', 'Observation', observation(key, 'new'));
  if (!made || !expectStatus(client, 'create', made, [201])) return;
  let { id, version } = acknowledge(client, 'create', made.text);
  for (let edit = 0; edit < 4 && !client.isOver(); edit += 1) {
    const match = { 'if-match': `W/"${version}"` };
    const isPatch = client.random() < 0.4;
    const changed = isPatch
      ? await send(client, 'PATCH', `Observation/${id}`, [{ op: 'add', path: '/note/-', value: { text: `${edit}` } }], {
          ...match,
          'content-type': 'application/json-patch+json',
        })
      : await send(client, 'PUT', `Observation/${id}`, { ...observation(key, `edit ${edit}`), id }, match);
    // Not known: whoever goes on without knowing would be told 412.
    if (!changed || !expectStatus(client, isPatch ? 'patch' : 'update', changed, [200])) return;
    version = acknowledge(client, isPatch ? 'patch' : 'update', changed.text).version;
    await look(client, key, id, version);
  }
  if (client.random() > 0.3) return;
  const gone = await send(client, 'DELETE', `Observation/${id}`, undefined, { 'if-match': `W/"${version}"` });
  if (!gone || !expectStatus(client, 'delete', gone, [204])) return;
  client.ledger.versions.push({ type: 'Observation', id, version: version + 1, digest: digestOf(''), isDeleted: true });
  tell(client, 'delete');
}

/** What was acknowledged is there for everybody at once, through either server. */
async function look(client: Client, key: string, id: string, version: number): Promise<void> {
  const way = Math.floor(client.random() * 4);
  if (way === 0) {
    const read = await send(client, 'GET', `Observation/${id}`);
    if (!read || !expectStatus(client, 'read', read, [200])) return;
    if (Number((JSON.parse(read.text) as Stored).meta.versionId) !== version) stale(client, 'read', id, version);
    tell(client, 'read');
  } else if (way === 1) {
    const found = await send(client, 'GET', `Observation?identifier=${SYSTEM}|${key}`);
    if (!found || !expectStatus(client, 'search', found, [200])) return;
    const { entry = [] } = JSON.parse(found.text) as { entry?: { resource: Stored }[] };
    const isThere = entry.length === 1 && Number(entry[0]!.resource.meta.versionId) === version;
    if (!isThere) stale(client, 'search', id, version);
    tell(client, 'search');
  } else if (way === 2) {
    const told = await send(client, 'GET', `Observation/${id}/_history`);
    if (!told || !expectStatus(client, 'history', told, [200])) return;
    const { entry = [] } = JSON.parse(told.text) as { entry?: { resource: Stored }[] };
    const versions = entry.map((one) => Number(one.resource.meta.versionId));
    const expected = Array.from({ length: version }, (_, at) => version - at);
    if (versions.join() !== expected.join()) stale(client, 'history', id, version);
    tell(client, 'history');
  }
}

function stale(client: Client, what: string, id: string, version: number): void {
  client.ledger.wrong.push(`${what} of ${id} does not show version ${version}, which was acknowledged`);
}

/** Some resources that refer to one another and carry one key: all of them come to be, or none. */
async function transact(client: Client, key: string): Promise<void> {
  const size = 2 + Math.floor(client.random() * 4);
  const entry = Array.from({ length: size }, (_, at) => ({
    fullUrl: `urn:uuid:00000000-0000-4000-8000-00000000000${at}`,
    resource: {
      resourceType: 'Basic',
      code: { text: 'Part' },
      identifier: [{ system: SYSTEM, value: key }],
      ...(at === 0 ? {} : { subject: { reference: 'urn:uuid:00000000-0000-4000-8000-000000000000' } }),
    },
    request: { method: 'POST', url: 'Basic' },
  }));
  const sent = { size, isAcknowledged: false };
  client.ledger.transactions.set(key, sent);
  const answer = await send(client, 'POST', '', { resourceType: 'Bundle', type: 'transaction', entry });
  if (!answer || !expectStatus(client, 'transaction', answer, [200])) return;
  sent.isAcknowledged = true;
  tell(client, 'transaction');
  const found = await send(client, 'GET', `Basic?identifier=${SYSTEM}|${key}`);
  if (!found || !expectStatus(client, 'search', found, [200])) return;
  const { entry: parts = [] } = JSON.parse(found.text) as { entry?: unknown[] };
  if (parts.length !== size) client.ledger.wrong.push(`transaction ${key}: ${parts.length} of ${size} are found`);
}

/** A key that all clients ask for, about the same time. */
async function createOnce(client: Client, key: string): Promise<void> {
  const ids = client.ledger.conditional.get(key) ?? new Set();
  client.ledger.conditional.set(key, ids);
  const body = { resourceType: 'Basic', code: { text: 'Once' }, identifier: [{ system: SYSTEM, value: key }] };
  const answer = await send(client, 'POST', 'Basic', body, { 'if-none-exist': `identifier=${SYSTEM}|${key}` });
  if (!answer || !expectStatus(client, 'conditional create', answer, [200, 201])) return;
  ids.add((JSON.parse(answer.text) as Stored).id);
  tell(client, 'conditional create');
}

/** Works until the storm is over. */
export async function runClient(client: Client): Promise<void> {
  for (let round = 0; !client.isOver(); round += 1) {
    const chance = client.random();
    const key = `c${client.number}-${round}`;
    if (chance < 0.5) await life(client, key);
    else if (chance < 0.75) await transact(client, `t-${key}`);
    else await createOnce(client, `once-${Math.floor(client.ledger.conditional.size / 2 + client.random() * 5)}`);
  }
}
