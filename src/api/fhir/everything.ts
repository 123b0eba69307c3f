import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { Fault } from '../../base/index.ts';
import { everything, type Everything, everythingAsk, type EverythingOf, shaped } from '../../record/index.ts';
import { searchEntry } from './bundles.ts';
import { type Exchange, type Interaction, refuseCount } from './interactions.ts';
import { baseOf, linkTo } from './links.ts';
import { paramsOf } from './operation-params.ts';
import { prettyJson } from './pretty-json.ts';

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
  refuseCount(wish);
  const ask = everythingAsk(of.type, params, wish.strict);
  const found = await everything(doors.record, caller, of, ask);
  const base = baseOf(doors, request);
  reply.header('content-type', wish.contentType);
  const parts = textOf(base, `${base}/${of.type}/${of.id}/$everything`, { params, wish }, found);
  if (!wish.pretty) return reply.send(Readable.from(parts));
  let text = '';
  for await (const part of parts) text += part;
  return reply.send(prettyJson(text));
}

/** A text of more than some 100 KB is a large object, which is thrown away late: many at once then hold much memory for nothing. */
const ENTRIES_AT_ONCE = 50;

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
    const given = [
      ...matches.map((answer) => ({ answer, mode: 'match' }) as const),
      ...included.map((answer) => ({ answer, mode: 'include' }) as const),
    ];
    for (let from = 0; from < given.length; from += ENTRIES_AT_ONCE) {
      const some = given.slice(from, from + ENTRIES_AT_ONCE);
      const entries = some.map(({ answer, mode }) => searchEntry(base, shaped(answer, wish.shape), mode));
      yield `${isFirst ? ',"entry":[' : ','}${entries.join(',')}`;
      isFirst = false;
    }
  }
  // FHIR allows no empty array.
  yield isFirst ? '}' : ']}';
}
