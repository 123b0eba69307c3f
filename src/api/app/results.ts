import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { Fault } from '../../base/index.ts';
import {
  acknowledge,
  arrangeCover,
  endCover,
  findInbox,
  findTrends,
  findUnread,
  forward,
  reopen,
} from '../../care/index.ts';
import { isId } from '../../fhir/index.ts';
import type { Doors } from '../doors.ts';
import { callerOf } from '../who.ts';
import { readBody } from './read-body.ts';

const LONGEST_TEXT = 5000;
const TEXT = z.string().max(LONGEST_TEXT);
const REVIEW = z.object({ id: z.string().refine(isId), version: z.int().positive() });
const REVIEWS = z.array(REVIEW).min(1);
const ACKNOWLEDGE = z.object({
  tasks: REVIEWS,
  comment: TEXT.optional(),
  message: TEXT.optional(),
  followUp: z.object({ text: TEXT.min(1), due: z.string(), owner: z.string().optional() }).optional(),
});
const FORWARD = z.object({
  task: REVIEW,
  to: z.string(),
  toName: z.string().max(200).optional(),
  comment: TEXT.optional(),
});
const REOPEN = z.object({ tasks: REVIEWS });
const TRENDS = z.object({ patient: z.string(), codes: z.array(z.string()) });
const COVER = z.object({ by: z.string(), byName: z.string().max(200).optional(), from: z.string(), until: z.string() });

/** Results that wait for a look: the inbox, what is done with one, who stands in for whom, and what nobody looked at. */
export function serveResults(scope: FastifyInstance, doors: Doors): void {
  const { record } = doors;
  scope.get('/results', async (request) => findInbox(record, callerOf(request)));
  scope.get('/results/unread', async (request) => findUnread(record, callerOf(request)));
  scope.post('/results/trends', async (request) => ({
    trends: await findTrends(record, callerOf(request), readBody(request, TRENDS)),
  }));
  scope.post('/results/acknowledge', async (request) =>
    acknowledge(record, callerOf(request), readBody(request, ACKNOWLEDGE)),
  );
  scope.post('/results/forward', async (request) => forward(record, callerOf(request), readBody(request, FORWARD)));
  scope.post('/results/reopen', async (request) => reopen(record, callerOf(request), readBody(request, REOPEN).tasks));
  scope.post('/results/cover', async (request, reply) =>
    reply.code(201).send(await arrangeCover(record, callerOf(request), readBody(request, COVER))),
  );
  scope.delete('/results/cover/:id', async (request, reply) => {
    const { id } = request.params as { id: string };
    if (!isId(id)) throw new Fault('invalid', 'value', 'That is not an id.', { expression: 'id' });
    await endCover(record, callerOf(request), id);
    return reply.code(204).send();
  });
}
