import { type Resource, outcome, parseJson } from '../../fhir/index.ts';
import type { Answer, Written } from '../model.ts';

/** What an entry of the response says. */
export type Said = { resource?: Resource; response: { [element: string]: unknown } };

/** What the caller's `Prefer: return=` wants of each write of a bundle; nothing where it says nothing. */
export type Returning = 'minimal' | 'representation' | 'OperationOutcome' | undefined;

/** The response to what was stored or read: version and time as of http://hl7.org/fhir/R4/bundle-response.html */
export function saidOf(status: string, answer: Answer | null): Said {
  if (!answer) return { response: { status } };
  return {
    response: {
      status,
      location: `${answer.type}/${answer.id}/_history/${answer.version}`,
      etag: `W/"${answer.version}"`,
      lastModified: answer.updated,
    },
  };
}

const DONE = { created: 'Created', updated: 'Updated', unchanged: 'Nothing changed in', exists: 'There already:' };

/** The response to a write, with as much of what was stored as the caller prefers. */
export function saidOfWrite({ status, answer }: Written, returning: Returning): Said {
  const said = saidOf(status === 'created' ? '201 Created' : '200 OK', answer);
  if (returning === 'representation') return { resource: parseJson(answer.body) as Resource, ...said };
  if (returning !== 'OperationOutcome') return said;
  const details = `${DONE[status]} ${answer.type}/${answer.id}, version ${answer.version}.`;
  said.response['outcome'] = outcome([{ severity: 'information', code: 'informational', details }]);
  return said;
}
