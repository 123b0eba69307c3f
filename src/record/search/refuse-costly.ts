import { Fault } from '../../base/index.ts';
import { type Condition, type Db, hasAtLeast } from '../../store/index.ts';
import type { FhirRecord } from '../model.ts';
import type { Plan } from './understand-search.ts';

/** Of a type with fewer resources each may be looked at. */
const MANY = 50_000;
/** A type that is large stays so, and one that is not does not become so at once. */
const REMEMBERED_MS = 60_000;

type Size = { isLarge: boolean; until: number };
const sizes = new WeakMap<FhirRecord, Map<string, Size>>();

/** True for a condition that an index finds the rows of; the others are held against each row. */
function narrows(condition: Condition): boolean {
  switch (condition.kind) {
    case 'tokens':
    case 'id':
      return condition.not !== true;
    case 'date':
    case 'quantity':
    case 'updated':
      return condition.any.every(({ prefix }) => prefix !== 'ne');
    case 'either':
      return condition.any.every((all) => all.some(narrows));
    // `:contains` goes through the values of one parameter alone, which are short and lie together.
    case 'string':
    case 'text':
      return true;
    case 'body':
    case 'absent':
    default:
      return false;
  }
}

/** What makes a search look at each resource of its type; null where an index leads to what it finds. */
function costOf({ source, conditions, sort }: Plan): string | null {
  if (source.kind !== 'type' || conditions.some(narrows)) return null;
  if (conditions.length > 0) return 'what it asks for is in no index (:not, :missing, :text, ne and their like)';
  const isDear = sort.some(({ by }) => by === 'text' || by === 'string' || by === 'quantity' || by === 'date');
  return isDear ? 'it sorts by what no index keeps in order' : null;
}

async function isLarge(record: FhirRecord, db: Db, type: string): Promise<boolean> {
  let known = sizes.get(record);
  if (!known) sizes.set(record, (known = new Map()));
  const now = record.clock.now();
  const size = known.get(type);
  if (size && size.until > now) return size.isLarge;
  const made = { isLarge: await hasAtLeast(db, type, MANY), until: now + REMEMBERED_MS };
  known.set(type, made);
  return made.isLarge;
}

/**
 * Refuses a search that would have to open each of very many resources, before it takes the server's time from everybody else. Faults:
 * too-costly, with what makes it so and the mend.
 */
export async function refuseCostly(record: FhirRecord, db: Db, plan: Plan): Promise<void> {
  const cost = costOf(plan);
  if (cost === null || !(await isLarge(record, db, plan.type))) return;
  throw new Fault(
    'too-costly',
    'too-costly',
    `This would open each of more than ${MANY} ${plan.type} resources: ${cost}. Ask besides for a patient, a code, a status or a time.`,
  );
}
