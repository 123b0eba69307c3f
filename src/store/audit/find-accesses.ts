import { asFault } from '../failure.ts';
import type { Db } from '../open-store.ts';
import { aboutPatient } from './fold-audit.ts';
import { FURTHER_EVENTS, OWN_EVENTS } from './unfold-audit.ts';

/** What one person did with one patient's record on one day. */
export type AccessGroup = {
  /** As a date, in the zone that was asked for. */
  day: string;
  agent: string;
  name: string;
  role: string;
  reference?: string;
  site?: string;
  decision: 'allowed' | 'denied' | 'broken-glass';
  /** Instants. */
  first: string;
  last: string;
  count: number;
  /** What was done with what: `{action: 'read', type: 'Observation', count: 3}`, the commonest first. */
  things: { action: string; type: string | null; count: number }[];
  purposes: string[];
  /** The rules that let in or kept out. */
  bases: string[];
  clients: string[];
};

/** Where a page goes on: after this group. */
export type AccessPlace = { day: string; last: string; agent: string; decision: string };

export type AccessSearch = {
  patient: string;
  /** IANA name of the time zone whose days are meant. */
  zone: string;
  /** Instants: what was done from the one on and before the other. */
  from: string;
  to: string;
  /** Only what this one did: the id of an account or a token. */
  agent?: string;
  /** Also what was refused. */
  withDenied: boolean;
  after?: AccessPlace;
  limit: number;
};

const FIND = `
  with rows as (
      ${OWN_EVENTS} where a.patient = $1 and a.at >= $2 and a.at < $3
      union all
      ${OWN_EVENTS} where a.patients @> array[$1::text] and a.patient is distinct from $1 and a.at >= $2 and a.at < $3
      union all
      select a.* from (${FURTHER_EVENTS} and a.about @> array[$12::text] and a.at >= $2 and a.at < $3) a
        where a.patient = $1 or a.patients @> array[$1::text]),
  told as (
      select (r.at at time zone $4)::date::text as day, r.agent, coalesce(r.decision, 'allowed') as decision, r.action, r.type,
          max(r.agent_name) as name, max(r.role) as role, max(r.reference) as reference, max(r.site) as site, min(r.at) as first,
          max(r.at) as last, count(*)::int as count, array_agg(distinct r.purpose) as purposes, array_agg(distinct r.basis) as bases,
          array_agg(distinct r.client) as clients
        from rows r
        where ($5::text is null or r.agent = $5) and ($6 or r.outcome = 'success')
        group by 1, 2, 3, 4, 5),
  grouped as (
      select day, agent, decision, max(name) as name, max(role) as role, max(reference) as reference, max(site) as site,
          min(first) as first, max(last) as last, sum(count)::int as count,
          json_agg(json_build_object('action', action, 'type', type, 'count', count) order by count desc, action, type) as things,
          array(select distinct v from unnest(array_agg(array_to_string(purposes, ' '))) p(list), unnest(string_to_array(p.list, ' ')) v
            where v <> '' order by 1) as purposes,
          array(select distinct v from unnest(array_agg(array_to_string(bases, chr(31)))) p(list), unnest(string_to_array(p.list, chr(31))) v
            where v <> '' order by 1) as bases,
          array(select distinct v from unnest(array_agg(array_to_string(clients, chr(31)))) p(list), unnest(string_to_array(p.list, chr(31))) v
            where v <> '' order by 1) as clients
        from told group by day, agent, decision)
  select * from grouped g
    where $7::text is null or (g.day, g.last, g.agent, g.decision) < ($7, $8::timestamptz, $9, $10)
    order by g.day desc, g.last desc, g.agent desc, g.decision desc limit $11`;

type RawGroup = Omit<AccessGroup, 'first' | 'last' | 'reference' | 'site'> & {
  first: Date;
  last: Date;
  reference: string | null;
  site: string | null;
};

function groupOf({ first, last, reference, site, ...raw }: RawGroup): AccessGroup {
  return {
    ...raw,
    first: first.toISOString(),
    last: last.toISOString(),
    ...(reference === null ? {} : { reference }),
    ...(site === null ? {} : { site }),
  };
}

/** Who did what with one patient's record, by person and day, latest first; `after` is null where that is all. */
export async function findAccesses(
  db: Db,
  search: AccessSearch,
): Promise<{ groups: AccessGroup[]; after: AccessPlace | null }> {
  const { after } = search;
  const values = [
    search.patient,
    search.from,
    search.to,
    search.zone,
    search.agent ?? null,
    search.withDenied,
    after?.day ?? null,
    after?.last ?? null,
    after?.agent ?? null,
    after?.decision ?? null,
    search.limit + 1,
    aboutPatient(search.patient),
  ];
  const { rows } = await db.query<RawGroup>(FIND, values).catch((error: unknown) => {
    throw asFault(error);
  });
  const groups = rows.slice(0, search.limit).map(groupOf);
  const end = groups.at(-1);
  if (rows.length <= groups.length || !end) return { groups, after: null };
  return { groups, after: { day: end.day, last: end.last, agent: end.agent, decision: end.decision } };
}
