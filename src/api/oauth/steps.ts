import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { errors } from 'oidc-provider';
import { z } from 'zod';
import { Fault, type Caller } from '../../base/index.ts';
import type { Doors } from '../doors.ts';
import { faultOf, bugDetail, logBug, statusOf } from '../refusals.ts';
import { callerOf, identify, sessionCookie } from '../who.ts';
import type { Providers } from './providers.ts';
import { encountersOf, patientFor, readPatient, refuseEncounter } from './people.ts';
import { readStep, type Step } from './read-step.ts';

const ALLOWED = z.object({
  patient: z.string().max(64).optional(),
  encounter: z.string().max(64).optional(),
  scopes: z.array(z.string().max(500)).max(200),
});
const CHOSEN = z.object({ patient: z.string().max(64) });

/** Answers whatever was thrown in the app's form: `{error: {code, message}}`. */
export function sendStepError(
  doors: Doors,
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const known = error instanceof errors.SessionNotFound ? stepOver() : error;
  const fault = faultOf(known, doors.config.bodyLimitBytes);
  if (!fault) logBug(doors.log, error, { requestId: request.id, route: request.routeOptions.url ?? '(none)' });
  const told = fault
    ? { code: fault.kind, message: fault.message }
    : { code: 'failed', message: bugDetail(request.id) };
  return reply
    .code(fault ? statusOf(fault.kind) : 500)
    .type('application/json; charset=utf-8')
    .header('cache-control', 'no-store')
    .send(JSON.stringify({ error: told }));
}

function stepOver(): Fault {
  return new Fault(
    'gone',
    'expired',
    'This sign-in of an app is over, or was begun in another browser. Open the app again.',
  );
}

/**
 * What the app's own page asks and answers while an app waits to be let in. Each is of the browser that began (the flow's cookie) and of
 * whoever is signed in there (the session's); no app's token opens them.
 */
export function serveSteps(scope: FastifyInstance, doors: Doors, providers: Providers): void {
  scope.addHook('onRequest', async (_request, reply) => {
    reply.header('cache-control', 'no-store');
  });
  scope.get('/interaction/:uid', async (request, reply) => {
    const { uid } = request.params as { uid: string };
    return reply.redirect(`/authorize/${encodeURIComponent(uid)}`, 303);
  });
  void scope.register(async (inside) => {
    inside.addHook('onRequest', async (request) => {
      request.caller = await identify(doors, request);
      if (callerOf(request).kind !== 'account') throw new Fault('forbidden', 'forbidden', 'Sign in as a person.');
    });
    inside.get('/interaction/:uid/details', async (request, reply) => {
      const step = await readStep(doors, providers, request, reply);
      return reply.send(await detailsOf(doors, callerOf(request), step));
    });
    inside.post('/interaction/:uid/encounters', async (request, reply) => {
      const step = await readStep(doors, providers, request, reply);
      const given = CHOSEN.safeParse(request.body);
      if (!given.success) throw new Fault('invalid', 'required', 'Name the patient.');
      const patient = patientFor(callerOf(request), step, given.data.patient);
      return { encounters: await encountersOf(doors, callerOf(request), patient!) };
    });
    inside.post('/interaction/:uid/allow', async (request, reply) => allow(doors, providers, request, reply));
    inside.post('/interaction/:uid/deny', async (request, reply) => {
      const step = await readStep(doors, providers, request, reply);
      const result = { error: 'access_denied', error_description: 'the person did not allow it' };
      const location = await step.provider.interactionResult(request.raw, reply.raw, result, {
        mergeWithLastSubmission: false,
      });
      return { location };
    });
  });
}

/** What the page has to show: the app, whose record, and what may be unticked. */
async function detailsOf(doors: Doors, caller: Caller, step: Step): Promise<object> {
  const patient = patientFor(caller, step, undefined);
  const isPicked = step.needsPatient && patient === undefined;
  const isAskedEncounter = step.scopes.includes('launch/encounter') && step.launch === null;
  const canRemember = step.isMemorable && !isPicked && !isAskedEncounter;
  const remembered = canRemember ? await doors.access.apps.remembered(caller, step.app.id, patient, step.scopes) : null;
  return {
    app: { id: step.app.id, name: step.app.name },
    returnsTo: new URL(step.redirectUri).host,
    scopes: step.scopes,
    picks: isPicked,
    picksEncounter: isAskedEncounter,
    ...(patient ? { patient: await readPatient(doors, caller, patient) } : {}),
    ...(remembered ? { remembered } : {}),
  };
}

async function allow(
  doors: Doors,
  providers: Providers,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<{ location: string }> {
  const caller = callerOf(request);
  const step = await readStep(doors, providers, request, reply);
  const given = ALLOWED.safeParse(request.body);
  if (!given.success) throw new Fault('invalid', 'structure', 'Say which scopes are allowed.');
  const scopes = step.scopes.filter((scope) => given.data.scopes.includes(scope) || scope.startsWith('launch'));
  const patient = patientFor(caller, step, given.data.patient);
  if (step.needsPatient && patient === undefined)
    throw new Fault('invalid', 'required', 'Choose whose record it is for.');
  if (patient) await readPatient(doors, caller, patient);
  const encounter = step.launch ? step.launch.encounter : given.data.encounter;
  if (encounter) await refuseEncounter(doors, caller, encounter, patient);
  const { grant, signedIn } = await doors.access.apps.allow(caller, {
    cookie: sessionCookie(request) ?? '',
    app: step.app.id,
    scopes,
    asked: step.scopes,
    ...(patient ? { patient } : {}),
    ...(encounter ? { encounter } : {}),
    ...(step.launchSecret === undefined ? {} : { launch: step.launchSecret }),
  });
  const result = {
    login: { accountId: caller.id, remember: false, ts: signedIn },
    consent: { grantId: grant },
  };
  const location = await step.provider.interactionResult(request.raw, reply.raw, result, {
    mergeWithLastSubmission: false,
  });
  return { location };
}
