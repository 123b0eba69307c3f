import type { FastifyInstance } from 'fastify';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildServer } from '../api/index.ts';
import { type Config, Fault, configFrom } from '../base/index.ts';
import { ESCALATION, REFUSALS, RESULTS } from '../care/index.ts';
import { keepDuty, keepIndexed, keepLabelled, keepReacting, keepTextsIndexed } from '../record/index.ts';
import { openSealer } from '../store/index.ts';
import type { Command } from './command.ts';
import { type House, openHouse } from './house.ts';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** Refuses a port that is taken before any work is done for it. */
export async function refuseTakenPort(config: Config): Promise<void> {
  if (config.port === 0) return;
  await new Promise<void>((resolve, reject) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => reject(portFault(config, error)));
    probe.listen(config.port, config.host, () => probe.close(() => resolve()));
  });
}

function portFault(config: Config, error: NodeJS.ErrnoException): Error {
  const at = `${config.host}:${config.port}`;
  if (error.code === 'EADDRINUSE') {
    return new Fault(
      'unavailable',
      'conflict',
      `Port ${config.port} is taken on ${config.host} (perhaps by another Throughline): stop that program, or choose another, as in PORT=${config.port + 1} npm start.`,
    );
  }
  if (error.code === 'EACCES') {
    return new Fault(
      'unavailable',
      'forbidden',
      `This user may not listen on ${at}: choose a port above 1023 with PORT.`,
    );
  }
  if (error.code === 'EADDRNOTAVAIL' || error.code === 'ENOTFOUND') {
    return new Fault(
      'unavailable',
      'value',
      `This machine has no address ${config.host}: set HOST to one it has (127.0.0.1, 0.0.0.0).`,
    );
  }
  return error;
}

/**
 * Listens, says where, and resolves when a signal (or the end of the launcher) has stopped everything in order. `beside` is what goes on
 * as a client of the server, and ends before it.
 */
export async function serveUntilStopped(
  house: House,
  announce: (address: string) => void,
  beside: (address: string, signal: AbortSignal) => Promise<void> = async () => undefined,
): Promise<void> {
  const server: FastifyInstance = await buildServer({
    config: house.config,
    record: house.record,
    access: house.access,
    log: house.log,
    webFolder: join(ROOT, 'web', 'dist'),
  });
  const address = await server
    .listen({ port: house.config.port, host: house.config.host })
    .catch((error: NodeJS.ErrnoException) => {
      throw portFault(house.config, error);
    });
  announce(address);
  const stopFollowing = [
    keepIndexed(house.record),
    keepTextsIndexed(house.record),
    keepLabelled(house.record),
    keepReacting(house.record, RESULTS),
    keepReacting(house.record, REFUSALS),
    keepDuty(house.record, ESCALATION),
  ];
  const sealer = openSealer({
    databaseUrl: house.sealerUrl,
    installation: house.record.settings.installation,
    anchorFile: house.config.anchorFile,
    log: house.log,
  });
  if (house.auditNotApart)
    house.log.warn({ why: house.auditNotApart }, 'the audit is not kept apart from the application');
  const stopBeside = new AbortController();
  const besides = beside(address, stopBeside.signal).catch((error: unknown) => {
    house.log.error({ reason: (error as Error).stack }, 'what went on beside the server ended by a fault');
  });
  await new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
    process.once('disconnect', () => resolve());
  });
  // A second Ctrl-C ends at once whatever an orderly stop still waits for.
  process.once('SIGINT', () => process.exit(130));
  stopBeside.abort();
  await besides;
  await Promise.all([server.close(), ...stopFollowing.map((stop) => stop())]);
  // Last, so that what was still answered is sealed too.
  await sealer.close();
}

export const serve: Command = {
  help: `
Usage: throughline serve

Starts the database if it is the embedded one, migrates, and serves until Ctrl-C: FHIR at /fhir, the app at /,
/healthz (the process is up) and /readyz (the database answers). "throughline start" also fills an empty database
with the demonstration and builds the app.`,
  async run() {
    await refuseTakenPort(configFrom(process.env));
    const house = await openHouse();
    try {
      await serveUntilStopped(house, (address) => process.stdout.write(`Throughline is at ${address}\n`));
    } finally {
      await house.close();
    }
    return 0;
  },
};
