import type { FastifyRequest } from 'fastify';
import { purposesOf } from '../access/index.ts';
import { Fault, type Caller } from '../base/index.ts';
import { birthDateOf } from '../record/index.ts';
import type { Doors } from './doors.ts';

/** Codes of http://terminology.hl7.org/CodeSystem/v3-ActReason, those of PurposeOfUse. */
const CODE = /^[A-Z_]{2,20}$/;

/**
 * The caller with the purpose that the request names in `X-Purpose-Of-Use`; without it, the usual one of the role stands.
 * Faults: invalid for what is no code, forbidden for a purpose that is not the role's.
 */
function withPurpose(doors: Doors, request: FastifyRequest, caller: Caller): Caller {
  const purpose = request.headers['x-purpose-of-use'];
  if (purpose === undefined) return caller;
  const own = purposesOf(doors.record.inForce.rulesAt(doors.clock.now()), caller);
  if (typeof purpose !== 'string' || !CODE.test(purpose)) {
    throw new Fault('invalid', 'value', `X-Purpose-Of-Use is one code of v3-PurposeOfUse: ${own.join(', ')}.`);
  }
  if (!own.includes(purpose)) {
    const detail = `Not allowed: the purpose ${purpose} is not one of this role's (${own.join(', ')}).`;
    throw new Fault('forbidden', 'forbidden', detail);
  }
  return { ...caller, purpose };
}

/** The caller with what the request says of the purpose, and with the age of the patient for whom they act: minors have secrets of their own. */
export async function completeCaller(
  doors: Doors,
  request: FastifyRequest,
  caller: Caller | null,
): Promise<Caller | null> {
  if (caller === null) return null;
  const completed = withPurpose(doors, request, caller);
  if (completed.proxy === undefined || completed.patient === undefined) return completed;
  const born = await birthDateOf(doors.record, completed.patient);
  return born === undefined ? completed : { ...completed, born };
}
