import { configFrom, systemClock } from '../base/index.ts';
import { PARTNERS } from '../demo/index.ts';
import { runPartner } from '../partners/index.ts';
import { buildWebIfStale } from './build-web.ts';
import type { Command } from './command.ts';
import { DEMO_PATIENTS, DEMO_SEED, fillDemo, isEmpty, signIns, toldAsOf } from './demo.ts';
import { type House, openHouse } from './house.ts';
import { ROOT, refuseTakenPort, serveUntilStopped } from './serve.ts';

const DATABASE_SAID = {
  created: 'PostgreSQL made and started',
  started: 'PostgreSQL started',
  reused: 'PostgreSQL was already running; using it',
  given: 'Using the PostgreSQL of DATABASE_URL',
};

/** Six hours are 24 seconds: who tries it waits for a result, and not for long. */
const PARTNER_SPEED = 900;

/** The demonstration's laboratory, imaging center and pharmacy, each a client over HTTP with a token of its own. */
async function playPartners(house: House, address: string, signal: AbortSignal): Promise<void> {
  if (!address.startsWith('http:')) return;
  await Promise.all(
    PARTNERS.map(async ({ kind, organization }) => {
      const site = `Organization/${organization}`;
      const role = kind === 'pharmacy' ? 'dispensing-pharmacy' : 'diagnostic-service';
      await runPartner({
        partner: { kind, organization: site },
        url: address,
        token: async () => (await house.access.issueToken({ role, site })).token,
        seed: String(DEMO_SEED),
        speed: PARTNER_SPEED,
        log: house.log,
        signal,
      });
    }),
  );
}

export const start: Command = {
  help: `
Usage: throughline start        (npm start)

Starts the database, migrates, fills an empty record with the demonstration health system, builds the app when its
sources have changed, serves, and prints the address and the sign-ins. Beside it the demonstration's laboratory, imaging
center and pharmacy answer what is ordered of them, within half a minute mostly. Ctrl-C stops it in order.`,
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
      await serveUntilStopped(
        house,
        (address) => {
          if (demonstration) process.stdout.write(`\n${signIns()}`);
          process.stdout.write(`\nThroughline is at ${address}   (FHIR at ${address}/fhir; Ctrl-C stops it)\n`);
        },
        demonstration ? (address, signal) => playPartners(house, address, signal) : undefined,
      );
    } finally {
      await house.close();
    }
    return 0;
  },
};
