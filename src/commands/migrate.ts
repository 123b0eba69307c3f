import type { Command } from './command.ts';
import { withHouse } from './house.ts';

export const migrateCommand: Command = {
  help: `
Usage: throughline migrate

Applies the migrations that the database has not seen yet, in order, each in one transaction. Forward only.
Two servers that start at once wait for one another.`,
  run: () =>
    withHouse({ logLevel: 'warn' }, async (house) => {
      const count = house.migrated.length;
      process.stdout.write(
        count === 0 ? 'The schema is current.\n' : `Applied ${count}: ${house.migrated.join(', ')}.\n`,
      );
      return 0;
    }),
};
