import { type Action, restriction } from '../../access/index.ts';
import type { Caller } from '../../base/index.ts';
import { type Shown, looksOnlyAt } from '../../fhir/index.ts';
import type { Seal, Sight } from '../../store/index.ts';
import type { FhirRecord } from '../model.ts';

/** Known of every version of everything, whatever it is about. */
const OF_EVERY_RESOURCE = new Set(['_id', '_lastUpdated']);
/** Say how to answer, and not what is found. What is brought along is searched, and decided about, by itself. */
const OF_THE_ANSWER = new Set(
  ['_count', '_cursor', '_elements', '_format', '_include', '_pretty', '_revinclude', '_summary', '_total'].concat(
    // Of these the other end is asked, and all that is asked here is the id.
    ['_has', '_list'],
  ),
);

/** The codes of all parameters by which something is found, ordered or left out: `subject` of `subject:Patient.name=x`. */
function codesIn(params: readonly (readonly [string, string])[]): string[] {
  return params.flatMap(([name, value]) => {
    const [code = ''] = name.split(/[:.]/);
    if (code === '_sort') return value.split(',').map((one) => one.replace(/^-/, ''));
    return OF_THE_ANSWER.has(code) ? [] : [code];
  });
}

/**
 * What a caller sees in a search of a type by these parameters: what is masked for them is found by what they see of it, and otherwise is out of
 * sight. Found by more, the answer would tell what is masked.
 */
export function sightBy(
  record: FhirRecord,
  sight: Sight,
  type: string,
  params: readonly (readonly [string, string])[],
): Sight {
  if (sight.kind === 'all' || !sight.seals.some(({ masks }) => masks?.[type])) return sight;
  const codes = codesIn(params);
  const withMasks = (seal: Seal): Seal => {
    const { [type]: shown, ...others } = seal.masks ?? {};
    return shown === undefined || isByShown(record, type, codes, shown) ? seal : { ...seal, masks: others };
  };
  return { ...sight, seals: sight.seals.map(withMasks) };
}

/** A sight in which nothing is masked: what would be is out of it. */
export function sightOfWhole(sight: Sight): Sight {
  return sight.kind === 'all' ? sight : { ...sight, seals: sight.seals.map(({ masks: _masks, ...seal }) => seal) };
}

/** The types of which some may be masked. */
export function maskedTypes(sight: Sight): Set<string> {
  return new Set(sight.kind === 'all' ? [] : sight.seals.flatMap(({ masks = {} }) => Object.keys(masks)));
}

function isByShown(record: FhirRecord, type: string, codes: readonly string[], shown: Shown): boolean {
  const { params } = record.searching;
  return codes.every((code) => OF_EVERY_RESOURCE.has(code) || looksOnlyAt(params, type, code, shown));
}

/** Parameters of the role and the scopes that narrow what a caller may do with a type. */
export function scopeParams(caller: Caller, type: string, action: Action): [string, string][] {
  const may = restriction(caller, type, action);
  return may.allowed ? (may.within ?? []).flat() : [];
}

/** Whether scopes that are narrowed by queries ask for nothing but what is shown. */
export function isShownToScopes(
  record: FhirRecord,
  caller: Caller,
  type: string,
  action: Action,
  shown: Shown,
): boolean {
  return isByShown(record, type, codesIn(scopeParams(caller, type, action)), shown);
}
