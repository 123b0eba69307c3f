import { type Caller, type Clock, type Config, Fault } from '../base/index.ts';

/**
 * How often one may ask: by account, by client (an app, or a token that no app has), and by the address of who says neither. Kept in
 * this process alone: several servers let through so much each.
 */
export type Rates = {
  /** Counts a request of a caller. Faults: throttled, with how long to wait. */
  admit(caller: Caller): void;
  /** Counts a request of nobody from an address. Faults: throttled. */
  admitAddress(address: string): void;
};

const MINUTE_MS = 60_000;
/** Past so many, who has not asked for longest is forgotten. */
const MOST_KEPT = 20_000;

type Bucket = { left: number; at: number };

/** Buckets that hold a minute's requests and fill again steadily; `perMinute` 0 is no bound. */
function buckets(perMinute: number, clock: Clock, what: string): (key: string) => void {
  const kept = new Map<string, Bucket>();
  const filled = ({ left, at }: Bucket, now: number) =>
    // A clock that was set back has nobody wait for it to catch up.
    Math.min(perMinute, left + (Math.max(0, now - at) / MINUTE_MS) * perMinute);
  return (key) => {
    if (perMinute === 0) return;
    const now = clock.now();
    const bucket = kept.get(key) ?? { left: perMinute, at: now };
    const left = filled(bucket, now);
    // The last to ask, refused or not, is the last to be forgotten.
    kept.delete(key);
    if (kept.size >= MOST_KEPT) kept.delete(kept.keys().next().value!);
    kept.set(key, { left: left < 1 ? left : left - 1, at: now });
    if (left < 1) {
      const seconds = Math.max(1, Math.ceil(((1 - left) / perMinute) * 60));
      const detail = `More than ${perMinute} requests a minute by one ${what}: wait ${seconds === 1 ? 'a second' : `${seconds} seconds`} and go on.`;
      throw new Fault('throttled', 'throttled', detail, { retryAfterSeconds: seconds });
    }
  };
}

/** Opens the counters for a server. */
export function openRates(config: Pick<Config, 'rates'>, clock: Clock): Rates {
  const { account, client, address } = config.rates;
  const byAccount = buckets(account, clock, 'account');
  const byClient = buckets(client, clock, 'client');
  const byAddress = buckets(address, clock, 'address');
  return {
    admit(caller) {
      if (caller.kind === 'account') byAccount(caller.id);
      if (caller.client !== undefined) byClient(caller.client);
      else if (caller.kind === 'token') byClient(caller.id);
    },
    admitAddress: byAddress,
  };
}
