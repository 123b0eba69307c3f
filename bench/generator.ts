import { readFileSync } from 'node:fs';
import { complaintOf } from './check-answer.ts';
import { type HttpLine, openLine } from './http-line.ts';
import type { Ask, Job, Slice, Truth } from './model.ts';

/**
 * The load generator, a process of its own: takes jobs from its parent and answers each with what it came to. Every answer is held
 * against the truth. One that is byte for byte what was found to be true for this very request is not parsed again.
 */
const truth: Truth = {};
const cases = new Map<string, Ask[]>();
const verified = new Map<Ask, Map<boolean, string>>();
const places = new Map<string, number>();
let counter = 0;

function textOf(ask: Ask, job: Job, body: string | undefined): string {
  const { prefix, host, port, token, isBare } = job.target;
  const path = isBare ? ask.bare! : `${prefix}${ask.path}`;
  const head = `${ask.method} ${path} HTTP/1.1\r\nhost: ${host}:${port}\r\nauthorization: Bearer ${token}\r\naccept: application/fhir+json\r\n`;
  if (body === undefined) return `${head}\r\n`;
  return `${head}content-type: application/fhir+json\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`;
}

function bodyOf(ask: Ask): string | undefined {
  return ask.body?.includes('__N__') ? ask.body.replaceAll('__N__', String((counter += 1))) : ask.body;
}

function nextAsk(name: string): Ask {
  const asks = cases.get(name)!;
  const place = places.get(name) ?? 0;
  places.set(name, place + 1);
  return asks[place % asks.length]!;
}

/** Checks an answer of a read against the text that was found true before, and by its content where it differs. */
function check(
  reply: { status: number; text: string; firstByteUs: number },
  ask: Ask,
  job: Job,
  sent?: string,
): string | null {
  const known = verified.get(ask)?.get(job.target.isBare);
  if (ask.method === 'GET' && known === reply.text) return null;
  const complaint = complaintOf(reply, ask.want, truth, sent);
  if (complaint === null && ask.method === 'GET') {
    if (!verified.has(ask)) verified.set(ask, new Map());
    verified.get(ask)!.set(job.target.isBare, reply.text);
  }
  return complaint === null ? null : `${ask.method} ${ask.path.slice(0, 120)}: ${complaint}`;
}

/**
 * Loads a target for a time, or, where the job has none, asks every read once so that the time of comparing what is true the first time
 * is in no measurement.
 */
async function run(job: Job): Promise<Slice> {
  const slice: Slice = { requests: 0, wrong: 0, complaints: [], tookUs: 0, waitsUs: [], firstBytesUs: [] };
  const lines = await Promise.all(
    Array.from({ length: job.connections }, () => openLine(job.target.host, job.target.port)),
  );
  const begun = performance.now();
  const { durationMs } = job;
  const once = cases.get(job.name)!.values();
  function* askOfEach(): Generator<Ask> {
    if (durationMs === undefined) yield* once;
    else while (performance.now() < begun + durationMs) yield nextAsk(job.name);
  }
  const asks = askOfEach();
  async function work(line: HttpLine): Promise<void> {
    for (let next = asks.next(); !next.done; next = asks.next()) {
      const ask = next.value;
      const body = bodyOf(ask);
      const text = textOf(ask, job, body);
      const sentAt = performance.now();
      const reply = await line.send(text);
      slice.waitsUs.push(Math.round((performance.now() - sentAt) * 1000));
      slice.firstBytesUs.push(Math.round(reply.firstByteUs));
      slice.requests += 1;
      const complaint = check(reply, ask, job, body);
      if (complaint === null) continue;
      slice.wrong += 1;
      if (slice.complaints.length < 3) slice.complaints.push(complaint);
    }
  }
  await Promise.all(lines.map(work));
  slice.tookUs = Math.round((performance.now() - begun) * 1000);
  for (const line of lines) line.close();
  return slice;
}

type Order = { kind: 'learn'; file: string } | { kind: 'run'; job: Job };

process.on('message', (order: Order) => {
  if (order.kind === 'learn') {
    const told = JSON.parse(readFileSync(order.file, 'utf8')) as {
      truth: Truth;
      cases: { name: string; asks: Ask[] }[];
    };
    Object.assign(truth, told.truth);
    for (const { name, asks } of told.cases) cases.set(name, asks);
    process.send!({ slice: null });
    return;
  }
  run(order.job).then(
    (slice) => process.send!({ slice }),
    (error: Error) => process.send!({ error: error.message }),
  );
});
process.on('disconnect', () => process.exit(0));
