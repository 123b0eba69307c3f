import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Config, Fault, configFrom } from '../base/index.ts';
import type { Command } from './command.ts';
import { openHouse } from './house.ts';
import { refuseTakenPort } from './serve.ts';

type Finding = { what: string; ok: boolean; said: string };

async function tried(what: string, look: () => Promise<string>): Promise<Finding> {
  try {
    return { what, ok: true, said: await look() };
  } catch (error) {
    return {
      what,
      ok: false,
      said: error instanceof Fault ? error.message : error instanceof Error ? error.message : String(error),
    };
  }
}

async function freeDisk(config: Config): Promise<string> {
  let folder = config.dataFolder;
  while (!existsSync(folder)) folder = dirname(folder);
  const disk = await statfs(folder);
  const freeGb = (disk.bavail * disk.bsize) / 1e9;
  if (freeGb < 2) {
    throw new Fault(
      'unavailable',
      'no-store',
      `${freeGb.toFixed(1)} GB free: the database needs room, free some first.`,
    );
  }
  return `${freeGb.toFixed(0)} GB free`;
}

async function database(notApart: (why: string | null) => void): Promise<string> {
  const house = await openHouse({ logLevel: 'silent' });
  try {
    notApart(house.auditNotApart);
    const version = await house.store.pool.query<{ v: string }>(`select current_setting('server_version') as v`);
    const applied =
      house.migrated.length > 0 ? `, ${house.migrated.length} migrations just applied` : ', schema current';
    return `PostgreSQL ${version.rows[0]?.v} (${house.database})${applied}`;
  } finally {
    await house.close();
  }
}

function apartOf(why: string | null): Finding {
  if (why === null)
    return { what: 'audit', ok: true, said: 'kept apart: the application may add to it and read it alone' };
  const said = `whoever has the application's login may take the audit's guards away, since ${why}: let DATABASE_URL name a login that does not own the tables, and DATABASE_OWNER_URL the one that does`;
  return { what: 'audit', ok: false, said };
}

export const doctor: Command = {
  help: `
Usage: throughline doctor

Looks at Node, the disk, the port, the database and its schema, whether the audit is kept apart, and a Chromium for the
browser tests.
Exit status: 0 all is well, 1 something is not.`,
  async run() {
    const config = configFrom(process.env);
    const findings: Finding[] = [{ what: 'Node', ok: true, said: process.version }];
    findings.push(await tried('disk', () => freeDisk(config)));
    findings.push(
      await tried('port', async () => {
        await refuseTakenPort(config);
        return `${config.host}:${config.port} is free`;
      }),
    );
    let apart: Finding | null = null;
    findings.push(await tried('database', () => database((why) => (apart = apartOf(why)))));
    if (apart) findings.push(apart);
    const chromium = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(existsSync);
    findings.push({ what: 'Chromium', ok: true, said: chromium ?? 'none (only the browser tests need one)' });
    for (const { what, ok, said } of findings) {
      process.stdout.write(`${ok ? 'ok  ' : 'MEND'}  ${what.padEnd(9)} ${said}\n`);
    }
    return findings.every((finding) => finding.ok) ? 0 : 1;
  },
};
