import { lastN } from '../../record/index.ts';
import { sendText } from './answer.ts';
import { searchset } from './bundles.ts';
import { type Interaction, refuseCount } from './interactions.ts';
import { baseOf } from './links.ts';
import { paramsOf } from './operation-params.ts';

/** Observation/$lastn, http://hl7.org/fhir/R4/observation-operation-lastn.html */
export const observationLastN: Interaction = async (exchange) => {
  const { doors, request, reply, caller, wish } = exchange;
  refuseCount(wish);
  const result = await lastN(doors.record, caller, paramsOf(exchange), { strict: wish.strict });
  const base = baseOf(doors, request);
  return sendText(reply, wish, searchset(base, `${base}/Observation/$lastn`, result));
};
