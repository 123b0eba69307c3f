import { parseArgs } from 'node:util';
import { Fault, SYSTEM, systemClock } from '../base/index.ts';
import { accountingOf, noteAuditWork } from '../record/index.ts';
import { type Verification, openStore, retainAudit, verifyAudit } from '../store/index.ts';
import type { Command } from './command.ts';
import { type House, withHouse } from './house.ts';

const SOUND = 0;
const TAMPERED = 3;
const UNANCHORED = 4;

function instantOf(text: string | undefined, name: string): string | undefined {
  if (text === undefined) return undefined;
  const at = Date.parse(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00Z` : text);
  if (Number.isNaN(at))
    throw new Fault('invalid', 'value', `${name} is "${text}"; it must be a day such as 2026-11-01.`);
  return new Date(at).toISOString();
}

const number = (value: number) => value.toLocaleString('en-US');
const counted = (value: number, one: string, many = `${one}s`) => `${number(value)} ${value === 1 ? one : many}`;

/** What a verification found, in plain words, a line each. */
export function verificationReport(found: Verification, anchorFile: string): string[] {
  const lines = found.found.map(({ said }) => `WRONG  ${said}`);
  const untold = found.count - found.found.length;
  if (untold > 0) lines.push(`WRONG  and ${number(untold)} more of the like`);
  for (const { partition, rows, at } of found.retained) {
    lines.push(
      `ok     ${partition} with ${counted(Number(rows), 'row')} was let go on ${at.slice(0, 10)}, as the retention says`,
    );
  }
  const held = `${counted(found.rows, 'row')} under ${counted(found.seals, 'seal')} in ${counted(found.partitions, 'partition')}`;
  lines.push(
    found.count === 0
      ? `ok     ${held}: nothing was changed, removed, put in or moved`
      : `WRONG  ${held} were looked at`,
  );
  const { anchors, tail } = found;
  if (!anchors || anchors.heads === 0) {
    const why = anchors ? 'holds no head of this database' : 'is not there';
    lines.push(
      `MEND   the anchor file ${anchorFile} ${why}: a chain that was made again to match would not be noticed`,
    );
  } else {
    const after = anchors.after === 0 ? 'no seal since' : `${counted(anchors.after, 'seal')} since`;
    lines.push(
      `ok     held against ${counted(anchors.heads, 'head')} outside the database, the last of ${anchors.last}; ${after}`,
    );
  }
  const since = tail.since === null ? '' : `, the oldest of ${tail.since}`;
  lines.push(`ok     ${tail.rows === 0 ? 'no row' : counted(tail.rows, 'row')} not sealed yet${since}`);
  return lines;
}

async function verify(house: House, from: string | undefined, to: string | undefined): Promise<number> {
  const { anchorFile } = house.config;
  const owner = await openStore({ databaseUrl: house.ownerUrl, log: house.log, statementTimeoutMs: 3_600_000 });
  try {
    const { installation } = house.record.settings;
    const window = { ...(from ? { from } : {}), ...(to ? { to } : {}) };
    const found = await verifyAudit(owner.pool, { installation, anchorFile, ...window });
    process.stdout.write(`${verificationReport(found, anchorFile).join('\n')}\n`);
    if (found.count > 0) return TAMPERED;
    return found.anchors && found.anchors.heads > 0 ? SOUND : UNANCHORED;
  } finally {
    await owner.close();
  }
}

async function retain(house: House, years: number): Promise<number> {
  const { anchorFile } = house.config;
  const now = systemClock.now();
  const before = new Date(now);
  before.setUTCFullYear(before.getUTCFullYear() - years);
  const owner = await openStore({ databaseUrl: house.ownerUrl, log: house.log });
  try {
    const { installation } = house.record.settings;
    const gone = await retainAudit(owner, { installation, anchorFile, before: before.toISOString(), now });
    const detail = gone.map(({ partition }) => partition).join(',');
    if (gone.length > 0) await noteAuditWork(house.record, SYSTEM, { action: 'retain', detail });
    for (const { partition, rows } of gone)
      process.stdout.write(`${partition} is gone, with ${counted(Number(rows), 'row')}.\n`);
    if (gone.length === 0) process.stdout.write(`Nothing is older than ${counted(years, 'year')}.\n`);
    return 0;
  } finally {
    await owner.close();
  }
}

const COLUMNS = [
  'day',
  'first',
  'last',
  'name',
  'role',
  'site',
  'decision',
  'count',
  'things',
  'purposes',
  'bases',
  'clients',
] as const;

/** A line of RFC 4180; what a spreadsheet would run as a formula is quoted with an apostrophe. */
function csvLine(cells: readonly unknown[]): string {
  const told = cells.map((cell) => {
    const plain = String(cell ?? '');
    const text = /^[=+\-@]/.test(plain) ? `'${plain}` : plain;
    return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  });
  return `${told.join(',')}\r\n`;
}

