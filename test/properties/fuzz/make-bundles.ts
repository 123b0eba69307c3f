/** Batches and transactions whose entries are wrong, refer to one another in rings, or name what cannot be. */
import fc from 'fast-check';
import { type Attack, written } from './attack.ts';
import { nasty, nastyText, nastyValue } from './junk.ts';
import { oddResource } from './make-bodies.ts';
import { patchEntry } from './make-patches.ts';
import { WORLD } from './world.ts';

const URLS = [
  'Patient',
  'Patient/p1',
  'Patient/nobody',
  'Observation/o1',
  'Patient?identifier=urn:x|one',
  'Patient?',
  '?a=b',
  '',
  'Patient/p1/_history',
  'Patient/p1/_history/1',
  'Patient/p1/_history/0',
  'Patient/p1/$everything',
  '/Patient/p1',
  'http://elsewhere.example/fhir/Patient/p1',
  'Pet/1',
  'Patient?name:exact=a',
  'Patient?_sort=-_id&_count=2',
  '../x',
  'Observation?subject=Patient/p1',
  'Patient?a:nonsense=1',
  'Patient?_count=x',
  'Patient?birthdate=zz',
  '%',
  '%ff',
];
const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'get', ''];
const REFERENCES = [
  'Patient/p1',
  'urn:uuid:a',
  'urn:uuid:b',
  'urn:uuid:c',
  'Patient?identifier=urn:x|one',
  'Patient?',
  '#c1',
  '#',
  '#nobody',
  'http://x.example/Patient/1',
  'Patient/nobody',
  'Patient/p1/_history/1',
  'urn:oid:1.2.3',
  ' ',
  'javascript:alert(1)',
];

const linked = fc
  .tuple(fc.constantFrom(...REFERENCES), fc.constantFrom(...REFERENCES), nastyText)
  .map(([subject, performer, words]) => ({
    resourceType: 'Observation',
    status: 'final',
    code: { text: 'x' },
    subject: { reference: subject },
    performer: [{ reference: performer }],
    text: {
      status: 'generated',
      div: `<div xmlns="http://www.w3.org/1999/xhtml"><a href="${subject}">${words}</a></div>`,
    },
  }));

const resource: fc.Arbitrary<unknown> = fc.oneof(
  linked,
  fc.constantFrom(...WORLD),
  oddResource.map((odd) => parsedOr(odd.text)),
  patchEntry,
  nastyValue,
);

function parsedOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return { resourceType: 'Patient' };
  }
}

const request = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record(
      {
        method: fc.constantFrom(...METHODS),
        url: fc.oneof(fc.constantFrom(...URLS), nasty),
        ifNoneExist: fc.oneof(fc.constantFrom('identifier=urn:x|one', 'name=', '?', 'nonsense=1'), nasty),
        ifMatch: fc.constantFrom<unknown>('W/"1"', 'W/"0"', '1', 1, null, '*'),
      },
      { requiredKeys: ['method', 'url'] },
    ),
  },
  { weight: 1, arbitrary: nastyValue },
);

const entry = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record(
      {
        fullUrl: fc.oneof(
          fc.constantFrom<unknown>('urn:uuid:a', 'urn:uuid:b', 'http://x.example/Patient/p1', 7),
          nasty,
        ),
        resource,
        request,
      },
      { requiredKeys: ['request'] },
    ),
  },
  { weight: 1, arbitrary: nastyValue },
);

export const bundles: fc.Arbitrary<Attack> = fc
  .tuple(
    fc.oneof(
      { weight: 8, arbitrary: fc.constantFrom<unknown>('batch', 'transaction') },
      { weight: 1, arbitrary: nastyValue },
    ),
    fc.oneof({ weight: 8, arbitrary: fc.array(entry, { maxLength: 6 }) }, { weight: 1, arbitrary: nastyValue }),
  )
  .map(([type, entries]) => written('POST', '/fhir', JSON.stringify({ resourceType: 'Bundle', type, entry: entries })));
