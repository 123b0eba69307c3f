/** Headers, content types, methods and addresses; and bytes on the wire that are no HTTP. */
import fc from 'fast-check';
import { gzipSync } from 'node:zlib';
import { type Attack, someId } from './attack.ts';
import { nastyText } from './junk.ts';

/** What a header can hold at all. */
const headerText = nastyText.map((text) => text.replaceAll(/[^\t\x20-\x7e\x80-\xff]/g, '').trim());

const VALUES: Record<string, string[]> = {
  accept: [
    '*/*',
    'application/fhir+json',
    'application/fhir+xml',
    'text/html;q=x',
    ',,,',
    'a/b;q=0',
    'application/fhir+json;fhirVersion=9',
  ],
  'content-type': [
    'application/fhir+json',
    'application/fhir+json; charset=latin1',
    'application/json-patch+json',
    'application/x-www-form-urlencoded',
    'text/plain',
    'multipart/form-data',
    'application/fhir+json; fhirVersion=3.0',
    ';',
  ],
  'content-encoding': ['gzip', 'deflate', 'br', 'zstd', 'identity', 'gzip, gzip', 'x'],
  'accept-encoding': ['gzip', 'br', 'identity;q=0', '*;q=0', 'gzip;q=x'],
  'if-match': ['W/"1"', '"1"', '*', 'W/"999999999999"', 'W/"', 'W/"1", W/"2"', '-1'],
  'if-none-match': ['W/"1"', '*', ',', '"'],
  'if-modified-since': ['yesterday', '0', 'Tue, 01 Jan 2030 00:00:00 GMT', 'Tue, 99 Jan 2030 00:00:00 GMT'],
  'if-none-exist': ['identifier=urn:x|one', '', '?', 'name', '%', 'identifier=%00', 'nonsense=1', 'Patient?name=x'],
  prefer: [
    'return=minimal',
    'return=OperationOutcome',
    'handling=strict',
    'return',
    '==',
    'respond-async',
    'return=representation, handling=x',
  ],
  'x-request-id': ['a', 'a b', 'a'.repeat(500), '\u00e4'],
  authorization: ['Bearer', 'Bearer x', 'Basic eDp5', 'Bearer \u00e4', `Bearer ${'a'.repeat(4000)}`],
  'x-forwarded-host': ['evil.example', 'a b', '"><script>'],
  'x-forwarded-proto': ['https', 'javascript'],
  origin: ['null', 'https://x.example'],
  range: ['bytes=0-1', 'bytes=9-1'],
  cookie: ['session=x', ';;;', `session=${'%'.repeat(50)}`],
};
const NAMES = Object.keys(VALUES);

const header = fc
  .constantFrom(...NAMES)
  .chain((name) => fc.tuple(fc.constant(name), fc.oneof(fc.constantFrom(...VALUES[name]!), headerText)));

const path = fc.oneof(
  fc.constantFrom(
    '/fhir',
    '/fhir/',
    '/fhir/metadata',
    '/fhir/Patient',
    '/fhir/Patient/p1',
    '/fhir/Patient/p1/_history/1',
    '/fhir/Pet',
    '/fhir/Patient/_search',
    '/fhir/$x',
    '/fhir/Patient/$x',
    '/fhir/Patient/p1/$x',
    '/fhir/Patient/p1/_history/x',
    '/fhir//',
    '/fhir/Patient/p1/Observation',
    '/fhir/Patient/p1/*',
    '/fhir/_search',
    '/fhir/Patient/%ff',
    '/fhir/Patient/..%2f..',
  ),
  nastyText.map((text) => `/fhir/${encodeURIComponent(text.toWellFormed()).slice(0, 600)}`),
  fc.tuple(someId, nastyText).map(([id, text]) => `/fhir/Patient/${id}/${encodeURIComponent(text.toWellFormed())}`),
);

const PATIENT = JSON.stringify({ resourceType: 'Patient', id: 'p1', name: [{ family: 'Sent' }] });

export const headers: fc.Arbitrary<Attack> = fc
  .tuple(
    fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'),
    path,
    fc.array(header, { maxLength: 4 }),
    fc.constantFrom(PATIENT, '', '[]', '{', 'a=b'),
  )
  .map(([method, url, pairs, payload]): Attack => {
    const hasBody = method === 'POST' || method === 'PUT' || method === 'PATCH';
    const type: Record<string, string> = hasBody ? { 'content-type': 'application/fhir+json' } : {};
    return {
      way: 'request',
      method,
      url,
      headers: { ...type, ...Object.fromEntries(pairs) },
      ...(hasBody ? { payload } : {}),
    };
  });

const latin1 = (bytes: Buffer) => bytes.toString('latin1');
const LINES = [
  'GET /fhir/metadata HTTP/1.1',
  'POST /fhir/Patient HTTP/1.1',
  'GET / HTTP/9.9',
  'FETCH /fhir HTTP/1.1',
  'nonsense',
  '',
  'GET /fhir/\xff\xfe HTTP/1.1',
  'GET http://x.example/fhir/metadata HTTP/1.1',
  'PRI * HTTP/2.0',
  'CONNECT a:1 HTTP/1.1',
  'TRACE /fhir HTTP/1.1',
  `GET /fhir/${'a'.repeat(20_000)} HTTP/1.1`,
  'GET /fhir/Patient?a=b c HTTP/1.1',
  '\x16\x03\x01',
];
const FIELDS = [
  'Host: x',
  'Host: x\r\nHost: y',
  'Content-Length: 5',
  'Content-Length: -1',
  'Content-Length: 1e9',
  'Content-Length: x',
  'Transfer-Encoding: chunked',
  'Transfer-Encoding: chunked, chunked',
  'Transfer-Encoding: gzip',
  'Connection: close',
  'Content-Encoding: gzip',
  'Content-Type: application/fhir+json',
  ': x',
  'A B: c',
  'Expect: 100-continue',
  'Expect: x',
  `X: ${'y'.repeat(20_000)}`,
  'X: \x00',
  'Upgrade: websocket\r\nConnection: Upgrade',
  ' folded',
];
const BODIES = [
  '',
  '5\r\nhello\r\n0\r\n\r\n',
  'zz\r\n',
  'ffffffffffffffff\r\n',
  '0\r\n\r\n',
  '{"resourceType":"Patient"}',
  '\x00\x01',
  latin1(gzipSync('{"resourceType":"Patient"}')),
  latin1(gzipSync('x'.repeat(100_000)).subarray(0, 60)),
];

/** What the caller's own bearer token stands for in bytes on the wire. */
export const TOKEN_MARK = 'Authorization: @token';

export const wires: fc.Arbitrary<Attack> = fc
  .tuple(
    fc.constantFrom(...LINES),
    fc.array(fc.constantFrom(...FIELDS), { maxLength: 4 }),
    fc.constantFrom('\r\n', '\n', '\r'),
    fc.constantFrom(...BODIES),
    fc.boolean(),
  )
  .map(([line, fields, end, body, isKnown]): Attack => {
    const all = isKnown ? [...fields, TOKEN_MARK] : fields;
    return { way: 'wire', bytes: `${[line, ...all].join(end)}${end}${end}${body}` };
  });
