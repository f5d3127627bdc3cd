import { createHmac, generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import type { Known } from '../http/any-request.js'
import { type Chance, chance } from '../random/chance.js'
import { type Layer, MOST_FAILURES, type Report, type Trial } from './front.js'
import { wrongIn } from './http-judge.js'
import { Line, type Request, written } from './http-line.js'
import { openTown, type Town, type TownOptions } from './http-town.js'
import { JWT_SECRET, ROOT } from './http-world.js'

const LINES = 16
/** Stops a run of refusals that say nothing new. */
const ROUND = 1000
const STRANGER = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey

type Json = Readonly<Record<string, unknown>>
type Keys = {
  readonly known: Known
  readonly publicPem: string
  readonly privateKey: KeyObject
  readonly revoked: string
}

/** Tokens that nobody has signed as they are, that have ended, or that were revoked: none of them opens anything. */
export const tokens: Layer = { name: 'tokens', share: 0.1, run: trial => forge(trial) }

/** The same at a service with other settings, or a planted fault. */
export async function forge({ count, seed, say }: Trial, options: TownOptions = {}): Promise<Report> {
  const town = await openTown(options)
  const by = chance(seed)
  const failures: string[] = []
  const told = { inputs: 0, failures }
  while (told.inputs < count && failures.length < MOST_FAILURES) {
    const keys = await keysOf(town)
    const most = Math.min(count, told.inputs + ROUND)
    await Promise.all(Array.from({ length: LINES }, () => knocks(town.port, { keys, by, most, told })))
    say(`${told.inputs} tokens`)
  }
  const end = await town.close()
  return { inputs: told.inputs, failures: [...failures, ...end.failures].slice(0, MOST_FAILURES), figures: end.figures }
}

/** With a token of ours that has been revoked. */
async function keysOf({ anew, port, publicPem, privateKey }: Town): Promise<Keys> {
  const known = await anew()
  const revoked = known['tokenOfOurs'] ?? ''
  const path = '/api/rainbow/authentication/v1.0/logout'
  const { ok } = await fetch(`http://127.0.0.1:${port}${path}`, { headers: { authorization: `Bearer ${revoked}` } })
  if (!ok) throw new Error('a token of ours cannot be revoked')
  return { known, publicPem, privateKey, revoked }
}

type Work = { keys: Keys; by: Chance; most: number; told: { inputs: number; failures: string[] } }

async function knocks(port: number, { keys, by, most, told }: Work): Promise<void> {
  const line = new Line(port)
  while (told.inputs < most) {
    told.inputs++
    const token = forged(keys, by)
    const request = requestWith(token, keys.known, by)
    const answer = await line.ask(written(request))
    const wrong = answer === 'nothing' ? 'there is no answer' : (wrongIn(answer) ?? opened(answer.status))
    if (wrong !== undefined) told.failures.push(`${wrong}\n  to ${request.method} ${request.target} with ${token}`)
  }
  line.close()
}

/** A header that is none is a wrong request. */
function opened(status: number): string | undefined {
  return status === 401 || status === 400 || status === 431 ? undefined : `answers ${status}, not 401`
}

function requestWith(token: string, known: Known, { one }: Chance): Request {
  const headers = {
    authorization: one(`Bearer ${token}`, `bearer ${token}`, token),
    'content-type': 'application/json',
  }
  const posts = (target: string, body: object) => ({
    ...{ method: 'POST', target, headers },
    body: Buffer.from(JSON.stringify(body)),
  })
  return one<Request>(
    { method: 'GET', target: '/api/v1/tokens', headers },
    { method: 'GET', target: `/api/rainbow/enduser/v1.0/rooms/${known['roomId']}`, headers },
    { method: 'DELETE', target: `/api/rainbow/enduser/v1.0/rooms/${known['roomId']}`, headers },
    posts('/api/rainbow/enduser/v1.0/rooms/open-invites', { openInviteId: known['openInviteId'] }),
    posts('/api/v1/tokens', { label: 'x' }),
    { method: 'GET', target: '/api/rainbow/authentication/v1.0/renew', headers },
  )
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

/** A token that must not be taken, made out of one that is good. */
function forged(keys: Keys, by: Chance): string {
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
    oldOne,
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

/** The public key as if it were a secret; a secret that is none, or nobody's; another algorithm of the same family. */
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
    ecdsa({ alg: 'ES256' }, claims, STRANGER),
    ecdsa({ alg: 'ES384' }, claims, privateKey),
    ecdsa({ alg: 'HS256' }, claims, privateKey),
  )
}

/** A header that says where the right key would be: in itself, at an address, in a file. */
function withPointers(good: string, _keys: Keys, { one }: Chance): string {
  const jwk = STRANGER.export({ format: 'jwk' })
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
  return ecdsa({ alg: 'ES256', ...pointer }, claimsOf(good), STRANGER)
}

/** Signed by who may, and not good now, or for nobody. */
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

/** Other claims under the signature of those that were there. */
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

/** The last sign of a part may hold bits that say nothing, so another sign in its place says the same. */
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

/** Which was good, until its bearer signed out. */
function oldOne(_good: string, { revoked }: Keys): string {
  return revoked
}
