import { type SearchParams, elementPaths, isRepeated } from '../../fhir/index.ts';
import type { SortKey } from '../../store/index.ts';
import { columnParams } from '../indexing/index-resource.ts';

/** Where in an element of a type its text stands, for what is ordered by the body; other types stand for themselves. */
const TEXTS: { [type: string]: string } = {
  CodeableConcept: ' .coding.code',
  Coding: ' .code',
  Identifier: ' .value',
  ContactPoint: ' .value',
  Reference: ' .reference',
};

/** Types whose elements are objects without a text of their own. */
const UNORDERED = new Set(['Attachment', 'Resource']);

function textPaths(params: SearchParams, type: string, code: string): string[] {
  return elementPaths(params, type, code)
    .filter((element) => element.path !== '$' && !UNORDERED.has(element.type))
    .map((element) => `${element.path}${TEXTS[element.type] ?? ''}`);
}

/**
 * One key of `_sort` (http://hl7.org/fhir/R4/search.html#_sort), with a minus in front for descending. Of several values the least
 * orders ascending, the greatest descending. Null for what nothing can be sorted by.
 */
export function sortKeyOf(params: SearchParams, type: string, text: string): SortKey | null {
  const descending = text.startsWith('-');
  const code = descending ? text.slice(1) : text;
  if (code === '_id') return { by: 'id', descending };
  if (code === '_lastUpdated') return { by: 'updated', descending };
  const param = params.of(type).get(code);
  switch (param?.type) {
    case 'date': {
      // The column holds the least of several.
      const isColumn = columnParams(type).date === code && !(descending && isRepeated(params, type, code));
      return isColumn ? { by: 'primary-date', descending } : { by: 'date', param: code, descending };
    }
    case 'number':
    case 'quantity':
      return { by: 'quantity', param: code, descending };
    case 'string':
      return { by: 'string', param: code, descending };
    case 'token':
    case 'reference':
    case 'uri': {
      const paths = textPaths(params, type, code);
      return paths.length > 0 ? { by: 'text', paths, descending } : null;
    }
    default:
      return null;
  }
}
