import { configFrom, systemClock } from '../base/index.ts';
import { buildWebIfStale } from './build-web.ts';
import type { Command } from './command.ts';
import { DEMO_PATIENTS, DEMO_SEED, fillDemo, isEmpty, signIns, toldAsOf } from './demo.ts';
import { openHouse } from './house.ts';
import { ROOT, refuseTakenPort, serveUntilStopped } from './serve.ts';

const DATABASE_SAID = {
  created: 'PostgreSQL made and started',
  started: 'PostgreSQL started',
  reused: 'PostgreSQL was already running; using it',
  given: 'Using the PostgreSQL of DATABASE_URL',
};

export const start: Command = {
  help: `
Usage: throughline start        (npm start)

Starts the database, migrates, fills an empty record with the demonstration health system, builds the app when its
sources have changed, serves, and prints the address and the sign-ins. Ctrl-C stops it in order.`,
  async run() {
    const say = (line: string) => process.stderr.write(`${line}\n`);
    await refuseTakenPort(configFrom(process.env));
    const house = await openHouse({ logLevel: 'warn' });
    try {
      say(DATABASE_SAID[house.database]);
      if (await isEmpty(house)) {
        await fillDemo(house, { seed: DEMO_SEED, patients: DEMO_PATIENTS, ...toldAsOf(systemClock.now()) });
      }
      const begun = Date.now();
      if ((await buildWebIfStale(ROOT)) === 'built') say(`App built (${Math.round((Date.now() - begun) / 1000)} s)`);
      const demonstration = await house.access.accountExists('physician');
      await serveUntilStopped(house, (address) => {
        if (demonstration) process.stdout.write(`\n${signIns()}`);
        process.stdout.write(`\nThroughline is at ${address}   (FHIR at ${address}/fhir; Ctrl-C stops it)\n`);
      });
    } finally {
      await house.close();
    }
    return 0;
  },
};
