import { type Caller, Fault } from '../../base/index.ts';
import type { Resource } from '../../fhir/index.ts';
import type { BundleOptions } from './bundle-options.ts';
import type { FhirRecord } from '../model.ts';
import { storeBatch } from './store-batch.ts';
import { storeTransaction } from './store-transaction.ts';

/** Beyond it a bundle is no longer one piece of work: what is larger is imported. */
const MOST_ENTRIES = 100_000;

/**
 * A batch or a transaction, http://hl7.org/fhir/R4/http.html#transaction. Returns the response bundle, its entries in the order
 * of those that came. The bundle is changed: ids and references become those that are stored.
 */
export async function bundle(
  record: FhirRecord,
  caller: Caller,
  asked: Resource,
  options: BundleOptions = {},
): Promise<Resource> {
  if (asked.resourceType !== 'Bundle') {
    throw new Fault('invalid', 'value', `A Bundle is wanted here, not a ${asked.resourceType}.`, {
      expression: asked.resourceType,
    });
  }
  const { type } = asked;
  const entries = asked['entry'] ?? [];
  if (type !== 'batch' && type !== 'transaction') {
    throw new Fault('invalid', 'value', 'The type of the bundle must be batch or transaction.', {
      expression: 'Bundle.type',
    });
  }
  if (!Array.isArray(entries)) {
    throw new Fault('invalid', 'structure', 'The entries of the bundle are not a list.', {
      expression: 'Bundle.entry',
    });
  }
  if (entries.length > MOST_ENTRIES) {
    const detail = `The bundle has ${entries.length} entries; ${MOST_ENTRIES} are the most: send it in parts.`;
    throw new Fault('too-large', 'too-long', detail, { expression: 'Bundle.entry' });
  }
  const entry =
    type === 'batch'
      ? await storeBatch(record, caller, entries, options)
      : await storeTransaction(record, caller, entries, options);
  return { resourceType: 'Bundle', type: `${type}-response`, ...(entry.length > 0 ? { entry } : {}) };
}
