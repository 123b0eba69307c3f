import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { callerOf as callerAs, type NextStep, type SignedIn, type Stepped } from '../../access/index.ts';
import { Fault } from '../../base/index.ts';
import type { Doors } from '../doors.ts';
import { SESSION_COOKIE, callerOf, isSameOrigin, isSecure, sessionCookie } from '../who.ts';
import { viewAccount, viewStep } from './account-view.ts';
import { AUTHENTICATION, REGISTRATION, bodyOf, originOf, relyingParty } from './relying-party.ts';

const STEP_COOKIE = 'throughline_step';
/** The step's secret goes to nobody but who serves the steps. */
const STEP_PATH = '/app/sign-in';
const SMALL = { bodyLimit: 16_384 };
const CREDENTIALS = z.object({ username: z.string().max(1000), password: z.string().max(1000) });
const CODE = z.object({ code: z.string().max(100) });
const PASSWORD = z.object({ password: z.string().max(1000) });
const ASSIGNMENT = z.object({ assignment: z.uuid() });
const PASSKEY = z.object({ response: AUTHENTICATION });
const NEW_PASSKEY = z.object({ response: REGISTRATION, name: z.string().trim().min(1).max(60) });

const cookieOptions = (request: FastifyRequest) =>
  ({ path: '/', httpOnly: true, sameSite: 'strict', secure: isSecure(request) }) as const;

/** A sign-in is begun and gone on with from a page of ours alone. */
function refuseForeign(request: FastifyRequest): void {
  if (isSameOrigin(request) === false)
    throw new Fault('forbidden', 'forbidden', 'Signing in starts from a page of this server.');
}

function stepCookie(request: FastifyRequest): string {
  const secret = request.cookies[STEP_COOKIE];
  if (secret && secret.length <= 256) return secret;
  throw new Fault('unauthenticated', 'expired', 'No sign-in was begun: begin again.', { reason: 'step-over' });
}

async function accountOf(doors: Doors, request: FastifyRequest, answer: SignedIn): Promise<object> {
  const caller = { ...callerAs(answer.account), requestId: request.id };
  const assignments = await doors.access.assignments(answer.account.id);
  return viewAccount(doors, caller, answer.account, assignments);
}

/** Tells what a thing shown led to: the session's cookie and whose it is, or the next step and its cookie. */
async function sendEntered(
  doors: Doors,
  request: FastifyRequest,
  reply: FastifyReply,
  answer: SignedIn | NextStep | Stepped,
): Promise<FastifyReply> {
  const codes = 'recoveryCodes' in answer ? { recoveryCodes: answer.recoveryCodes } : {};
  const maxAge = Math.ceil((answer.expires - doors.clock.now()) / 1000);
  if (answer.kind === 'step') {
    reply.setCookie(STEP_COOKIE, answer.secret, { ...cookieOptions(request), path: STEP_PATH, maxAge });
    return reply.send({ step: await viewStep(doors, answer, request.id), ...codes });
  }
  const earlier = sessionCookie(request);
  if (earlier) await doors.access.signOut(earlier, originOf(request));
  reply.setCookie(SESSION_COOKIE, answer.secret, { ...cookieOptions(request), maxAge });
  if (request.cookies[STEP_COOKIE]) reply.clearCookie(STEP_COOKIE, { ...cookieOptions(request), path: STEP_PATH });
  return reply.send({ account: await accountOf(doors, request, answer), ...codes });
}

/** The first thing shown: a password, or a passkey alone. */
function serveFirst(open: FastifyInstance, doors: Doors): void {
  open.post('/sign-in', SMALL, async (request, reply) => {
    refuseForeign(request);
    const given = bodyOf(request, CREDENTIALS, 'Give a username and a password.');
    return sendEntered(doors, request, reply, await doors.access.signIn({ ...given, ...originOf(request) }));
  });

  open.post('/sign-in/passkey/ask', SMALL, async (request) => {
    refuseForeign(request);
    return { options: await doors.access.askPasskey(relyingParty(request)) };
  });

  open.post('/sign-in/passkey', async (request, reply) => {
    refuseForeign(request);
    const { response } = bodyOf(request, PASSKEY, 'Send what the browser says of the passkey.');
    const answer = await doors.access.signInByPasskey(response, relyingParty(request), originOf(request));
    return sendEntered(doors, request, reply, answer);
  });
}

