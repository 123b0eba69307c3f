import { type FindValueSet, codesOfValueSet, valueSetsIn, valueSetsOf } from '../../access/index.ts';
import { Fault } from '../../base/index.ts';
import type { Tx } from '../../store/index.ts';
import type { FhirRecord } from '../model.ts';
import { type Draft, typeOf } from '../refuse-write.ts';
import { contentOf, isPolicy } from './in-force.ts';
import { findAmong, loadValueSets } from './value-sets.ts';

/**
 * Refuses, before it is stored, a policy whose rules of labels name a value set that is not there or cannot be listed, and a change of value sets
 * after which one could not. Faults: unprocessable.
 */
export async function refuseUnlisted(record: FhirRecord, tx: Tx, drafts: readonly Draft[]): Promise<void> {
  const { namedIn } = record.inForce;
  const policies = drafts.flatMap((one) => (one.do === 'put' && isPolicy(one.resource) ? [one] : []));
  const changed = drafts.filter((one) => typeOf(one) === 'ValueSet');
  if (policies.length === 0 && (changed.length === 0 || namedIn.size === 0)) return;
  const written = new Set(drafts.filter((one) => typeOf(one) === 'Library').map((one) => one.id));
  const standing = [...namedIn].flatMap(([id, names]) => (written.has(id) ? [] : names));
  const fresh = policies.flatMap(({ resource, path }) =>
    resource['status'] === 'active' ? valueSetsIn(contentOf(resource) as object).map((name) => ({ name, path })) : [],
  );
  const names = [...new Set([...standing, ...fresh.map(({ name }) => name)])];
  if (names.length === 0) return;
  const find = await findAfter(tx, names, changed);
  const listing = (name: string, expression?: string) => {
    try {
      codesOfValueSet(name, find);
    } catch (error) {
      if (!(error instanceof Fault) || expression === undefined) throw error;
      throw new Fault(error.kind, error.code, error.message, { expression });
    }
  };
  for (const { name, path = 'Library' } of fresh) listing(name, `${path}.content[0].data`);
  if (changed.length > 0) for (const name of standing) listing(name, changed[0]!.path);
}

/** The value sets as they will be. */
async function findAfter(tx: Tx, names: readonly string[], changed: readonly Draft[]): Promise<FindValueSet> {
  const ids = new Set(changed.map(({ id }) => id));
  const put = changed.flatMap((one) => (one.do === 'put' ? [{ resource: one.resource, updated: '9' }] : []));
  const nested = put.flatMap(({ resource }) => valueSetsOf(resource));
  const stored = await loadValueSets(tx, [...names, ...nested]);
  return findAmong([...stored.filter(({ resource }) => !ids.has(resource.id!)), ...put]);
}
