import { PREFIXES, type Query, escaped } from './make-queries.ts';
import type { Random } from './make-resources.ts';
import { listOf, members, stringsOf } from './match-value.ts';
import type { ParamType } from './r4-values.ts';

/** A plain query of a parameter for a value that a resource has; null for what has nothing to ask by. */
export function queryFor(random: Random, param: string, kind: ParamType, value: unknown): Query | null {
  const text = textFor(random, kind, value);
  return text === null || text === '' ? null : [[param, text]];
}

function textFor(random: Random, kind: ParamType, value: unknown): string | null {
  const { coding, system, code, value: number, reference, start, end } = members(value);
  const plainText = typeof value === 'object' ? null : String(value);
  switch (kind) {
    case 'token': {
      const first = members(coding === undefined ? value : listOf(coding)[0]);
      const text = plainText ?? first['code'] ?? first['value'];
      const isNamed =
        plainText === null && first['system'] !== undefined && /^(?:urn|http)/.test(String(system ?? first['system']));
      return text === undefined
        ? null
        : `${isNamed ? `${escaped(String(first['system']))}|` : ''}${escaped(String(text))}`;
    }
    case 'string':
      return escaped(stringsOf(value)[0]?.slice(0, 4) ?? '');
    case 'date': {
      const at = plainText ?? start ?? end;
      return typeof at === 'string' ? `${random.pick(PREFIXES)}${at}` : null;
    }
    case 'reference':
      return plainText ?? (typeof reference === 'string' ? escaped(reference) : null);
    case 'uri':
      return plainText === null ? null : escaped(plainText);
    case 'number':
      return typeof value === 'number' ? `${random.pick(PREFIXES)}${value}` : null;
    case 'quantity':
      return typeof number === 'number' && code !== undefined
        ? `${random.pick(PREFIXES)}${number}|${String(system)}|${escaped(String(code))}`
        : null;
    case 'composite':
    default:
      return null;
  }
}
