/** Sends what the generators make at a server, one after another, and gives the first that it does not stand, made as small as it can be. */
import { connect } from 'node:net';
import { brotliDecompressSync, gunzipSync, inflateSync } from 'node:zlib';
import fc from 'fast-check';
import { Fault } from '../../../src/base/index.ts';
import { evaluate } from '../../../src/logic/index.ts';
import { type House, openTestHouse } from '../../house.ts';
import type { Attack } from './attack.ts';
import { faultOfAnswer } from './judge.ts';
import { bodies } from './make-bodies.ts';
import { bundles } from './make-bundles.ts';
import { expressions } from './make-expressions.ts';
import { TOKEN_MARK, headers, wires } from './make-headers.ts';
import { fhirPathPatches, jsonPatches } from './make-patches.ts';
import { searches } from './make-searches.ts';
import { WORLD } from './world.ts';

/** Each kind with its share of the cases. */
export const KINDS: Record<string, { attacks: fc.Arbitrary<Attack>; share: number }> = {
  bodies: { attacks: bodies, share: 0.2 },
  searches: { attacks: searches, share: 0.3 },
  expressions: { attacks: expressions, share: 0.1 },
  'JSON patches': { attacks: jsonPatches, share: 0.1 },
  'FHIRPath patches': { attacks: fhirPathPatches, share: 0.1 },
  bundles: { attacks: bundles, share: 0.1 },
  headers: { attacks: headers, share: 0.07 },
  wires: { attacks: wires, share: 0.03 },
};

/** Past this an answer counts as a hang: no statement may run longer, and nothing here is large. */
const HANG_MS = 15_000;
/** No case is so large that a server needs this much more for it. */
const MOST_GROWTH_BYTES = 300 * 1024 * 1024;
/** In which an answer begins, where there is one. */
const PAUSE_MS = 25;
/** Some cases change and delete what the others look for. */
const RENEW_AFTER = 250;

/** A server that is ready to be attacked. */
export type Target = { house: House; authorization: string; port: number; close(): Promise<void> };

export async function openTarget(): Promise<Target> {
  const house = await openTestHouse();
  const { authorization } = await house.as('system');
  await house.server.listen({ port: 0, host: '127.0.0.1' });
  const address = house.server.server.address();
  const target = {
    house,
    authorization,
    port: typeof address === 'object' && address ? address.port : 0,
    close: () => house.close(),
  };
  await renew(target);
  return target;
}

async function renew({ house, authorization }: Target): Promise<void> {
  const entry = WORLD.map((resource) => ({
    resource,
    request: { method: 'PUT', url: `${String(resource['resourceType'])}/${String(resource['id'])}` },
  }));
  const answer = await house.ask({
    method: 'POST',
    url: '/fhir',
    headers: { authorization, 'content-type': 'application/fhir+json' },
    payload: JSON.stringify({ resourceType: 'Bundle', type: 'transaction', entry }),
  });
  if (answer.statusCode !== 200) throw new Error(`the world cannot be made: ${answer.body}`);
  await house.ask({ method: 'DELETE', url: '/fhir/Patient/gone', headers: { authorization } });
}

/** Runs one attack; what is wrong with what came of it, or null. */
export async function attack(target: Target, one: Attack): Promise<string | null> {
  const begun = performance.now();
  const before = process.memoryUsage.rss();
  const fault = await outcomeOf(target, one);
  const took = performance.now() - begun;
  const grown = process.memoryUsage.rss() - before;
  if (fault !== null) return fault;
  if (took > HANG_MS) return `it took ${Math.round(took)} ms`;
  return grown > MOST_GROWTH_BYTES ? `it took ${Math.round(grown / 1024 / 1024)} MB` : null;
}

const UNPACKERS: Record<string, (bytes: Buffer) => Buffer> = {
  gzip: gunzipSync,
  deflate: inflateSync,
  br: brotliDecompressSync,
};

async function outcomeOf(target: Target, one: Attack): Promise<string | null> {
  if (one.way === 'fhirpath') return evaluated(one.expression);
  if (one.way === 'wire') return onTheWire(target, one.bytes);
  const { way: _way, ...sent } = one;
  const answer = await target.house.ask({
    ...sent,
    headers: { authorization: target.authorization, ...sent.headers },
  } as Parameters<House['ask']>[0]);
  const unpack = UNPACKERS[String(answer.headers['content-encoding'])];
  return faultOfAnswer({
    status: answer.statusCode,
    body: unpack ? unpack(answer.rawPayload).toString() : answer.body,
    contentType: answer.headers['content-type'] ?? '',
    isHead: one.method === 'HEAD' || answer.statusCode === 304,
  });
}

function evaluated(expression: string): string | null {
  for (const resource of WORLD) {
    try {
      if (!Array.isArray(evaluate(resource, expression))) return 'what it selects is no list';
    } catch (error) {
      if (error instanceof Fault && (error.kind === 'invalid' || error.kind === 'too-costly')) continue;
      return `it throws ${String(error)}`;
    }
  }
  return null;
}

async function onTheWire({ port, authorization }: Target, bytes: string): Promise<string | null> {
  const text = bytes.replaceAll(TOKEN_MARK, `Authorization: ${authorization}`);
  const got = await new Promise<string | null>((resolve) => {
    let received = '';
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(Buffer.from(text, 'latin1'));
      // Who has nothing to answer waits for more, which does not come.
      setTimeout(() => socket.end(), PAUSE_MS);
    });
    const timer = setTimeout(() => socket.destroy(new Error('hang')), HANG_MS);
    socket.on('data', (chunk: Buffer) => (received += chunk.toString('latin1')));
    socket.on('error', (error) => resolve(error.message === 'hang' ? null : received));
    socket.on('close', () => {
      clearTimeout(timer);
      resolve(received);
    });
  });
  if (got === null) return 'the connection stays open';
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(got.replace(/^HTTP\/1\.1 100 [^]*?\r\n\r\n/, ''))?.[1] ?? 0);
  return status >= 500 ? `status ${status}: ${got.slice(0, 500)}` : null;
}

export type Counterexample = { kind: string; attack: Attack; fault: string; seed: number; shrinks: number };

/**
 * Runs `cases` attacks of one kind; null where the server stood them all. `told` is called before each, for whoever watches that
 * none of them keeps the process from going on.
 */
export async function runAttacks(
  target: Target,
  kind: string,
  options: { cases: number; seed: number; told?: (one: Attack) => void },
): Promise<Counterexample | null> {
  let done = 0;
  let fault = '';
  const property = fc.asyncProperty(KINDS[kind]!.attacks, async (one) => {
    if (++done % RENEW_AFTER === 0) await renew(target);
    options.told?.(one);
    fault = (await attack(target, one)) ?? '';
    return fault === '';
  });
  const result = await fc.check(property, { numRuns: options.cases, seed: options.seed });
  if (!result.failed) return null;
  const [smallest] = result.counterexample!;
  // What was seen last is what the smallest did, unless the world had changed; it is asked again for its own words.
  return {
    kind,
    attack: smallest,
    fault: (await attack(target, smallest)) ?? fault,
    seed: options.seed,
    shrinks: result.numShrinks,
  };
}

/** A counterexample for whoever is to mend it. */
export function told({ kind, attack: one, fault, seed, shrinks }: Counterexample): string {
  return `${kind}, seed ${seed}, shrunk ${shrinks} times:\n${JSON.stringify(one, null, 2)}\n${fault}`;
}
