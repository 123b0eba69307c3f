/** The checks of elements that mean more than their structure: required bindings, references, extensions. */
import type { ElementRule, ValueSet } from './definitions.ts';
import { parseReference, referencedType } from './reference-text.ts';

export type Finding = { code: string; details: string };

type Members = Record<string, unknown>;

const LISTED = 12;

function choices(valueSet: ValueSet): string {
  const codes = [...valueSet.systemOf.keys()];
  const shown = codes.slice(0, LISTED).join(', ');
  return codes.length > LISTED
    ? `${shown}, … (${codes.length} codes of ${valueSet.name})`
    : `${shown} (${valueSet.name})`;
}

function isIn(valueSet: ValueSet, coding: unknown): boolean {
  const { system, code } = (coding ?? {}) as Members;
  return typeof code === 'string' && (valueSet.systems.get(system as string)?.has(code) ?? false);
}

/** What breaks a required binding, http://hl7.org/fhir/R4/terminologies.html#required. */
export function bindingFinding(value: unknown, rule: ElementRule): Finding | null {
  const { valueSet } = rule;
  if (!valueSet || value === null || value === undefined) return null;
  if (rule.type === 'code') {
    if (typeof value !== 'string' || valueSet.systemOf.has(value)) return null;
    return { code: 'code-invalid', details: `"${value.slice(0, 60)}" is not one of ${choices(valueSet)}` };
  }
  const codings = rule.type === 'Coding' ? [value] : (value as Members)['coding'];
  if (Array.isArray(codings) && codings.some((coding) => isIn(valueSet, coding))) return null;
  return { code: 'code-invalid', details: `must have a coding, with its system, from ${choices(valueSet)}` };
}

/** What is wrong with a Reference: its shape, its target's type, or a contained resource that isn't there. */
export function referenceFinding(
  reference: Members,
  rule: ElementRule,
  contained: ReadonlySet<string>,
): Finding | null {
  const text = reference['reference'];
  if (typeof text === 'string' && text !== '') {
    const parsed = parseReference(text);
    if (parsed.kind === 'broken') {
      const wanted =
        'Type/id of an R4 resource type, an absolute URL, urn:uuid:..., #contained or a conditional Type?query';
      return { code: 'value', details: `"${text.slice(0, 80)}" is not a reference: ${wanted}` };
    }
    if (parsed.kind === 'contained' && parsed.id !== '' && !contained.has(parsed.id)) {
      return { code: 'not-found', details: `"${text.slice(0, 80)}" refers to a contained resource that isn't there` };
    }
  }
  if (!rule.targets || rule.targets.has('Resource')) return null;
  const type = referencedType(reference);
  if (type === undefined || rule.targets.has(type)) return null;
  return { code: 'value', details: `refers to a ${type}; it may refer to ${[...rule.targets].join(', ')}` };
}

/** An extension has a value or extensions, one of the two (invariant ext-1). */
export function extensionFinding(extension: Members): Finding | null {
  const hasExtensions = extension['extension'] !== undefined;
  let hasValue = false;
  for (const key in extension) if (key.startsWith('value') || key.startsWith('_value')) hasValue = true;
  if (hasExtensions !== hasValue) return null;
  const details = hasValue
    ? 'has both a value and extensions; it may have only one of them'
    : 'has neither a value nor extensions';
  return { code: 'invariant', details };
}
