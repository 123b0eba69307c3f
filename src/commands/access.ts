import { parseArgs } from 'node:util';
import { Fault, SYSTEM } from '../base/index.ts';
import { type Explained, explain } from '../record/index.ts';
import type { Command } from './command.ts';
import { withHouse } from './house.ts';

/** What `explain` found, as lines: what is seen and what is not, by type, with the rule and examples. */
export function explainedLines(found: readonly Explained[]): string[] {
  const width = Math.max(0, ...found.map(({ type }) => type.length));
  const line = ({ type, basis, count, examples }: Explained) =>
    `  ${type.padEnd(width)}  ${String(count).padStart(5)}  ${basis}  (${examples.join(', ')}${count > examples.length ? ', ...' : ''})`;
  const part = (head: string, list: readonly Explained[]) => (list.length === 0 ? [] : [head, ...list.map(line)]);
  return [
    ...part(
      'Kept out by:',
      found.filter(({ seen }) => !seen),
    ),
    ...part(
      'Let in by:',
      found.filter(({ seen }) => seen),
    ),
  ];
}

export const accessCommand: Command = {
  help: `
Usage: throughline access explain --as USERNAME --patient ID

Says which rule lets an account into a patient's record and which keeps it out, by type, with counts and examples. It is
noted in the audit of the patient's record.

  --as USERNAME    the account that is asked about
  --patient ID     whose record`,
  async run(args) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { as: { type: 'string' }, patient: { type: 'string' } },
    });
    if (positionals[0] !== 'explain' || positionals.length > 1) {
      throw new Fault('invalid', 'value', 'Say: throughline access explain --as USERNAME --patient ID.');
    }
    const { as: username, patient } = values;
    if (!username) throw new Fault('invalid', 'required', '--as USERNAME is missing: about whom?');
    if (!patient) throw new Fault('invalid', 'required', '--patient ID is missing: whose record?');
    return withHouse({ logLevel: 'warn' }, async (house) => {
      const about = await house.access.callerNamed(username);
      if (!about) throw new Fault('not-found', 'not-found', `There is no account "${username}".`);
      const found = await explain(house.record, SYSTEM, about, patient);
      process.stdout.write(`${about.name}, ${about.role}\n${explainedLines(found).join('\n')}\n`);
      return 0;
    });
  },
};
