import { expect, test } from 'vitest';
import { ENOUGH, KINDS, runStorm } from './storm.ts';

/** `npm run storm -- --minutes 10 --seed N` is a longer one. */
const SECONDS = Number(process.env['STORM_SECONDS'] ?? (process.env['CI'] === 'true' ? 55 : 20));
const SEED = Number(process.env['STORM_SEED'] ?? 20_261_122);

test(
  'two servers and their database, killed at random under mixed load, lose nothing that was acknowledged, store nothing in part, and tell every change in order',
  { timeout: 240_000 },
  async () => {
    const { faults, kills, done, versions } = await runStorm({ seed: SEED, seconds: SECONDS });
    expect(faults).toEqual({ wrong: [], lost: [], half: [], twice: [], alone: [], feed: [] });
    expect(Math.min(...kills.servers, kills.database), JSON.stringify(kills)).toBeGreaterThanOrEqual(ENOUGH.kills);
    expect(versions).toBeGreaterThanOrEqual(ENOUGH.versions);
    expect(KINDS.filter((kind) => (done[kind] ?? 0) < ENOUGH.done)).toEqual([]);
  },
);
