import { parseArgs } from 'node:util';
import { Fault, SYSTEM } from '../base/index.ts';
import { type Report, importFiles } from '../intake/index.ts';
import { followDefinitions } from '../record/index.ts';
import type { Command } from './command.ts';
import { withHouse } from './house.ts';
import { progressBar } from './progress.ts';

const SHOWN = 50;

/** The closing table: what was stored by type, what was refused and why. */
export function importReport(report: Report): string {
  const rows = [...report.stored].sort(([a], [b]) => (a < b ? -1 : 1));
  const out: string[] = [];
  const number = (value: number) => value.toLocaleString('en-US').padStart(9);
  if (rows.length > 0) {
    out.push(`${'Stored'.padEnd(28)}  created    updated  unchanged`);
    for (const [type, row] of rows) {
      out.push(`  ${type.padEnd(24)} ${number(row.created)}  ${number(row.updated)}  ${number(row.unchanged)}`);
    }
    const sum = (key: 'created' | 'updated' | 'unchanged') => rows.reduce((total, [, row]) => total + row[key], 0);
    out.push(`  ${'all'.padEnd(24)} ${number(sum('created'))}  ${number(sum('updated'))}  ${number(sum('unchanged'))}`);
  }
  if (report.alreadyIn > 0)
    out.push(`Already in, passed over: ${report.alreadyIn.toLocaleString('en-US')} bundles or groups`);
  out.push(`Refused: ${report.refused.toLocaleString('en-US')}`);
  for (const { file, line, expression, reason } of report.refusals.slice(0, SHOWN)) {
    out.push(`  ${file}:${line}  ${expression ? `${expression}  ` : ''}${reason}`);
  }
  if (report.refused > SHOWN) out.push(`  ... and ${(report.refused - SHOWN).toLocaleString('en-US')} more`);
  return `${out.join('\n')}\n`;
}

export const importCommand: Command = {
  help: `
Usage: throughline import PATH...

Brings in FHIR R4 transaction, batch and collection bundles (one a file, or one a line) and NDJSON, plain or gzipped;
a folder stands for the .json, .ndjson and .jsonl files beneath it. Ids are kept. A transaction goes in whole or not at
all; everything else each for itself. What is wrong is passed over and listed at the end with its file, line, FHIRPath
and reason. Run again, or after an interruption, it passes over what is in.

Exit status: 0 everything is in, 1 something was refused, 2 wrong usage.`,
  async run(args) {
    const { positionals } = parseArgs({ args, options: {}, allowPositionals: true });
    if (positionals.length === 0) {
      throw new Fault('invalid', 'required', 'Name the files or folders to import, as in throughline import records/.');
    }
    return withHouse({ logLevel: 'warn' }, async (house) => {
      const bar = progressBar('Import', 'resources');
      // What is defined while it runs holds for what comes after.
      const stopFollowing = followDefinitions(house.record, () => {});
      const report = await importFiles(house.record, SYSTEM, positionals, (progress) => {
        bar.count(progress.resources);
        bar.show(progress.bytes, progress.totalBytes, progress.file.split('/').at(-1));
      }).finally(stopFollowing);
      bar.end('Import done');
      process.stdout.write(importReport(report));
      return report.refused > 0 ? 1 : 0;
    });
  },
};
