import { decide, sees } from '../../access/index.ts';
import { type Caller, Fault } from '../../base/index.ts';
import { compartmentRows } from '../../store/index.ts';
import { auditOf } from '../audit-of.ts';
import type { FhirRecord } from '../model.ts';
import { factsFor, sightFor } from './sight.ts';

/** How many resources of a type one rule lets somebody see, or keeps from them. */
export type Explained = { type: string; seen: boolean; basis: string; count: number; examples: string[] };

const MOST_EXAMPLES = 3;

/**
 * Which rule lets a caller into a patient's record and which keeps them out, resource by resource. For those who answer for access:
 * whoever asks must be the system, an administrator at the command line or the privacy officer. Faults: forbidden, not-found.
 */
export async function explain(
  record: FhirRecord,
  asking: Caller,
  about: Caller,
  patient: string,
): Promise<Explained[]> {
  if (asking.role !== 'system' && asking.role !== 'privacy-officer') {
    throw new Fault('forbidden', 'forbidden', 'Not allowed: the privacy officer asks who sees what.');
  }
  const { pool } = record.store;
  const rows = await compartmentRows(pool, patient);
  if (rows.length === 0) throw new Fault('not-found', 'not-found', 'There is no such patient.');
  const sight = sightFor(record, about);
  const facts = await factsFor(pool, sight, [...new Set(rows.flatMap((row) => row.patients))]);
  const found = new Map<string, Explained>();
  for (const row of rows) {
    const open = decide(about, 'read', row.type, { patients: row.patients });
    const { seen, basis } = open.allowed ? sees(sight, row, facts) : { seen: false, basis: open.why };
    const why = seen && basis === 'role' ? open.why : basis;
    const key = `${row.type} ${seen} ${why}`;
    const one = found.get(key) ?? { type: row.type, seen, basis: why, count: 0, examples: [] };
    one.count += 1;
    if (one.examples.length < MOST_EXAMPLES) one.examples.push(`${row.type}/${row.id}`);
    found.set(key, one);
  }
  const detail = `who sees what: ${about.name}`;
  await record.reads.write([auditOf(record, asking, { action: 'search', patient, detail })]);
  return [...found.values()].sort((a, b) => Number(a.seen) - Number(b.seen) || (a.type < b.type ? -1 : 1));
}
