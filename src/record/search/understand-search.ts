import { restriction } from '../../access/index.ts';
import { type Caller, Fault, type Issue } from '../../base/index.ts';
import { isResourceType } from '../../fhir/index.ts';
import type { Condition, SortKey, Source, FoundRow, Sight } from '../../store/index.ts';
import type { Recheck } from './agrees.ts';
import { type Compartment, compartmentCondition, compartmentParamsOf, refuseNoMember } from './compartments.ts';
import { scopeConditions } from '../deciding/scope.ts';
import { scopeParams, sightBy } from '../deciding/masked.ts';
import { sightFor } from '../deciding/sight.ts';
import { columnParams } from '../indexing/index-resource.ts';
import type { FhirRecord } from '../model.ts';
import { type Link, isLink, readLink } from './read-links.ts';
import { understandComposite } from './understand-composite.ts';
import { type Shape, shapeOf } from './shape.ts';
import { sortKeyOf } from './sort-key.ts';
import { textQuery } from './text-query.ts';
import { type Given, dateTest, splitEscaped, understandValue } from './search-values.ts';
import { TRACE } from '../trace/model.ts';

export type Include = {
  type: string;
  param: string;
  target?: string;
  /** `:iterate`: asked of what was brought along, too. */
  iterate: boolean;
};

/** A search whose parameters were understood. */
export type Plan = {
  type: string;
  source: Source;
  /** What of it the caller sees. */
  sight: Sight;
  conditions: Condition[];
  /** For each hashed condition the texts behind it: whoever decides something on a match looks at its body for these. */
  rechecks: Recheck[];
  /** Decides on the body what no index knows. */
  keep?: (row: FoundRow) => boolean;
  /** Chains and `_has`, which `resolveLinks` makes conditions of. */
  links: Link[];
  sort: SortKey[];
  count: number;
  total: 'none' | 'estimate' | 'accurate' | 'default';
  include: Include[];
  revinclude: Include[];
  cursor?: string;
  /** How much of each resource to give. */
  shape: Shape;
  self: [string, string][];
  warnings: Issue[];
};

/** What a page holds where nobody says. */
export const USUAL_COUNT = 50;
/** The most that one page holds; whoever asks for more gets this many and a next page. */
export const MOST_COUNT = 1000;
/**
 * The most text of resources on one page, and as much again of what is included: a page that is full of it has a next one,
 * whatever `_count` says, so that callers who do not read their answers hold no more than this each.
 */
export const MOST_CHARACTERS = 10 * 1024 * 1024;
/** The most that one page brings along. */
export const MOST_INCLUDED = 5000;

/** Parameters that say how to answer and are the API's. */
const OF_THE_API = new Set(['_format', '_pretty']);

/**
 * The types whose `patient` or `subject` parameter is one of the patient compartment's (compartmentdefinition-patient): whatever
 * names somebody there is in that person's compartment, so that the search need look nowhere else. A test compares the list.
 */
export const HOME_TYPES: ReadonlySet<string> = new Set(
  `Account AdverseEvent AllergyIntolerance AuditEvent Basic BodyStructure CarePlan CareTeam ChargeItem Claim ClaimResponse
  ClinicalImpression Communication CommunicationRequest Composition Condition Consent CoverageEligibilityRequest
  CoverageEligibilityResponse DetectedIssue DeviceRequest DeviceUseStatement DiagnosticReport DocumentManifest DocumentReference
  Encounter EnrollmentRequest EpisodeOfCare ExplanationOfBenefit FamilyMemberHistory Flag Goal ImagingStudy Immunization
  ImmunizationEvaluation ImmunizationRecommendation Invoice List MeasureReport Media MedicationAdministration MedicationDispense
  MedicationRequest MedicationStatement MolecularSequence NutritionOrder Observation Person Procedure Provenance
  QuestionnaireResponse RelatedPerson RequestGroup RiskAssessment ServiceRequest Specimen SupplyDelivery SupplyRequest Task
  VisionPrescription`.split(/\s+/),
);

export type Asked = {
  type: string;
  params: [string, string][];
  strict: boolean;
  compartment?: Compartment;
};

/**
 * Understands the parameters of a search over a type, http://hl7.org/fhir/R4/search.html. What is unknown is refused when
 * `strict` and otherwise left out with a warning; what could only be answered wrongly (an unsupported modifier) is refused
 * always. The caller's restriction becomes the source: nothing outside it is ever looked at.
 */
