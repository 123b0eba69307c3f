import { type AccessRules, isInForce } from '../../access/index.ts';
import { type Caller, Fault } from '../../base/index.ts';
import { type Resource, parseJson } from '../../fhir/index.ts';
import type { FhirRecord } from '../model.ts';
import { search } from '../search/search.ts';
import { POLICY_TYPE, contentOf } from './in-force.ts';

/** A Library that is an access policy, and which sections of the rules it takes the place of. */
export type Policy = { id: string; version: string; title: string; start?: string; end?: string; sections: string[] };

/** The rules in force, and the policies from which they come; a section that none names is the usual one. */
export type Policies = { rules: AccessRules; policies: Policy[] };

const READERS = new Set(['privacy-officer', 'administrator', 'system']);
const MOST = 500;

/** The access rules in force now, for those who answer for them. Faults: forbidden. */
export async function readPolicies(record: FhirRecord, caller: Caller): Promise<Policies> {
  if (!READERS.has(caller.role)) {
    const detail = 'Not allowed: the privacy officer and the administrators read the rules of access.';
    throw new Fault('forbidden', 'forbidden', detail);
  }
  const params: [string, string][] = [
    ['type', `${POLICY_TYPE.system}|${POLICY_TYPE.code}`],
    ['status', 'active'],
    ['_sort', '_id'],
    ['_count', String(MOST)],
  ];
  const { matches } = await search(record, caller, 'Library', params, { strict: true });
  const policies = matches.map((answer) => policyOf(parseJson(answer.body) as Resource));
  return { rules: record.inForce.rulesAt(record.clock.now()), policies };
}

function policyOf(library: Resource): Policy {
  const { start, end } = (library['effectivePeriod'] ?? {}) as { start?: string; end?: string };
  return {
    id: library.id!,
    version: library.meta?.versionId ?? '',
    title: String(library['title'] ?? library['name'] ?? library['url'] ?? library.id),
    ...(start === undefined ? {} : { start }),
    ...(end === undefined ? {} : { end }),
    sections: Object.keys(contentOf(library) as object),
  };
}

/** The programmes of 42 CFR 2.11 in force: their organizations, which a consent names. Nothing about any person. */
export function programmesInForce(record: FhirRecord): string[] {
  const at = record.clock.now();
  const { programmes } = record.inForce.rulesAt(at);
  return programmes.filter((one) => isInForce(one, at)).map((one) => one.organization);
}
