import { createHash } from 'node:crypto';
import type { Issue } from '../../base/index.ts';
import {
  R4_PARAMS,
  RESOURCE_TYPES,
  type Resource,
  type SearchParam,
  parseJson,
  readSearchParameter,
  searchParams,
  typesOf,
} from '../../fhir/index.ts';
import {
  type Db,
  type Edition,
  type Hasher,
  type Store,
  type Tx,
  EVERYTHING,
  declareEditions,
  readEditions,
  searchRows,
  transaction,
} from '../../store/index.ts';
import { isOfTheRules, reloadInForce } from '../deciding/sight.ts';
import { followChanges } from '../follow-changes.ts';
import { INDEX_VERSION } from './index-resource.ts';
import type { FhirRecord, Searching } from '../model.ts';

/** More SearchParameter resources than that are not looked at. */
const MOST_DEFINITIONS = 5000;

const codesByUrl = new Map(
  RESOURCE_TYPES.flatMap((type) => [...R4_PARAMS.of(type).values()].map(({ url, code }) => [url, code] as const)),
);

/** The parameters of active SearchParameter resources, those of R4's own codes aside: R4's definition stands. Of two with one code and type the first by its URL. */
async function customParams(tx: Tx): Promise<SearchParam[]> {
  const { rows } = await searchRows(tx, {
    type: 'SearchParameter',
    source: { kind: 'type' },
    conditions: [],
    sort: [],
    limit: MOST_DEFINITIONS,
    sight: EVERYTHING,
  });
  const active = rows
    .map((row) => parseJson(row.body) as Resource)
    .filter((resource) => resource['status'] === 'active')
    .sort((a, b) => (String(a['url']) < String(b['url']) ? -1 : 1));
  const codes = new Map([...codesByUrl, ...active.map((one) => [String(one['url']), String(one['code'])] as const)]);
  const taken = new Set<string>();
  return active.flatMap((resource) => {
    const read = readSearchParameter(resource, (url) => codes.get(url));
    if ('issues' in read) return [];
    const { param } = read;
    const base = typesOf(param.base).filter((type) => {
      const name = `${type}.${param.code}`;
      if (taken.has(name) || R4_PARAMS.of(type).has(param.code)) return false;
      taken.add(name);
      return true;
    });
    return base.length > 0 ? [{ ...param, base }] : [];
  });
}

/** One digest a type, of everything that what it is found by depends on. */
function digests(custom: readonly SearchParam[]): Map<string, string> {
  return new Map(
    RESOURCE_TYPES.map((type) => {
      const own = custom
        .filter(({ base }) => base.includes(type))
        .map((one) => JSON.stringify([one.code, one.type, one.expression, one.components ?? null]));
      const text = JSON.stringify([INDEX_VERSION, own.sort()]);
      return [type, createHash('sha256').update(text).digest('hex').slice(0, 16)];
    }),
  );
}

/**
 * Reads the definitions in force and makes the next edition of each type that they change. Under a lock that is taken before the
 * snapshot, so that of several servers the last to declare has seen the latest definitions.
 */
export async function loadSearching(store: Store, hash: Hasher, forced: readonly string[] = []): Promise<Searching> {
  return transaction(store, { claims: [BigInt(hash('definitions of search'))] }, async (tx) => {
    const custom = await customParams(tx);
    const isCurrent = await declareEditions(tx, { version: INDEX_VERSION, digests: digests(custom), forced });
    const stored = await readEditions(tx);
    // What an older program writes is of no edition: a newer one indexes it again.
    const editions = new Map(isCurrent ? stored.map(({ type, edition }) => [type, edition]) : []);
    const searching = { params: searchParams(custom), custom, isCurrent, editions };
    return { ...searching, pending: pendingOf(stored, searching) };
  });
}

/**
 * What keeps an active SearchParameter resource from being searched by: its own content, or another that has its code on the same type.
 * `beside` are those that come with it.
 */
export function definitionIssues({ custom }: Searching, resource: Resource, beside: readonly Resource[]): Issue[] {
  if (resource['status'] !== 'active') return [];
  const named = [...custom, ...beside].map((one) => [String(one['url']), String(one['code'])] as const);
  const codes = new Map([...codesByUrl, ...named]);
  const read = readSearchParameter(resource, (url) => codes.get(url));
  return 'issues' in read ? read.issues : takenIssues(custom, read.param);
}

function takenIssues(custom: readonly SearchParam[], { code, base, url }: SearchParam): Issue[] {
  const other = custom.find(
    (one) => one.code === code && one.url !== url && typesOf(base).some((type) => one.base.includes(type)),
  );
  if (!other) return [];
  const details = `The code "${code}" is that of ${other.url} already: choose another, or retire that one.`;
  return [{ severity: 'error', code: 'duplicate', details, expression: 'SearchParameter.code' }];
}

type Stand = Pick<Searching, 'isCurrent' | 'editions'>;

function isKnown({ isCurrent, editions }: Stand, { type, edition }: Edition): boolean {
  return !isCurrent || editions.get(type) === edition;
}

function pendingOf(stored: readonly Edition[], stand: Stand): Set<string> {
  return new Set(stored.flatMap((one) => (one.isFinished && isKnown(stand, one) ? [] : [one.type])));
}

/**
 * Hears which types others have indexed meanwhile. An edition that is not known here is never taken over by its number alone: rows
 * would carry it without being of its definitions. True where there is one, so that the definitions are to be read.
 */
export async function refreshPending(record: FhirRecord, db: Db): Promise<boolean> {
  const stored = await readEditions(db);
  record.searching = { ...record.searching, pending: pendingOf(stored, record.searching) };
  return stored.some((one) => !isKnown(record.searching, one));
}

/** Reads the definitions again, after one of them was written. */
export async function reloadSearching(record: FhirRecord, forced: readonly string[] = []): Promise<void> {
  record.searching = await loadSearching(record.store, record.hash, forced);
}

/** Keeps to the definitions that others write: in this process they are in force as soon as they are written. Returns what stops it. */
export function followDefinitions(record: FhirRecord, onChange: () => void): () => void {
  return followChanges(record, {}, async (change) => {
    if (isOfTheRules(record, change.type)) await reloadInForce(record);
    if (change.type !== 'SearchParameter') return;
    await reloadSearching(record);
    onChange();
  });
}
