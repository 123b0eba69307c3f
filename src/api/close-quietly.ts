import type { FastifyInstance } from 'fastify';
import type { Socket } from 'node:net';

/** What is under way may finish; after that the process goes. */
const GRACE_MS = 5_000;

/**
 * Lets the server close at once where nothing is under way. Node closes connections that have had a request and are idle, but
 * waits a minute for those that a browser opened beforehand and never used.
 */
export function closeQuietly(server: FastifyInstance): void {
  const quiet = new Set<Socket>();
  server.server.on('connection', (socket: Socket) => {
    quiet.add(socket);
    socket.once('close', () => quiet.delete(socket));
  });
  server.server.on('request', (request, response) => {
    quiet.delete(request.socket);
    response.once('close', () => {
      if (!request.socket.destroyed) quiet.add(request.socket);
    });
  });
  server.addHook('preClose', async () => {
    for (const socket of quiet) socket.destroy();
    setTimeout(() => server.server.closeAllConnections(), GRACE_MS).unref();
  });
}