/** What a step is answered with, by its address. */
function serveSteps(open: FastifyInstance, doors: Doors): void {
  const { steps } = doors.access;
  type Take = (secret: string, request: FastifyRequest) => Promise<Stepped>;
  const take = (path: string, work: Take) =>
    open.post(`/sign-in/step/${path}`, { bodyLimit: 65_536 }, async (request, reply) => {
      refuseForeign(request);
      return sendEntered(doors, request, reply, await work(stepCookie(request), request));
    });
  const ask = (path: string, work: (secret: string, request: FastifyRequest) => Promise<unknown>) =>
    open.post(`/sign-in/step/${path}`, SMALL, async (request) => {
      refuseForeign(request);
      return work(stepCookie(request), request);
    });

  open.get('/sign-in/step', async (request) => ({
    step: request.cookies[STEP_COOKIE]
      ? await viewStep(doors, await steps.current(stepCookie(request)), request.id)
      : null,
  }));
  take('totp', (secret, request) =>
    steps.totp(secret, bodyOf(request, CODE, 'Give the code of your app.').code, originOf(request)),
  );
  take('recovery-code', (secret, request) =>
    steps.recoveryCode(secret, bodyOf(request, CODE, 'Give a recovery code.').code, originOf(request)),
  );
  ask('passkey/ask', async (secret, request) => ({ options: await steps.askPasskey(secret, relyingParty(request)) }));
  take('passkey', (secret, request) => {
    const { response } = bodyOf(request, PASSKEY, 'Send what the browser says of the passkey.');
    return steps.passkey(secret, response, relyingParty(request), originOf(request));
  });
  take('new-password', (secret, request) =>
    steps.newPassword(secret, bodyOf(request, PASSWORD, 'Give a new password.').password, originOf(request)),
  );
  ask('new-totp/ask', async (secret) => steps.proposeTotp(secret));
  take('new-totp', (secret, request) =>
    steps.addTotp(secret, bodyOf(request, CODE, 'Give the code of your app.').code, originOf(request)),
  );
  ask('new-passkey/ask', async (secret, request) => ({
    options: await steps.askRegistration(secret, relyingParty(request)),
  }));
  take('new-passkey', (secret, request) => {
    const given = bodyOf(request, NEW_PASSKEY, 'Send what the browser says of the passkey, and its name.');
    return steps.addPasskey(secret, given, relyingParty(request), originOf(request));
  });
  take('assignment', (secret, request) =>
    steps.assignment(secret, bodyOf(request, ASSIGNMENT, 'Say which role.').assignment, originOf(request)),
  );
}

/** Sign-in, sign-out, and who one is. `open` routes are for whoever is not signed in. */
export function serveSignIn(open: FastifyInstance, scope: FastifyInstance, doors: Doors): void {
  serveFirst(open, doors);
  serveSteps(open, doors);

  open.post('/sign-out', async (request, reply) => {
    if (isSameOrigin(request) === false)
      throw new Fault('forbidden', 'forbidden', 'Signing out starts from a page of this server.');
    const cookie = sessionCookie(request);
    if (cookie) await doors.access.signOut(cookie, originOf(request));
    reply.clearCookie(SESSION_COOKIE, cookieOptions(request));
    return reply
      .clearCookie(STEP_COOKIE, { ...cookieOptions(request), path: STEP_PATH })
      .code(204)
      .send();
  });

  scope.get('/me', async (request) => {
    const caller = callerOf(request);
    const cookie = sessionCookie(request);
    // A bearer token counts before a cookie, and speaks for no session.
    const session = caller.kind === 'account' && cookie ? await doors.access.session(cookie) : null;
    const assignments = session ? await doors.access.assignments(caller.id) : [];
    return { account: await viewAccount(doors, caller, session?.account ?? null, assignments) };
  });
}
