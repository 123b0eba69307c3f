import { isId, isResourceType } from '../../fhir/index.ts';
import type { Compartment } from '../search/compartments.ts';

/** What an address is read for: http://hl7.org/fhir/R4/http.html, its part after the base. */
export type Get =
  | { kind: 'read'; type: string; id: string; version?: number }
  | { kind: 'history'; type?: string; id?: string }
  /** Of one type, or without it of several. */
  | { kind: 'search'; type?: string; compartment?: Compartment }
  | { kind: 'operation'; name: string; type?: string; id?: string; version?: number };

/** The part of an address after the base, as what it asks and with what parameters; null where nothing is at such an address. */
export function understandGet(url: string): { get: Get; query: string } | null {
  const [, path = '', query = ''] = /^([^?]*)(?:\?(.*))?$/s.exec(url) ?? [];
  const get = understandPath(path.split('/').filter((part) => part !== ''));
  return get && { get, query };
}

function understandPath(parts: string[]): Get | null {
  const [type, second, third, fourth, fifth] = parts;
  if (type === undefined) return { kind: 'search' };
  if (parts.length === 1 && type === '_history') return { kind: 'history' };
  if (type.startsWith('$')) return parts.length === 1 ? { kind: 'operation', name: type.slice(1) } : null;
  if (!isResourceType(type)) return null;
  if (second === undefined) return { kind: 'search', type };
  if (second.startsWith('$')) return parts.length === 2 ? { kind: 'operation', type, name: second.slice(1) } : null;
  if (parts.length === 2 && second === '_history') return { kind: 'history', type };
  if (!isId(second)) return null;
  const own = { type, id: second };
  if (third === undefined) return { kind: 'read', ...own };
  if (third === '_history') return understandVersion(own, parts.length, fourth, fifth);
  if (parts.length > 3) return null;
  if (third.startsWith('$')) return { kind: 'operation', ...own, name: third.slice(1) };
  if (third === '*') return { kind: 'search', compartment: own };
  return isResourceType(third) ? { kind: 'search', type: third, compartment: own } : null;
}

function understandVersion(
  own: { type: string; id: string },
  length: number,
  version: string | undefined,
  operation: string | undefined,
): Get | null {
  if (version === undefined) return { kind: 'history', ...own };
  if (!/^[1-9]\d{0,8}$/.test(version)) return null;
  if (length === 4) return { kind: 'read', ...own, version: Number(version) };
  return length === 5 && operation?.startsWith('$')
    ? { kind: 'operation', ...own, version: Number(version), name: operation.slice(1) }
    : null;
}
