import { Fault, type Issue } from '../base/index.ts';
import { type Resource, validate } from '../fhir/index.ts';
import type { FhirRecord } from './model.ts';
import { definitionIssues } from './indexing/searching.ts';

/** A resource as it was sent; `path` is the FHIRPath at which it stands in a bundle. */
type Sent = { resource: Resource; path?: string };

/**
 * Refuses what is no resource of FHIR R4, and definitions that the server cannot work by: every fault of every resource at once, each
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
  return definitions.flatMap(({ resource, path }) =>
    definitionIssues(record.searching, resource, beside).map((issue) =>
      path === undefined ? issue : withinEntry(issue, resource, path),
    ),
  );
}

/** `Patient.name[0]` in the third entry is `Bundle.entry[2].resource.name[0]`. */
function withinEntry(issue: Issue, resource: Resource, path: string): Issue {
  const { expression = resource.resourceType } = issue;
  const rest = expression.startsWith(resource.resourceType) ? expression.slice(resource.resourceType.length) : '';
  return { ...issue, expression: `${path}${rest}` };
}
