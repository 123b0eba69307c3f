import { type AccessRules, USUAL_RULES, rulesWith, valueSetsIn, withValueSets } from '../../access/index.ts';
import { type Resource, parseJson } from '../../fhir/index.ts';
import { EVERYTHING, type FoundRow, type Hasher, type Tx, searchRows, transaction } from '../../store/index.ts';
import { forms } from '../indexing/index-resource.ts';
import type { FhirRecord } from '../model.ts';
import { findAmong, loadValueSets } from './value-sets.ts';
import { Fault } from '../../base/index.ts';

/** The code of a Library that is an access policy, of the system urn:throughline:library-type. */
export const POLICY_TYPE = { system: 'urn:throughline:library-type', code: 'access-policy' };
const MOST_POLICIES = 500;
const MOST_ORGANIZATIONS = 20_000;
/** An organization is part of no more than so many others: a circle ends there. */
const MOST_ABOVE = 12;

/** The access rules of an installation, and of which organization each is a part. */
export type InForce = {
  /** The rules at a moment, ms since 1970. The same object as long as the same policies are in force. */
  rulesAt(at: number): AccessRules;
  /** The organizations above one (`Organization/x`), nearest first. */
  above(organization: string | undefined): readonly string[];
  /** The value sets (as canonicals) that policies name, now or at another time, by the id of the Library. */
  namedIn: ReadonlyMap<string, readonly string[]>;
  /** The organizations that are programmes, now or at another time. */
  programmes: readonly string[];
  /** The organization of the places, services and roles (`Location/x`) of programmes. */
  placesOf: ReadonlyMap<string, string>;
};

type Policy = { id: string; url: string; start: number; end: number; content: unknown };

/** Reads the policies, what they name, and the organizations as they stand. */
export async function loadInForce({ store, hash, log }: Pick<FhirRecord, 'store' | 'hash' | 'log'>): Promise<InForce> {
  return transaction(store, { readOnly: true }, async (tx) => {
    const all = async (type: string, limit: number): Promise<FoundRow[]> => {
      const search = { type, source: { kind: 'type' } as const, conditions: [], sort: [], limit, sight: EVERYTHING };
      return (await searchRows(tx, search)).rows;
    };
    const policies = (await all('Library', MOST_POLICIES)).flatMap(policyOf);
    const parents = parentsOf(await all('Organization', MOST_ORGANIZATIONS));
    const namedIn = new Map(
      policies
        .map(({ id, content }) => [id, valueSetsIn(content as object)] as const)
        .filter(([, names]) => names.length > 0),
    );
    const programmes = programmesIn([USUAL_RULES, ...policies.map(({ content }) => content as Partial<AccessRules>)]);
    const find = findAmong(await loadValueSets(tx, [...namedIn.values()].flat()));
    const wanting = (fault: Fault) => log.error({ detail: fault.message }, 'a rule of labels is without its codes');
    return {
      ...inForceOf(policies, parents, (rules) => withValueSets(rules, find, wanting)),
      namedIn,
      programmes,
      placesOf: await placesOf(tx, hash, programmes),
    };
  });
}

const PLACES = [
  ['Location', 'organization'],
  ['HealthcareService', 'organization'],
  ['PractitionerRole', 'organization'],
] as const;
const MOST_PLACES = 5000;

/** True for a type of which some may be a programme's. */
export function isPlace(type: string): boolean {
  return PLACES.some(([place]) => place === type);
}

function programmesIn(policies: readonly Partial<AccessRules>[]): string[] {
  const programmes = policies.flatMap((rules) => rules.programmes ?? []);
  return [...new Set(programmes.map(({ organization }) => organization))];
}

/** What belongs to organizations that are programmes at some time, found by the index. */
async function placesOf(tx: Tx, hash: Hasher, programmes: readonly string[]): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const organization of programmes) {
    const id = organization.slice(organization.indexOf('/') + 1);
    for (const [type, param] of PLACES) {
      const any = [hash(forms.literal(type, param, 'Organization', id))];
      const conditions = [{ kind: 'tokens' as const, any }];
      const search = { type, source: { kind: 'type' } as const, conditions, sort: [], sight: EVERYTHING };
      const { rows } = await searchRows(tx, { ...search, limit: MOST_PLACES });
      for (const row of rows) found.set(`${type}/${row.id}`, organization);
    }
  }
  return found;
}

function inForceOf(
  policies: readonly Policy[],
  parents: ReadonlyMap<string, string>,
  listed: (rules: AccessRules) => AccessRules,
): Pick<InForce, 'rulesAt' | 'above'> {
  const known = new Map<string, AccessRules>();
  const chains = new Map<string, readonly string[]>();
  return {
    rulesAt(at) {
      const now = policies.filter(({ start, end }) => start <= at && at < end);
      const key = now.map(({ url, start }) => `${url} ${start}`).join('\n');
      let rules = known.get(key);
      if (!rules)
        known.set(
          key,
          (rules = listed(
            rulesWith(
              USUAL_RULES,
              now.map(({ content }) => content),
            ),
          )),
        );
      return rules;
    },
    above(organization) {
      if (organization === undefined) return [];
      let chain = chains.get(organization);
      if (!chain) chains.set(organization, (chain = chainOf(parents, organization)));
      return chain;
    },
  };
}

function chainOf(parents: ReadonlyMap<string, string>, organization: string): string[] {
  const chain: string[] = [];
  for (let at = parents.get(organization); at !== undefined && chain.length < MOST_ABOVE; at = parents.get(at)) {
    if (chain.includes(at)) break;
    chain.push(at);
  }
  return chain;
}

function parentsOf(rows: readonly FoundRow[]): Map<string, string> {
  return new Map(
    rows.flatMap(({ id, body }): [string, string][] => {
      const { partOf } = JSON.parse(body) as { partOf?: { reference?: string } };
      return partOf?.reference === undefined ? [] : [[`Organization/${id}`, partOf.reference]];
    }),
  );
}

/** True for a Library that is an access policy. */
export function isPolicy(resource: Resource): boolean {
  if (resource.resourceType !== 'Library') return false;
  const { coding = [] } = (resource['type'] ?? {}) as { coding?: { system?: string; code?: string }[] };
  return coding.some(({ system, code }) => system === POLICY_TYPE.system && code === POLICY_TYPE.code);
}

/** The rules that a policy Library holds: its first content, JSON. Faults: unprocessable, saying where it is wrong. */
export function contentOf(library: Resource): unknown {
  const [first] = (library['content'] ?? []) as { data?: string }[];
  const text = Buffer.from(first?.data ?? '', 'base64').toString('utf8');
  try {
    const content: unknown = JSON.parse(text);
    rulesWith(USUAL_RULES, [content]);
    return content;
  } catch (error) {
    if (error instanceof Fault) throw error;
    const detail = 'The content of an access policy is JSON, in Library.content[0].data.';
    throw new Fault('unprocessable', 'invalid', detail, { expression: 'Library.content[0].data' });
  }
}

function policyOf(row: FoundRow): Policy[] {
  const library = parseJson(row.body) as Resource;
  if (!isPolicy(library) || library['status'] !== 'active') return [];
  const { start, end } = (library['effectivePeriod'] ?? {}) as { start?: string; end?: string };
  return [
    {
      id: row.id,
      url: `${String(library['url'] ?? row.id)} ${row.version}`,
      start: start === undefined ? -Infinity : Date.parse(start),
      end: end === undefined ? Infinity : Date.parse(end),
      content: contentOf(library),
    },
  ];
}
