import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { requireAdministrator, roleName, type ManagedAccount, type NewAssignment } from '../../access/index.ts';
import { Fault, ROLES, type Caller } from '../../base/index.ts';
import { read } from '../../record/index.ts';
import type { Doors } from '../doors.ts';
import { callerOf } from '../who.ts';
import { namedFor } from './account-view.ts';
import { bodyOf } from './relying-party.ts';

const REFERENCE = z.string().max(100);
const ROLE = z.enum(ROLES);
const ASSIGNMENT = z.object({
  role: ROLE,
  site: REFERENCE.optional(),
  practitionerRole: REFERENCE.optional(),
  patient: REFERENCE.optional(),
  proxy: REFERENCE.optional(),
  from: z.string().max(40).optional(),
  until: z.string().max(40).optional(),
});
const ACCOUNT = ASSIGNMENT.extend({
  username: z.string().max(100),
  name: z.string().max(200),
  practitioner: REFERENCE.optional(),
});
const WHO = z.object({ name: z.string().max(200), practitioner: REFERENCE.optional() });
const WANTED = z.object({ text: z.string().max(200), after: z.object({ name: z.string(), id: z.uuid() }).optional() });
const UNTIL = z.object({ until: z.string().max(40).nullable() });
const ROLE_LIST = z.object({ roles: z.array(ROLE).max(ROLES.length) });

/** What was not said, or left empty, is left out. */
function without<T extends object>(given: T): T {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined && value !== '')) as T;
}

function idOf(request: FastifyRequest, name = 'id'): string {
  const id = z.uuid().safeParse((request.params as Record<string, string>)[name]);
  if (!id.success) throw new Fault('not-found', 'not-found', 'There is no such account.');
  return id.data;
}

/** A resource that an account is to be tied to, as the administrator may read it. Faults: `invalid`, with the field. */
async function mustExist(
  doors: Doors,
  caller: Caller,
  reference: string,
  type: string,
  field: string,
): Promise<object> {
  const id = reference.startsWith(`${type}/`) ? reference.slice(type.length + 1) : reference;
  const found = await read(doors.record, caller, type, id).catch((error: unknown) => {
    if (error instanceof Fault && error.kind !== 'unavailable') return null;
    throw error;
  });
  if (found && !found.deleted) return JSON.parse(found.body) as object;
  throw new Fault('invalid', 'not-found', `There is no ${type} "${id.slice(0, 64)}" in the record.`, {
    expression: field,
    reason: 'no-such-person',
  });
}

/** Who acts for a patient is one of that patient's related persons; every reference is to what is in the record. */
async function refuseUnknown(doors: Doors, caller: Caller, asked: NewAssignment): Promise<void> {
  const { site, practitionerRole, patient, proxy } = asked;
  if (site)
    await mustExist(doors, caller, site, site.split('/')[0] === 'Location' ? 'Location' : 'Organization', 'site');
  if (practitionerRole) await mustExist(doors, caller, practitionerRole, 'PractitionerRole', 'practitionerRole');
  if (patient) await mustExist(doors, caller, patient, 'Patient', 'patient');
  if (!proxy) return;
  const related = (await mustExist(doors, caller, proxy, 'RelatedPerson', 'proxy')) as fhir4.RelatedPerson;
  if (related.patient.reference === `Patient/${(patient ?? '').replace(/^Patient\//, '')}`) return;
  throw new Fault('invalid', 'value', 'This related person is not of this patient.', {
    expression: 'proxy',
    reason: 'not-related',
  });
}

/** Accounts with the names of what they are, each looked up once. */
async function viewAccounts(doors: Doors, caller: Caller, accounts: readonly ManagedAccount[]): Promise<object[]> {
  const names = new Map<string, Promise<{ reference: string; name: string }>>();
  const named = (reference: string) => {
    const known = names.get(reference) ?? namedFor(doors, caller, reference);
    names.set(reference, known);
    return known;
  };
  return Promise.all(
    accounts.map(async ({ assignments, ...account }) => ({
      ...account,
      assignments: await Promise.all(
        assignments.map(async ({ site, patient, ...one }) => ({
          ...one,
          roleName: roleName(one.role),
          ...(site ? { site: await named(site) } : {}),
          ...(patient ? { patient: await named(`Patient/${patient}`) } : {}),
        })),
      ),
    })),
  );
}

