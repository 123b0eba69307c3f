import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TwoServers, basic, openTwoServers, post } from '../../test/two-servers.ts';
import { SYSTEM } from '../base/index.ts';
import { transaction } from '../store/index.ts';
import { type SearchResult, create, history, searchTypes, update } from './index.ts';

/** Asking by time, through two servers over one database, while others write. */
let servers: TwoServers;
let of: TwoServers['of'];
let ask: TwoServers['ask'];
let transact: TwoServers['transact'];

beforeAll(async () => {
  servers = await openTwoServers();
  ({ of, ask, transact } = servers);
});
afterAll(() => servers.close());

/** How often each poller has asked: writers go on until all have often enough, however slow the machine. */
const timesAsked = new Map<string, number>();
const OFTEN = 2;

/** All that a poller is told, which asks again and again for what is later than the latest that it saw. */
async function poll(
  way: string,
  isOver: () => boolean,
  next: (after: string) => Promise<{ id: string; updated: string }[]>,
) {
  const seen = new Set<string>();
  let after = new Date(Date.now() - 1).toISOString();
  for (let rounds = 0; ; rounds += 1) {
    timesAsked.set(way, rounds);
    const wasOver = isOver();
    const news = await next(after);
    for (const one of news) seen.add(one.id);
    after = news.map((one) => one.updated).reduce((latest, one) => (one > latest ? one : latest), after);
    if (wasOver && news.length === 0) return { seen, rounds, way };
  }
}

async function write(isOver: () => boolean, written: Set<string>, tag: string): Promise<void> {
  let round = 0;
  const one = async (number: number) => {
    while (!isOver()) {
      round += 1;
      // Some are long, and many short ones come and go while they last.
      const size = number === 0 ? 400 : 1 + (round % 3);
      const entry = Array.from({ length: size }, () => post({ ...basic('polled'), meta: { tag: [{ code: tag }] } }));
      const { entry: said } = await transact(number, entry);
      for (const { response } of said) written.add(response.location!.split('/')[1]!);
      // Who asks must keep up with who writes.
      await sleep(30);
    }
  };
  await Promise.all([0, 1, 2, 3, 4].map(one));
}

test(
  'asking for what is later than the latest one saw misses nothing that commits late',
  { timeout: 120_000 },
  async () => {
    const end = Date.now() + 5000;
    const isOver = () => Date.now() > end && (Math.min(...timesAsked.values()) >= OFTEN || Date.now() > end + 15_000);
    const written = new Set<string>();
    let isWritten = false;
    const ways: Record<string, (params: [string, string][]) => Promise<SearchResult>> = {
      'in order of time, through the one server': (params) => ask(0, 'Basic', [...params, ['_sort', '_lastUpdated']]),
      'in order of their ids, through the other': (params) => ask(1, 'Basic', params),
      'over several types': (params) =>
        searchTypes(of(0), SYSTEM, [...params, ['_type', 'Basic,Patient']], { strict: true }),
    };
    const pages = async (way: string, after: string) => {
      const found: { id: string; updated: string }[] = [];
      for (let cursor: string | undefined, page = 0; page === 0 || cursor !== undefined; page += 1) {
        const more: [string, string][] = cursor === undefined ? [] : [['_cursor', cursor]];
        const part = await ways[way]!([
          ['_lastUpdated', `gt${after}`],
          ['_tag', 'polled-here'],
          ['_count', '200'],
          ...more,
        ]);
        found.push(...part.matches);
        cursor = part.next;
      }
      return found;
    };
    const since = async (number: number, after: string) => {
      const told: { id: string; updated: string }[] = [];
      const begin = new Date(Date.parse(after) + 1).toISOString();
      for (let cursor: string | undefined, page = 0; page === 0 || cursor !== undefined; page += 1) {
        const more = cursor === undefined ? {} : { cursor };
        const part = await history(of(number), SYSTEM, { type: 'Basic', since: begin, count: 200, ...more });
        told.push(...part.entries);
        cursor = part.next;
      }
      return told;
    };
    const [, ...pollers] = await Promise.all([
      write(isOver, written, 'polled-here').then(() => (isWritten = true)),
      ...Object.keys(ways).map((way) =>
        poll(
          way,
          () => isWritten,
          (after) => pages(way, after),
        ),
      ),
      poll(
        'by history',
        () => isWritten,
        (after) => since(0, after),
      ),
    ]);
    expect(written.size).toBeGreaterThan(1000);
    for (const { seen, rounds, way } of pollers) {
      expect(
        [...written].filter((id) => !seen.has(id)),
        way,
      ).toEqual([]);
      expect(rounds, way).toBeGreaterThanOrEqual(OFTEN);
    }
  },
);

