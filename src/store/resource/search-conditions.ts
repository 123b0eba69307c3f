import { unreachable } from '../../base/index.ts';
import type { Condition, DateTest, QuantityTest, StringTest } from './search-model.ts';

/** Adds a value to the statement and gives its placeholder. */
export type Place = (value: unknown) => string;

/** The SQL of a condition on the alias r. */
export function conditionSql(condition: Condition, type: string, place: Place): string {
  switch (condition.kind) {
    case 'tokens': {
      const overlap = `r.tokens_all && ${place(condition.any)}::bigint[]`;
      return condition.not ? `not (${overlap})` : overlap;
    }
    case 'id':
      return `r.id ${condition.not ? '<> all' : '= any'} (${place(condition.any)}::text[])`;
    case 'updated':
      return either(condition.any.map((test) => updatedSql(test, place)));
    case 'date':
      return inSide(
        'search_date',
        condition.param,
        either(condition.any.map((test) => dateSql(test, place))),
        type,
        place,
      );
    case 'quantity':
      return inSide(
        'search_quantity',
        condition.param,
        either(condition.any.map((test) => quantitySql(test, place))),
        type,
        place,
      );
    case 'string':
      return inSide(
        'search_string',
        condition.param,
        either(condition.any.map((test) => stringSql(test, place))),
        type,
        place,
      );
    case 'body': {
      // Parsed once a row; '' is a deleted one's body.
      const finds = condition.any.map(
        ({ path, vars }) =>
          `jsonb_path_exists(j.body, ${place(path)}::jsonpath, ${place(JSON.stringify(vars ?? {}))}::jsonb)`,
      );
      return `${condition.not ? 'not ' : ''}exists (select 1 from (select nullif(r.body, '')::jsonb as body offset 0) j
        where ${finds.length === 0 ? 'false' : either(finds)})`;
    }
    case 'text':
      return `exists (select 1 from search_text s where s.shard = r.shard and s.type = ${place(type)} and s.id = r.id
        and s.${condition.part} @@ ${place(condition.query)}::tsquery)`;
    case 'either':
      return either(condition.any.map((all) => `(${all.map((one) => conditionSql(one, type, place)).join(' and ')})`));
    case 'absent':
      return `${condition.not ? '' : 'not '}${inSide(condition.table, condition.param, 'true', type, place)}`;
    default:
      return unreachable(condition);
  }
}

function either(tests: string[]): string {
  return tests.length === 1 ? tests[0]! : `(${tests.join(' or ')})`;
}

/** A semi-join: walked from the side table's own index over a whole type, probed row by row within a patient. */
function inSide(table: string, param: string, test: string, type: string, place: Place): string {
  return `exists (select 1 from ${table} s where s.shard = r.shard and s.type = ${place(type)} and s.id = r.id
    and s.param = ${place(param)} and ${test})`;
}

/** http://hl7.org/fhir/R4/search.html#prefix, the table of prefixes; highs are exclusive. */
function dateSql({ prefix, low, high }: DateTest, place: Place): string {
  const from = () => `${place(low)}::bigint`;
  const to = () => `${place(high)}::bigint`;
  const inside = () => `(s.low >= ${from()} and s.high <= ${to()})`;
  switch (prefix) {
    case 'eq':
      return inside();
    case 'ne':
      return `not ${inside()}`;
    case 'gt':
      return `s.high > ${to()}`;
    case 'lt':
      return `s.low < ${from()}`;
    case 'ge':
      return `(s.high > ${to()} or ${inside()})`;
    case 'le':
      return `(s.low < ${from()} or ${inside()})`;
    case 'sa':
      return `s.low >= ${to()}`;
    case 'eb':
      return `s.high <= ${from()}`;
    case 'ap':
      return `(s.low < ${to()} and s.high > ${from()})`;
    default:
      return unreachable(prefix);
  }
}

/** `_lastUpdated` is an instant: a range of one millisecond. */
function updatedSql({ prefix, low, high }: DateTest, place: Place): string {
  const at = (ms: number) => `to_timestamp(${place(ms)}::double precision / 1000)`;
  switch (prefix) {
    case 'eq':
    case 'ap':
      return `(r.updated >= ${at(low)} and r.updated < ${at(high)})`;
    case 'ne':
      return `(r.updated < ${at(low)} or r.updated >= ${at(high)})`;
    case 'gt':
    case 'sa':
      return `r.updated >= ${at(high)}`;
    case 'lt':
    case 'eb':
      return `r.updated < ${at(low)}`;
    case 'ge':
      return `r.updated >= ${at(low)}`;
    case 'le':
      return `r.updated < ${at(high)}`;
    default:
      return unreachable(prefix);
  }
}

/**
 * eq and ne by the range of the search value's precision, the others by its exact value: "gt100: values that are greater than
 * exactly 100", http://hl7.org/fhir/R4/search.html#number
 */
function quantitySql(test: QuantityTest, place: Place): string {
  if (test.canonicalUnit !== undefined) {
    return `(s.canonical_unit = ${place(test.canonicalUnit)} and (${numberSql(test, place, 's.canonical_low', 's.canonical_high')}))`;
  }
  const number = `(${numberSql(test, place, 's.low', 's.high')})`;
  if (test.code === undefined) return number;
  const code = place(test.code);
  if (test.system) return `(${number} and s.system = ${place(test.system)} and s.code = ${code})`;
  return `(${number} and (s.code = ${code} or s.unit = ${code}))`;
}

/** What is stored is a range too: of a Range, or of a value "less than 5"; of a plain value both ends are the value. */
function numberSql({ prefix, value, low, high }: QuantityTest, place: Place, least: string, most: string): string {
  const exact = () => `${place(value)}::double precision`;
  const from = () => `${place(low)}::double precision`;
  const to = () => `${place(high)}::double precision`;
  switch (prefix) {
    case 'eq':
      return `${least} >= ${from()} and ${most} < ${to()}`;
    case 'ne':
      return `not (${least} >= ${from()} and ${most} < ${to()})`;
    case 'ap':
      return `${least} < ${to()} and ${most} >= ${from()}`;
    case 'gt':
      return `${most} > ${exact()}`;
    case 'lt':
      return `${least} < ${exact()}`;
    case 'ge':
      return `${most} >= ${exact()}`;
    case 'le':
      return `${least} <= ${exact()}`;
    case 'sa':
      return `${least} > ${exact()}`;
    case 'eb':
      return `${most} < ${exact()}`;
    default:
      return unreachable(prefix);
  }
}

/** Past every text that begins with a prefix, in the order of bytes. */
const LAST_CHARACTER = '\u{10FFFF}';

function stringSql(test: StringTest, place: Place): string {
  const { how, text } = test;
  if (how === 'starts') return `(s.value >= ${place(text)} and s.value <= ${place(text + LAST_CHARACTER)})`;
  if (how === 'exact') return `(s.value = ${place(test.folded)} and coalesce(s.exact, s.value) = ${place(text)})`;
  return `s.value like ${place(`%${text.replaceAll(/[\\%_]/g, '\\$&')}%`)}`;
}
