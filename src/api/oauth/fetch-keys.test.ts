import { expect, test } from 'vitest';
import { fetchOutward, isInward } from './fetch-keys.ts';

test.each([
  '127.0.0.1',
  '127.9.9.9',
  '0.0.0.0',
  '10.1.2.3',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '169.254.169.254',
  '100.64.0.1',
  '224.0.0.1',
  '255.255.255.255',
  '::1',
  '::',
  '::127.0.0.1',
  '::ffff:10.0.0.1',
  '::ffff:a9fe:a9fe',
  '64:ff9b::7f00:1',
  '2002:7f00:1::',
  'fe80::1',
  'fd00::1',
  'not an address',
])('%s points inward', (address) => expect(isInward(address)).toBe(true));

test.each([
  '93.184.216.34',
  '172.32.0.1',
  '192.169.0.1',
  '8.8.8.8',
  '2606:2800:220:1:248:1893:25c8:1946',
  '::ffff:8.8.8.8',
])('%s is the world’s', (address) => expect(isInward(address)).toBe(false));

/** Fetches by fetchOutward, and says what was sent, if anything. */
async function tried(
  url: string,
  names: Record<string, string[]>,
  allowed: string[] = [],
  init: object = { dispatcher: {} },
) {
  let sent: { url: string; init: Record<string, unknown> } | null = null;
  const fetching = fetchOutward(
    allowed,
    async (host) => (names[host] ?? []).map((address) => ({ address })),
    async (given, more = {}) => {
      sent = { url: String(given), init: more as Record<string, unknown> };
      return new Response('{}');
    },
  );
  const refusal = await fetching(url, init).then(
    () => null,
    (error: Error) => error.message,
  );
  return { sent: sent as { url: string; init: Record<string, unknown> } | null, refusal };
}

test.each([
  ['a name of our own machine', 'https://localhost/keys', { localhost: ['127.0.0.1'] }],
  ['a name of our own network', 'https://keys.example.org/', { 'keys.example.org': ['10.0.0.7'] }],
  ['a name of both', 'https://keys.example.org/', { 'keys.example.org': ['93.184.216.34', '::1'] }],
  ['a name that is none', 'https://keys.example.org/', {}],
  ['an address', 'https://169.254.169.254/latest', {}],
  ['an address by another notation', 'https://0x7f.1/', {}],
  ['an address of six', 'https://[::1]/', {}],
  ['a plain connection', 'http://keys.example.org/', { 'keys.example.org': ['93.184.216.34'] }],
  ['a file', 'file:///etc/passwd', {}],
])('%s is refused before anything is sent', async (_what, url, names) => {
  const { sent, refusal } = await tried(url, names as Record<string, string[]>);
  expect(sent).toBeNull();
  expect(refusal).toMatch(/own network|https alone/);
});

test('the world is asked under guard, without following where it points', async () => {
  const names = { 'keys.example.org': ['93.184.216.34'] };
  const { sent } = await tried('https://keys.example.org/jwks', names);
  expect(sent).toMatchObject({ url: 'https://keys.example.org/jwks', init: { redirect: 'error', dispatcher: {} } });
  expect((await tried('https://keys.example.org/jwks', names, [], {})).refusal).toMatch(/guarded/);
});

test('a host that the configuration allows is asked wherever it is, and no other', async () => {
  const names = { 'inside.example.org': ['10.0.0.7'], 'other.example.org': ['10.0.0.8'] };
  const { sent } = await tried('https://inside.example.org:8443/jwks', names, ['inside.example.org:8443']);
  expect(sent?.init).not.toHaveProperty('dispatcher');
  expect((await tried('https://inside.example.org/jwks', names, ['inside.example.org:8443'])).sent).toBeNull();
  expect((await tried('https://other.example.org/jwks', names, ['inside.example.org'])).sent).toBeNull();
});
