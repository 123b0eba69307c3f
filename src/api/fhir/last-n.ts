import { Fault } from '../../base/index.ts';
import { lastN } from '../../record/index.ts';
import { sendText } from './answer.ts';
import { searchset } from './bundles.ts';
import { type Interaction, refuseCount } from './interactions.ts';
import { baseOf } from './links.ts';
import { paramsOf } from './operation-params.ts';
import { lastOf } from './negotiate.ts';

/** Observation/$lastn, http://hl7.org/fhir/R4/observation-operation-lastn.html */
export const observationLastN: Interaction = async (exchange) => {
  const { doors, request, reply, caller, wish } = exchange;
  refuseCount(wish);
  const params = paramsOf(exchange);
  const given = lastOf(params, 'max') ?? '1';
  if (!/^[1-9]\d{0,5}$/.test(given)) {
    throw new Fault('invalid', 'value', 'The parameter "max" of $lastn is a whole number from 1 on.');
  }
  const search = params.filter(([name]) => name !== 'max');
  const result = await lastN(doors.record, caller, search, { max: Number(given), strict: wish.strict });
  const self: typeof result.self = [...result.self, ['max', given]];
  const base = baseOf(doors, request);
  return sendText(reply, wish, searchset(base, `${base}/Observation/$lastn`, { ...result, self }));
};