test('what was acknowledged is there for who asks for what is new, at once', async () => {
  for (let round = 0; round < 30; round += 1) {
    const before = new Date(Date.now() - 1000).toISOString();
    const { answer } = await create(of(0), SYSTEM, basic(`new-${round}`));
    const found = await ask(1, 'Basic', [
      ['_lastUpdated', `ge${before}`],
      ['identifier', `urn:race|new-${round}`],
    ]);
    expect(found.matches.map((one) => one.id)).toEqual([answer.id]);
  }
});

test('while an older write lasts, nothing of a later time is told; after it, all', async () => {
  const before = new Date(Date.now() - 1).toISOString();
  const asked: [string, string][] = [
    ['_lastUpdated', `gt${before}`],
    ['identifier', 'urn:race|held,urn:race|later'],
  ];
  const { promise: mayEnd, resolve: endIt } = Promise.withResolvers<void>();
  const { promise: hasBegun, resolve: begun } = Promise.withResolvers<void>();
  const slow = transaction(servers.store, {}, async (tx) => {
    await of(0).stamp(tx);
    begun();
    await mayEnd;
  });
  await hasBegun;
  const { answer } = await create(of(1), SYSTEM, basic('later'));
  expect((await ask(0, 'Basic', asked)).matches).toEqual([]);
  expect(
    (await ask(0, 'Basic', [['identifier', 'urn:race|later']])).matches.length,
    'but to who does not ask for news',
  ).toBe(1);
  endIt();
  await slow;
  expect((await ask(0, 'Basic', asked)).matches.map((one) => one.id)).toEqual([answer.id]);
});

test(
  'pages by -_lastUpdated under writes tell every row that was there throughout, once',
  { timeout: 60_000 },
  async () => {
    const rows = 5000;
    const tag = [{ code: 'paged' }];
    const ids: string[] = [];
    for (let from = 0; from < rows; from += 500) {
      const { entry } = await transact(
        0,
        Array.from({ length: 500 }, () => post({ ...basic('paged'), meta: { tag } })),
      );
      ids.push(...entry.map((one) => one.response.location!.split('/')[1]!));
    }
    const changed = new Set(ids.filter((_, at) => at % 50 === 0));
    const over = new AbortController();
    const writer = (async () => {
      for (let round = 0; !over.signal.aborted; round += 1) {
        await create(of(round), SYSTEM, { ...basic('paged'), meta: { tag } });
        const id = [...changed][round % changed.size]!;
        await update(of(round), SYSTEM, 'Basic', id, {
          ...basic('paged', { created: `${2000 + (round % 900)}` }),
          id,
          meta: { tag },
        });
      }
    })();
    const seen: string[] = [];
    for (let cursor: string | undefined, page = 0; page === 0 || cursor !== undefined; page += 1) {
      const more: [string, string][] = cursor === undefined ? [] : [['_cursor', cursor]];
      const found = await ask(page, 'Basic', [
        ['_tag', 'paged'],
        ['_sort', '-_lastUpdated'],
        ['_count', '50'],
        ...more,
      ]);
      seen.push(...found.matches.map((one) => one.id));
      cursor = found.next;
    }
    over.abort();
    await writer;
    const times = Map.groupBy(seen, (id) => id);
    const still = ids.filter((id) => !changed.has(id));
    expect(still.filter((id) => times.get(id)?.length !== 1)).toEqual([]);
  },
);
