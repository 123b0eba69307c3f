import type { FastifyInstance } from 'fastify';
import { roleName } from '../../access/index.ts';
import { type Caller, Fault } from '../../base/index.ts';
import { isId } from '../../fhir/index.ts';
import { explain, programmesInForce, readPolicies } from '../../record/index.ts';
import type { Doors } from '../doors.ts';
import { callerOf } from '../who.ts';
import { parameter } from './patients.ts';

const LONGEST_USERNAME = 200;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function refuseUnlessOfficer(caller: Caller): void {
  if (caller.role === 'privacy-officer' && caller.kind === 'account') return;
  throw new Fault('forbidden', 'forbidden', 'Not allowed: the privacy officer asks who sees what.');
}

/** For those who answer for access: the rules in force, and what they let one person see of another's record. */
export function serveOversight(scope: FastifyInstance, doors: Doors): void {
  const { access, record } = doors;
  scope.get('/access/rules', async (request) => readPolicies(record, callerOf(request)));

  // Whoever signs a consent must be able to name who keeps the records.
  scope.get('/access/programmes', async () => ({ programmes: programmesInForce(record) }));

  scope.get('/access/staff', async (request) => {
    refuseUnlessOfficer(callerOf(request));
    const staff = await access.listStaff();
    return {
      staff: staff.map(({ username, name, role, assignment }) => ({
        username,
        name,
        roleName: roleName(role),
        assignment,
      })),
    };
  });

  scope.get('/patients/:id/explained', async (request) => {
    const asking = callerOf(request);
    refuseUnlessOfficer(asking);
    const { id } = request.params as { id: string };
    if (!isId(id)) throw new Fault('invalid', 'value', 'That is not an id.', { expression: 'id' });
    const username = parameter(request, 'as');
    const assignment = parameter(request, 'assignment') || undefined;
    if (assignment !== undefined && !UUID.test(assignment)) {
      throw new Fault('invalid', 'value', 'That is no assignment.', { expression: 'assignment' });
    }
    const about = username.length > LONGEST_USERNAME ? null : await access.callerNamed(username, assignment);
    if (!about) throw new Fault('not-found', 'not-found', 'There is no such account.', { expression: 'as' });
    return {
      about: { name: about.name, roleName: roleName(about.role) },
      found: await explain(record, asking, about, id),
    };
  });
}
