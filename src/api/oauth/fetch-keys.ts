import { lookup } from 'node:dns/promises';
import { BlockList, isIP } from 'node:net';

/** Addresses that are not the world's: our own machine, our own network, and what neither routes (RFC 6890). */
const INWARD = new BlockList();
for (const [network, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const) {
  INWARD.addSubnet(network, bits, 'ipv4');
}
for (const [network, bits] of [
  ['::', 96],
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
] as const) {
  INWARD.addSubnet(network, bits, 'ipv6');
}

/** True for an IP address that is not one of the world's. An IPv4 address within an IPv6 one is looked at as what it is. */
export function isInward(address: string): boolean {
  const family = isIP(address);
  if (family === 0) return true;
  return INWARD.check(address, family === 6 ? 'ipv6' : 'ipv4');
}

type Resolve = (host: string) => Promise<{ address: string }[]>;
type Fetch = (url: string | URL | Request, init?: RequestInit) => Promise<Response>;

/**
 * Fetches what an app's registration points to. An address that points inward is refused before anything is sent to it, unless the
 * configuration allows its host; a redirect is, wherever it leads. What is asked of a host whose name changes its meaning in between
 * is cut by the connection's own guard, that `init` brings. Time and size are limited by whoever calls.
 */
export function fetchOutward(
  allowed: readonly string[],
  resolve: Resolve = (host) => lookup(host, { all: true, verbatim: true }),
  send: Fetch = fetch,
): Fetch {
  return async (given, init = {}) => {
    const url = new URL(given instanceof Request ? given.url : given);
    if (url.protocol !== 'https:') throw new TypeError('keys are fetched by https alone');
    if (allowed.includes(url.host) || allowed.includes(url.hostname)) {
      const { dispatcher: _guard, ...plain } = init as RequestInit & { dispatcher?: unknown };
      return send(url, { ...plain, redirect: 'error' });
    }
    const host = url.hostname.replace(/^\[|\]$/g, '');
    const addresses = isIP(host) ? [{ address: host }] : await resolve(host);
    if (addresses.length === 0 || addresses.some(({ address }) => isInward(address))) {
      throw new TypeError('the address points into our own network');
    }
    if (!('dispatcher' in init)) throw new TypeError('the connection cannot be guarded');
    return send(url, { ...init, redirect: 'error' });
  };
}
