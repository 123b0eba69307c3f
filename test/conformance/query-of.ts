/** Queries that find a value which `makeValue` made, and what they must find of two resources whose values differ. */
import type { SearchParam } from '../../src/fhir/index.ts';
import { SYSTEM_OF_CODES, UCUM, type Json } from './make-instance.ts';
import type { Placed } from './set-value.ts';

/** `finds`: the first resource (a), the second (b), both or neither. */
export type Ask = { name: string; value: string; finds: '' | 'a' | 'b' | 'ab' };

const members = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {});
const firstOf = (list: unknown): Json => members(Array.isArray(list) ? list[0] : undefined);

/** The text by which a value is asked for in a parameter of a type; null for what R4 gives no form. */
export function textOf(kind: string, { value, dataType }: Placed): string | null {
  const own = members(value);
  switch (kind) {
    case 'token': {
      const { system, code } = dataType === 'CodeableConcept' ? firstOf(own['coding']) : own;
      if (dataType === 'CodeableConcept' || dataType === 'Coding') return `${String(system)}|${String(code)}`;
      if (dataType === 'Identifier') return `${String(own['system'])}|${String(own['value'])}`;
      return dataType === 'ContactPoint' ? String(own['value']) : String(value);
    }
    case 'reference':
      return dataType === 'Reference' ? String(own['reference']) : String(value);
    case 'string':
      return String(own['family'] ?? own['city'] ?? value);
    case 'date':
      if (dataType === 'Period') return String(own['start']);
      return dataType === 'Timing' ? String((own['event'] as string[])[0]) : String(value);
    case 'number':
      return String(value);
    case 'quantity': {
      const one =
        dataType === 'Range' ? members(own['low']) : dataType === 'SampledData' ? members(own['origin']) : own;
      if (dataType === 'Money') return `${String(one['value'])}||USD`;
      return `${String(one['value'])}|${UCUM}|${String(one['code'])}`;
    }
    case 'uri':
      return String(value);
    default:
      return null;
  }
}

const REFERENCES = 'http://walk.example/refs';

/** What R4's modifiers and prefixes find of the values of the numbers `n` (a, even) and `n + 1` (b). */
export function asksOf(param: SearchParam, placed: Placed, n: number, isBound: boolean): Ask[] {
  const text = textOf(param.type, placed);
  if (text === null) return [];
  const ask = (modifier: string, value: string, finds: Ask['finds']): Ask => {
    return { name: modifier === '' ? param.code : `${param.code}:${modifier}`, value, finds };
  };
  const asks = [ask('', text, 'a'), ask('missing', 'false', 'ab'), ask('missing', 'true', '')];
  const { dataType, value, target } = placed;
  switch (param.type) {
    case 'string':
      return [
        ...asks,
        ask('exact', text, 'a'),
        ask('exact', text.slice(0, 6), ''),
        ask('contains', text.slice(2, 10), 'a'),
      ];
    case 'token': {
      asks.push(ask('not', text, 'b'));
      const isShown = dataType === 'CodeableConcept' || dataType === 'Coding' || dataType === 'Identifier';
      if (isShown && !isBound) asks.push(ask('text', `Shown${n}`, 'a'));
      const { value: own } = members(value);
      if (dataType === 'Identifier') asks.push(ask('of-type', `${SYSTEM_OF_CODES}|MR|${String(own)}`, 'a'));
      return asks;
    }
    case 'reference':
      if (dataType !== 'Reference') return asks;
      asks.push(ask('identifier', `${REFERENCES}|ref-${n}`, 'a'));
      return target === undefined ? asks : [...asks, ask(target, `ref-${n}`, 'a')];
    case 'date':
      return [...asks, ask('', 'lt2005', 'a'), ask('', 'ge2005', 'b'), ask('', 'sa2005', 'b'), ask('', 'ne1999', 'ab')];
    case 'number':
      return [...asks, ask('', `le${text}`, 'a'), ask('', `gt${text}`, 'b')];
    case 'quantity':
      return dataType === 'SampledData' ? asks : [...asks, ask('', `le${text}`, 'a'), ask('', `gt${text}`, 'b')];
    case 'uri':
      if (dataType === 'oid' || dataType === 'uuid') return asks;
      return [...asks, ask('below', text.replace(/\/x$/, ''), 'a'), ask('above', `${text}/y`, 'a')];
    default:
      return asks;
  }
}
