import { consentIssues } from '../access/index.ts';
import { Fault, type Issue } from '../base/index.ts';
import { type Resource, validate } from '../fhir/index.ts';
import { contentOf, isPolicy } from './deciding/in-force.ts';
import type { FhirRecord } from './model.ts';
import { definitionIssues } from './indexing/searching.ts';

/** A resource as it was sent; `path` is the FHIRPath at which it stands in a bundle. */
type Sent = { resource: Resource; path?: string };

/**
 * Refuses what is no resource of FHIR R4, and definitions, policies and consents that the server cannot work by: every fault of every resource at once, each
 * with its place in what was sent.
 */
export function refuseInvalid(record: FhirRecord, sent: readonly Sent[]): void {
  const issues = sent.flatMap(({ resource, path }) =>
    validate(resource).map((issue) => (path === undefined ? issue : withinEntry(issue, resource, path))),
  );
  const errors = issues.filter((issue) => issue.severity === 'error' || issue.severity === 'fatal');
  const more = errors.length > 0 ? [] : unworkable(record, sent);
  const [first] = [...errors, ...more];
  if (first) throw new Fault('unprocessable', first.code, first.details, { issues: [...errors, ...more] });
}

function unworkable(record: FhirRecord, sent: readonly Sent[]): Issue[] {
  const definitions = sent.filter(({ resource }) => resource.resourceType === 'SearchParameter');
  const beside = definitions.map(({ resource }) => resource);
  const issuesOf = (resource: Resource): Issue[] => {
    if (resource.resourceType === 'SearchParameter') return definitionIssues(record.searching, resource, beside);
    if (isPolicy(resource)) return policyIssues(resource);
    return consentIssues(resource);
  };
  return sent.flatMap(({ resource, path }) =>
    issuesOf(resource).map((issue) => (path === undefined ? issue : withinEntry(issue, resource, path))),
  );
}

function policyIssues(library: Resource): Issue[] {
  try {
    contentOf(library);
    return [];
  } catch (error) {
    if (error instanceof Fault) return error.issues;
    throw error;
  }
}

/** `Patient.name[0]` in the third entry is `Bundle.entry[2].resource.name[0]`. */
function withinEntry(issue: Issue, resource: Resource, path: string): Issue {
  const { expression = resource.resourceType } = issue;
  const rest = expression.startsWith(resource.resourceType) ? expression.slice(resource.resourceType.length) : '';
  return { ...issue, expression: `${path}${rest}` };
}
