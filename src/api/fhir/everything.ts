import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { Fault } from '../../base/index.ts';
import { FAR_FUTURE, FAR_PAST, isResourceType, parseSearchDate } from '../../fhir/index.ts';
import {
  everything,
  type Everything,
  type EverythingAsk,
  type EverythingOf,
  isShapeParam,
  shaped,
} from '../../record/index.ts';
import { searchEntry } from './bundles.ts';
import { type Exchange, type Interaction, refuseCount } from './interactions.ts';
import { instantOf } from './instant.ts';
import { baseOf, linkTo } from './links.ts';
import { paramsOf } from './operation-params.ts';
import { prettyJson } from './pretty-json.ts';

const MOST_COUNT = 1000;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/;

/**
 * Patient/[id]/$everything, http://hl7.org/fhir/R4/patient-operation-everything.html: streamed whole, or in pages with `_count`; by GET or
 * POST. Without an id it is the patient's of the caller.
 */
export const patientEverything: Interaction = async (exchange) => {
  const id = exchange.id || exchange.caller.patient;
  if (id === undefined) {
    const detail = 'This caller is not bound to one patient: say whose everything is meant, Patient/[id]/$everything.';
    throw new Fault('invalid', 'required', detail);
  }
  return sendEverything(exchange, { type: 'Patient', id });
};

/** Encounter/[id]/$everything, http://hl7.org/fhir/R4/encounter-operation-everything.html: the same of an encounter. */
export const encounterEverything: Interaction = async (exchange) =>
  sendEverything(exchange, { type: 'Encounter', id: exchange.id });

async function sendEverything(exchange: Exchange, of: EverythingOf): Promise<FastifyReply> {
  const { doors, request, reply, caller, wish } = exchange;
  const params = paramsOf(exchange);
  const ask = askOf(exchange, params, of.type);
  const found = await everything(doors.record, caller, of, ask);
  const base = baseOf(doors, request);
  reply.header('content-type', wish.contentType);
  const parts = textOf(base, `${base}/${of.type}/${of.id}/$everything`, { params, wish }, found);
  if (!wish.pretty) return reply.send(Readable.from(parts));
  let text = '';
  for await (const part of parts) text += part;
  return reply.send(prettyJson(text));
}

function askOf({ wish }: Exchange, params: [string, string][], type: EverythingOf['type']): EverythingAsk {
  refuseCount(wish);
  const ask: EverythingAsk = {};
  for (const [name, value] of params) {
    if (isShapeParam(name)) continue;
    if (name === '_type') ask.types = [...(ask.types ?? []), ...typesIn(value)];
    else if (name === '_since') ask.since = sinceOf(value);
    else if (name === '_count') ask.count = countOf(value);
    else if (name === '_cursor') ask.cursor = value;
    else if ((name === 'start' || name === 'end') && type === 'Patient') ask.care = careOf(ask.care, name, value);
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

/** "Start" and "end" are days, both of them within. */
function careOf(before: EverythingAsk['care'], name: 'start' | 'end', value: string): EverythingAsk['care'] {
  const { low = FAR_PAST, high = FAR_FUTURE } = before ?? {};
  const day = /^\d/.test(value) && value.length <= 10 ? parseSearchDate(value) : null;
  if (!day) throw new Fault('invalid', 'value', `The parameter "${name}": "${value.slice(0, 40)}" is not a date.`);
  return name === 'start' ? { low: day.low, high } : { low, high: day.high };
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
  { params, wish }: { params: [string, string][]; wish: Exchange['wish'] },
  found: Everything,
): AsyncGenerator<string> {
  const asked = params.filter(([name]) => name !== '_cursor');
  const link = [{ relation: 'self', url: linkTo(path, params) }];
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
