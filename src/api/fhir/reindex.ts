import { RESOURCE_TYPES, stringify, type Resource } from '../../fhir/index.ts';
import { reindexProgress, requestReindex } from '../../record/index.ts';
import { sendText } from './answer.ts';
import { resourceIn, type Exchange, type Interaction } from './interactions.ts';

/** `type` parameters of the body; without any, every type. */
function typesIn(exchange: Exchange): string[] {
  const body = exchange.request.body as Buffer | undefined;
  if (!body || body.length === 0) return [...RESOURCE_TYPES];
  const { parameter } = resourceIn(exchange, 'Parameters') as Resource & { parameter?: { [name: string]: unknown }[] };
  const types = (parameter ?? [])
    .filter((one) => one['name'] === 'type')
    .map((one) => String(one['valueCode'] ?? one['valueString'] ?? ''));
  return types.length > 0 ? types : [...RESOURCE_TYPES];
}

/**
 * How far indexing again is: for each type that is under way its rows and how many are done; and whether all is `finished`. An
 * operation of our own.
 */
export const showReindex: Interaction = async ({ doors, caller, reply, wish }) => {
  const progress = await reindexProgress(doors.record, caller);
  const open = progress.filter(({ isFinished }) => !isFinished);
  const parameters = {
    resourceType: 'Parameters',
    parameter: [
      { name: 'finished', valueBoolean: open.length === 0 },
      ...open.map(({ type, total, done }) => ({
        name: 'type',
        part: [
          { name: 'type', valueCode: type },
          { name: 'total', valueInteger: total },
          { name: 'done', valueInteger: done },
        ],
      })),
    ],
  };
  return sendText(reply, wish, stringify(parameters));
};

/** Asks that types be indexed again, and says how far that is; the server does it while it goes on. */
export const startReindex: Interaction = async (exchange) => {
  const { doors, caller, reply } = exchange;
  await requestReindex(doors.record, caller, typesIn(exchange));
  reply.code(202);
  return showReindex(exchange);
};
