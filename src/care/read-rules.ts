import { Fault, SYSTEM } from '../base/index.ts';
import { type FhirRecord, search } from '../record/index.ts';

const MOST_LIBRARIES = '500';
const TYPES = 'urn:throughline:library-type';

/** The rules that one Library brings; `name` changes with every version of it. */
export type LoadedRules = { name: string; content: unknown };

function holds(period: fhir4.Period | undefined, now: number): boolean {
  return !(Date.parse(period?.start ?? '') > now) && !(Date.parse(period?.end ?? '') <= now);
}

const startOf = ({ effectivePeriod }: fhir4.Library): number => Date.parse(effectivePeriod?.start ?? '') || 0;

/**
 * What the active Libraries of a type (`check-rules`, `ordering-rules`) hold, of those whose effective period holds, in the order of
 * their beginning: the first content of each, JSON. One that does not read is left out and logged: a slip in one must not stop all.
 */
export async function rulesInForce(record: FhirRecord, type: string): Promise<LoadedRules[]> {
  const now = record.clock.now();
  const params: [string, string][] = [
    ['type', `${TYPES}|${type}`],
    ['status', 'active'],
    ['_sort', '_id'],
    ['_count', MOST_LIBRARIES],
  ];
  // Rules are about nobody: that they were read is of no interest to any audit.
  const { matches } = await search(record, SYSTEM, 'Library', params, { strict: true, isPart: true });
  return matches
    .map(({ id, version, body }) => ({ name: `${id}/${version}`, library: JSON.parse(body) as fhir4.Library }))
    .filter(({ library }) => holds(library.effectivePeriod, now))
    .sort((a, b) => startOf(a.library) - startOf(b.library))
    .flatMap(({ name, library }) => unlessBroken(record, name, () => [{ name, content: contentOf(library) }]) ?? []);
}

/** What comes of reading a Library; null, with a word in the log, where it does not read. */
export function unlessBroken<T>(record: FhirRecord, name: string, work: () => T): T | null {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    record.log.warn({ library: name, detail: error.message }, 'rules that do not read are left out');
    return null;
  }
}

/** The first content of a Library. Faults: unprocessable where it is no JSON. */
export function contentOf(library: fhir4.Library): unknown {
  try {
    return JSON.parse(Buffer.from(library.content?.[0]?.data ?? '', 'base64').toString('utf8'));
  } catch {
    const detail = 'The rules of a Library are JSON, in Library.content[0].data.';
    throw new Fault('unprocessable', 'invalid', detail, { expression: 'Library.content[0].data' });
  }
}
