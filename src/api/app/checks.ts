import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { Fault } from '../../base/index.ts';
import { checkUnsigned, countOverrides, findPlanConflicts, settleFinding } from '../../care/index.ts';
import type { Resource } from '../../fhir/index.ts';
import type { Doors } from '../doors.ts';
import { callerOf } from '../who.ts';
import { idOf } from './patients.ts';

const PRESCRIPTION = z.object({ prescription: z.looseObject({ resourceType: z.string() }) });
const SETTLED = z.object({ key: z.string().min(1), reason: z.string() });

/** What contradicts itself in a plan, what a prescription would add to that, and findings kept with a reason. */
export function serveChecks(scope: FastifyInstance, doors: Doors): void {
  const { record } = doors;
  scope.get('/patients/:id/conflicts', async (request) => findPlanConflicts(record, callerOf(request), idOf(request)));

  scope.post('/patients/:id/conflicts/settle', async (request, reply) => {
    const asked = SETTLED.safeParse(request.body);
    if (!asked.success) {
      throw new Fault('invalid', 'required', 'Give the key of the finding and the reason.', { expression: 'key' });
    }
    return reply.code(201).send(await settleFinding(record, callerOf(request), idOf(request), asked.data));
  });

  // Nothing is stored by it: a POST because what is asked about is no address.
  scope.post('/patients/:id/check-prescription', async (request) => {
    const asked = PRESCRIPTION.safeParse(request.body);
    if (!asked.success) {
      const detail = 'Give the MedicationRequest as "prescription".';
      throw new Fault('invalid', 'required', detail, { expression: 'prescription' });
    }
    return checkUnsigned(record, callerOf(request), idOf(request), asked.data.prescription as Resource);
  });

  scope.get('/checks/overrides', async (request) => ({ rules: await countOverrides(record, callerOf(request)) }));
}
