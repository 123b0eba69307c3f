import { Fault } from '../../base/index.ts';
import { instantOf } from '../../fhir/index.ts';
import { history, type HistoryQuery, shaped } from '../../record/index.ts';
import { sendText } from './answer.ts';
import { historyBundle } from './bundles.ts';
import { type Exchange, type Interaction, refuseCount } from './interactions.ts';
import { baseOf } from './links.ts';
import { lastOf } from './negotiate.ts';

const INSTANT = /^\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?)?)?$/;
const USED = new Set(['_count', '_since', '_at', '_list', '_cursor', '_summary', '_elements']);

/** With these, a resource that is there may have nothing to tell. */
const NARROWING = new Set(['_since', '_at', '_list', '_cursor']);

function queryOf({ query, type, id, wish }: Exchange): HistoryQuery {
  const count = lastOf(query, '_count');
  // A "+" of a time zone that was not encoded arrives as a blank.
  const since = lastOf(query, '_since')?.replace(' ', '+');
  const at = lastOf(query, '_at');
  const list = lastOf(query, '_list');
  const cursor = lastOf(query, '_cursor');
  if (count !== undefined && !/^\d{1,6}$/.test(count)) {
    throw new Fault('invalid', 'value', '_count must be a whole number.', { expression: '_count' });
  }
  const from = since === undefined ? undefined : instantOf(since, INSTANT);
  if (from === null) {
    throw new Fault('invalid', 'value', '_since must be an instant such as 2026-11-22T10:00:00Z.', {
      expression: '_since',
    });
  }
  const unknown = query.find(([name]) => !USED.has(name) && name !== '_format' && name !== '_pretty');
  if (unknown && wish.strict) {
    const detail = `History has no parameter "${unknown[0].slice(0, 60)}" here; it has _count, _since, _at and _list.`;
    throw new Fault('invalid', 'not-supported', detail, { expression: unknown[0].slice(0, 60) });
  }
  return {
    ...(type ? { type } : {}),
    ...(id ? { id } : {}),
    ...(count === undefined ? {} : { count: Number(count) }),
    ...(from === undefined ? {} : { since: from }),
    ...(at === undefined ? {} : { at }),
    ...(list === undefined ? {} : { list: list.replace(/^List\//, '') }),
    ...(cursor === undefined ? {} : { cursor }),
  };
}

/** http://hl7.org/fhir/R4/http.html#history of one resource, of a type, or of everything */
export const showHistory: Interaction = async (exchange) => {
  const { doors, request, reply, caller, query, wish, type, id } = exchange;
  refuseCount(wish);
  const page = await history(doors.record, caller, queryOf(exchange));
  const isNarrowed = query.some(([name]) => NARROWING.has(name));
  if (id && page.entries.length === 0 && !page.total && !isNarrowed) {
    throw new Fault('not-found', 'not-found', `There is no ${type}/${id}.`);
  }
  const base = baseOf(doors, request);
  const path = [base, type, id, '_history'].filter((part) => part !== '').join('/');
  const used = query.filter(([name]) => USED.has(name));
  return sendText(
    reply,
    wish,
    historyBundle(base, path, used, { ...page, entries: page.entries.map((entry) => shaped(entry, wish.shape)) }),
  );
};