async function exportAccounting(
  house: House,
  patient: string,
  how: { from: string | undefined; to: string | undefined; csv: boolean },
): Promise<number> {
  const { from, to, csv } = how;
  const window = { ...(from ? { from } : {}), ...(to ? { to } : {}) };
  const accounting = await accountingOf(house.record, SYSTEM, patient, window);
  if (!csv) {
    process.stdout.write(`${JSON.stringify(accounting, null, 2)}\n`);
    return 0;
  }
  process.stdout.write(csvLine(COLUMNS));
  for (const one of accounting.accesses) {
    const things = one.things.map(({ action, type, count }) => `${action} ${type ?? ''} (${count})`).join('; ');
    const row = {
      ...one,
      things,
      purposes: one.purposes.join('; '),
      bases: one.bases.join('; '),
      clients: one.clients.join('; '),
    };
    process.stdout.write(csvLine(COLUMNS.map((name) => row[name])));
  }
  return 0;
}

const WORKS = ['verify', 'export', 'retain'] as const;

export const auditCommand: Command = {
  help: `
Usage: throughline audit verify [--from DAY] [--to DAY]
       throughline audit export --patient ID [--from DAY] [--to DAY] [--csv]
       throughline audit retain [--years N]

verify  Holds the audit against its seals, and the seals against the heads of their chains in the file outside the
        database (THROUGHLINE_AUDIT_ANCHORS, audit.anchors in the data folder). Names every row that was changed,
        removed, put in or moved, every seal that was, every chain that was made again and every partition that is gone;
        and says how much is not sealed yet. With days, only what is of that time.
export  Prints the accounting of disclosures of a patient: who did what with their record, by person and day (UTC), of
        three years or of a part of them, in JSON or, with --csv, for a spreadsheet. That it was printed is in the audit.
retain  Lets go of the audit older than so many years (THROUGHLINE_AUDIT_YEARS, 7): whole months, with the head of
        what went kept here and in the file.

Exit status of verify: 0 all is as it was written, 3 something was tampered with, 4 nothing is wrong as far as one can
see, but there is no head outside the database to hold it against.`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args,
      options: {
        from: { type: 'string' },
        to: { type: 'string' },
        years: { type: 'string' },
        patient: { type: 'string' },
        csv: { type: 'boolean', default: false },
      },
      allowPositionals: true,
    });
    const what = WORKS.find((one) => one === positionals[0]);
    if (!what || positionals.length > 1) {
      throw new Fault(
        'invalid',
        'value',
        `Say what to do with the audit: ${WORKS.join(', ')} (throughline audit --help).`,
      );
    }
    const { patient, csv } = values;
    const from = instantOf(values.from, '--from');
    const to = instantOf(values.to, '--to');
    const years = values.years === undefined ? undefined : Number(values.years);
    if (years !== undefined && (!Number.isInteger(years) || years < 1 || years > 100)) {
      throw new Fault('invalid', 'value', `--years is "${values.years}"; it must be a whole number from 1 to 100.`);
    }
    if (what === 'export' && !patient) throw new Fault('invalid', 'required', 'Say whose: --patient ID.');
    return withHouse({ logLevel: 'warn' }, (house) => {
      if (what === 'verify') return verify(house, from, to);
      if (what === 'export') return exportAccounting(house, patient!, { from, to, csv });
      return retain(house, years ?? house.config.auditYears);
    });
  },
};
