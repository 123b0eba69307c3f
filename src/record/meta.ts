import { ACT_CODE, NOT_LABEL, isSensitive, mayDeclassify, restriction } from '../access/index.ts';
import { type Caller, Fault } from '../base/index.ts';
import { type Coding, type Meta, RESOURCE_TYPES, type Resource, parseJson } from '../fhir/index.ts';
import { metasStored, readRows } from '../store/index.ts';
import { auditOf } from './audit-of.ts';
import { claimOfKey } from './claims.ts';
import { sightOfWhole } from './deciding/masked.ts';
import { seenOne, sightFor } from './deciding/sight.ts';
import { passGate, refuseBadKey } from './gate.ts';
import type { FhirRecord, Written } from './model.ts';
import { refuseInvalid } from './refuse-invalid.ts';

/** The parts of a Meta that are sets: what $meta-add and $meta-delete are about. */
type Labels = Pick<Meta, 'profile' | 'security' | 'tag'>;

/** A profile by its URL; a tag or a label by system and code, "version and display are ignored". */
const keyOf = (one: string | Coding): string =>
  typeof one === 'string' ? one : JSON.stringify([one.system ?? '', one.code ?? '']);

/**
 * The profiles, tags and security labels of all that the caller may search: of a type, or of every type
 * (http://hl7.org/fhir/R4/resource-operation-meta.html). Faults: forbidden; too-costly where so much is stored, or so many labels.
 */
export async function labelsInUse(record: FhirRecord, caller: Caller, type: string | undefined): Promise<Labels> {
  const types = type === undefined ? RESOURCE_TYPES : [type];
  const deed = { action: 'search', type, detail: '$meta' } as const;
  const found: Meta[] = [];
  const whole: string[] = [];
  const bound = new Map<string, string[]>();
  for (const one of types) {
    const may = restriction(caller, one);
    // Of what is narrowed by a scope's query the labels in use are not told: they could be those of the rest.
    if (may.allowed && may.within) continue;
    if (may.allowed && may.patient === undefined) whole.push(one);
    else if (may.allowed) bound.set(may.patient!, [...(bound.get(may.patient!) ?? []), one]);
    else if (type !== undefined) {
      await record.reads.write([auditOf(record, caller, { ...deed, outcome: 'refused', detail: may.why })]);
      throw new Fault('forbidden', 'forbidden', `Not allowed: ${may.why}.`);
    }
  }
  const { pool } = record.store;
  // Labels are never shown of what is masked.
  const sight = sightOfWhole(sightFor(record, caller));
  for (const meta of await metasStored(pool, whole, { sight })) found.push(JSON.parse(meta) as Meta);
  for (const [patient, own] of bound) {
    for (const meta of await metasStored(pool, own, { sight, patient })) found.push(JSON.parse(meta) as Meta);
  }
  await record.reads.write([auditOf(record, caller, deed)]);
  return found.reduce<Labels>((labels, meta) => withLabels(labels, meta), {});
}

/** Adds what is not there yet, or takes away what is; what becomes empty is left out, as FHIR has no empty lists. */
function combined<T extends string | Coding>(have: T[], change: T[], how: 'add' | 'delete'): T[] | undefined {
  const keys = new Set((how === 'add' ? have : change).map(keyOf));
  const isNew = (one: T) => !keys.has(keyOf(one)) && keys.add(keyOf(one)) !== undefined;
  const result = how === 'add' ? [...have, ...change.filter(isNew)] : have.filter((one) => !keys.has(keyOf(one)));
  return result.length > 0 ? result : undefined;
}

function withLabels(meta: Meta, labels: Labels, how: 'add' | 'delete' = 'add'): Meta {
  const { profile, security, tag, ...rest } = meta;
  const next = {
    profile: combined(profile ?? [], labels.profile ?? [], how),
    security: combined(security ?? [], labels.security ?? [], how),
    tag: combined(tag ?? [], labels.tag ?? [], how),
  };
  return { ...rest, ...Object.fromEntries(Object.entries(next).filter(([, list]) => list !== undefined)) };
}

/**
 * Labels that keep a resource from people are not everybody's to take away; and that somebody with the right did is kept beside, or the
 * rules would put them back.
 */
function changedMeta(caller: Caller, meta: Meta, { labels, how, type, id }: MetaAsk): Meta {
  const changed = withLabels(meta, labels, how);
  const sensitive = (labels.security ?? []).filter(isSensitive);
  if (sensitive.length === 0) return changed;
  if (how === 'delete' && !mayDeclassify(caller)) {
    const detail = `Not allowed: the sensitivity labels of ${type}/${id} are the privacy officer's to take away.`;
    throw new Fault('forbidden', 'forbidden', detail);
  }
  const removals = sensitive
    .filter(({ system }) => system === ACT_CODE)
    .map(({ code }): Coding => ({ system: NOT_LABEL, ...(code === undefined ? {} : { code }) }));
  return withLabels(changed, { security: removals }, how === 'delete' ? 'add' : 'delete');
}

export type MetaAsk = { type: string; id: string; how: 'add' | 'delete'; labels: Labels; ifMatch?: number };

/**
 * $meta-add and $meta-delete, http://hl7.org/fhir/R4/resource-operation-meta-add.html: a write like every other, so that who labelled
 * what and when stands in the history and the feed; where nothing becomes different there is no new version.
 * Faults: not-found, gone, precondition-failed, and what the result is refused for.
 */
export async function changeMeta(record: FhirRecord, caller: Caller, ask: MetaAsk): Promise<Written> {
  const { type, id, ifMatch } = ask;
  refuseBadKey(type, id);
  return passGate(record, caller, {
    resources: [],
    changes: [type],
    as: 'label',
    claims: [claimOfKey(record, type, id)],
    async draft(tx) {
      const [there] = await readRows(tx, [{ type, id }]);
      const row = await seenOne(record, caller, tx, there);
      if (!row) {
        throw new Fault('not-found', 'not-found', `There is no ${type}/${id}.`);
      }
      if (row.deleted) throw new Fault('gone', 'deleted', `${type}/${id} was deleted.`);
      const resource = parseJson(row.body) as Resource;
      resource.meta = changedMeta(caller, resource.meta ?? {}, ask);
      refuseInvalid(record, [{ resource }]);
      return [{ do: 'put', as: 'label', resource, id, isChosen: true, ...(ifMatch === undefined ? {} : { ifMatch }) }];
    },
    finish: async (_tx, [written]) => written!,
  });
}
