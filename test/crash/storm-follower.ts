/** One who follows the change feed through one server, as a screen does, and comes back at the last position when it is cut. */
import { setTimeout as sleep } from 'node:timers/promises';

export type Followed = { position: string; type: string; id: string; version: number; action: string };

export type Follower = {
  /** What was told, each once, in the order in which it came. */
  changes(): Followed[];
  /** What ought not to have been told: a position before one that was told already, or that everything must be read again. */
  faults: string[];
  stop(): void;
};

/** Before the first change that there can be. */
const BEGINNING = '0-0--1';

export function follow(base: string, token: string): Follower {
  const end = new AbortController();
  const changes: Followed[] = [];
  const seen = new Set<string>();
  const faults: string[] = [];
  const take = (event: string) => {
    const fields = new Map(event.split('\n').map((line) => [line.split(': ')[0]!, line.slice(line.indexOf(': ') + 2)]));
    if (fields.get('event') === 'reset') faults.push('the server gave up telling');
    const position = fields.get('id');
    // After a connection that broke the same change may come again.
    if (fields.get('event') !== 'change' || position === undefined || seen.has(position)) return;
    seen.add(position);
    const { type, id, version, action } = JSON.parse(fields.get('data')!) as Followed;
    const last = changes.at(-1);
    if (last && !isBefore(last.position, position)) faults.push(`${position} came after ${last.position}`);
    changes.push({ position, type, id, version, action });
  };
  void listen(base, token, () => changes.at(-1)?.position ?? BEGINNING, take, end.signal);
  return { changes: () => changes, faults, stop: () => end.abort() };
}

function isBefore(a: string, b: string): boolean {
  const parts = (position: string) => /^(\d+)-(\d+)-(-?\d+)$/.exec(position)!.slice(1).map(BigInt);
  const [one, other] = [parts(a), parts(b)];
  const at = one.findIndex((part, place) => part !== other[place]);
  return at >= 0 && one[at]! < other[at]!;
}

async function listen(
  base: string,
  token: string,
  from: () => string,
  take: (event: string) => void,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      const answer = await fetch(`${base}/app/events?from=${encodeURIComponent(from())}`, {
        headers: { authorization: `Bearer ${token}` },
        signal,
      });
      let text = '';
      if (answer.ok && answer.body) {
        for await (const chunk of answer.body.pipeThrough(new TextDecoderStream())) {
          text += chunk;
          const events = text.split('\n\n');
          text = events.pop()!;
          events.forEach(take);
        }
      }
    } catch {
      // cut: come back
    }
    await sleep(50);
  }
}
