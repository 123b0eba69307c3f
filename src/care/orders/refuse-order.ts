import { Fault, type Issue } from '../../base/index.ts';
import type { Catalogue, Orderable } from './catalogue.ts';
import type { OrderAsk } from './model.ts';

const DAY_MS = 86_400_000;
/** Nobody plans further; a year mistyped is found. */
const FURTHEST_DAYS = 2 * 366;
const MOST_ORDERS = 40;

type Wrong = { field: string; why: string };

function wrongIn(ask: OrderAsk, item: Orderable | undefined, now: number): Wrong[] {
  if (!item) return [{ field: 'item', why: `"${ask.item}" is not in the catalogue.` }];
  const wrong: Wrong[] = [];
  const needs = item.needs ?? [];
  const said = ask.reasons.some(({ reference, text }) => reference !== undefined || (text ?? '').trim() !== '');
  if (needs.includes('reason') && !said) wrong.push({ field: 'reasons', why: 'Say what it is for.' });
  if (needs.includes('side') && !ask.side) wrong.push({ field: 'side', why: 'Say which side.' });
  if (needs.includes('specimen') && !ask.specimen?.trim())
    wrong.push({ field: 'specimen', why: 'Say from where the specimen is taken.' });
  if (!ask.performer) wrong.push({ field: 'performer', why: 'Choose who carries it out.' });
  return [...wrong, ...wrongTimes(ask, now)];
}

function wrongTimes({ on, every, priority }: OrderAsk, now: number): Wrong[] {
  const wrong: Wrong[] = [];
  const at = on === undefined ? now : Date.parse(on);
  if (Number.isNaN(at)) wrong.push({ field: 'on', why: 'That is not a day.' });
  else if (at < now - DAY_MS) wrong.push({ field: 'on', why: 'That day is past.' });
  else if (at > now + FURTHEST_DAYS * DAY_MS) wrong.push({ field: 'on', why: 'That is more than two years ahead.' });
  else if (priority === 'stat' && at > now + DAY_MS)
    wrong.push({ field: 'priority', why: 'What is to be done at once cannot wait for a later day.' });
  if (!every) return wrong;
  if (!Number.isInteger(every.count) || every.count < 1 || every.count > 366)
    wrong.push({ field: 'every', why: 'Say every how many days, weeks or months: 1 to 366.' });
  const until = every.until === undefined ? Number.NaN : Date.parse(every.until);
  if (Number.isNaN(until)) wrong.push({ field: 'every', why: 'Say until when it is repeated.' });
  else if (until <= at) wrong.push({ field: 'every', why: 'It ends before it begins.' });
  else if (until > now + FURTHEST_DAYS * DAY_MS)
    wrong.push({ field: 'every', why: 'A standing order is renewed at least every two years.' });
  return wrong;
}

/** Refuses orders that lack what their kind needs, all findings at once, each with its field. Faults: unprocessable. */
export function refuseOrders(asks: readonly OrderAsk[], catalogue: Catalogue, now: number): void {
  if (asks.length === 0) throw new Fault('invalid', 'required', 'There is no order to sign.', { expression: 'orders' });
  if (asks.length > MOST_ORDERS) {
    const detail = `${asks.length} orders at once: sign at most ${MOST_ORDERS} in one act.`;
    throw new Fault('unprocessable', 'too-long', detail, { expression: 'orders' });
  }
  const tokens = new Set<string>();
  const issues = asks.flatMap((ask, place): Issue[] => {
    const twice = tokens.has(ask.token) ? [{ field: 'token', why: 'The same order is there twice.' }] : [];
    tokens.add(ask.token);
    return [...wrongIn(ask, catalogue.items.get(ask.item), now), ...twice].map(({ field, why }) => ({
      severity: 'error',
      code: 'required',
      details: `${catalogue.items.get(ask.item)?.name ?? 'An order'}: ${why}`,
      expression: `orders[${place}].${field}`,
    }));
  });
  if (issues.length > 0)
    throw new Fault('unprocessable', 'required', issues[0]!.details, { issues, reason: 'order-fields' });
}
