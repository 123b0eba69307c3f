import { type TwinAttack, get, secret } from './attack.ts';

const one = (who: string) => `/fhir/Observation/${secret(who)}`;
const body = 'the resource itself';
const there = 'that it is there';

/** By its name: every form of a read. */
export const READS: TwinAttack[] = [
  { id: 'read', how: 'read a resource by a guessed id', shows: body, ask: (who) => get(one(who)) },
  {
    id: 'read-head',
    how: 'HEAD of a guessed id',
    shows: `${there}, its ETag`,
    ask: (who) => ({ method: 'HEAD', url: one(who) }),
  },
  { id: 'read-encounter', how: 'read the visit', shows: body, ask: (who) => get(`/fhir/Encounter/${secret(who)}`) },
  {
    id: 'read-document',
    how: 'read the document',
    shows: body,
    ask: (who) => get(`/fhir/DocumentReference/${secret(who)}`),
  },
  {
    id: 'read-binary',
    how: 'read the attachment as a Binary',
    shows: 'the file',
    ask: (who) => get(`/fhir/Binary/${secret(who)}`),
  },
  {
    id: 'read-binary-raw',
    how: 'read a Binary in its own form',
    shows: 'the file',
    ask: (who) => get(`/fhir/Binary/${secret(who)}`, { accept: 'text/plain' }),
    blind: 'it is served as a resource alone',
  },
  {
    id: 'read-provenance',
    how: 'read who made it',
    shows: 'its author',
    ask: (who) => get(`/fhir/Provenance/${secret(who)}`),
  },
  {
    id: 'read-elements',
    how: '_elements of a guessed id',
    shows: 'the elements',
    ask: (who) => get(`${one(who)}?_elements=status`),
  },
  {
    id: 'read-summary',
    how: '_summary of a guessed id',
    shows: 'the summary',
    ask: (who) => get(`${one(who)}?_summary=true`),
  },
  {
    id: 'read-summary-text',
    how: '_summary=text',
    shows: 'its narrative',
    ask: (who) => get(`${one(who)}?_summary=text`),
  },
  {
    id: 'read-pretty',
    how: '_format and _pretty',
    shows: body,
    ask: (who) => get(`${one(who)}?_format=json&_pretty=true`),
  },
  {
    id: 'read-if-none-match',
    how: 'If-None-Match with its version',
    shows: `${there} (304)`,
    ask: (who) => get(one(who), { 'if-none-match': 'W/"1"' }),
  },
  {
    id: 'read-if-none-match-any',
    how: 'If-None-Match: *',
    shows: `${there} (304)`,
    ask: (who) => get(one(who), { 'if-none-match': '*' }),
  },
  {
    id: 'read-if-modified-since',
    how: 'If-Modified-Since in the future',
    shows: `${there} (304)`,
    ask: (who) => get(one(who), { 'if-modified-since': 'Fri, 01 Jan 2100 00:00:00 GMT' }),
  },
  { id: 'vread', how: 'read its first version', shows: body, ask: (who) => get(`${one(who)}/_history/1`) },
  {
    id: 'vread-none',
    how: 'read a version that is none',
    shows: 'that only this version is not there',
    ask: (who) => get(`${one(who)}/_history/77`),
    blind: 'a version that is not there is not there',
  },
  {
    id: 'vread-before-labels',
    how: 'read the version from before it was labelled',
    shows: 'what was open then and is hidden now',
    ask: (who) => get(`/fhir/Observation/${who}-later/_history/1`),
  },
  {
    id: 'read-deleted',
    how: 'read what was hidden and is deleted',
    shows: 'that there was something (410 for 404)',
    ask: (who) => get(`/fhir/Observation/${who}-gone`),
  },
  {
    id: 'vread-deleted',
    how: 'read a version of what was deleted',
    shows: body,
    ask: (who) => get(`/fhir/Observation/${who}-gone/_history/1`),
  },
  {
    id: 'history',
    how: 'the history of a guessed id',
    shows: 'its versions and authors',
    ask: (who) => get(`${one(who)}/_history`),
  },
  {
    id: 'history-since',
    how: 'its history with _since',
    shows: 'when it was changed',
    ask: (who) => get(`${one(who)}/_history?_since=2020-01-01T00:00:00Z`),
  },
  {
    id: 'history-count',
    how: 'its history with _count=0',
    shows: 'the number of its versions',
    ask: (who) => get(`${one(who)}/_history?_count=0`),
  },
  {
    id: 'history-later',
    how: 'the history of what was labelled later',
    shows: 'its versions from before',
    ask: (who) => get(`/fhir/Observation/${who}-later/_history`),
  },
  {
    id: 'history-deleted',
    how: 'the history of what was deleted',
    shows: 'that there was something',
    ask: (who) => get(`/fhir/Observation/${who}-gone/_history`),
  },
  {
    id: 'meta',
    how: '$meta of a guessed id',
    shows: 'its labels: that there is treatment',
    ask: (who) => get(`${one(who)}/$meta`),
  },
  {
    id: 'meta-version',
    how: '$meta of a version',
    shows: 'its labels',
    ask: (who) => get(`${one(who)}/_history/1/$meta`),
  },
  {
    id: 'encounter-everything',
    how: 'Encounter/$everything',
    shows: 'all of the visit',
    ask: (who) => get(`/fhir/Encounter/${secret(who)}/$everything`),
  },
  {
    id: 'method-override',
    how: 'a POST that says it is a GET',
    shows: body,
    ask: (who) => ({
      method: 'POST',
      url: one(who),
      headers: { 'x-http-method-override': 'GET', 'x-method-override': 'GET' },
    }),
    blind: 'no method is overridden, for nobody',
  },
  {
    id: 'trailing',
    how: 'a slash, a dot or a doubled slash behind or within the address',
    shows: body,
    ask: (who) => get(`/fhir/Observation//${secret(who)}/`),
    blind: 'there is no such address',
  },
  {
    id: 'encoded-id',
    how: 'the id percent-encoded',
    shows: body,
    ask: (who) => get(`/fhir/Observation/%${secret(who).charCodeAt(0).toString(16)}${secret(who).slice(1)}`),
  },
];
