import type { FastifyInstance, FastifyRequest } from 'fastify';
import { roleName } from '../../access/index.ts';
import { type Role, isRole } from '../../base/index.ts';
import { type Access, accessesOf, accountingOf } from '../../record/index.ts';
import type { Doors } from '../doors.ts';
import { callerOf } from '../who.ts';
import { idOf, parameter } from './patients.ts';

function viewOf(access: Access): object {
  return { ...access, roleName: isRole(access.role) ? roleName(access.role as Role) : access.role };
}

/** The parameters that are given, by their names. */
function given<K extends string>(request: FastifyRequest, names: readonly K[]): { [name in K]?: string } {
  const found = names.flatMap((name) => {
    const value = parameter(request, name);
    return value === '' ? [] : [[name, value.slice(0, 500)] as const];
  });
  return Object.fromEntries(found) as { [name in K]?: string };
}

/** Who looked into a record: for the patient whose it is, for who acts for them, and for who watches over the audit. */
export function serveAccesses(scope: FastifyInstance, doors: Doors): void {
  scope.get('/patients/:id/accesses', async (request) => {
    const ask = given(request, ['zone', 'agent', 'cursor']);
    const page = await accessesOf(doors.record, callerOf(request), idOf(request), ask);
    return { ...page, accesses: page.accesses.map(viewOf) };
  });

  scope.get('/patients/:id/accounting', async (request) => {
    const ask = given(request, ['zone', 'from', 'to']);
    const { accesses, ...window } = await accountingOf(doors.record, callerOf(request), idOf(request), ask);
    return { ...window, accesses: accesses.map(viewOf) };
  });
}
