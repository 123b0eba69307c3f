import type { Issue } from '../base/index.ts';
import { isResourceType, rulesOf, type ElementRule, type TypeRules } from './definitions.ts';
import { expressionOf, type Path } from './expression.ts';
import { primitiveFault } from './primitives.ts';
import { bindingFinding, extensionFinding, referenceFinding, type Finding } from './validate-values.ts';

/** So that one hopeless resource doesn't answer with a hundred thousand findings. */
const MOST_ISSUES = 200;

type Members = Record<string, unknown>;
/** `contained`: the ids of the contained resources of the resource that is being looked at. */
type State = { issues: Issue[]; path: Path; contained: ReadonlySet<string>; inContained: boolean };

const NONE: ReadonlySet<string> = new Set();

function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function report(state: State, { code, details }: Finding, ...below: Path): void {
  if (state.issues.length >= MOST_ISSUES) return;
  const expression = expressionOf([...state.path, ...below]);
  const name = expression.slice(expression.lastIndexOf('.') + 1);
  state.issues.push({ severity: 'error', code, details: `${name} ${details}.`, expression });
}

function reportUnknown(state: State, property: string, rules: TypeRules): void {
  const choice = [...rules.byProperty.values()].filter((rule) => rule.choice && property.startsWith(rule.name));
  const hint =
    choice.length > 0
      ? `; it has ${choice
          .map((rule) => rule.property)
          .slice(0, 12)
          .join(', ')}`
      : '';
  report(state, { code: 'structure', details: `is not an element of ${rules.type}${hint}` }, property);
}

function checkPrimitive(state: State, holder: object, key: string | number, value: unknown, rule: ElementRule): void {
  const fault = primitiveFault(holder, key, value, rule.type) ?? (rule.valueSet ? bindingFinding(value, rule) : null);
  if (fault) report(state, fault);
}

function checkComplex(state: State, value: unknown, rule: ElementRule): void {
  if (!isObject(value)) {
    const details = `must be a JSON object (${rule.type}), not ${Array.isArray(value) ? 'an array' : JSON.stringify(value)}`;
    return report(state, { code: 'structure', details });
  }
  if (rule.kind === 'resource') return checkNested(state, value, rule);
  checkMembers(state, value, rulesOf(rule.type));
  if (rule.type === 'Reference') {
    const finding = referenceFinding(value, rule, state.contained);
    if (finding) report(state, finding);
  } else if (rule.type === 'Extension') {
    const finding = extensionFinding(value);
    if (finding) report(state, finding);
  } else if (rule.valueSet) {
    const finding = bindingFinding(value, rule);
    if (finding) report(state, finding);
  }
}

/** A resource inside another: contained (http://hl7.org/fhir/R4/references.html#contained), or one of its own in a Bundle or Parameters. */
function checkNested(state: State, value: Members, rule: ElementRule): void {
  if (rule.name !== 'contained') return checkResource({ ...state, inContained: false }, value);
  if (typeof value['id'] !== 'string')
    report(state, { code: 'required', details: 'must have an id, as it is contained' });
  if (value['contained'] !== undefined) {
    report(state, { code: 'invariant', details: 'must not itself contain resources' }, 'contained');
  }
  const meta = value['meta'];
  for (const name of ['versionId', 'lastUpdated', 'security']) {
    if (isObject(meta) && meta[name] !== undefined) {
      report(state, { code: 'invariant', details: 'does not belong in a contained resource' }, 'meta', name);
    }
  }
  checkResource({ ...state, inContained: true }, value);
}

function checkItems(state: State, value: unknown[], shadow: unknown, rule: ElementRule): void {
  if (value.length === 0)
    return report(state, { code: 'structure', details: 'must not be an empty array; leave it out' });
  for (let i = 0; i < value.length; i++) {
    const item = value[i];
    state.path.push(i);
    if (rule.kind === 'primitive') {
      const hasShadow = Array.isArray(shadow) && isObject(shadow[i]);
      if (item !== null) checkPrimitive(state, value, i, item, rule);
      else if (!hasShadow)
        report(state, { code: 'structure', details: `is null without a _${rule.property} beside it` });
    } else {
      checkComplex(state, item, rule);
    }
    state.path.pop();
  }
}

function checkElement(state: State, holder: Members, property: string, value: unknown, rule: ElementRule): void {
  state.path.push(rule.name);
  if (Array.isArray(value) && rule.many) {
    checkItems(state, value, rule.kind === 'primitive' ? holder[`_${property}`] : undefined, rule);
  } else if (rule.many) {
    report(state, { code: 'structure', details: 'must be a JSON array, as it may repeat' });
  } else if (Array.isArray(value)) {
    report(state, { code: 'structure', details: 'must not be a JSON array, as it may not repeat' });
  } else if (value === null || value === undefined) {
    report(state, { code: 'structure', details: 'must not be null; leave it out' });
  } else if (rule.kind === 'primitive') {
    checkPrimitive(state, holder, property, value, rule);
  } else {
    checkComplex(state, value, rule);
  }
  state.path.pop();
}

