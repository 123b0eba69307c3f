import { openSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { startServer, tokenFor } from './children.ts';
import type { Grown } from './history.ts';
import { importFolder, writeBulkFiles } from './import-files.ts';
import { identifierOf } from './load-record.ts';
import { median } from './measure.ts';
import { CODE_OF_60, CODES_OF_20, familyOf } from './people.ts';

/** People with 200 Observations each: 100,000 of these, and 1 million. */
const SMALL = 500;
const LARGE = 5000;
const TIMES = 300;

const idOf = (number: number) => `00000000-0000-4000-8000-${(number * 10_000).toString(16).padStart(12, '0')}`;

/** Results of a fixed size, whatever the size of the record: the same people are asked about at both sizes. */
const QUESTIONS: [string, (number: number) => string][] = [
  ['read', (number) => `/Patient/${idOf(number)}`],
  [
    'search patient+code by date, 20 of 60',
    (number) => `/Observation?patient=${idOf(number)}&code=http://loinc.org|${CODE_OF_60}&_sort=-date&_count=20`,
  ],
  ['search by name prefix', (number) => `/Patient?name=${familyOf(number).slice(0, 6)}&_count=20`],
  ['search by identifier', (number) => `/Patient?identifier=${identifierOf(number)}`],
  ['search by chained reference', (number) => `/Condition?patient.identifier=${identifierOf(number)}&_count=20`],
  [
    'search with _include',
    (number) => `/MedicationRequest?patient=${idOf(number)}&_include=MedicationRequest:requester&_count=20`,
  ],
  [
    'search by code over everyone, by date',
    (number) => `/Observation?code=http://loinc.org|${CODES_OF_20[number % 7]!}&_sort=-date&_count=20`,
  ],
  ['$everything of 240', (number) => `/Patient/${idOf(number)}/$everything`],
];

/** The median wait of each question, in ms, one after another. */
async function askAll(base: string, token: string): Promise<Map<string, number>> {
  const found = new Map<string, number>();
  for (const [name, path] of QUESTIONS) {
    const waits: number[] = [];
    for (let time = 0; time < TIMES; time += 1) {
      const begun = performance.now();
      const answer = await fetch(`${base}${path((time * 7) % SMALL)}`, {
        headers: { authorization: `Bearer ${token}` },
      });
      const text = await answer.text();
      waits.push(performance.now() - begun);
      if (!answer.ok || (name !== 'read' && !text.includes('"entry"')))
        throw new Error(`${name}: ${answer.status} ${text.slice(0, 300)}`);
    }
    found.set(name, median(waits));
  }
  return found;
}

async function atSize(database: { url: string }, port: number, log: number): Promise<Map<string, number>> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query('vacuum analyze');
  await client.end();
  const server = await startServer(database.url, port, log);
  try {
    return await askAll(`http://127.0.0.1:${port}/fhir`, await tokenFor('physician', database.url));
  } finally {
    await server.stop();
  }
}

/** The same questions over 100,000 Observations and over 1 million. The record's database is the cluster's `scale`. */
export async function measureScale(
  folder: string,
  cluster: { url: string },
  port: number,
  say: (text: string) => void,
): Promise<Grown[]> {
  const client = new pg.Client({ connectionString: cluster.url });
  await client.connect();
  await client.query('create database scale');
  await client.end();
  const url = new URL(cluster.url);
  url.pathname = '/scale';
  const database = { url: url.href };
  const log = openSync(join(folder, 'scale.log'), 'a');
  const files = join(folder, 'scale');
  const bring = async (people: number, first: number): Promise<void> => {
    const resources = writeBulkFiles(files, people, first);
    const { perSecond, peakMb } = await importFolder(files, resources, database.url);
    say(`scale: ${resources} resources imported at ${perSecond.toFixed(0)}/s, ${peakMb.toFixed(0)} MB at most`);
    rmSync(files, { recursive: true });
  };
  await bring(SMALL, 0);
  const small = await atSize(database, port, log);
  await bring(LARGE - SMALL, SMALL);
  const large = await atSize(database, port, log);
  return QUESTIONS.map(([name]) => {
    const grown = { name, smallMs: small.get(name)!, largeMs: large.get(name)! };
    say(`scale: ${name.padEnd(40)} ${grown.smallMs.toFixed(2)} ms, then ${grown.largeMs.toFixed(2)} ms`);
    return grown;
  });
}
