import { outcome, stringify } from '../../fhir/index.ts';
import type { Answer, HistoryEntry, HistoryPage, SearchResult } from '../../record/index.ts';
import { linkTo } from './links.ts';

/**
 * Bundles are put together from the stored text of their resources, which is never parsed on the way out.
 */
function bundleText(
  type: 'searchset' | 'history',
  links: [string, string][],
  entries: string[],
  total?: number,
): string {
  const link = links.map(([relation, url]) => ({ relation, url }));
  const head = JSON.stringify({ resourceType: 'Bundle', type, ...(total === undefined ? {} : { total }), link });
  // FHIR allows no empty array.
  return entries.length === 0 ? head : `${head.slice(0, -1)},"entry":[${entries.join(',')}]}`;
}

/** An entry of a searchset, of stored text. */
export function searchEntry(base: string, answer: Answer, mode: 'match' | 'include'): string {
  return `{"fullUrl":"${base}/${answer.type}/${answer.id}","resource":${answer.body},"search":{"mode":"${mode}"}}`;
}

/** A page of search results, with what was included and what was asked but not done. `path` is the address that was asked. */
export function searchset(base: string, path: string, result: SearchResult): string {
  const self = result.self.filter(([name]) => name !== '_cursor');
  const links: [string, string][] = [['self', linkTo(path, result.self)]];
  if (result.next !== undefined) links.push(['next', linkTo(path, [...self, ['_cursor', result.next]])]);
  const entries = [
    ...result.matches.map((answer) => searchEntry(base, answer, 'match')),
    ...result.included.map((answer) => searchEntry(base, answer, 'include')),
  ];
  if (result.warnings.length > 0) {
    entries.push(`{"resource":${stringify(outcome(result.warnings))},"search":{"mode":"outcome"}}`);
  }
  return bundleText('searchset', links, entries, result.total);
}

const METHODS = { create: 'POST', update: 'PUT', delete: 'DELETE' } as const;
const STATUSES = { create: '201', update: '200', delete: '204' } as const;

function historyEntry(base: string, entry: HistoryEntry): string {
  const reference = `${entry.type}/${entry.id}`;
  const url = entry.action === 'create' ? entry.type : reference;
  const told = JSON.stringify({
    request: { method: METHODS[entry.action], url },
    response: { status: STATUSES[entry.action], etag: `W/"${entry.version}"`, lastModified: entry.updated },
  });
  const resource = entry.deleted ? '' : `"resource":${entry.body},`;
  return `{"fullUrl":"${base}/${reference}",${resource}${told.slice(1)}`;
}

/** A page of history, newest first. `path` is the address that was asked, `params` what was used of its query. */
export function historyBundle(base: string, path: string, params: [string, string][], page: HistoryPage): string {
  const self = params.filter(([name]) => name !== '_cursor');
  const links: [string, string][] = [['self', linkTo(path, params)]];
  if (page.next !== undefined) links.push(['next', linkTo(path, [...self, ['_cursor', page.next]])]);
  return bundleText(
    'history',
    links,
    page.entries.map((entry) => historyEntry(base, entry)),
    page.total,
  );
}