export function understandSearch(record: FhirRecord, caller: Caller, asked: Asked): Plan {
  const { type } = asked;
  if (!isResourceType(type))
    throw new Fault('not-found', 'not-supported', `"${type}" is not a resource type of FHIR R4.`);
  const may = restriction(caller, type);
  if (!may.allowed) throw new Fault('forbidden', 'forbidden', `Not allowed: ${may.why}.`);
  const within = asked.compartment;
  if (within) refuseNoMember(within, type);
  const patientAsked = within?.type === 'Patient' ? within.id : undefined;
  if (patientAsked !== undefined && may.patient !== undefined && may.patient !== patientAsked) {
    throw new Fault('forbidden', 'forbidden', 'Not allowed: this caller is bound to the record of another patient.');
  }
  const plan: Plan = {
    type,
    source: { kind: 'type' },
    sight: sightFor(record, caller),
    conditions: [],
    rechecks: [],
    links: [],
    sort: [],
    count: USUAL_COUNT,
    total: 'default',
    include: [],
    revinclude: [],
    shape: shapeOf(asked.params),
    self: [],
    warnings: [],
  };
  plan.conditions.push(...scopeConditions(record, caller, type));
  const reader = new Map(Object.entries(RESULT_PARAMS));
  for (const [name, value] of asked.params) {
    if (OF_THE_API.has(name)) continue;
    // No text of FHIR holds it (http://hl7.org/fhir/R4/datatypes.html#string), and no text of PostgreSQL can.
    if (value.includes('\0')) {
      throw new Fault('invalid', 'value', `The parameter "${name}" holds the character U+0000: leave it out.`);
    }
    const before = plan.warnings.length;
    const read = reader.get(name.split(':')[0]!);
    if (read) read(plan, { name, value, record });
    // What a List's items name is what the List refers to: http://hl7.org/fhir/R4/search.html#list
    else if (name === '_list')
      plan.links.push(readLink(record.searching.params, caller, type, '_has:List:item:_id', value));
    else if (isLink(name)) plan.links.push(readLink(record.searching.params, caller, type, name, value));
    else addCondition(plan, { name, value, record });
    if (plan.warnings.length === before && name !== '_cursor') plan.self.push([name, value]);
  }
  if (asked.strict && plan.warnings.length > 0) {
    throw new Fault('invalid', 'not-supported', plan.warnings[0]!.details, {
      issues: plan.warnings.map((warning) => ({ ...warning, severity: 'error' })),
    });
  }
  if (plan.shape.countOnly) plan.count = 0;
  refuseIncludesOfText(plan);
  const members = within && patientAsked === undefined ? within : null;
  if (members) plan.conditions.push(compartmentCondition(record, members, type));
  const by = [...asked.params, ...scopeParams(caller, type, 'search')];
  plan.sight = sightBy(record, plan.sight, type, members ? [...by, ...compartmentParamsOf(members, type)] : by);
  const patient = may.patient ?? patientAsked;
  if (patient !== undefined) plan.source = { kind: 'patient', patient };
  const { source } = plan;
  if (source.kind === 'code') {
    // The source says it already; said twice, it would keep the order of the source's index from being used.
    plan.conditions = plan.conditions.filter(
      (one) => one.kind !== 'tokens' || one.not || one.any.join() !== source.first,
    );
  }
  return plan;
}

function refuseIncludesOfText({ shape, include, revinclude }: Plan): void {
  if (shape.subset?.kind !== 'text' || include.length + revinclude.length === 0) return;
  throw new Fault('invalid', 'value', '"_summary=text" cannot be asked together with _include or _revinclude.');
}

type Raw = { name: string; value: string; record: FhirRecord };

function warn(plan: Plan, details: string): void {
  plan.warnings.push({ severity: 'warning', code: 'not-supported', details });
}

