import { createReadStream, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createGunzip } from 'node:zlib';
import { expect, test } from 'vitest';
import { SYSTEM, silentLog, systemClock } from '../src/base/index.ts';
import { lines } from '../src/formats/index.ts';
import { importFiles } from '../src/intake/index.ts';
import { openRecord, search } from '../src/record/index.ts';
import { migrate, openStore } from '../src/store/index.ts';
import { freshDatabase } from './database.ts';

const folder = fileURLToPath(new URL('../../shared/data/synthea', import.meta.url));
const isThere = existsSync(folder);
if (!isThere) process.stderr.write('notice: the Synthea folder is not beside the checkout; its import is not tested\n');

/** How many resources of each type the input holds, counted without the importer's code. */
async function inputCounts(): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  const seen = new Set<string>();
  const add = (type: string, key: string) => {
    if (seen.has(`${type}/${key}`)) return;
    seen.add(`${type}/${key}`);
    counts.set(type, (counts.get(type) ?? 0) + 1);
  };
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!/\.(?:nd)?json\.gz$/.test(name) || name.endsWith('log.ndjson.gz')) continue;
    for await (const { bytes } of lines(createReadStream(join(folder, name)).pipe(createGunzip()))) {
      const value = JSON.parse(bytes.toString());
      if (value.resourceType !== 'Bundle') add(value.resourceType, value.id);
      for (const { resource } of value.entry ?? []) add(resource.resourceType, resource.id);
    }
  }
  return counts;
}

test.skipIf(!isThere)(
  'every Synthea patient imports with nothing refused, counts by type equal the input, and twice changes nothing',
  { timeout: 300_000 },
  async () => {
    const database = await freshDatabase();
    const store = await openStore({ databaseUrl: database.url, log: silentLog });
    try {
      await migrate(store);
      const record = await openRecord({ store, log: silentLog, clock: systemClock });
      const report = await importFiles(record, SYSTEM, [folder], () => {});
      expect(report.refusals).toEqual([]);
      expect(report.refused).toBe(0);
      const expected = await inputCounts();
      const stored = new Map<string, number | undefined>();
      for (const type of expected.keys()) {
        const found = await search(
          record,
          SYSTEM,
          type,
          [
            ['_total', 'accurate'],
            ['_count', '0'],
          ],
          { strict: true },
        );
        stored.set(type, found.total);
      }
      expect(Object.fromEntries(stored)).toEqual(Object.fromEntries(expected));
      const changes = async () => (await store.pool.query('select count(*)::int as n from change')).rows[0].n;
      const before = await changes();
      const again = await importFiles(record, SYSTEM, [folder], () => {});
      expect(again.refused).toBe(0);
      expect(await changes()).toBe(before);
      await record.close();
    } finally {
      await store.close();
      await database.drop();
    }
  },
);
