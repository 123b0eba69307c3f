import { SECRET_IDENTIFIER, type TwinAttack, get, secret, send } from './attack.ts';

const one = (who: string) => `/fhir/Observation/${secret(who)}`;
const where = (who: string) => `/fhir/Flag?identifier=${SECRET_IDENTIFIER}|${secret(who)}`;
const JSON_PATCH = { 'content-type': 'application/json-patch+json' };
const there = 'that it is there';

const flag = (who: string) => ({
  resourceType: 'Flag',
  status: 'active',
  code: { text: 'made by the attack' },
  subject: { reference: `Patient/${who}` },
});
const meta = (valueMeta: object) => ({ resourceType: 'Parameters', parameter: [{ name: 'meta', valueMeta }] });

/** By writing to it: conditions, patches and deletes that would tell by whether they go through. */
export const WRITES: TwinAttack[] = [
  {
    id: 'delete',
    how: 'delete a guessed id',
    shows: `${there}, and it would be gone`,
    ask: (who) => send('DELETE', one(who)),
  },
  {
    id: 'delete-if-match',
    how: 'delete with a wrong If-Match',
    shows: `${there}, and its version`,
    ask: (who) => send('DELETE', one(who), undefined, { 'if-match': 'W/"9"' }),
  },
  {
    id: 'put-if-match',
    how: 'update with a wrong If-Match',
    shows: `${there}, and its version`,
    ask: (who) =>
      send(
        'PUT',
        one(who),
        { ...flag(who), resourceType: 'Observation', id: secret(who), code: { text: 'x' }, status: 'final' },
        { 'if-match': 'W/"9"' },
      ),
  },
  {
    id: 'patch-test',
    how: 'a JSON Patch that tests a value',
    shows: 'each value, by asking for it',
    ask: (who) => send('PATCH', one(who), [{ op: 'test', path: '/status', value: 'final' }], JSON_PATCH),
  },
  {
    id: 'patch-test-wrong',
    how: 'a JSON Patch whose test fails',
    shows: there,
    ask: (who) => send('PATCH', one(who), [{ op: 'test', path: '/status', value: 'amended' }], JSON_PATCH),
  },
  {
    id: 'patch-if-match',
    how: 'a patch with a wrong If-Match',
    shows: 'its version',
    ask: (who) => send('PATCH', one(who), [], { ...JSON_PATCH, 'if-match': 'W/"9"' }),
  },
  {
    id: 'patch-fhirpath',
    how: 'a FHIRPath Patch',
    shows: there,
    ask: (who) =>
      send('PATCH', one(who), {
        resourceType: 'Parameters',
        parameter: [
          {
            name: 'operation',
            part: [
              { name: 'type', valueCode: 'delete' },
              { name: 'path', valueString: 'Observation.note' },
            ],
          },
        ],
      }),
  },
  {
    id: 'patch-where',
    how: 'a patch by condition',
    shows: there,
    ask: (who) => send('PATCH', where(who), [{ op: 'test', path: '/status', value: 'x' }], JSON_PATCH),
  },
  {
    id: 'patch-deleted',
    how: 'a patch of what was deleted',
    shows: 'that there was something',
    ask: (who) => send('PATCH', `/fhir/Observation/${who}-gone`, [], JSON_PATCH),
  },
  {
    id: 'delete-where',
    how: 'delete by condition',
    shows: `${there}, and it would be gone`,
    ask: (who) => send('DELETE', where(who)),
  },
  {
    id: 'delete-where-several',
    how: 'delete by condition, up to several',
    shows: 'how many there are',
    ask: (who) => send('DELETE', `${where(who)}&_count=10`),
  },
  {
    id: 'meta-add',
    how: '$meta-add',
    shows: 'its labels',
    ask: (who) => send('POST', `${one(who)}/$meta-add`, meta({ tag: [{ system: 'urn:x', code: 'y' }] })),
  },
  {
    id: 'meta-delete',
    how: '$meta-delete of its labels',
    shows: 'it would be open',
    ask: (who) =>
      send(
        'POST',
        `${one(who)}/$meta-delete`,
        meta({ security: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: '42CFRPart2' }] }),
      ),
  },
  {
    id: 'meta-delete-deleted',
    how: '$meta-delete of what was deleted',
    shows: 'that there was something',
    ask: (who) =>
      send('POST', `/fhir/Observation/${who}-gone/$meta-delete`, meta({ tag: [{ system: 'urn:x', code: 'y' }] })),
  },
  {
    id: 'create-if-none-exist',
    how: 'create where nothing has its identifier',
    shows: there,
    ask: (who) =>
      send('POST', '/fhir/Flag', flag(who), { 'if-none-exist': `identifier=${SECRET_IDENTIFIER}|${secret(who)}` }),
  },
  { id: 'put-where', how: 'update by condition', shows: there, ask: (who) => send('PUT', where(who), flag(who)) },
  {
    id: 'override-delete',
    how: 'a POST that says it is a DELETE',
    shows: 'it would be gone',
    ask: (who) => send('POST', one(who), undefined, { 'x-http-method-override': 'DELETE' }),
    blind: 'no method is overridden, for nobody',
  },
  {
    id: 'get-with-body',
    how: 'a GET with _method=DELETE',
    shows: 'it would be gone',
    ask: (who) => get(`${one(who)}?_method=DELETE`),
  },
];
