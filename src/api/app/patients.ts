import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { restriction } from '../../access/index.ts';
import { Fault, type Caller } from '../../base/index.ts';
import { RESOURCE_TYPES, isId, isResourceType } from '../../fhir/index.ts';
import { findPatients, patientRecord, recentPatients, versionsOf } from '../../record/index.ts';
import type { Doors } from '../doors.ts';
import { callerOf } from '../who.ts';
import { sendJsonText } from './answer.ts';

const MOST_HITS = 20;
const WANTED = z.object({ text: z.string() });
const LONGEST_TEXT = 200;

/** Heavy and for other screens: money, and what the record says of itself. */
const NOT_IN_THE_CHART = new Set(['AuditEvent', 'Claim', 'ExplanationOfBenefit', 'Provenance', 'SupplyDelivery']);

const CHART_TYPES = RESOURCE_TYPES.filter((type) => !NOT_IN_THE_CHART.has(type));

/** A parameter of the address; '' where it is not given. */
export function parameter(request: FastifyRequest, name: string): string {
  return new URL(request.raw.url ?? '/', 'http://localhost').searchParams.get(name) ?? '';
}

/** The id in the address. Faults: invalid. */
export function idOf(request: FastifyRequest): string {
  const { id } = request.params as { id: string };
  if (!isId(id)) throw new Fault('invalid', 'value', 'That is not an id.', { expression: 'id' });
  return id;
}

async function listPatients(doors: Doors, caller: Caller, text: string): Promise<unknown> {
  const wanted = text.slice(0, LONGEST_TEXT).replaceAll('\0', '').trim();
  const started = performance.now();
  const patients =
    wanted === ''
      ? await recentPatients(doors.record, caller, MOST_HITS)
      : await findPatients(doors.record, caller, wanted, MOST_HITS);
  return { patients, took: Math.round(performance.now() - started) };
}

/** All of a chart that this caller may see, put together from stored text. */
async function chartText(doors: Doors, caller: Caller, id: string): Promise<string> {
  const types = CHART_TYPES.filter((type) => restriction(caller, type).allowed);
  const found = await patientRecord(doors.record, caller, id, types);
  const position = JSON.stringify(found.position);
  return `{"resources":[${found.resources.join(',')}],"related":[${found.related.join(',')}],"position":${position}}`;
}

async function versionsText(doors: Doors, caller: Caller, type: string, id: string): Promise<string> {
  const entries = await versionsOf(doors.record, caller, type, id);
  if (entries.length === 0) throw new Fault('not-found', 'not-found', 'There is no such entry in the record.');
  const versions = entries.map(({ version, updated, action, actor, deleted, body }) => {
    const by = { name: actor.name, role: actor.role, ...(actor.reference ? { reference: actor.reference } : {}) };
    const head = JSON.stringify({ version, at: updated, action, by });
    return deleted ? head : `${head.slice(0, -1)},"resource":${body}}`;
  });
  return `{"versions":[${versions.join(',')}]}`;
}

/** Finding people, and reading one's chart and where each of its facts comes from. */
export function servePatients(scope: FastifyInstance, doors: Doors): void {
  // What is typed is a name or a birth date: it travels in the body, since addresses end up in logs and histories.
  scope.post('/patients/find', async (request) => {
    const asked = WANTED.safeParse(request.body);
    if (!asked.success) throw new Fault('invalid', 'required', 'Give the text to look for.', { expression: 'text' });
    return listPatients(doors, callerOf(request), asked.data.text);
  });

  scope.get('/patients/:id/record', async (request, reply) =>
    sendJsonText(reply, await chartText(doors, callerOf(request), idOf(request))),
  );

  scope.get('/resources/:type/:id/history', async (request, reply) => {
    const { type } = request.params as { type: string };
    if (!isResourceType(type)) throw new Fault('not-found', 'not-found', 'There is no such kind of entry.');
    return sendJsonText(reply, await versionsText(doors, callerOf(request), type, idOf(request)));
  });
}
