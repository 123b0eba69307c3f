import { parseArgs } from 'node:util';
import { SYSTEM } from '../base/index.ts';
import { reindex, requestReindex } from '../record/index.ts';
import type { Command } from './command.ts';
import { withHouse } from './house.ts';
import { progressBar } from './progress.ts';

export const reindexCommand: Command = {
  help: `
Usage: throughline reindex [TYPE...]

Indexes again what is stored by older definitions than those in force: after a new version of the program, or a new
SearchParameter. With types, those from the beginning, whatever they are stored by. The record may be read and written
meanwhile; interrupted, it goes on where it was. A server that runs does the same by itself.

Exit status: 0 everything is indexed, 1 another process is at it, or a newer
program was here.`,
  async run(args) {
    const { positionals } = parseArgs({ args, options: {}, allowPositionals: true });
    return withHouse({ logLevel: 'warn' }, async (house) => {
      if (positionals.length > 0) await requestReindex(house.record, SYSTEM, positionals);
      const bar = progressBar('Index', 'resources');
      const before = new Map<string, number>();
      const types = await reindex(house.record, {
        onProgress: (one) => {
          bar.count(one.done - (before.get(one.type) ?? 0));
          before.set(one.type, one.done);
          bar.show(one.done, one.total, one.type);
        },
      });
      if (types === null) {
        process.stdout.write(
          'Another process is indexing, or a newer program was here; GET /fhir/$reindex tells how far it is.\n',
        );
        return 1;
      }
      bar.end(types.length === 0 ? 'Everything is indexed already' : `Indexed ${types.join(', ')}`);
      return 0;
    });
  },
};