function addCondition(plan: Plan, { name, value, record }: Raw): void {
  const { type } = plan;
  if (name === '_text' || name === '_content') {
    const part = name === '_text' ? 'narrative' : 'content';
    plan.conditions.push({ kind: 'text', part, query: textQuery(name, value) });
    return;
  }
  const [code = '', modifier] = name.split(':');
  const param = record.searching.params.of(type).get(code);
  if (!param || param.type === 'special') {
    const known = param ? 'is not supported yet' : `is not a search parameter of ${type}`;
    return warn(plan, `The parameter "${name}" ${known}; it was left out.`);
  }
  if (value === '') return warn(plan, `The parameter "${name}" has no value; it was left out.`);
  const given: Given = { param, modifier, value, name };
  if (code === '_id') return addIds(plan, given);
  if (code === '_lastUpdated') {
    const any = splitEscaped(value, ',').map((one) => dateTest(given, one, record.clock.now()));
    plan.conditions.push({ kind: 'updated', any });
    return;
  }
  const context = { type, now: record.clock.now(), hash: record.hash, params: record.searching.params };
  if (param.type === 'composite') {
    const { condition, keep } = understandComposite(given, context);
    plan.conditions.push(condition);
    if (keep) keepBoth(plan, keep);
    return;
  }
  const understood = understandValue(given, context);
  // That a row names the patient in whose record it is looked for is nearly always true: what tells the rows apart is looked at first.
  if (understood.patient === undefined) plan.conditions.unshift(understood.condition);
  else plan.conditions.push(understood.condition);
  if (understood.forms) plan.rechecks.push({ forms: understood.forms, not: modifier === 'not' });
  if (understood.patient !== undefined && (code === 'patient' || code === 'subject') && HOME_TYPES.has(type)) {
    plan.source = { kind: 'patient', patient: understood.patient };
  } else if (understood.code !== undefined && plan.source.kind === 'type' && code === columnParams(type).code) {
    plan.source = { kind: 'code', ...understood.code };
  }
}

function keepBoth(plan: Plan, keep: NonNullable<Plan['keep']>): void {
  const before = plan.keep;
  plan.keep = before ? (row) => before(row) && keep(row) : keep;
}

function addIds(plan: Plan, given: Given): void {
  if (given.modifier !== undefined && given.modifier !== 'not') {
    throw new Fault(
      'invalid',
      'not-supported',
      `The modifier ":${given.modifier}" of the parameter "_id" is not supported.`,
    );
  }
  plan.conditions.push({
    kind: 'id',
    any: splitEscaped(given.value, ',').filter((id) => id !== ''),
    ...(given.modifier === 'not' ? { not: true } : {}),
  });
}

/** The parameters that say what of the result to give, and how. */
const RESULT_PARAMS: { [name: string]: (plan: Plan, raw: Raw) => void } = {
  _sort: (plan, { value, record }) => {
    for (const text of value.split(',').filter((one) => one !== '')) {
      const key = sortKeyOf(record.searching.params, plan.type, text);
      if (key) plan.sort.push(key);
      else warn(plan, `"_sort=${text}": ${plan.type} cannot be sorted by that; it was left out.`);
    }
  },
  _count: (plan, { value }) => {
    const count = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN;
    if (Number.isNaN(count)) {
      throw new Fault('invalid', 'value', `The parameter "_count": "${value}" is not a whole number from 0 on.`);
    }
    plan.count = Math.min(count, MOST_COUNT);
  },
  _total: (plan, { value }) => {
    if (value !== 'none' && value !== 'estimate' && value !== 'accurate') {
      throw new Fault('invalid', 'value', `The parameter "_total": "${value}" is not none, estimate or accurate.`);
    }
    plan.total = value;
  },
  // Both are read together, by `shapeOf`.
  _summary: () => undefined,
  _elements: () => undefined,
  _include: (plan, raw) => addInclude(plan, raw, plan.include),
  _revinclude: (plan, raw) => addInclude(plan, raw, plan.revinclude),
  _cursor: (plan, { value }) => {
    plan.cursor = value;
  },
};

function addInclude(plan: Plan, { name, value, record }: Raw, into: Include[]): void {
  const isReverse = into === plan.revinclude;
  const [, modifier] = name.split(':');
  if (modifier !== undefined && modifier !== 'iterate') {
    throw new Fault('invalid', 'not-supported', `"${name}": the one modifier of an include is :iterate.`);
  }
  const iterate = modifier === 'iterate';
  if (value === '*') {
    into.push({ type: '*', param: '*', iterate });
    return;
  }
  const [type = '', param = '', target, ...rest] = value.split(':');
  const known = record.searching.params.of(type).get(param);
  if (rest.length > 0 || (target !== undefined && !isResourceType(target))) {
    throw new Fault(
      'invalid',
      'value',
      `The parameter "${name}": "${value}" is not Type:parameter or Type:parameter:Target.`,
    );
  }
  if (type === TRACE)
    return warn(plan, `The parameter "${name}": ${TRACE} is searched by itself alone; it was left out.`);
  if (param === '*' ? !isResourceType(type) : known?.type !== 'reference') {
    return warn(plan, `The parameter "${name}": ${type}:${param} is not a reference parameter; it was left out.`);
  }
  if (!isReverse && !iterate && type !== plan.type) {
    return warn(plan, `The parameter "${name}": ${type} is not what is searched for; it was left out.`);
  }
  into.push({ type, param, iterate, ...(target === undefined ? {} : { target }) });
}
