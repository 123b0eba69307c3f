import { type Caller, Fault } from '../../base/index.ts';
import { type Resource, parseJson } from '../../fhir/index.ts';
import { everythingAsk } from '../everything/everything-ask.ts';
import { everything } from '../everything/everything.ts';
import { lastN } from '../last-n.ts';
import { labelsInUse } from '../meta.ts';
import type { Answer, FhirRecord } from '../model.ts';
import { read, vread } from '../read-one.ts';
import { searchsetOf } from '../search/searchset.ts';
import { shapeOf, shaped } from '../search/shape.ts';
import type { Get } from './understand-get.ts';

/** An operation that changes nothing, in a batch. Faults: not-found for one that is not served, and its own. */
export async function answerOperation(
  record: FhirRecord,
  caller: Caller,
  get: Get & { kind: 'operation' },
  params: [string, string][],
  strict: boolean,
): Promise<Resource> {
  const { name, type, id, version } = get;
  if (name === 'meta') return parameters(await metaOf(record, caller, get));
  if (name === 'lastn' && type === 'Observation' && id === undefined) {
    return searchsetOf('Observation/$lastn', await lastN(record, caller, params, { strict }));
  }
  const own = id ?? (type === 'Patient' ? caller.patient : undefined);
  if (
    name === 'everything' &&
    version === undefined &&
    own !== undefined &&
    (type === 'Patient' || type === 'Encounter')
  ) {
    const { parts, next } = await everything(record, caller, { type, id: own }, everythingAsk(type, params, strict));
    const shape = shapeOf(params);
    const matches: Answer[] = [];
    const included: Answer[] = [];
    for await (const part of parts) {
      matches.push(...part.matches.map((answer) => shaped(answer, shape)));
      included.push(...part.included.map((answer) => shaped(answer, shape)));
    }
    const found = { matches, included, self: params, warnings: [], ...(next === undefined ? {} : { next }) };
    return searchsetOf(`${type}/${own}/$everything`, found);
  }
  throw new Fault('not-found', 'not-supported', `The operation $${name.slice(0, 60)} is not served at this address.`);
}

async function metaOf(record: FhirRecord, caller: Caller, get: Get & { kind: 'operation' }): Promise<unknown> {
  const { type, id, version } = get;
  if (type === undefined || id === undefined) return labelsInUse(record, caller, type);
  const answer = await (version === undefined
    ? read(record, caller, type, id)
    : vread(record, caller, type, id, version));
  if (!answer) throw new Fault('not-found', 'not-found', `${type}/${id} does not exist.`);
  if (answer.deleted) throw new Fault('gone', 'deleted', `${type}/${id} was deleted.`);
  return (parseJson(answer.body) as Resource).meta ?? {};
}

function parameters(valueMeta: unknown): Resource {
  return { resourceType: 'Parameters', parameter: [{ name: 'return', valueMeta }] };
}
