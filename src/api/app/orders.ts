import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Fault } from '../../base/index.ts';
import {
  ANYWAY,
  CANCELLED,
  PRIORITIES,
  UNITS,
  cancelOrder,
  checkOrders,
  countSaved,
  keepFavourites,
  listOpenOrders,
  measuredBy,
  placeOrders,
  readCatalogue,
  readFavourites,
  readKnowledge,
  readPerformers,
  signOrder,
  standingOf,
  useExisting,
} from '../../care/orders/index.ts';
import { isId } from '../../fhir/index.ts';
import type { Doors } from '../doors.ts';
import { callerOf } from '../who.ts';
import { idOf, parameter } from './patients.ts';
import { readBody } from './read-body.ts';

const reference = (type: string) => z.string().regex(new RegExp(`^${type}/[A-Za-z0-9\\-.]{1,64}$`));
const words = z.string().max(2000);

const ORDER = z.strictObject({
  token: z.uuid(),
  item: z.string().max(64),
  priority: z.enum(PRIORITIES).default('routine'),
  reasons: z
    .array(
      z.strictObject({
        reference: reference('(Condition|Observation|DiagnosticReport)').optional(),
        text: words.optional(),
      }),
    )
    .max(20)
    .default([]),
  performer: reference('Organization').optional(),
  location: reference('Location').optional(),
  side: z.enum(['left', 'right', 'both']).optional(),
  specimen: z.string().max(200).optional(),
  note: words.optional(),
  patientInstruction: words.optional(),
  on: z.string().max(40).optional(),
  every: z.strictObject({ count: z.number(), unit: z.enum(UNITS), until: z.string().max(40).optional() }).optional(),
  replaces: reference('ServiceRequest').optional(),
  anyway: z.enum(ANYWAY).optional(),
});
const ORDERS = z.strictObject({
  encounter: reference('Encounter').optional(),
  // How many are signed at once is said by who signs them, kindly.
  orders: z.array(ORDER).max(500),
});
const ONE = z.strictObject({ encounter: reference('Encounter').optional(), order: ORDER });
const CANCEL = z.strictObject({ reason: z.enum(CANCELLED) });
const KEYS = z.strictObject({ items: z.array(z.string().max(64)).max(500) });
const DAY = /^\d{4}-\d\d-\d\d$/;

function orderIn(request: FastifyRequest): { patient: string; id: string } {
  const { order } = request.params as { order: string };
  if (!isId(order)) throw new Fault('invalid', 'value', 'That is not an id.', { expression: 'order' });
  return { patient: idOf(request), id: order };
}

function dayIn(request: FastifyRequest, name: string): string {
  const day = parameter(request, name);
  if (DAY.test(day) && !Number.isNaN(Date.parse(day))) return day;
  throw new Fault('invalid', 'value', 'Give a day as 2026-11-24.', { expression: name });
}

/** Ordering: what there is to order, what answers it already, signing, taking back, and what is under way. */
export function serveOrders(scope: FastifyInstance, doors: Doors): void {
  const { record } = doors;

  scope.get('/orders/catalogue', async (request) => {
    const caller = callerOf(request);
    const [knowledge, { items, sets }, favourites, performers] = await Promise.all([
      readKnowledge(record),
      readCatalogue(record),
      readFavourites(record, caller),
      readPerformers(record, caller),
    ]);
    const rows = [...items.values()].map((item) => ({
      ...item,
      standing: standingOf(caller, item),
      codes: measuredBy(item, knowledge),
    }));
    return { items: rows, sets, favourites, performers };
  });

  scope.put('/orders/favourites', async (request, reply) => {
    await keepFavourites(record, callerOf(request), readBody(request, KEYS).items);
    return reply.code(204).send();
  });

  scope.post('/patients/:id/orders/check', async (request) => {
    const { encounter, orders } = readBody(request, ORDERS);
    return { checked: await checkOrders(record, callerOf(request), { patient: idOf(request), encounter }, orders) };
  });

  scope.post('/patients/:id/orders', async (request, reply) => {
    const { encounter, orders } = readBody(request, ORDERS);
    const placed = await placeOrders(record, callerOf(request), { patient: idOf(request), encounter }, orders);
    return reply.code(201).send({ placed });
  });

  scope.post('/patients/:id/orders/use', async (request, reply) => {
    const { encounter, order } = readBody(request, ONE);
    const used = await useExisting(record, callerOf(request), { patient: idOf(request), encounter }, order);
    return reply.code(201).send(used);
  });

  scope.post('/patients/:id/orders/:order/cancel', async (request, reply) => {
    await cancelOrder(record, callerOf(request), orderIn(request), readBody(request, CANCEL).reason);
    return reply.code(204).send();
  });

  scope.post('/patients/:id/orders/:order/sign', async (request, reply) => {
    await signOrder(record, callerOf(request), orderIn(request));
    return reply.code(204).send();
  });

  scope.get('/orders/open', async (request) => {
    const site = parameter(request, 'site');
    if (site !== '' && !/^Organization\/[A-Za-z0-9\-.]{1,64}$/.test(site))
      throw new Fault('invalid', 'value', 'That is not a site.', { expression: 'site' });
    return listOpenOrders(record, callerOf(request), site === '' ? undefined : site);
  });

  scope.get('/orders/saved', async (request) =>
    countSaved(record, callerOf(request), { from: dayIn(request, 'from'), until: dayIn(request, 'until') }),
  );
}
