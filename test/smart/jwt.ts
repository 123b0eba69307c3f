import {
  createPublicKey,
  generateKeyPairSync,
  randomUUID,
  sign,
  verify,
  type JsonWebKey,
  type KeyObject,
} from 'node:crypto';

/** A key pair of an app, its public half as a JWK. */
export function newKey(kind: 'ES384' | 'RS384' = 'ES384'): {
  privateKey: KeyObject;
  jwk: Record<string, unknown>;
  alg: string;
} {
  const { privateKey, publicKey } =
    kind === 'ES384'
      ? generateKeyPairSync('ec', { namedCurve: 'P-384' })
      : generateKeyPairSync('rsa', { modulusLength: 2048 });
  return {
    privateKey,
    alg: kind,
    jwk: { ...publicKey.export({ format: 'jwk' }), kid: randomUUID(), alg: kind, use: 'sig' },
  };
}

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A JWS in compact form (RFC 7515), by hand, so that a wrong one can be made too. */
export function jwt(header: object, payload: object, signer: (data: Buffer) => Buffer): string {
  const head = `${encode(header)}.${encode(payload)}`;
  return `${head}.${signer(Buffer.from(head)).toString('base64url')}`;
}

/** A client assertion (RFC 7523) with what SMART 2.2, 4.2 wants in it; `header` and `payload` change that. */
export function assertion(
  key: ReturnType<typeof newKey>,
  client: string,
  audience: string,
  more: { header?: object; payload?: object; signer?: (data: Buffer) => Buffer } = {},
): string {
  const now = Math.floor(Date.now() / 1000);
  const header = { alg: key.alg, typ: 'JWT', kid: key.jwk['kid'], ...more.header };
  const payload = {
    iss: client,
    sub: client,
    aud: audience,
    exp: now + 240,
    iat: now,
    jti: randomUUID(),
    ...more.payload,
  };
  return jwt(
    header,
    payload,
    more.signer ?? ((data) => sign('sha384', data, { key: key.privateKey, dsaEncoding: 'ieee-p1363' })),
  );
}

/** The claims of a token that one of the keys of the set signed with RS256; throws where none did. */
export function verified(token: string, jwks: { keys: (JsonWebKey & { kid?: string })[] }): Record<string, unknown> {
  const [head = '', body = '', signature = ''] = token.split('.');
  const header = JSON.parse(Buffer.from(head, 'base64url').toString()) as { alg: string; kid: string };
  const key = jwks.keys.find(({ kid }) => kid === header.kid);
  if (!key || header.alg !== 'RS256') throw new Error('no such key');
  const isRight = verify(
    'sha256',
    Buffer.from(`${head}.${body}`),
    createPublicKey({ key, format: 'jwk' }),
    Buffer.from(signature, 'base64url'),
  );
  if (!isRight) throw new Error('not signed by it');
  return JSON.parse(Buffer.from(body, 'base64url').toString()) as Record<string, unknown>;
}
