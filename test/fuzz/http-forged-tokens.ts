import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import type { Known } from '../http/any-request.js'
import type { Chance } from '../random/chance.js'
import { JWT_SECRET, ROOT } from './http-catalogue.js'

/** A key that the service does not know. */
const FOREIGN_KEY = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey

type Json = Readonly<Record<string, unknown>>
/** A catalogue, the keys of the configured signer, and a revoked token that the service issued. */
export type Keys = {
  readonly known: Known
  readonly publicPem: string
  readonly privateKey: KeyObject
  readonly revoked: string
}

const part = (content: unknown) => Buffer.from(JSON.stringify(content) ?? '').toString('base64url')
const headerOf = (token: string): Json => JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString())
const claimsOf = (token: string): Json => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())

function hmac(
  header: unknown,
  claims: unknown,
  { key, hash = 'sha256' }: { key: string | Buffer; hash?: string },
): string {
  const text = `${part(header)}.${part(claims)}`
  return `${text}.${createHmac(hash, key).update(text).digest('base64url')}`
}

function ecdsa(header: unknown, claims: unknown, key: KeyObject): string {
  const text = `${part(header)}.${part(claims)}`
  return `${text}.${sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' }).toString('base64url')}`
}

/** A token that must be refused, made from a valid one. */
export function forgedToken(keys: Keys, by: Chance): string {
  const { known } = keys
  const good = known[by.one('tokenOfOwner', 'tokenOfGuest', 'tokenOfAdmin', 'tokenForLinks')] ?? ''
  return by.one(
    withoutSignature,
    byAnotherKey,
    withPointers,
    outOfTime,
    withOtherClaims,
    damaged,
    damaged,
    revokedToken,
  )(good, keys, by)
}

function withoutSignature(good: string, _keys: Keys, { one }: Chance): string {
  const [, claims = '', signature = ''] = good.split('.')
  const alg = one<unknown>(
    'none',
    'None',
    'NONE',
    'nOnE',
    '',
    null,
    undefined,
    'HS1',
    'RS256',
    'HS256 ',
    ['HS256'],
    {},
    0,
  )
  return one(
    `${part({ alg, typ: 'JWT' })}.${claims}.`,
    `${part({ alg })}.${claims}.${signature}`,
    `${part({ alg })}.${claims}`,
  )
}

/** Signs with the public key as a secret, another secret, or another algorithm of the same family. */
function byAnotherKey(good: string, { publicPem, privateKey, revoked }: Keys, { one }: Chance): string {
  const claims = claimsOf(good)
  const key = one<string | Buffer>(
    publicPem,
    publicPem.trim(),
    Buffer.from(publicPem.replace(/-----.*-----|\s/g, ''), 'base64'),
    ...(['', ' ', 'secret', JWT_SECRET.toUpperCase(), `${JWT_SECRET}\n`, 'null'] as const),
    Buffer.alloc(32),
  )
  const kid = headerOf(revoked)['kid']
  return one(
    hmac({ alg: 'HS256', typ: 'JWT' }, claims, { key }),
    hmac({ alg: 'ES256', typ: 'JWT' }, claims, { key }),
    hmac({ alg: 'HS512', typ: 'JWT' }, claims, { key: JWT_SECRET, hash: 'sha512' }),
    hmac({ alg: 'HS256', kid }, { ...claimsOf(revoked), sub: ROOT }, { key: JWT_SECRET }),
    ecdsa({ alg: 'ES256' }, claims, FOREIGN_KEY),
    ecdsa({ alg: 'ES384' }, claims, privateKey),
    ecdsa({ alg: 'HS256' }, claims, privateKey),
  )
}

/** A header that points to the attacker's key: in the token, at an address or in a file. */
function withPointers(good: string, _keys: Keys, { one }: Chance): string {
  const jwk = FOREIGN_KEY.export({ format: 'jwk' })
  const pointer = one<Json>(
    { jwk: { kty: jwk.kty, crv: jwk.crv, x: jwk.x, y: jwk.y } },
    { jku: 'http://127.0.0.1:9/jwks.json' },
    { x5u: 'https://evil.example/cert.pem' },
    { x5c: ['MIIB'] },
    { kid: '../../../../dev/null' },
    { kid: "' union select 'x" },
    { kid: '\u0000' },
    { kid: { toString: 1 } },
    { kid: '__proto__' },
    { crit: ['exp'] },
    { b64: false, crit: ['b64'] },
    { zip: 'DEF' },
  )
  return ecdsa({ alg: 'ES256', ...pointer }, claimsOf(good), FOREIGN_KEY)
}

/** A valid signature, but an expired or later token, or an invalid subject. */
function outOfTime(good: string, { privateKey }: Keys, { one, below }: Chance): string {
  const now = Math.floor(Date.now() / 1000)
  const change = one<Json>(
    { exp: now - 1 - below(10) },
    { exp: 0 },
    { exp: -1 },
    { exp: String(now + 1000) },
    { exp: null },
    { nbf: now + 100 + below(1000) },
    { nbf: 'now' },
    { sub: '' },
    { sub: 'alice' },
    { sub: 'alice@localhost/phone' },
    { sub: ['alice@localhost'] },
    { sub: '\u0000@localhost' },
    { sub: null },
  )
  const claims = { ...claimsOf(good), ...change }
  return one(hmac({ alg: 'HS256' }, claims, { key: JWT_SECRET }), ecdsa({ alg: 'ES256' }, claims, privateKey))
}

/** Changes claims and keeps the signature. */
function withOtherClaims(good: string, { revoked }: Keys, { one }: Chance): string {
  const token = one(good, revoked)
  const [header, , signature] = token.split('.')
  const other = claimsOf(token)['sub'] === ROOT ? 'alice@localhost' : ROOT
  const change = one<Json>(
    { sub: other },
    { scope: 'links rooms admin' },
    { exp: 9e9 },
    { jti: 'x' },
    { iss: 'x' },
    { a: 1 },
  )
  return `${header}.${part({ ...claimsOf(token), ...change })}.${signature}`
}

/** Damages a token. The last characters of a part may hold unused bits, so they stay. */
function damaged(good: string, _keys: Keys, { one, below }: Chance): string {
  const ends = [...good.matchAll(/\.|$/g)].map(({ index }) => index - 1)
  const places = Array.from(good, (_, at) => at).filter(at => !ends.includes(at))
  const at = places[below(places.length)] ?? 0
  const sign = good[at] === 'A' ? 'B' : 'A'
  const [header, claims, signature] = good.split('.')
  return one(
    `${good.slice(0, at)}${sign}${good.slice(at + 1)}`,
    good.slice(0, at),
    good.slice(at + 1),
    `${good.slice(0, at)}${good.slice(at + 1)}`,
    `${good.slice(0, at)}.${good.slice(at)}`,
    `${header}..${signature}`,
    `.${claims}.${signature}`,
    `${good}.${signature}`,
    `${header}.${claims}.${signature}.${claims}.${signature}`,
    `${good.slice(0, at)}%00${good.slice(at)}`,
    JSON.stringify({ protected: header, payload: claims, signature }).replaceAll(' ', ''),
    good.toUpperCase(),
    good.split('').reverse().join(''),
    good.repeat(below(30) + 2),
  )
}

/** A token that was valid until its user signed out. */
function revokedToken(_good: string, { revoked }: Keys): string {
  return revoked
}
