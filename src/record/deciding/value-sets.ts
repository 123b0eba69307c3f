import { type FindValueSet, valueSetsOf } from '../../access/index.ts';
import { type Resource, parseJson } from '../../fhir/index.ts';
import { type Db, EVERYTHING, searchRows } from '../../store/index.ts';

const MOST_VALUE_SETS = 500;
/** Value sets are made of others, and those of others. */
const MOST_ROUNDS = 10;

/** A value set as it stands, or as it is about to. */
type Stored = { resource: Resource; updated: string };

const urlOf = (canonical: string) => canonical.split('|')[0]!;

/** The value sets of these canonicals, and all of which they are made. */
export async function loadValueSets(db: Db, named: readonly string[]): Promise<Stored[]> {
  const found: Stored[] = [];
  const asked = new Set<string>();
  let wanted = named.map(urlOf);
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const fresh = [...new Set(wanted)].filter((url) => !asked.has(url));
    if (fresh.length === 0) break;
    for (const url of fresh) asked.add(url);
    const { rows } = await searchRows(db, {
      type: 'ValueSet',
      source: { kind: 'type' },
      conditions: [{ kind: 'body', any: fresh.map((url) => ({ path: '$.url ? (@ == $url)', vars: { url } })) }],
      sort: [],
      sight: EVERYTHING,
      limit: MOST_VALUE_SETS,
    });
    const sets = rows.map((row) => ({ resource: parseJson(row.body) as Resource, updated: row.updated }));
    found.push(...sets);
    wanted = sets.flatMap(({ resource }) => valueSetsOf(resource).map(urlOf));
  }
  return found;
}

/** Of several with one canonical the one that was written last. */
export function findAmong(stored: readonly Stored[]): FindValueSet {
  const active = stored
    .filter(({ resource }) => resource['status'] === 'active')
    .toSorted((a, b) => (a.updated < b.updated ? 1 : -1))
    .map(({ resource }) => resource);
  return (canonical) => {
    const [url, version] = canonical.split('|');
    return active.find((one) => one['url'] === url && (version === undefined || one['version'] === version));
  };
}
