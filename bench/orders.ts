import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SYSTEM, silentLog, systemClock, type Caller } from '../src/base/index.ts';
import { checkOrders, type OrderAsk } from '../src/care/orders/index.ts';
import type { Resource } from '../src/fhir/index.ts';
import { bundle, openRecord, type FhirRecord } from '../src/record/index.ts';
import { migrate, openStore } from '../src/store/index.ts';
import { startEmbedded } from '../src/store/embedded.ts';

/**
 * How long a clinician waits to hear that an order has its answer: `checkOrders` at a chart of 5,000 resources beside others, audit
 * and access on, against a database that writes to disk. Usage: node bin/run.mjs bench/orders.ts
 */
const OTHERS = 40;
const RESOURCES_EACH = 250;
const OF_THE_LARGEST = 5_000;
const TIMES = 200;
const CODES = ['2951-2', '2823-3', '2075-0', '2028-9', '3094-0', '2160-0', '2345-7', '17861-6', '718-7', '4548-4'];
const DAY_MS = 86_400_000;

const DOCTOR: Caller = {
  kind: 'account',
  id: 'doctor',
  name: 'Dr. Bench',
  role: 'physician',
  practitioner: 'Practitioner/doctor',
};

function resultOf(patient: string, place: number): Resource {
  return {
    resourceType: 'Observation',
    id: `${patient}-${place}`,
    status: 'final',
    code: { coding: [{ system: 'http://loinc.org', code: CODES[place % CODES.length] }] },
    subject: { reference: `Patient/${patient}` },
    effectiveDateTime: new Date(Date.now() - (1 + Math.floor(place / CODES.length)) * DAY_MS).toISOString(),
    valueQuantity: { value: 20, unit: 'mg/dL', code: 'mg/dL', system: 'http://unitsofmeasure.org' },
  };
}

async function fill(record: FhirRecord, patient: string, count: number): Promise<void> {
  const resources: Resource[] = [{ resourceType: 'Patient', id: patient, name: [{ family: patient }] }];
  for (let place = 1; place < count; place += 1) resources.push(resultOf(patient, place));
  const entry = resources.map((resource) => ({
    resource,
    request: { method: 'PUT', url: `${resource.resourceType}/${resource.id}` },
  }));
  await bundle(record, SYSTEM, { resourceType: 'Bundle', type: 'transaction', entry });
}

const quantile = (sorted: readonly number[], share: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!;

/** Checks the same order again and again; the times in ms, sorted. */
async function timesOf(record: FhirRecord, patient: string, items: readonly string[]): Promise<number[]> {
  const asks = items.map((item): OrderAsk => ({
    token: `00000000-0000-4000-8000-${item.padStart(12, '0').replaceAll(/[^0-9a-f]/g, '0')}`,
    item,
    priority: 'routine',
    reasons: [],
  }));
  const times: number[] = [];
  for (let turn = 0; turn < TIMES; turn += 1) {
    const begun = performance.now();
    const checked = await checkOrders(record, DOCTOR, { patient }, asks);
    times.push(performance.now() - begun);
    if (!checked[0]?.duplicate) throw new Error(`${items[0]} should have its answer`);
  }
  return times.sort((a, b) => a - b);
}

const folder = mkdtempSync(join(tmpdir(), 'throughline-bench-orders-'));
const server = await startEmbedded({ folder, log: silentLog, settings: {} });
const store = await openStore({ databaseUrl: server.url, log: silentLog });
try {
  await migrate(store);
  const record = await openRecord({ store, log: silentLog, clock: systemClock });
  for (let other = 0; other < OTHERS; other += 1) await fill(record, `other-${other}`, RESOURCES_EACH);
  await fill(record, 'largest', OF_THE_LARGEST);
  await store.pool.query('analyze');
  for (const [name, patient, items] of [
    ['one order at a chart of 250 resources', 'other-7', ['bmp']],
    ['one order at a chart of 5,000 resources', 'largest', ['bmp']],
    [
      'ten orders at a chart of 5,000 resources',
      'largest',
      ['bmp', 'a1c', 'cbc', 'cmp', 'tsh', 'inr', 'b12', 'psa', 'uacr', 'ana'],
    ],
  ] as const) {
    const times = await timesOf(record, patient, items);
    const [half, most] = [quantile(times, 0.5), quantile(times, 0.99)];
    process.stdout.write(`${name}: ${half.toFixed(1)} ms, 99 of 100 under ${most.toFixed(1)} ms\n`);
  }
  await record.close();
} finally {
  await store.close();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
}
