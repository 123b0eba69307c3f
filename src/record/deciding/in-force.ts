import { type AccessRules, USUAL_RULES, rulesWith } from '../../access/index.ts';
import { type Resource, parseJson } from '../../fhir/index.ts';
import { EVERYTHING, type FoundRow, type Store, searchRows, transaction } from '../../store/index.ts';
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
};

type Policy = { url: string; start: number; end: number; content: unknown };

/** Reads the policies and the organizations as they stand. */
export async function loadInForce(store: Store): Promise<InForce> {
  const [libraries, organizations] = await transaction(store, { readOnly: true }, async (tx) => {
    const all = async (type: string, limit: number): Promise<FoundRow[]> => {
      const search = { type, source: { kind: 'type' } as const, conditions: [], sort: [], limit, sight: EVERYTHING };
      return (await searchRows(tx, search)).rows;
    };
    return [await all('Library', MOST_POLICIES), await all('Organization', MOST_ORGANIZATIONS)];
  });
  return inForceOf(libraries.flatMap(policyOf), parentsOf(organizations));
}

function inForceOf(policies: readonly Policy[], parents: ReadonlyMap<string, string>): InForce {
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
          (rules = rulesWith(
            USUAL_RULES,
            now.map(({ content }) => content),
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
      url: `${String(library['url'] ?? row.id)} ${row.version}`,
      start: start === undefined ? -Infinity : Date.parse(start),
      end: end === undefined ? Infinity : Date.parse(end),
      content: contentOf(library),
    },
  ];
}
