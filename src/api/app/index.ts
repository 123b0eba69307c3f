import type { FastifyInstance } from 'fastify';
import { findNextThings } from '../../care/index.ts';
import { Fault, type Caller } from '../../base/index.ts';
import type { Doors } from '../doors.ts';
import { completeCaller } from '../complete-caller.ts';
import { callerOf, identify } from '../who.ts';
import { serveAccesses } from './accesses.ts';
import { serveAdminAccounts } from './admin-accounts.ts';
import { sendError } from './answer.ts';
import { serveApps } from './apps.ts';
import { serveBreakGlass } from './break-glass.ts';
import { serveChecks } from './checks.ts';
import { serveDirectory } from './directory.ts';
import { serveEvents } from './events.ts';
import { serveOwnAccount } from './own-account.ts';
import { serveOrders } from './orders.ts';
import { serveOversight } from './oversight.ts';
import { servePatients } from './patients.ts';
import { serveResults } from './results.ts';
import { serveSignIn } from './sign-in.ts';

/** What an app was allowed is told by scopes, which speak of FHIR alone: these endpoints are for people, and for who runs the server. */
function refuseApps(caller: Caller): void {
  if (caller.client !== undefined) throw new Fault('forbidden', 'forbidden', 'Apps ask under /fhir.');
}

/** The app's own endpoints: what FHIR has no interaction for, or would need many of. */
export function serveApp(scope: FastifyInstance, doors: Doors): void {
  // The one kind of body that a form of another page can send and that would be read.
  scope.removeContentTypeParser('text/plain');
  scope.setErrorHandler((error, request, reply) => sendError(doors, error, request, reply));
  scope.addHook('onRequest', async (_request, reply) => {
    reply.header('cache-control', 'no-store').header('vary', 'Cookie, Authorization');
  });
  void scope.register(async (inside) => {
    inside.addHook('onRequest', async (request) => {
      request.caller = await completeCaller(doors, request, await identify(doors, request));
      refuseApps(callerOf(request));
    });
    serveSignIn(scope, inside, doors);
    serveOwnAccount(inside, doors);
    serveAdminAccounts(inside, doors);
    servePatients(inside, doors);
    serveChecks(inside, doors);
    serveBreakGlass(inside, doors);
    serveAccesses(inside, doors);
    serveOversight(inside, doors);
    serveOrders(inside, doors);
    serveEvents(inside, doors);
    serveDirectory(inside, doors);
    serveApps(inside, doors);
    serveResults(inside, doors);
    inside.get('/home', async (request) => findNextThings(doors.record, callerOf(request)));
  });
  scope.all('/*', async () => {
    throw new Fault('not-found', 'not-found', 'Nothing is served at this address under /app.');
  });
}
