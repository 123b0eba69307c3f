import { SECRET_IDENTIFIER, type TwinAttack, secret, send } from './attack.ts';

const bundle = (type: 'batch' | 'transaction', ...entry: object[]) =>
  send('POST', '/fhir', { resourceType: 'Bundle', type, entry });
const request = (method: string, url: string, more: object = {}, headers: object = {}) => ({
  ...more,
  request: { method, url, ...headers },
});
const identifier = (who: string) => `identifier=${SECRET_IDENTIFIER}|${secret(who)}`;
const there = 'that it is there';
const observation = (who: string, more: object) => ({
  resource: {
    resourceType: 'Observation',
    status: 'final',
    code: { text: 'made by the attack' },
    subject: { reference: `Patient/${who}` },
    ...more,
  },
});

/** The same ways, within bundles, and those that bundles alone have. */
export const BUNDLES: TwinAttack[] = [
  {
    id: 'batch-read',
    how: 'reads in a batch',
    shows: 'the resources',
    ask: (who) =>
      bundle('batch', ...['Observation', 'Encounter', 'Flag'].map((type) => request('GET', `${type}/${secret(who)}`))),
  },
  {
    id: 'batch-head',
    how: 'HEAD in a batch',
    shows: there,
    ask: (who) => bundle('batch', request('HEAD', `Observation/${secret(who)}`)),
  },
  {
    id: 'batch-etag',
    how: 'ifNoneMatch in a batch',
    shows: there,
    ask: (who) => bundle('batch', request('GET', `Observation/${secret(who)}`, {}, { ifNoneMatch: 'W/"1"' })),
  },
  {
    id: 'batch-vread',
    how: 'a version in a batch',
    shows: 'the version',
    ask: (who) => bundle('batch', request('GET', `Observation/${secret(who)}/_history/1`)),
  },
  {
    id: 'batch-history',
    how: 'a history in a batch',
    shows: 'its versions',
    ask: (who) => bundle('batch', request('GET', `Observation/${who}-later/_history`)),
  },
  {
    id: 'batch-search',
    how: 'a search in a batch',
    shows: 'it among the matches',
    ask: (who) => bundle('batch', request('GET', `Observation?patient=${who}&_total=accurate`)),
  },
  {
    id: 'batch-operation',
    how: '$everything and $meta in a batch',
    shows: 'it among the matches',
    ask: (who) =>
      bundle(
        'batch',
        request('GET', `Patient/${who}/$everything`),
        request('GET', `Observation/${secret(who)}/$meta`),
        request('GET', `Encounter/${secret(who)}/$everything`),
      ),
  },
  {
    id: 'batch-patch',
    how: 'a patch that tests, in a batch',
    shows: 'its values',
    ask: (who) =>
      bundle(
        'batch',
        request('PATCH', `Observation/${secret(who)}`, {
          resource: {
            resourceType: 'Binary',
            contentType: 'application/json-patch+json',
            data: Buffer.from('[{"op":"test","path":"/status","value":"x"}]').toString('base64'),
          },
        }),
      ),
  },
  {
    id: 'batch-delete',
    how: 'a delete in a batch',
    shows: 'it would be gone',
    ask: (who) => bundle('batch', request('DELETE', `Observation/${secret(who)}`)),
  },
  {
    id: 'transaction-read',
    how: 'a read in a transaction',
    shows: 'the resource',
    ask: (who) => bundle('transaction', request('GET', `Observation/${secret(who)}`)),
  },
  {
    id: 'transaction-search',
    how: 'a search in a transaction',
    shows: 'it among the matches',
    ask: (who) => bundle('transaction', request('GET', `Observation?patient=${who}`)),
  },
  {
    id: 'transaction-reference',
    how: 'a reference to it from what is created',
    shows: `${there}: else it is refused`,
    ask: (who) =>
      bundle(
        'transaction',
        request(
          'POST',
          'Observation',
          observation(who, { derivedFrom: [{ reference: `Observation/${secret(who)}` }] }),
        ),
      ),
  },
  {
    id: 'transaction-conditional-reference',
    how: 'a conditional reference to it',
    shows: `its id, in what is stored`,
    ask: (who) =>
      bundle(
        'transaction',
        request(
          'POST',
          'Observation',
          observation(who, { derivedFrom: [{ reference: `Observation?${identifier(who)}` }] }),
        ),
      ),
  },
  {
    id: 'transaction-if-none-exist',
    how: 'ifNoneExist in a transaction',
    shows: 'its id',
    ask: (who) =>
      bundle('transaction', request('POST', 'Observation', observation(who, {}), { ifNoneExist: identifier(who) })),
  },
  {
    id: 'transaction-delete-where',
    how: 'a delete by condition',
    shows: there,
    ask: (who) => bundle('transaction', request('DELETE', `Observation?${identifier(who)}`, {}, {})),
  },
  {
    id: 'transaction-if-match',
    how: 'a delete with a wrong ifMatch',
    shows: 'its version',
    ask: (who) => bundle('transaction', request('DELETE', `Observation/${secret(who)}`, {}, { ifMatch: 'W/"9"' })),
  },
  {
    id: 'transaction-patch',
    how: 'a patch in a transaction',
    shows: there,
    ask: (who) =>
      bundle(
        'transaction',
        request('PATCH', `Observation/${secret(who)}`, { resource: { resourceType: 'Parameters', parameter: [] } }),
      ),
  },
];
