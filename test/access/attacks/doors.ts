import { WORD, type TwinAttack, get, secret, send } from './attack.ts';

const one = (who: string) => `/fhir/Observation/${secret(who)}`;
const json = { 'content-type': 'application/json' };
const widened = (
  id: string,
  how: string,
  headers: Record<string, string>,
  more: Partial<TwinAttack> = {},
): TwinAttack => ({
  id,
  how,
  shows: 'the resource, for a purpose or a right that is not theirs',
  ask: (who) => get(one(who), headers),
  ...more,
});
const noPurpose = { blind: 'it is no purpose of the software itself' };

/** What is said of oneself: purposes, scopes, headers of proxies. */
export const WIDENING: TwinAttack[] = [
  widened('purpose-operations', 'the purpose of operations', { 'x-purpose-of-use': 'HOPERAT' }),
  widened('purpose-emergency', 'the purpose of an emergency, without one', { 'x-purpose-of-use': 'ETREAT' }, noPurpose),
  widened('purpose-legal', 'the purpose of legal proceedings', { 'x-purpose-of-use': 'HLEGAL' }, noPurpose),
  widened('purpose-payment', 'the purpose of payment', { 'x-purpose-of-use': 'HPAYMT' }, noPurpose),
  widened('purpose-two', 'two purposes at once', { 'x-purpose-of-use': 'TREAT,HOPERAT' }, noPurpose),
  widened(
    'purpose-query',
    'a purpose and scopes in the address',
    {},
    { ask: (who) => get(`${one(who)}?purpose=HOPERAT&scope=system/*.cruds&role=system&_as=system`) },
  ),
  widened('identity-headers', 'headers that say who one is', {
    'x-user': 'system',
    'x-role': 'system',
    'x-forwarded-user': 'system',
    'x-forwarded-for': '127.0.0.1',
    'x-original-url': '/healthz',
    'x-rewrite-url': '/healthz',
  }),
];

/** The app's own addresses, each with the ids of somebody else. `routes.test.ts` walks the server's table: none is missing. */
export const APP: TwinAttack[] = [
  { id: 'app-record', how: 'the chart', shows: 'it in the chart', ask: (who) => get(`/app/patients/${who}/record`) },
  {
    id: 'app-history',
    how: 'the history of an entry',
    shows: 'its versions',
    ask: (who) => get(`/app/resources/Observation/${secret(who)}/history`),
  },
  {
    id: 'app-history-later',
    how: 'the history of what was labelled later',
    shows: 'its versions from before',
    ask: (who) => get(`/app/resources/Observation/${who}-later/history`),
  },
  {
    id: 'app-history-document',
    how: 'the history of a document',
    shows: 'its versions',
    ask: (who) => get(`/app/resources/DocumentReference/${secret(who)}/history`),
  },
  {
    id: 'app-find',
    how: 'find by words of what is hidden',
    shows: 'whose it is',
    ask: (who) => send('POST', '/app/patients/find', { text: secret(who) }, json),
    blind: 'people are found by who they are alone',
  },
  {
    id: 'app-find-marker',
    how: 'find by its text',
    shows: 'whose it is',
    ask: () => send('POST', '/app/patients/find', { text: WORD }, json),
    blind: 'people are found by who they are alone',
  },
  {
    id: 'app-home',
    how: 'what is to be done',
    shows: 'work about it',
    ask: () => get('/app/home'),
    blind: 'it is of everybody',
  },
  {
    id: 'app-directory',
    how: 'the directory',
    shows: 'people of the record',
    ask: () => get('/app/directory'),
    blind: 'nothing of a person is in it',
  },
  { id: 'app-me', how: 'who one is', shows: 'somebody else', ask: () => get('/app/me'), blind: 'it is of the asker' },
  {
    id: 'app-glass',
    how: 'whether the record is open in an emergency',
    shows: 'that there is something to open',
    ask: (who) => get(`/app/patients/${who}/break-glass`),
    blind: 'it speaks of the asker alone',
  },
  {
    id: 'app-accesses',
    how: 'who looked into the record',
    shows: 'that there is something that was looked at',
    ask: (who) => get(`/app/patients/${who}/accesses`),
    blind: 'the software itself looks into it in this',
    // A patient is told of every writing, of notes too that are not theirs to read.
    notOf: ['the administrator', 'the patient'],
  },
  {
    id: 'app-accounting',
    how: 'the accounting of disclosures',
    shows: 'what was given to whom',
    ask: (who) => get(`/app/patients/${who}/accounting?from=2020-01-01`),
    blind: 'the software itself looks into it in this',
    // A patient is told of every writing, of notes too that are not theirs to read.
    notOf: ['the administrator', 'the patient'],
  },
  {
    id: 'app-explained',
    how: 'who sees what of the record, by which rule',
    shows: 'what is kept from whom',
    ask: (who) => get(`/app/patients/${who}/explained?as=none`),
    blind: 'the privacy officer alone sees it',
  },
  {
    id: 'app-glass-list',
    how: 'the emergencies of all',
    shows: 'whose records were opened',
    ask: () => get('/app/break-glass'),
    blind: 'the privacy officer alone sees it',
  },
  {
    id: 'app-glass-break',
    how: 'an emergency without a reason',
    shows: 'it, unexplained',
    ask: (who) => send('POST', `/app/patients/${who}/break-glass`, { reason: '' }, json),
    blind: 'nothing is opened',
  },
  {
    id: 'app-glass-end',
    how: 'end somebody else’s emergency',
    shows: 'that there is one',
    ask: () => send('DELETE', '/app/break-glass/0190a000-0000-7000-8000-000000000000'),
    blind: 'there is none',
  },
  {
    id: 'app-glass-review',
    how: 'judge an emergency',
    shows: 'that there is one',
    ask: () =>
      send('POST', '/app/break-glass/0190a000-0000-7000-8000-000000000000/review', { verdict: 'justified' }, json),
    blind: 'there is none',
  },
];
