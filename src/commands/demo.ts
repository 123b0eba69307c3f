import { parseArgs } from 'node:util';
import { Fault, SYSTEM, systemClock } from '../base/index.ts';
import { accounts, generateDemo } from '../demo/index.ts';
import { bundle, search } from '../record/index.ts';
import type { Command } from './command.ts';
import { type House, withHouse } from './house.ts';
import { progressBar } from './progress.ts';

export const DEMO_SEED = 1;
export const DEMO_PATIENTS = 150;

const COUNTY = 'America/New_York';
const DAY_MS = 86_400_000;

/**
 * The day that the demonstration is told as of, and how many minutes of it have gone by in its county. It is the county's day whose
 * noon lies in the machine's day, so that its visits are today's on every screen of the machine, wherever that is.
 */
export function toldAsOf(now: number): { today: string; minute: number } {
  const midnight = new Date(now).setHours(0, 0, 0, 0);
  const noons = [-1, 0, 1].map((days) => {
    const today = new Date(midnight + days * DAY_MS + DAY_MS / 2).toISOString().slice(0, 10);
    return { today, noon: noonOf(today) };
  });
  const { today, noon } = noons.find((one) => one.noon >= midnight) ?? noons[2]!;
  return { today, minute: Math.min(Math.max(Math.floor((now - noon) / 60_000) + 720, 0), 1439) };
}

/** Noon of a day in the county, in ms since 1970. */
function noonOf(day: string): number {
  const guess = Date.parse(`${day}T12:00:00Z`);
  const hour = Number(
    new Intl.DateTimeFormat('en-US', { timeZone: COUNTY, hour: 'numeric', hourCycle: 'h23' }).format(guess),
  );
  return guess + (12 - hour) * 3_600_000;
}

/** True when no patient is in the record: the demonstration may move in. */
export async function isEmpty(house: House): Promise<boolean> {
  const found = await search(house.record, SYSTEM, 'Patient', [['_count', '1']], { strict: true });
  return found.matches.length === 0;
}

/**
 * Fills the record with the demonstration health system and makes its accounts. Ids are stable, so doing it again with the
 * same seed and moment changes nothing; later on the same day it tells which of the day's visits are over.
 */
export async function fillDemo(
  house: House,
  options: { seed: number; patients: number; today: string; minute: number },
): Promise<{ resources: number }> {
  const progress = progressBar('Demonstration', 'resources');
  let people = 0;
  let resources = 0;
  for (const part of generateDemo(options)) {
    await bundle(house.record, SYSTEM, part.bundle);
    const entries = part.bundle.entry?.length ?? 0;
    resources += entries;
    progress.count(entries);
    if (part.kind === 'person') people += 1;
    progress.show(people, options.patients);
  }
  await makeAccounts(house);
  progress.end(
    `The demonstration health system is in: ${people} people, ${resources.toLocaleString('en-US')} resources`,
  );
  return { resources };
}

/** The demonstration asks nobody for a second factor; where accounts of another kind are, their rule stays. */
async function makeAccounts(house: House): Promise<void> {
  const { accounts: held } = await house.access.manage.find(SYSTEM, { text: '' });
  if (held.length === 0) await house.access.manage.demandSecondFactor(SYSTEM, []);
  for (const account of accounts()) await house.access.ensureAccount(account);
}

/** The table of who may sign in, printed at the end of `start` and `demo`. */
export function signIns(): string {
  const all = accounts();
  const width = Math.max(...all.map((account) => account.username.length));
  const lines = all.map(({ username, name, role, also = [] }) => {
    const roles = [role, ...also.map((one) => one.role)].join(' or ');
    return `  ${username.padEnd(width)}  ${name}, ${roles}`;
  });
  return `Demonstration sign-ins (password ${all[0]?.password ?? ''}):\n${lines.join('\n')}\n`;
}

function minuteOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const found = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text);
  if (!found) throw new Fault('invalid', 'value', `--at is "${text}"; it must be a time such as 09:30.`);
  return Number(found[1]) * 60 + Number(found[2]);
}

function wholeNumber(text: string, name: string, most: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > most) {
    throw new Fault('invalid', 'value', `${name} is "${text}"; it must be a whole number from 1 to ${most}.`);
  }
  return value;
}

export const demo: Command = {
  help: `
Usage: throughline demo [--seed N] [--patients N] [--today YYYY-MM-DD] [--print]

Makes Riverbend Health: its sites, staff, accounts and patients with three years of history. The same seed, number, day
and time give the same bytes.

  --seed N         another world (${DEMO_SEED})
  --patients N     how many people (${DEMO_PATIENTS})
  --today DATE     the day it is told as of (today)
  --at HH:MM       how far that day has gone (now; with --today its morning, before the first visit)
  --print          write it as NDJSON, a bundle a line, to standard output instead of storing it`,
  async run(args) {
    const { values } = parseArgs({
      args,
      options: {
        seed: { type: 'string' },
        patients: { type: 'string' },
        today: { type: 'string' },
        at: { type: 'string' },
        print: { type: 'boolean' },
      },
    });
    const now = toldAsOf(systemClock.now());
    const options = {
      seed: wholeNumber(values.seed ?? String(DEMO_SEED), '--seed', 2 ** 31),
      patients: wholeNumber(values.patients ?? String(DEMO_PATIENTS), '--patients', 100_000),
      today: values.today ?? now.today,
      minute: minuteOf(values.at) ?? (values.today === undefined ? now.minute : 0),
    };
    if (!/^\d{4}-\d\d-\d\d$/.test(options.today) || Number.isNaN(Date.parse(options.today))) {
      throw new Fault('invalid', 'value', `--today is "${options.today}"; it must be a day such as 2026-11-22.`);
    }
    if (values.print) {
      for (const part of generateDemo(options)) process.stdout.write(`${JSON.stringify(part.bundle)}\n`);
      return 0;
    }
    return withHouse({ logLevel: 'warn' }, async (house) => {
      await fillDemo(house, options);
      process.stdout.write(signIns());
      return 0;
    });
  },
};
