import pg from 'pg';
import type { Log } from '../base/index.ts';
import { asFault } from './failure.ts';

/** A few pipelined connections over which many small reads share the wire. */
export type Lines = {
  query<R extends pg.QueryResultRow>(config: { name: string; text: string; values: unknown[] }): Promise<R[]>;
  close(): Promise<void>;
};

/** Opens `count` lines, each when it is first used and again after it is lost. */
export function openLines(config: pg.ClientConfig, count: number, log: Log): Lines {
  const lines: (Promise<pg.Client> | null)[] = Array.from({ length: count }, () => null);
  let next = 0;

  async function connect(place: number): Promise<pg.Client> {
    const client = new pg.Client({ ...config, statement_timeout: 5000 });
    const forget = () => {
      lines[place] = null;
    };
    client.on('error', (error) => {
      log.warn({ code: (error as { code?: string }).code }, 'a reading connection was lost');
      forget();
    });
    client.on('end', forget);
    try {
      await client.connect();
    } catch (error) {
      forget();
      throw error;
    }
    return client;
  }

  return {
    async query<R extends pg.QueryResultRow>(statement: { name: string; text: string; values: unknown[] }) {
      const place = next;
      next = (next + 1) % count;
      try {
        const line = await (lines[place] ??= connect(place));
        return (await line.query<R>(statement)).rows;
      } catch (error) {
        throw asFault(error);
      }
    },
    async close() {
      const open = lines.splice(0, count, ...lines.map(() => null));
      await Promise.all(open.map(async (line) => (await line?.catch(() => null))?.end()));
    },
  };
}