function checkShadowItem(state: State, value: unknown): void {
  if (!isObject(value)) {
    return report(state, { code: 'structure', details: 'must have a JSON object for its id and extensions' });
  }
  checkMembers(state, value, rulesOf('Element'));
}

/** `_birthDate`, the id and extensions of a primitive, http://hl7.org/fhir/R4/json.html#primitive */
function checkShadow(state: State, holder: Members, property: string, value: unknown, rule: ElementRule): void {
  state.path.push(rule.name);
  if (!rule.many) {
    checkShadowItem(state, value);
  } else if (!Array.isArray(value) || value.length === 0) {
    report(state, { code: 'structure', details: `must have its _${property} as a JSON array, as it may repeat` });
  } else {
    const own = holder[property];
    if (Array.isArray(own) && own.length !== value.length) {
      report(state, { code: 'structure', details: `and _${property} must be arrays of the same length` });
    }
    for (let i = 0; i < value.length; i++) {
      state.path.push(i);
      if (value[i] !== null) checkShadowItem(state, value[i]);
      else if (!Array.isArray(own))
        report(state, { code: 'structure', details: `is null in _${property} without a value` });
      state.path.pop();
    }
  }
  state.path.pop();
}

function isPresent(members: Members, property: string): boolean {
  return members[property] !== undefined || members[`_${property}`] !== undefined;
}

function checkRequired(state: State, members: Members, rules: TypeRules): void {
  for (const { name, properties } of rules.required) {
    if (properties.some((property) => isPresent(members, property))) continue;
    const named = properties.length > 1 ? ` (one of ${properties.join(', ')})` : '';
    report(state, { code: 'required', details: `is required${named}` }, name);
  }
}

/** Everything about an object but what its type alone asks for. */
function checkMembers(state: State, members: Members, rules: TypeRules): void {
  let count = 0;
  let choices: Map<string, string> | null = null;
  for (const property in members) {
    if (property === 'resourceType' && isResourceType(rules.type)) continue;
    count++;
    const isShadow = property.charCodeAt(0) === 95;
    const rule = rules.byProperty.get(isShadow ? property.slice(1) : property);
    if (!rule || (isShadow && rule.kind !== 'primitive')) {
      reportUnknown(state, property, rules);
      continue;
    }
    if (rule.choice) {
      choices ??= new Map();
      const other = choices.get(rule.name) ?? rule.property;
      if (other !== rule.property) {
        report(
          state,
          { code: 'structure', details: `must be one of ${other} and ${rule.property}, not both` },
          rule.name,
        );
      }
      choices.set(rule.name, rule.property);
    }
    const value = members[property];
    if (isShadow) checkShadow(state, members, rule.property, value, rule);
    else checkElement(state, members, property, value, rule);
  }
  if (count === 0 && !isResourceType(rules.type)) {
    return report(state, { code: 'structure', details: 'must not be an empty object; leave it out' });
  }
  checkRequired(state, members, rules);
}

function containedIds(resource: Members): ReadonlySet<string> {
  const contained = resource['contained'];
  if (!Array.isArray(contained)) return NONE;
  return new Set(contained.map((one: unknown) => (isObject(one) ? (one['id'] as string) : '')));
}

function checkResource(state: State, resource: Members): void {
  const type = resource['resourceType'];
  if (!isResourceType(type)) {
    const found = type === undefined ? 'is missing' : `${JSON.stringify(type)} is not an R4 resource type`;
    return report(state, { code: 'structure', details: found }, 'resourceType');
  }
  // What is contained may refer to its container and to its siblings.
  const inner = state.inContained ? state : { ...state, contained: containedIds(resource) };
  checkMembers(inner, resource, rulesOf(type));
}

/**
 * Checks the structure of a resource against R4: elements, JSON kinds, cardinalities, choice types, shapes of primitives and their
 * extensions, required bindings, references, contained resources and, in a Bundle or Parameters, every resource in it. Not
 * invariants nor profiles. Each finding has the FHIRPath of the element it is about (`Bundle.entry[3].resource.birthDate`).
 */
export function validate(resource: unknown, expectedType?: string): Issue[] {
  if (!isObject(resource)) {
    return [{ severity: 'error', code: 'structure', details: 'A resource must be a JSON object ({...}).' }];
  }
  const type = resource['resourceType'];
  if (expectedType !== undefined && isResourceType(type) && type !== expectedType) {
    const details = `The content is of type ${type}; ${expectedType} was expected.`;
    return [{ severity: 'error', code: 'invalid', details, expression: type }];
  }
  const root = typeof type === 'string' && isResourceType(type) ? type : 'Resource';
  const state: State = { issues: [], path: [root], contained: NONE, inContained: false };
  checkResource(state, resource);
  return state.issues;
}
