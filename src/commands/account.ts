import { parseArgs } from 'node:util';
import { roleName, type ManagedAccount, type NewAssignment, type OneTimePassword } from '../access/index.ts';
import { Fault, ROLES, SYSTEM, isRole } from '../base/index.ts';
import type { Command } from './command.ts';
import { withHouse, type House } from './house.ts';

const OPTIONS = {
  name: { type: 'string' },
  role: { type: 'string' },
  site: { type: 'string' },
  practitioner: { type: 'string' },
  patient: { type: 'string' },
  proxy: { type: 'string' },
} as const;

type Values = { [K in keyof typeof OPTIONS]?: string | undefined };

function required(text: string | undefined, what: string): string {
  if (text) return text;
  throw new Fault('invalid', 'required', `${what} is missing: "throughline account --help" tells more.`);
}

async function findOne(house: House, username: string): Promise<ManagedAccount> {
  const { accounts } = await house.access.manage.find(SYSTEM, { text: username });
  const found = accounts.find((one) => one.username.toLowerCase() === username.toLowerCase());
  if (!found) throw new Fault('not-found', 'not-found', `There is no account "${username}".`);
  return found;
}

function sayOneTime({ password, until }: OneTimePassword): string {
  return `${password}\nGood for one sign-in until ${until}; it is shown only now.\n`;
}

function sayAccount({ username, name, assignments, totp, passkeys, disabled }: ManagedAccount): string {
  const now = new Date().toISOString();
  const roles = assignments
    .filter(({ from, until }) => from <= now && (!until || until > now))
    .map(({ role, site }) => [roleName(role), site].filter(Boolean).join(' at '));
  const factor = totp || passkeys > 0 ? 'second factor' : 'password alone';
  return [username, name, roles.join(', ') || 'no role', factor, ...(disabled ? ['disabled'] : [])].join('; ');
}

async function create(house: House, username: string, values: Values): Promise<string> {
  const role = required(values.role, '--role');
  if (!isRole(role)) {
    throw new Fault('invalid', 'value', `--role must be one of ${ROLES.join(', ')}; "${role}" is none.`);
  }
  const { site, practitioner, patient, proxy } = values;
  const given = Object.entries({ site, practitioner, patient, proxy }).filter(([, value]) => value !== undefined);
  const { oneTime } = await house.access.manage.open(SYSTEM, {
    username,
    name: required(values.name, '--name'),
    role,
    ...(Object.fromEntries(given) as Omit<NewAssignment, 'role'>),
  });
  return sayOneTime(oneTime);
}

const ACTS: Record<string, (house: House, text: string | undefined, values: Values) => Promise<string>> = {
  async list(house, text = '') {
    const { accounts, isMore } = await house.access.manage.find(SYSTEM, { text });
    return `${accounts.map(sayAccount).join('\n')}\n${isMore ? 'There are more: give a part of the name.\n' : ''}`;
  },
  create: (house, username, values) => create(house, required(username, 'The user name'), values),
  async reset(house, username) {
    const { id } = await findOne(house, required(username, 'The user name'));
    return sayOneTime(await house.access.manage.resetPassword(SYSTEM, id));
  },
  async disable(house, username) {
    const { id } = await findOne(house, required(username, 'The user name'));
    await house.access.manage.disable(SYSTEM, id);
    return 'Disabled: nobody is let in by it, and its sessions are over.\n';
  },
  async enable(house, username) {
    const { id } = await findOne(house, required(username, 'The user name'));
    await house.access.manage.enable(SYSTEM, id);
    return 'Enabled.\n';
  },
};

export const account: Command = {
  help: `
Usage: throughline account list [TEXT]
       throughline account create USERNAME --name NAME --role ROLE [OPTIONS]
       throughline account reset|disable|enable USERNAME

Keeps accounts from where the database is: the first administrator, or one that nobody can help any more. The app has
all of it under Accounts. "create" and "reset" print a password that is good for one sign-in within three days.

  --role ROLE          ${ROLES.filter((role) => role !== 'system').join(', ')}
  --site REFERENCE     Organization/... or Location/...
  --practitioner ID    whom in the directory it is for
  --patient ID         whose record, for the role "patient"
  --proxy ID           the RelatedPerson who acts for that patient`,
  async run(args) {
    const { values, positionals } = parseArgs({ args, options: OPTIONS, allowPositionals: true });
    const [name = '', text] = positionals;
    const act = ACTS[name];
    if (!act) {
      const known = Object.keys(ACTS).join(', ');
      throw new Fault(
        'invalid',
        'value',
        `Say what to do with accounts: ${known}${name ? `; "${name}" is none` : ''}.`,
      );
    }
    return withHouse({ logLevel: 'warn' }, async (house) => {
      process.stdout.write(await act(house, text, values));
      return 0;
    });
  },
};
