import { expect, test } from 'vitest';
import { holdConnections } from './connections.ts';

/** `npm run connections -- --seconds 60` holds them for a minute. */
const SECONDS = Number(process.env['CONNECTIONS_SECONDS'] ?? 6);

test(
  'a thousand idle and a hundred busy connections: no error, and nothing is left of them',
  { timeout: 180_000 },
  async () => {
    const { errors, requests, before, warm, during, after } = await holdConnections(SECONDS);
    expect(errors).toEqual([]);
    expect(requests).toBeGreaterThan(500);
    expect(during.openFiles, 'all of them were there').toBeGreaterThan(1000);
    expect(during.databaseConnections).toBeLessThanOrEqual(20);
    expect(after.openFiles).toBeLessThan(before.openFiles + 20);
    expect(after.databaseConnections).toBeLessThanOrEqual(20);
    expect(after.memoryMb - warm.memoryMb, 'MB').toBeLessThan(150);
  },
);
