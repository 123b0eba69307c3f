import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Self } from '../../access/index.ts';
import { Fault } from '../../base/index.ts';
import type { Doors } from '../doors.ts';
import { callerOf, sessionCookie } from '../who.ts';
import { viewAssignment } from './account-view.ts';
import { REGISTRATION, bodyOf, relyingParty } from './relying-party.ts';

const NAME = z.string().trim().min(1).max(60);
const CODE = z.object({ code: z.string().max(100) });
const PASSWORD = z.object({ password: z.string().max(1000) });
const PASSWORDS = z.object({ present: z.string().max(1000), password: z.string().max(1000) });
const NEW_PASSKEY = z.object({ response: REGISTRATION, name: NAME });
const NAMED = z.object({ name: NAME });
const ASSIGNMENT = z.object({ assignment: z.uuid() });
const PASSKEY_BODY = { bodyLimit: 65_536 };

/** Whoever is signed in by a session; a token has no account of its own to change. */
async function selfOf(doors: Doors, request: FastifyRequest): Promise<Self> {
  const caller = callerOf(request);
  const cookie = sessionCookie(request);
  const session = caller.kind === 'account' && cookie ? await doors.access.session(cookie) : null;
  if (!session) throw new Fault('forbidden', 'forbidden', 'Only who is signed in has an account here.');
  return { session, caller, address: request.ip };
}

function param(request: FastifyRequest, name: string): string {
  return (request.params as Record<string, string>)[name] ?? '';
}

/** What one signs in with: the password, the app, passkeys, recovery codes. */
function serveFactors(scope: FastifyInstance, doors: Doors): void {
  const { own } = doors.access;
  scope.post('/account/confirm', async (request, reply) => {
    const { password } = bodyOf(request, PASSWORD, 'Give your password.');
    await own.confirm(await selfOf(doors, request), password);
    return reply.code(204).send();
  });
  scope.post('/account/password', async (request) =>
    own.changePassword(
      await selfOf(doors, request),
      bodyOf(request, PASSWORDS, 'Give your present password and the new one.'),
    ),
  );
  scope.post('/account/totp/ask', async (request) => own.proposeTotp(await selfOf(doors, request)));
  scope.post('/account/totp', async (request) => {
    const { code } = bodyOf(request, CODE, 'Give the code of your app.');
    return { recoveryCodes: await own.addTotp(await selfOf(doors, request), code) };
  });
  scope.delete('/account/totp', async (request, reply) => {
    await own.removeTotp(await selfOf(doors, request));
    return reply.code(204).send();
  });
  scope.post('/account/passkeys/ask', async (request) => ({
    options: await own.askPasskey(await selfOf(doors, request), relyingParty(request)),
  }));
  scope.post('/account/passkeys', PASSKEY_BODY, async (request) => {
    const given = bodyOf(request, NEW_PASSKEY, 'Send what the browser says of the passkey, and its name.');
    return { recoveryCodes: await own.addPasskey(await selfOf(doors, request), given, relyingParty(request)) };
  });
  scope.put('/account/passkeys/:id', async (request, reply) => {
    const { name } = bodyOf(request, NAMED, 'Give the passkey a name of up to 60 characters.');
    await own.renamePasskey(await selfOf(doors, request), param(request, 'id'), name);
    return reply.code(204).send();
  });
  scope.delete('/account/passkeys/:id', async (request, reply) => {
    await own.removePasskey(await selfOf(doors, request), param(request, 'id'));
    return reply.code(204).send();
  });
  scope.post('/account/recovery-codes', async (request) => ({
    recoveryCodes: await own.renewRecoveryCodes(await selfOf(doors, request)),
  }));
}

/** `/account`: what one's own account is, and what one does with it. */
export function serveOwnAccount(scope: FastifyInstance, doors: Doors): void {
  serveFactors(scope, doors);

  scope.get('/account', async (request) => {
    const self = await selfOf(doors, request);
    const { assignments, ...account } = await doors.access.own.read(self);
    const views = assignments.map((one) => viewAssignment(doors, self.session.account, one, request.id));
    return { ...account, assignments: await Promise.all(views) };
  });
  scope.delete('/account/sessions', async (request) => {
    const { session, caller } = await selfOf(doors, request);
    return { ended: await doors.access.endSessions(caller, session.account.id, session.id) };
  });
  scope.delete('/account/sessions/:id', async (request, reply) => {
    const { session, caller } = await selfOf(doors, request);
    await doors.access.endSession(caller, session.account.id, param(request, 'id'));
    return reply.code(204).send();
  });
  scope.post('/account/assignment', async (request, reply) => {
    const { assignment } = bodyOf(request, ASSIGNMENT, 'Say which role.');
    await doors.access.own.changeRole(await selfOf(doors, request), assignment);
    return reply.code(204).send();
  });
}
