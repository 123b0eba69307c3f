export type * from './model.ts';
export { type ElementRule, RESOURCE_TYPES, type TypeRules, isId, isResourceType, rulesOf } from './definitions.ts';
export { digitsOf, rememberDigits, stringify } from './digits.ts';
export { parseJson } from './parse-json.ts';
export { withMeta } from './with-meta.ts';
export { readSearchParameter, typesOf } from './read-search-parameter.ts';
export { R4_PARAMS, searchParams, type SearchParams } from './search-parameters.ts';
export { FAR_FUTURE, FAR_PAST } from './dates.ts';
export {
  compositeElements,
  elementPaths,
  extract,
  extractOne,
  isOfOneElement,
  isRepeated,
  looksOnlyAt,
} from './extract.ts';
export { primaryOf } from './primary.ts';
export { COMPARTMENTS, compartmentParams, patientsOf, typesInCompartment } from './compartment.ts';
export { forEachReference, type VisitReference } from './references.ts';
export { instantOf } from './instant.ts';
export { foldString } from './fold-string.ts';
export { splitWords, wordsOf } from './texts.ts';
export { parseSearchDate, parseSearchNumber } from './search-values.ts';
export { OPERATIONS, type OperationRule } from './operations.ts';
export { outcome, outcomeOf } from './outcome.ts';
export { parseReference, type ParsedReference } from './reference-text.ts';
export { type Subset, isRootElement, isSubset, takeSubset } from './subset.ts';
export { type Shown, shownByBoth, takeShown, wrongShown } from './shown.ts';
export { validate } from './validate.ts';
