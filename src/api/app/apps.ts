import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { APP_KINDS, APP_USERS, type NewApp } from '../../access/index.ts';
import { Fault, ROLES, type Caller } from '../../base/index.ts';
import { isId } from '../../fhir/index.ts';
import { read } from '../../record/index.ts';
import type { Doors } from '../doors.ts';
import { sureOriginOf } from '../origin.ts';
import { callerOf } from '../who.ts';

const TEXT = z.string().max(500);
const APP = z.strictObject({
  name: TEXT,
  kind: z.enum(APP_KINDS),
  users: z.enum(APP_USERS),
  redirectUris: z.array(TEXT).max(50),
  launchUri: TEXT.optional(),
  scopes: z.array(TEXT).max(200),
  jwks: z.object({ keys: z.array(z.record(z.string(), z.unknown())) }).optional(),
  jwksUri: TEXT.optional(),
  role: z.enum(ROLES).optional(),
  introspects: z.boolean(),
});
const LAUNCH = z.strictObject({ app: TEXT, patient: TEXT.optional(), encounter: TEXT.optional() });
const CONSENT = z.strictObject({ app: TEXT, patient: TEXT.optional() });
const DISABLED = z.strictObject({ disabled: z.boolean() });

function given<T>(schema: z.ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = String(issue?.path[0] ?? '');
  const words = `${field || 'The request'}: ${issue?.message ?? 'cannot be read'}.`;
  throw new Fault('invalid', 'value', words, field ? { expression: field } : {});
}

function idOf(request: { params: unknown }): string {
  return (request.params as { id: string }).id;
}

/** Refuses what the caller may not open: an app is opened on no record that its opener cannot. */
async function refuseUnreadable(doors: Doors, caller: Caller, type: string, id: string): Promise<unknown> {
  if (!isId(id)) throw new Fault('invalid', 'value', 'That is not an id.');
  const answer = await read(doors.record, caller, type, id);
  if (!answer || answer.deleted) throw new Fault('not-found', 'not-found', 'It is not in the record.');
  return JSON.parse(answer.body);
}

async function launch(
  doors: Doors,
  caller: Caller,
  asked: z.infer<typeof LAUNCH>,
  origin: string,
): Promise<{ url: string }> {
  const { app, patient, encounter } = asked;
  if (patient) await refuseUnreadable(doors, caller, 'Patient', patient);
  if (encounter) {
    const visit = (await refuseUnreadable(doors, caller, 'Encounter', encounter)) as {
      subject?: { reference?: string };
    };
    if (!patient || visit.subject?.reference !== `Patient/${patient}`) {
      throw new Fault('invalid', 'value', 'The visit is not of this record.', { expression: 'encounter' });
    }
  }
  const opened = await doors.access.apps.launch(caller, {
    app,
    ...(patient ? { patient } : {}),
    ...(encounter ? { encounter } : {}),
  });
  const url = new URL(opened.launchUri);
  url.searchParams.set('iss', `${origin}/fhir`);
  url.searchParams.set('launch', opened.launch);
  return { url: url.href };
}

/** Apps: registering them, opening one on a record (SMART 2.2, 2.0.7), and what one has allowed which. */
export function serveApps(scope: FastifyInstance, doors: Doors): void {
  const { apps } = doors.access;
  const limits = { bodyLimit: 128 * 1024 };

  scope.get('/apps', async (request) => ({ apps: await apps.list(callerOf(request)) }));
  scope.post('/apps', limits, async (request, reply) => {
    const made = await apps.register(callerOf(request), given(APP, request.body) as NewApp);
    return reply.code(201).send(made);
  });
  scope.put('/apps/:id', limits, async (request) =>
    apps.change(callerOf(request), idOf(request), given(APP, request.body) as NewApp),
  );
  scope.post('/apps/:id/secret', async (request) => apps.renewSecret(callerOf(request), idOf(request)));
  scope.post('/apps/:id/disable', async (request) => {
    const { disabled } = given(DISABLED, request.body);
    return { app: await apps.disable(callerOf(request), idOf(request), disabled) };
  });

  scope.get('/launchable', async (request) => ({ apps: await apps.launchable(callerOf(request)) }));
  scope.post('/launches', async (request) =>
    launch(doors, callerOf(request), given(LAUNCH, request.body), sureOriginOf(doors, request)),
  );

  scope.get('/consents', async (request) => ({ consents: await apps.consents(callerOf(request)) }));
  scope.post('/consents/end', async (request, reply) => {
    const { app, patient } = given(CONSENT, request.body);
    await apps.endConsent(callerOf(request), app, patient);
    return reply.code(204).send();
  });
}
