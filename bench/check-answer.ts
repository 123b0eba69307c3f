import { isDeepStrictEqual } from 'node:util';
import type { Resource } from '../src/fhir/index.ts';
import type { Reply } from './http-line.ts';
import type { Truth, Want } from './model.ts';

type Entry = { resource?: Resource; search?: { mode?: string }; response?: { status?: string; location?: string } };

/** A resource but for what the server adds to it. */
function content(resource: Resource): object {
  const { id: _id, meta: _meta, text: _text, ...rest } = resource;
  return rest;
}

/** The same object in the order in which the truth has its members: JSON's objects have none. */
function isSame(given: Resource, expected: Resource): boolean {
  return isDeepStrictEqual(content(given), content(expected));
}

function refOf(resource: Resource | undefined): string {
  return `${resource?.resourceType}/${resource?.id}`;
}

/** What is wrong with an answer; null where it is the truth. `sent` is the request's body. */
export function complaintOf(reply: Reply, want: Want, truth: Truth, sent: string | undefined): string | null {
  const status = want.kind === 'resource' ? want.status : 200;
  if (reply.status !== status) return `status ${reply.status}, not ${status}: ${reply.text.slice(0, 300)}`;
  const given = JSON.parse(reply.text) as Resource;
  switch (want.kind) {
    case 'resource': {
      const expected = want.ref === undefined ? (JSON.parse(sent!) as Resource) : truth[want.ref]!;
      if (want.ref !== undefined && refOf(given) !== want.ref) return `${refOf(given)}, not ${want.ref}`;
      return isSame(given, expected) ? null : `${refOf(given)} is not what was stored`;
    }
    case 'matches':
      return complaintOfMatches((given['entry'] ?? []) as Entry[], want, truth);
    case 'created': {
      const entries = (given['entry'] ?? []) as Entry[];
      const isRight = (entry: Entry, place: number) =>
        entry.response?.status?.startsWith('201') && entry.response.location?.includes(`${want.types[place]}/`);
      if (entries.length !== want.types.length) return `${entries.length} entries, not ${want.types.length}`;
      return entries.every(isRight) ? null : 'an entry was not created';
    }
    default:
      return 'an answer of no kind';
  }
}

function complaintOfMatches(entries: Entry[], want: Want & { kind: 'matches' }, truth: Truth): string | null {
  for (const { resource } of entries) {
    const expected = truth[refOf(resource)];
    if (!expected) return `${refOf(resource)} is not of this record`;
    if (!isSame(resource!, expected)) return `${refOf(resource)} is not what was stored`;
  }
  const isMatch = (entry: Entry) => entry.search?.mode !== 'include';
  const refs = entries.filter(isMatch).map((entry) => refOf(entry.resource));
  const expected = want.isOrdered ? want.refs : want.refs.toSorted();
  if (!isDeepStrictEqual(want.isOrdered ? refs : refs.toSorted(), expected)) {
    return `${refs.length} matches that are not the ${expected.length} right ones${want.isOrdered ? ' in order' : ''}`;
  }
  const included = new Set(entries.map((entry) => refOf(entry.resource)));
  return (want.includes ?? []).every((ref) => included.has(ref)) ? null : 'something to include is missing';
}
