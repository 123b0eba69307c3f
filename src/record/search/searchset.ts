import type { Issue } from '../../base/index.ts';
import { type Resource, outcome, parseJson } from '../../fhir/index.ts';
import type { Answer, SearchResult } from '../model.ts';

type Params = [string, string][];

/** A searchset as a resource; its links are relative, as the record knows no address. */
export function searchsetOf(path: string, found: SearchResult): Resource {
  const entry = (answer: Answer, mode: string) => ({ resource: parseJson(answer.body) as Resource, search: { mode } });
  const warned = (issues: Issue[]) =>
    issues.length > 0 ? [{ resource: outcome(issues), search: { mode: 'outcome' } }] : [];
  const entries = [
    ...found.matches.map((answer) => entry(answer, 'match')),
    ...found.included.map((answer) => entry(answer, 'include')),
    ...warned(found.warnings),
  ];
  const self = found.self.filter(([name]) => name !== '_cursor');
  const next = found.next === undefined ? [] : [relativeLink('next', path, [...self, ['_cursor', found.next]])];
  return {
    resourceType: 'Bundle',
    type: 'searchset',
    ...(found.total === undefined ? {} : { total: found.total }),
    link: [relativeLink('self', path, found.self), ...next],
    ...(entries.length > 0 ? { entry: entries } : {}),
  };
}

/** A link of a bundle that is itself in a bundle. */
export function relativeLink(relation: string, path: string, params: Params): { relation: string; url: string } {
  const query = new URLSearchParams(params).toString();
  return { relation, url: query ? `${path}?${query}` : path };
}
