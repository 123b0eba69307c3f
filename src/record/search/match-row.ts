import { unreachable } from '../../base/index.ts';
import type { Condition, DateTest, IndexRow, Prefix, QuantityTest, StringTest } from '../../store/index.ts';

/** What a condition may look at when there is no database to ask. */
export type Row = Pick<IndexRow, 'tokens' | 'dates' | 'quantities' | 'strings'>;

/**
 * True where extracted values meet a condition, as the store's SQL has it: for what must hold in one and the same element, which no
 * index knows. Conditions on the row itself (its id, its time, its body) are none of these.
 */
export function meets(condition: Condition, row: Row): boolean {
  switch (condition.kind) {
    case 'tokens':
      return condition.any.some((token) => row.tokens.includes(token)) !== (condition.not ?? false);
    case 'date':
      return row.dates.some((one) => one.param === condition.param && condition.any.some((test) => inDate(test, one)));
    case 'quantity':
      return row.quantities.some(
        (one) => one.param === condition.param && condition.any.some((test) => inQuantity(test, one)),
      );
    case 'string':
      return row.strings.some(
        (one) => one.param === condition.param && condition.any.some((test) => inString(test, one)),
      );
    case 'either':
      return condition.any.some((all) => all.every((one) => meets(one, row)));
    case 'id':
    case 'updated':
    case 'body':
    case 'text':
    case 'absent':
      return false;
    default:
      return unreachable(condition);
  }
}

type Range = { low: number; high: number };

/** http://hl7.org/fhir/R4/search.html#prefix; highs are exclusive, of what is stored and of what is asked. */
function inDate({ prefix, low, high }: DateTest, at: Range): boolean {
  const isInside = at.low >= low && at.high <= high;
  switch (prefix) {
    case 'eq':
      return isInside;
    case 'ne':
      return !isInside;
    case 'gt':
      return at.high > high;
    case 'lt':
      return at.low < low;
    case 'ge':
      return at.high > high || isInside;
    case 'le':
      return at.low < low || isInside;
    case 'sa':
      return at.low >= high;
    case 'eb':
      return at.high <= low;
    case 'ap':
      return at.low < high && at.high > low;
    default:
      return unreachable(prefix);
  }
}

function inQuantity(test: QuantityTest, row: IndexRow['quantities'][number]): boolean {
  const { canonicalUnit, code, system } = test;
  if (canonicalUnit !== undefined) {
    const { canonical } = row;
    return canonical !== undefined && canonical.unit === canonicalUnit && inNumber(test, canonical);
  }
  if (!inNumber(test, row)) return false;
  if (code === undefined) return true;
  return system === undefined ? row.code === code || row.unit === code : row.system === system && row.code === code;
}

function inNumber(
  { prefix, value, low, high }: { prefix: Prefix; value: number; low: number; high: number },
  at: Range,
): boolean {
  switch (prefix) {
    case 'eq':
      return at.low >= low && at.high < high;
    case 'ne':
      return !(at.low >= low && at.high < high);
    case 'ap':
      return at.low < high && at.high >= low;
    case 'gt':
      return at.high > value;
    case 'lt':
      return at.low < value;
    case 'ge':
      return at.high >= value;
    case 'le':
      return at.low <= value;
    case 'sa':
      return at.low > value;
    case 'eb':
      return at.high < value;
    default:
      return unreachable(prefix);
  }
}

function inString({ how, text }: StringTest, { value, exact }: IndexRow['strings'][number]): boolean {
  switch (how) {
    case 'starts':
      return value.startsWith(text);
    case 'exact':
      return (exact ?? value) === text;
    case 'contains':
      return value.includes(text);
    default:
      return unreachable(how);
  }
}
