import type { Caller } from '../../base/index.ts';
import { type Deed, auditOf } from '../audit-of.ts';
import type { FhirRecord } from '../model.ts';
import { decideRows } from './sight.ts';

/** A label that is sealed to most, so that all is asked that is asked of what is hidden. */
const LABELS = ['42CFRPart2'];

/**
 * Decides about what is not there as about what is hidden: else it would be known by how soon the answer comes. With `deed` it is audited,
 * as what is refused is.
 */
export async function passOverAbsent(
  record: FhirRecord,
  caller: Caller,
  { type, id }: { type: string; id: string },
  deed?: Deed,
): Promise<void> {
  const row = { type, id, patients: [caller.patient ?? id], labels: LABELS };
  await decideRows(record, caller, record.store.pool, [row]);
  if (!deed) return;
  const refused = { ...deed, outcome: 'refused', detail: 'it is not there' } as const;
  await record.reads.write([auditOf(record, caller, refused)]);
}
