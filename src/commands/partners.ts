import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Fault, openLog } from '../base/index.ts';
import { PARTNER_KINDS, type PartnerKind } from '../demo/index.ts';
import { runPartner } from '../partners/index.ts';
import type { Command } from './command.ts';

const OPTIONS = {
  url: { type: 'string' },
  kind: { type: 'string' },
  organization: { type: 'string' },
  seed: { type: 'string' },
  speed: { type: 'string' },
  once: { type: 'boolean' },
} as const;

function originOf(text: string | undefined): string {
  const url = URL.parse(text ?? '');
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.search || url.hash) {
    throw new Fault(
      'invalid',
      'value',
      `--url is "${text ?? ''}"; it must be an address such as http://127.0.0.1:8100.`,
    );
  }
  return url.href.replace(/\/+$/, '').replace(/\/fhir$/, '');
}

function kindOf(text: string | undefined): PartnerKind {
  const found = PARTNER_KINDS.find((kind) => kind === text);
  if (!found) throw new Fault('invalid', 'value', `--kind must be one of ${PARTNER_KINDS.join(', ')}.`);
  return found;
}

function organizationOf(text: string | undefined): string {
  const id = (text ?? '').replace(/^Organization\//, '');
  if (/^[A-Za-z0-9\-.]{1,64}$/.test(id)) return `Organization/${id}`;
  throw new Fault(
    'invalid',
    'required',
    '--organization is the id of the partner’s Organization: whose Tasks are done?',
  );
}

function speedOf(text: string | undefined): number {
  const speed = Number(text ?? '1');
  if (Number.isFinite(speed) && speed >= 1 && speed <= 1_000_000) return speed;
  throw new Fault('invalid', 'value', `--speed is "${text}"; it must be a number from 1 (as in life) to 1000000.`);
}

/** The token from the environment, or from a file, which is read again where the token is no longer taken. */
function tokenFrom(env: NodeJS.ProcessEnv): () => string {
  const { THROUGHLINE_TOKEN: given, THROUGHLINE_TOKEN_FILE: file } = env;
  if (given && file) throw new Fault('invalid', 'value', 'Set THROUGHLINE_TOKEN or THROUGHLINE_TOKEN_FILE, not both.');
  if (given) return () => given;
  if (!file) {
    throw new Fault(
      'invalid',
      'required',
      'Set THROUGHLINE_TOKEN, or THROUGHLINE_TOKEN_FILE to the file that holds the token: "throughline token --help" makes one.',
    );
  }
  return () => {
    try {
      return readFileSync(file, 'utf8').trim();
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      throw new Fault('invalid', 'value', `THROUGHLINE_TOKEN_FILE is "${file}", which can't be read (${code}).`);
    }
  };
}

/** A signal that comes when this process is told to stop. */
function stopping(): AbortSignal {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => stop.abort());
  process.once('disconnect', () => stop.abort());
  return stop.signal;
}

export const partners: Command = {
  help: `
Usage: throughline partners --url URL --kind KIND --organization ID [OPTIONS]

Plays a laboratory, an imaging center or a pharmacy outside against any server: takes the Tasks that the organization
owns, does what such partners do about them (on time, late, in part, wrongly and corrected), until Ctrl-C. It keeps
nothing of its own and may be killed at any time.

  --url URL          the server, such as http://127.0.0.1:8100
  --kind KIND        ${PARTNER_KINDS.join(', ')}
  --organization ID  whose Tasks: the partner's Organization
  --seed TEXT        another chance (1)
  --speed N          how many times faster than in life: 1 takes hours, 900 half a minute (1)
  --once             do what is due now, and end

Environment:
  THROUGHLINE_TOKEN       a bearer token of the partner's role and organization
  THROUGHLINE_TOKEN_FILE  or the file that holds it, read again where the token is no longer taken
  LOG_LEVEL               debug, info, warn, error or silent (info)`,
  async run(args) {
    const { values } = parseArgs({ args, options: OPTIONS });
    const url = originOf(values.url);
    const partner = { kind: kindOf(values.kind), organization: organizationOf(values.organization) };
    const speed = speedOf(values.speed);
    const token = tokenFrom(process.env);
    token();
    await runPartner({
      partner,
      url,
      token: async () => token(),
      seed: values.seed ?? '1',
      speed,
      log: openLog(process.env['LOG_LEVEL'] || 'info'),
      signal: stopping(),
      ...(values.once ? { once: true } : {}),
    });
    return 0;
  },
};
