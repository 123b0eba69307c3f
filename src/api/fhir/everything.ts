import { Readable } from 'node:stream';
import { Fault } from '../../base/index.ts';
import { isResourceType } from '../../fhir/index.ts';
import { everything, type Everything, type EverythingAsk, isShapeParam, shaped } from '../../record/index.ts';
import { searchEntry } from './bundles.ts';
import { type Exchange, type Interaction, refuseCount } from './interactions.ts';
import { instantOf } from './instant.ts';
import { baseOf, linkTo } from './links.ts';
import { prettyJson } from './pretty-json.ts';

const MOST_COUNT = 1000;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/;

/**
 * Patient/[id]/$everything, http://hl7.org/fhir/R4/patient-operation-everything.html: streamed whole, or in pages with `_count`.
 * `_type` and `_since` as the operation has them; `start` and `end` are refused rather than left out.
 */
export const patientEverything: Interaction = async (exchange) => {
  const { doors, request, reply, caller, id, wish } = exchange;
  const ask = askOf(exchange);
  const found = await everything(doors.record, caller, id, ask);
  const base = baseOf(doors, request);
  reply.header('content-type', wish.contentType);
  const parts = textOf(base, `${base}/Patient/${id}/$everything`, exchange, found);
  if (!wish.pretty) return reply.send(Readable.from(parts));
  let text = '';
  for await (const part of parts) text += part;
  return reply.send(prettyJson(text));
};

function askOf({ query, wish }: Exchange): EverythingAsk {
  refuseCount(wish);
  const ask: EverythingAsk = {};
  for (const [name, value] of query) {
    if (name === '_format' || name === '_pretty' || isShapeParam(name)) continue;
    if (name === '_type') ask.types = [...(ask.types ?? []), ...typesIn(value)];
    else if (name === '_since') ask.since = sinceOf(value);
    else if (name === '_count') ask.count = countOf(value);
    else if (name === '_cursor') ask.cursor = value;
    else if (wish.strict || name === 'start' || name === 'end') {
      throw new Fault(
        'invalid',
        'not-supported',
        `The parameter "${name.slice(0, 40)}" of $everything is not supported.`,
      );
    }
  }
  return ask;
}

function typesIn(value: string): string[] {
  const types = value.split(',');
  const wrong = types.find((type): boolean => !isResourceType(type));
  if (wrong === undefined) return types;
  throw new Fault(
    'invalid',
    'value',
    `The parameter "_type": "${wrong.slice(0, 40)}" is not a resource type of FHIR R4.`,
  );
}

function sinceOf(value: string): string {
  const at = instantOf(value, INSTANT);
  if (at !== null) return at;
  throw new Fault('invalid', 'value', 'The parameter "_since" is not an instant such as 2026-11-22T10:00:00Z.');
}

function countOf(value: string): number {
  const count = /^[1-9]\d{0,8}$/.test(value) ? Number(value) : Number.NaN;
  if (!Number.isNaN(count)) return Math.min(count, MOST_COUNT);
  throw new Fault('invalid', 'value', 'The parameter "_count" is not a whole number from 1 on.');
}

/** The bundle as text, a part at a time: stored bodies go out as they are. */
async function* textOf(
  base: string,
  path: string,
  { query, wish }: Exchange,
  found: Everything,
): AsyncGenerator<string> {
  const asked = query.filter(([name]) => name !== '_cursor');
  const link = [{ relation: 'self', url: linkTo(path, query) }];
  if (found.next !== undefined) link.push({ relation: 'next', url: linkTo(path, [...asked, ['_cursor', found.next]]) });
  yield `${JSON.stringify({ resourceType: 'Bundle', type: 'searchset', link }).slice(0, -1)}`;
  let isFirst = true;
  for await (const { matches, included } of found.parts) {
    const entries = [
      ...matches.map((answer) => searchEntry(base, shaped(answer, wish.shape), 'match')),
      ...included.map((answer) => searchEntry(base, shaped(answer, wish.shape), 'include')),
    ];
    if (entries.length === 0) continue;
    yield `${isFirst ? ',"entry":[' : ','}${entries.join(',')}`;
    isFirst = false;
  }
  // FHIR allows no empty array.
  yield isFirst ? '}' : ']}';
}
