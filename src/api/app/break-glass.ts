import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Fault } from '../../base/index.ts';
import { isId } from '../../fhir/index.ts';
import { breakGlass, judgeGlass, listGlass, mendGlass, openGlass } from '../../record/index.ts';
import type { Doors } from '../doors.ts';
import { callerOf } from '../who.ts';

const ASK = z.object({ reason: z.string().max(5000), minutes: z.number().optional() });
const REVIEW = z.object({ verdict: z.enum(['justified', 'not-justified']), note: z.string().max(2000).default('') });
const UUID = /^[0-9a-f-]{36}$/;

function patientIn(request: FastifyRequest): string {
  const { id } = request.params as { id: string };
  if (!isId(id)) throw new Fault('invalid', 'value', 'That is not an id.', { expression: 'id' });
  return id;
}

function glassIn(request: FastifyRequest): string {
  const { id } = request.params as { id: string };
  if (!UUID.test(id)) throw new Fault('not-found', 'not-found', 'There is no such emergency.');
  return id;
}

/** Opening a record in an emergency, its end, and what the privacy officer says of it. */
export function serveBreakGlass(scope: FastifyInstance, doors: Doors): void {
  const { record } = doors;
  scope.post('/patients/:id/break-glass', async (request, reply) => {
    const asked = ASK.safeParse(request.body);
    if (!asked.success) throw new Fault('invalid', 'required', 'Give the reason.', { expression: 'reason' });
    const glass = await breakGlass(record, callerOf(request), { patient: patientIn(request), ...asked.data });
    return reply.code(201).send(glass);
  });
  scope.get('/patients/:id/break-glass', async (request) => ({
    open: await openGlass(record, callerOf(request), patientIn(request)),
    rules: usualOf(doors, request),
  }));
  scope.delete('/break-glass/:id', async (request, reply) => {
    await mendGlass(record, callerOf(request), glassIn(request));
    return reply.code(204).send();
  });
  scope.get('/break-glass', async (request) => ({ emergencies: await listGlass(record, callerOf(request)) }));
  scope.post('/break-glass/:id/review', async (request, reply) => {
    const asked = REVIEW.safeParse(request.body);
    if (!asked.success) {
      throw new Fault('invalid', 'value', 'The verdict is "justified" or "not-justified".', { expression: 'verdict' });
    }
    await judgeGlass(record, callerOf(request), glassIn(request), asked.data);
    return reply.code(204).send();
  });
}

/** Whether the caller may at all, and for how long. */
function usualOf(doors: Doors, request: FastifyRequest): { may: boolean; usualMinutes: number; mostMinutes: number } {
  const { roles, usualMinutes, mostMinutes } = doors.record.inForce.rulesAt(doors.clock.now()).breakGlass;
  return { may: roles.includes(callerOf(request).role), usualMinutes, mostMinutes };
}
