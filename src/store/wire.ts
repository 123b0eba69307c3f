import pg from 'pg';
import type { Log } from '../base/index.ts';
import { asFault } from './failure.ts';

/** A row as the server sent it: each column's text, in the order of the statement. */
export type Texts = readonly (string | null)[];

/** A small statement that many ask for at once. */
export type Small<T, R> = {
  /** The statement for a group of items; one name has one text. */
  of(items: readonly T[]): { name: string; text: string; values: unknown[] };
  /** The answers of a group, in the order of its items; `values` are those of its statement. */
  answers(rows: readonly Texts[], items: readonly T[], values: unknown[]): R[];
};

/** One connection for what every request needs, asked for by all of them together. */
export type Wire = {
  /** Adds a statement. Those that are added first are done first. */
  add<T, R>(small: Small<T, R>): (item: T) => Promise<R>;
  /** Is run on each new connection before anything is asked over it. */
  whenOpened(work: (client: pg.Client) => Promise<void>): void;
  /** Waits for what is on its way. */
  settle(): Promise<void>;
  close(): Promise<void>;
};

/** What is asked with one statement in one round, and who waits for it. */
type Group = {
  statement: { name: string; text: string; values: unknown[] };
  rows: Texts[];
  succeed(): void;
  fail(error: unknown): void;
};

type Kind = { take(): Group | null };

/**
 * Opens the wire, when it is first used and again after it was lost. What is asked in one turn of the loop, or while a round is under
 * way, goes in one round: a statement of each kind, all in one write and one transaction, answered at once. A write to a socket that
 * wakes another process is dear: to ask for the token, the row and the audit one after the other cost more than all the rest of a read.
 */
export function openWire(config: pg.ClientConfig, log: Log): Wire {
  const connect = () => connectLine(config, log, onOpen, () => (line = null));
  const kinds: Kind[] = [];
  const onOpen: ((client: pg.Client) => Promise<void>)[] = [];
  let line: Promise<Line> | null = null;
  let isBusy = false;
  let idle = Promise.resolve();
  let becomeIdle = () => {};

  function wake(): void {
    if (isBusy) return;
    isBusy = true;
    ({ promise: idle, resolve: becomeIdle } = Promise.withResolvers<void>());
    setImmediate(begin);
  }

  function begin(): void {
    const groups = kinds.map((kind) => kind.take()).filter((group) => group !== null);
    if (groups.length === 0) {
      isBusy = false;
      becomeIdle();
      return;
    }
    let isOver = false;
    const end = (error?: unknown) => {
      if (isOver) return;
      isOver = true;
      const fault = error === undefined ? undefined : asFault(error);
      for (const group of groups) {
        if (fault === undefined) group.succeed();
        else group.fail(fault);
      }
      // Whoever has an answer now may have a question for the next round.
      setImmediate(begin);
    };
    (line ??= connect()).then((open) => open.client.query(roundOf(open, groups, end))).catch(end);
  }

  return {
    add(small) {
      const kind = kindOf(small);
      kinds.push(kind);
      return (item) => {
        wake();
        return kind.ask(item);
      };
    },
    whenOpened(work) {
      onOpen.push(work);
    },
    settle: () => idle,
    async close() {
      await idle;
      const open = await line?.catch(() => null);
      await open?.client.end();
    },
  };
}

async function connectLine(
  config: pg.ClientConfig,
  log: Log,
  onOpen: readonly ((client: pg.Client) => Promise<void>)[],
  forget: () => void,
): Promise<Line> {
  const client = new pg.Client({
    ...config,
    // A round is one message of our own making, and the next waits for its answer.
    pipeline: false,
    statement_timeout: 5000,
    // What is written over it is the audit of reads alone (docs/decisions/0016-audit-of-reads.md).
    options: '-c synchronous_commit=off',
  });
  client.on('error', (error) => {
    log.warn({ code: (error as { code?: string }).code }, 'the wire was lost');
    forget();
  });
  client.on('end', forget);
  try {
    await client.connect();
    for (const work of onOpen) await work(client);
  } catch (error) {
    forget();
    client.end().catch(() => {});
    throw error;
  }
  return { client, prepared: new Set() };
}

function kindOf<T, R>(small: Small<T, R>): Kind & { ask(item: T): Promise<R> } {
  type Waiting = { resolve: (answer: R) => void; reject: (error: unknown) => void };
  let items: T[] = [];
  let waiting: Waiting[] = [];
  return {
    ask: (item) =>
      new Promise<R>((resolve, reject) => {
        items.push(item);
        waiting.push({ resolve, reject });
      }),
    take() {
      if (items.length === 0) return null;
      const [asked, who] = [items, waiting];
      [items, waiting] = [[], []];
      const fail = (error: unknown) => who.forEach(({ reject }) => reject(error));
      const rows: Texts[] = [];
      let statement: Group['statement'];
      try {
        statement = small.of(asked);
      } catch (error) {
        fail(error);
        return null;
      }
      return {
        statement,
        rows,
        fail,
        succeed() {
          try {
            const answers = small.answers(rows, asked, statement.values);
            who.forEach(({ resolve }, at) => resolve(answers[at]!));
          } catch (error) {
            fail(error);
          }
        },
      };
    },
  };
}

type Line = { client: pg.Client; prepared: Set<string> };

/** The driver's connection, as far as it is what makes messages. */
type Messages = {
  stream: { cork(): void; uncork(): void };
  parse(message: { name: string; text: string; types: number[] }): void;
  bind(message: { statement: string; values: unknown[]; valueMapper(value: unknown): unknown }): void;
  execute(message: object): void;
  close(message: { type: 'S'; name: string }): void;
  sync(): void;
};

const textOf = (value: unknown) => (value === null || value === undefined ? null : String(value));

/**
 * A round in the driver's own form for what speaks the protocol by itself (as its cursors do). Its columns are known, so that none are
 * described; and each row stays the texts that came.
 */
function roundOf({ prepared }: Line, groups: readonly Group[], end: (error?: unknown) => void): pg.Submittable {
  let at = 0;
  const finish = (error?: unknown) => {
    // Which of them the server came to prepare is not known: all are prepared anew.
    if (error !== undefined) prepared.clear();
    end(error);
  };
  const round = {
    submit(connection: unknown) {
      const messages = connection as Messages;
      messages.stream.cork();
      for (const { statement } of groups) {
        const { name, text, values } = statement;
        if (!prepared.has(name)) {
          // To close what is not there is no error.
          messages.close({ type: 'S', name });
          messages.parse({ name, text, types: [] });
          prepared.add(name);
        }
        messages.bind({ statement: name, values, valueMapper: textOf });
        messages.execute({});
      }
      messages.sync();
      messages.stream.uncork();
    },
    handleDataRow({ fields }: { fields: Texts }) {
      groups[at]!.rows.push(fields);
    },
    handleCommandComplete() {
      at += 1;
    },
    handleError: finish,
    handleReadyForQuery: () => finish(),
  };
  return round;
}
