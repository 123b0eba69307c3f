import type { SearchParam, SearchParamType } from '../../fhir/index.ts';

/** The modifiers that a search takes, by the type of the parameter: http://hl7.org/fhir/R4/search.html#modifiers. `[type]` is any target's. */
const BY_TYPE: Record<SearchParamType, readonly string[]> = {
  string: ['missing', 'exact', 'contains'],
  token: ['missing', 'text', 'not', 'of-type'],
  reference: ['missing', 'identifier', '[type]'],
  uri: ['missing', 'above', 'below'],
  date: ['missing'],
  number: ['missing'],
  quantity: ['missing'],
  composite: [],
  special: [],
};

/** What every resource has, and is a column rather than a value that may be missing. */
const BY_CODE: Record<string, readonly string[]> = { _id: ['not'], _lastUpdated: [] };

/** The modifiers that a parameter takes. */
export function modifiersOf(param: Pick<SearchParam, 'code' | 'type'>): readonly string[] {
  return BY_CODE[param.code] ?? BY_TYPE[param.type];
}

/** The parameters of every search that are no search parameters of a type, as a CapabilityStatement describes them. */
export const COMMON_PARAMS = [
  ['_text', 'string', 'Words of the narrative.'],
  ['_content', 'string', 'Words of the whole resource.'],
  ['_list', 'token', 'The id of a List: what its entries name.'],
  ['_has', 'string', 'What other resources that refer to this one say, as _has:Type:reference:parameter; nested too.'],
  ['_type', 'token', 'At the whole system and in a compartment: the types to search.'],
  ['_sort', 'string', 'Parameters to sort by, with - from the last.'],
  ['_count', 'number', 'The most matches on a page; 0 counts alone.'],
  ['_total', 'token', 'none, estimate or accurate.'],
  ['_include', 'string', 'What matches refer to, with :iterate and *.'],
  ['_revinclude', 'string', 'What refers to matches, with :iterate.'],
  ['_summary', 'token', 'true, text, data, count or false.'],
  ['_elements', 'string', 'The elements at the root to give.'],
] as const;