/** What is done with an account that is there. */
function serveActs(scope: FastifyInstance, doors: Doors): void {
  const { manage } = doors.access;
  scope.put('/admin/accounts/:id', async (request, reply) => {
    const who = without(bodyOf(request, WHO, 'Give the name of whom it is for.'));
    const caller = callerOf(request);
    requireAdministrator(caller);
    if (who.practitioner) await mustExist(doors, caller, who.practitioner, 'Practitioner', 'practitioner');
    await manage.change(caller, idOf(request), who as { name: string });
    return reply.code(204).send();
  });
  scope.post('/admin/accounts/:id/password', async (request) => manage.resetPassword(callerOf(request), idOf(request)));
  const act = (path: string, work: (caller: Caller, id: string) => Promise<unknown>) =>
    scope.post(`/admin/accounts/:id/${path}`, async (request, reply) => {
      await work(callerOf(request), idOf(request));
      return reply.code(204).send();
    });
  act('disable', manage.disable);
  act('enable', manage.enable);
  act('remove-factors', manage.removeFactors);
  act('end-sessions', async (caller, id) => {
    requireAdministrator(caller);
    await doors.access.endSessions(caller, id, null);
  });
  scope.post('/admin/accounts/:id/assignments', async (request) => {
    const asked = without(bodyOf(request, ASSIGNMENT, 'Say which role.')) as NewAssignment;
    const caller = callerOf(request);
    requireAdministrator(caller);
    await refuseUnknown(doors, caller, asked);
    return { assignment: await manage.assign(caller, idOf(request), asked) };
  });
  scope.put('/admin/accounts/:id/assignments/:assignment', async (request) => {
    const { until } = bodyOf(request, UNTIL, 'Say when it ends.');
    const ended = await manage.endAssignment(callerOf(request), idOf(request), idOf(request, 'assignment'), until);
    return { assignment: ended };
  });
}

/** `/admin/accounts`: who may sign in, kept by administrators. */
export function serveAdminAccounts(scope: FastifyInstance, doors: Doors): void {
  const { manage } = doors.access;
  serveActs(scope, doors);

  // What is looked for is somebody's name: it travels in the body.
  scope.post('/admin/accounts/find', async (request) => {
    const caller = callerOf(request);
    const { text, after } = bodyOf(request, WANTED, 'Give the text to look for.');
    const found = await manage.find(caller, { text, ...(after ? { after } : {}) });
    return { accounts: await viewAccounts(doors, caller, found.accounts), isMore: found.isMore };
  });
  scope.get('/admin/accounts/:id', async (request) => {
    const caller = callerOf(request);
    const { open, ...account } = await manage.read(caller, idOf(request));
    return { account: { ...(await viewAccounts(doors, caller, [account]))[0], open } };
  });
  scope.post('/admin/accounts', async (request) => {
    const asked = without(bodyOf(request, ACCOUNT, 'Give user name, name and role.'));
    const caller = callerOf(request);
    requireAdministrator(caller);
    await refuseUnknown(doors, caller, asked as NewAssignment);
    if (asked.practitioner) await mustExist(doors, caller, asked.practitioner, 'Practitioner', 'practitioner');
    return manage.open(caller, asked as Parameters<typeof manage.open>[1]);
  });
  scope.get('/admin/second-factor', async (request) => {
    requireAdministrator(callerOf(request));
    return { roles: await doors.access.secondFactorRoles() };
  });
  scope.put('/admin/second-factor', async (request, reply) => {
    const { roles } = bodyOf(request, ROLE_LIST, 'Give the roles.');
    await manage.demandSecondFactor(callerOf(request), roles);
    return reply.code(204).send();
  });
}
