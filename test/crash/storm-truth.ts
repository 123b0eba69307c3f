/** What is in the database after a storm, beside what was promised. */
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { type Ledger, SYSTEM, digestOf } from './storm-clients.ts';
import type { Followed, Follower } from './storm-follower.ts';

/** What is wrong, each kind with examples; all empty where every promise was kept. */
export type Faults = {
  /** Answers that ought not to have been given, while it stormed. */
  wrong: string[];
  lost: string[];
  half: string[];
  twice: string[];
  /** Rows that stand without those that belong to them. */
  alone: string[];
  /** What a follower was not told, or in another order. */
  feed: string[];
};

type Scene = { databaseUrl: string; bases: string[]; token: string; ledger: Ledger; followers: Follower[] };

export async function findFaults(scene: Scene): Promise<Faults> {
  await markTheEnd(scene);
  const sql = new pg.Client({ connectionString: scene.databaseUrl });
  await sql.connect();
  try {
    return {
      wrong: scene.ledger.wrong.slice(0, 20),
      lost: await lostVersions(sql, scene.ledger),
      half: await halfTransactions(sql, scene.ledger),
      twice: await madeTwice(sql, scene.ledger),
      alone: await standingAlone(sql),
      feed: await wrongFeeds(sql, scene.followers),
    };
  } finally {
    await sql.end();
  }
}

/** A last write, after which the followers have been told everything. */
async function markTheEnd({ bases, token, followers }: Scene): Promise<void> {
  const answer = await fetch(`${bases[0]}/fhir/Basic`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/fhir+json' },
    body: JSON.stringify({ resourceType: 'Basic', code: { text: 'The end' } }),
  });
  const { id } = (await answer.json()) as { id: string };
  for (let attempt = 0; attempt < 400; attempt += 1) {
    if (followers.every((follower) => follower.changes().at(-1)?.id === id)) return;
    await sleep(50);
  }
}

async function lostVersions(sql: pg.Client, ledger: Ledger): Promise<string[]> {
  const { rows } = await sql.query<{ name: string; body: string; deleted: boolean }>(
    `select type || '/' || id || '/' || version as name, body, deleted from resource
     union all select type || '/' || id || '/' || version, body, deleted from history`,
  );
  const stored = new Map(rows.map((row) => [row.name, `${digestOf(row.body)} ${row.deleted}`]));
  return ledger.versions
    .filter(({ type, id, version, digest, isDeleted }) => {
      return stored.get(`${type}/${id}/${version}`) !== `${digest} ${isDeleted}`;
    })
    .map(({ type, id, version }) => `${type}/${id}/${version}`);
}

async function keysOf(sql: pg.Client): Promise<Map<string, Set<string>>> {
  const { rows } = await sql.query<{ id: string; key: string }>(
    `select id, body::jsonb #>> '{identifier,0,value}' as key from resource
     where type = 'Basic' and not deleted and body::jsonb #>> '{identifier,0,system}' = $1`,
    [SYSTEM],
  );
  return new Map(
    [...Map.groupBy(rows, (row) => row.key)].map(([key, found]) => [key, new Set(found.map((row) => row.id))]),
  );
}

async function halfTransactions(sql: pg.Client, { transactions }: Ledger): Promise<string[]> {
  const keys = await keysOf(sql);
  return [...transactions].flatMap(([key, { size, isAcknowledged }]) => {
    const found = keys.get(key)?.size ?? 0;
    if (found === size || (found === 0 && !isAcknowledged)) return [];
    return [`${key}: ${found} of ${size}, ${isAcknowledged ? 'acknowledged' : 'not acknowledged'}`];
  });
}

async function madeTwice(sql: pg.Client, { conditional }: Ledger): Promise<string[]> {
  const keys = await keysOf(sql);
  return [...conditional].flatMap(([key, told]) => {
    const found = keys.get(key) ?? new Set();
    const isRight = found.size <= 1 && [...told].every((id) => found.has(id));
    return isRight ? [] : [`${key}: told ${[...told].join()}, found ${[...found].join()}`];
  });
}

const VERSIONS = '(select type, id, version from resource union all select type, id, version from history)';

const ALONE: [string, string][] = [
  [
    'versions without a change, or changes without a version',
    `select count(*)::int as n from ${VERSIONS} v full join change c using (type, id, version) where v.id is null or c.id is null`,
  ],
  [
    'changes that are there twice',
    'select count(*)::int as n from (select 1 from change group by type, id, version having count(*) > 1) t',
  ],
  [
    'versions without an audit row',
    `select count(*)::int as n from ${VERSIONS} v where not exists (select from audit a
      where a.type = v.type and a.id = v.id and a.version = v.version and a.action in ('create', 'update', 'delete'))`,
  ],
  [
    'versions that are missing between others',
    `select count(*)::int as n from (select 1 from ${VERSIONS} v group by type, id having max(version) <> count(*)) t`,
  ],
  [
    'Observations without their one value, or values without their Observation',
    `select count(*)::int as n from (select shard, type, id from resource where type = 'Observation' and not deleted) r
      full join (select shard, type, id, count(*) as n from search_quantity where param = 'value-quantity' group by 1, 2, 3) q
      using (shard, type, id) where r.id is null or q.n is distinct from 1`,
  ],
];

async function standingAlone(sql: pg.Client): Promise<string[]> {
  const faults: string[] = [];
  for (const [what, statement] of ALONE) {
    const { rows } = await sql.query<{ n: number }>(statement);
    if (rows[0]!.n > 0) faults.push(`${rows[0]!.n} ${what}`);
  }
  return faults;
}

async function wrongFeeds(sql: pg.Client, followers: Follower[]): Promise<string[]> {
  const { rows } = await sql.query<Followed>(
    `select epoch || '-' || txid || '-' || sequence as position, type, id, version, action from change
     order by epoch, txid, sequence`,
  );
  const line = (one: Followed) => `${one.position} ${one.action} ${one.type}/${one.id}/${one.version}`;
  const expected = rows.map(line);
  return followers.flatMap((follower, number) => {
    const told = follower.changes().map(line);
    const at = expected.findIndex((one, place) => told[place] !== one);
    const isWhole = at < 0 && told.length === expected.length;
    const differs = `server ${number}: told ${told.length} of ${expected.length}, first apart at ${at}: ${told[at]}, not ${expected[at]}`;
    return [...follower.faults, ...(isWhole ? [] : [differs])];
  });
}
