import { setTimeout as sleep } from 'node:timers/promises';
import { Fault, type Log } from '../base/index.ts';
import type { Partner } from '../demo/index.ts';
import { doNextStep, type AtWork, type Did } from './do-next-step.ts';
import { openClient, searchAll, type Answered, type Client } from './fhir-client.ts';
import { isFulfillment } from './read-order.ts';

export type PartnerOptions = {
  partner: Partner;
  /** The server's origin, such as `http://127.0.0.1:8100`. */
  url: string;
  /** A bearer token; another one (`isFresh`) where the last was not taken. */
  token(isFresh: boolean): Promise<string>;
  /** What chance is made of: the same seed does the same about the same order. */
  seed: string;
  /** How many times faster than in life; 1 is life. */
  speed: number;
  log: Log;
  signal: AbortSignal;
  /** How often it looks for orders while there is something to do, and while there is nothing. */
  everyMs?: number;
  idleEveryMs?: number;
  /** Ends when everything that is due has been done, and does not wait for what is due later. */
  once?: boolean;
};

const DAY_MS = 86_400_000;
/** What is over is looked at again for so long: a result may be corrected. */
const LOOKS_BACK_MS = 2 * DAY_MS;
const LONGEST_WAIT_MS = 60_000;
const FIRST_WAIT_MS = 500;
const AT_ONCE = 4;
const OPEN = 'requested,received,accepted,ready,in-progress,on-hold';

/** What is remembered of the orders between looks; all of it can be found out anew. */
type Desk = {
  /** When the next step of a Task is due, ms; of what waits for somebody else, when to look again. */
  due: Map<string, number>;
  orders: Map<string, { patient: string; focus: string }>;
  /** `meta.lastUpdated` of the latest change that was seen, and what was seen of that moment (`id/version`). */
  seenUntil: string | undefined;
  seenThen: Set<string>;
};

/**
 * Plays a partner against a server until it is told to stop: looks for its Tasks, does what is due. It keeps nothing that it could not
 * find out anew from the record, so that it may be killed at any moment, and may run twice.
 */
export async function runPartner(options: PartnerOptions): Promise<void> {
  const { signal, log, partner, everyMs = 1500, idleEveryMs = 6000 } = options;
  const client = openClient(options);
  const desk: Desk = { due: new Map(), orders: new Map(), seenUntil: undefined, seenThen: new Set() };
  const work: AtWork = { ...options, client, now: Date.now, orders: desk.orders };
  let failures = 0;
  while (!signal.aborted) {
    const away = (await lookForOrders(client, partner, desk)) ?? (await doWhatIsDue(work, desk, signal));
    if (signal.aborted) return;
    if (away && options.once) throw new Fault('unavailable', 'transient', `The server does not answer: ${away.why}.`);
    if (away) {
      if (failures === 0)
        log.warn({ partner: partner.kind, why: away.why }, 'the server is away; going on when it is back');
      const wait = Math.min(FIRST_WAIT_MS * 2 ** failures, LONGEST_WAIT_MS);
      failures += 1;
      // Those who come back together do not come at once.
      await rest(Math.max(away.waitMs, wait * (0.5 + Math.random() / 2)), signal);
      continue;
    }
    failures = 0;
    if (options.once) return;
    const next = Math.min(...desk.due.values()) - Date.now();
    await rest(Math.min(Math.max(next, 50), desk.due.size > 0 ? everyMs : idleEveryMs), signal);
  }
}

async function rest(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => undefined);
}

type Away = Extract<Answered, { kind: 'away' }>;

/** What has changed since the last look; at the first all that is open, and what was over lately. */
async function lookForOrders(client: Client, { organization, kind }: Partner, desk: Desk): Promise<Away | null> {
  const own = `Task?owner=${organization}&_sort=_lastUpdated&_count=100`;
  const lately = new Date(Date.now() - LOOKS_BACK_MS).toISOString();
  const queries =
    desk.seenUntil === undefined
      ? [`${own}&status=${OPEN}`, `${own}&status=completed&_lastUpdated=ge${lately}`]
      : [`${own}&_lastUpdated=ge${desk.seenUntil}`];
  const found: fhir4.Task[] = [];
  for (const query of queries) {
    const answer = await searchAll(client, query, 100);
    if (!Array.isArray(answer)) return awayIn(answer);
    found.push(...(answer as unknown as fhir4.Task[]));
  }
  for (const task of found) {
    const { id = '', meta, focus } = task;
    if (!isNews(desk, `${id}/${meta?.versionId}`, meta?.lastUpdated ?? '')) continue;
    if (!isFulfillment(task, kind)) continue;
    desk.orders.set(id, { patient: task.for?.reference ?? '', focus: focus!.reference! });
    // Somebody changed it, perhaps this one itself: it is looked at anew.
    desk.due.set(id, Date.now());
  }
  return null;
}

function isNews(desk: Desk, version: string, updated: string): boolean {
  if (updated === desk.seenUntil && desk.seenThen.has(version)) return false;
  if (desk.seenUntil === undefined || updated > desk.seenUntil) {
    desk.seenUntil = updated;
    desk.seenThen.clear();
  }
  if (updated === desk.seenUntil) desk.seenThen.add(version);
  return true;
}

/** A server that refuses what a partner may always ask has its token wrong, or is another: it is waited for. */
function awayIn(answer: Exclude<Answered, { kind: 'done' }> | Answered): Away | null {
  if (answer.kind === 'away') return answer;
  if (answer.kind === 'refused') return { kind: 'away', why: `${answer.status}: ${answer.why}`, waitMs: 0 };
  return null;
}

async function doWhatIsDue(work: AtWork, desk: Desk, signal: AbortSignal): Promise<Away | null> {
  const queue = [...desk.due].filter(([, at]) => at <= Date.now()).map(([id]) => id);
  let away: Away | null = null;
  const hand = async (): Promise<void> => {
    for (let id = queue.shift(); id !== undefined && !away && !signal.aborted; id = queue.shift()) {
      const did = await doAllOf(work, id, signal);
      if (did.kind === 'away') away = did;
      else note(desk, id, did);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, hand));
  return away;
}

/** All of an order's steps that are due. */
async function doAllOf(work: AtWork, id: string, signal: AbortSignal): Promise<Did> {
  for (;;) {
    const did = await doNextStep(work, id);
    if (did.kind !== 'did' || signal.aborted) return did;
    work.log.info({ partner: work.partner.kind, task: id, step: did.key }, 'did a step');
  }
}

/** An order may be changed or taken back without its Task: it is looked at again now and then, and sooner where somebody else is to act. */
const LOOKS_AGAIN_MS = 60_000;
const WAITS_MS = 5000;

function note(desk: Desk, id: string, did: Did): void {
  if (did.kind === 'later') desk.due.set(id, Math.min(did.at, Date.now() + LOOKS_AGAIN_MS));
  else if (did.kind === 'waits') desk.due.set(id, Date.now() + WAITS_MS);
  else desk.due.delete(id);
  if (did.kind === 'over') desk.orders.delete(id);
}
