import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { roleName, type Account } from '../../access/index.ts';
import { Fault, type Caller } from '../../base/index.ts';
import { read } from '../../record/index.ts';
import type { Doors } from '../doors.ts';
import { SESSION_COOKIE, callerOf, isSameOrigin, isSecure, sessionCookie } from '../who.ts';

const CREDENTIALS = z.object({ username: z.string().max(1000), password: z.string().max(1000) });

type AccountView = {
  id: string;
  username: string;
  name: string;
  role: string;
  roleName: string;
  practitioner?: string;
  patient?: string;
  site?: { reference: string; name: string };
};

const cookieOptions = (request: FastifyRequest) =>
  ({ path: '/', httpOnly: true, sameSite: 'strict', secure: isSecure(request) }) as const;

/** The name of a site, as the record has it; its reference where the record has none. */
async function siteOf(doors: Doors, caller: Caller, reference: string): Promise<{ reference: string; name: string }> {
  const [type = '', id = ''] = reference.split('/');
  const answer = await read(doors.record, caller, type, id).catch((error: unknown) => {
    if (error instanceof Fault && error.kind !== 'unavailable') return null;
    throw error;
  });
  if (!answer || answer.deleted) return { reference, name: reference };
  const { name } = JSON.parse(answer.body) as { name?: string };
  return { reference, name: name ?? reference };
}

async function viewOf(doors: Doors, caller: Caller, account: Account | null): Promise<AccountView> {
  return {
    id: caller.id,
    username: account?.username ?? '',
    name: caller.name,
    role: caller.role,
    roleName: roleName(caller.role),
    ...(caller.practitioner ? { practitioner: caller.practitioner } : {}),
    ...(caller.patient ? { patient: `Patient/${caller.patient}` } : {}),
    ...(caller.site ? { site: await siteOf(doors, caller, caller.site) } : {}),
  };
}

async function signIn(doors: Doors, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  if (isSameOrigin(request) === false)
    throw new Fault('forbidden', 'forbidden', 'Signing in starts from a page of this server.');
  const given = CREDENTIALS.safeParse(request.body);
  if (!given.success) {
    const field = String(given.error.issues[0]?.path[0] ?? 'username');
    throw new Fault('invalid', 'required', 'Give a username and a password.', { expression: field });
  }
  const earlier = sessionCookie(request);
  const signedIn = await doors.access.signIn({ ...given.data, address: request.ip });
  if (earlier) await doors.access.signOut(earlier);
  const caller = await doors.access.sessionCaller(signedIn.secret);
  if (!caller) throw new Fault('unauthenticated', 'expired', 'The account was removed meanwhile.');
  const maxAge = Math.ceil((signedIn.expires - doors.clock.now()) / 1000);
  reply.setCookie(SESSION_COOKIE, signedIn.secret, { ...cookieOptions(request), maxAge });
  return reply.send({ account: await viewOf(doors, caller, signedIn.account) });
}

/** Sign-in, sign-out, and who one is. `open` routes are for whoever is not signed in. */
export function serveSignIn(open: FastifyInstance, scope: FastifyInstance, doors: Doors): void {
  open.post('/sign-in', { bodyLimit: 16_384 }, async (request, reply) => signIn(doors, request, reply));

  open.post('/sign-out', async (request, reply) => {
    if (isSameOrigin(request) === false)
      throw new Fault('forbidden', 'forbidden', 'Signing out starts from a page of this server.');
    const cookie = sessionCookie(request);
    if (cookie) await doors.access.signOut(cookie);
    return reply.clearCookie(SESSION_COOKIE, cookieOptions(request)).code(204).send();
  });

  scope.get('/me', async (request) => {
    const caller = callerOf(request);
    const account = caller.kind === 'account' ? await doors.access.account(caller.id) : null;
    return { account: await viewOf(doors, caller, account) };
  });
}
