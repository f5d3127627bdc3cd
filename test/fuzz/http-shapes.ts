import type { Chance } from '../random/chance.js'

/** A request of an odd shape and its expected statuses in order, or `any`. */
export type Shape = { readonly bytes: string; readonly expected: readonly number[] | 'any' }

const PING = '/api/rainbow/ping'
const HOST = 'Host: x\r\n'
const NEXT = `GET ${PING} HTTP/1.1\r\n${HOST}\r\n`
const LONG = 'x'.repeat(17_000)
const TYPE = 'Content-Type: application/json\r\n'

/** Headers that give the body length twice or ambiguously: a proxy may read them in another way (request smuggling). */
function smuggled({ one, below }: Chance): Shape {
  const chunked = one('Transfer-Encoding: chunked', 'transfer-encoding:chunked', 'Transfer-Encoding: chunked ')
  const odd = one(
    ...([
      'Transfer-Encoding: xchunked',
      'Transfer-Encoding : chunked',
      'Transfer-Encoding: chunked, identity',
    ] as const),
    ...([
      'Transfer-Encoding: identity, gzip',
      'Transfer-Encoding:\u000bchunked',
      'X: y\nTransfer-Encoding: chunked',
    ] as const),
    ...(['Transfer-Encoding\u0000: chunked', 'Transfer-Encoding: "chunked"', ' Transfer-Encoding: chunked'] as const),
  )
  const length = `Content-Length: ${below(40)}`
  const lengths = one(
    ...(['Content-Length: 3\r\nContent-Length: 4', 'Content-Length: 4,4', 'Content-Length: -1'] as const),
    ...(['Content-Length: 1e1', 'Content-Length: 0x10', 'Content-Length: 99999999999999999999999'] as const),
    ...(['Content-Length:', 'Content-Length: 4 4', 'Content-Length : 4', 'Content-Length: \u0664'] as const),
  )
  const [first, second] = one([length, chunked], [chunked, length], [length, odd], [odd, length], [lengths, ''])
  const headers = [first, second].filter(header => header !== '').join('\r\n')
  const body = one('0\r\n\r\n', '4\r\nabcd\r\n0\r\n\r\n', 'abcd', '5\r\nabc')
  return { bytes: `POST ${PING} HTTP/1.1\r\n${HOST}${TYPE}${headers}\r\n\r\n${body}${NEXT}`, expected: [400] }
}

/** Odd chunked bodies; some are valid. */
function chunks({ one }: Chance): Shape {
  const body = one(
    ...(['2\r\n{}\r\n0\r\n\r\n', '2;x=y\r\n{}\r\n0\r\n\r\n', '02\r\n{}\r\n000\r\n\r\n'] as const),
    ...(['2\r\n{}\r\n0\r\nX: y\r\n\r\n', '2\n{}\n0\n\n', 'g\r\n{}\r\n0\r\n\r\n', '-2\r\n{}\r\n0\r\n\r\n'] as const),
    ...(['ffffffffffffffffff\r\n{}\r\n', '2\r\n{}0\r\n\r\n', `2;${LONG}\r\n{}\r\n0\r\n\r\n`] as const),
    ...([
      `0\r\nX: ${LONG}\r\n\r\n`,
      '7fffffff\r\n{}',
      '2 \r\n{}\r\n0\r\n\r\n',
      `${'1\r\n[\r\n'.repeat(300)}0\r\n\r\n`,
    ] as const),
  )
  return { bytes: `POST ${PING} HTTP/1.1\r\n${HOST}${TYPE}Transfer-Encoding: chunked\r\n\r\n${body}`, expected: 'any' }
}

/** Request lines that are malformed, or of other protocol versions. */
function firstLine({ one }: Chance): Shape {
  const [line, expected] = one<[string, Shape['expected']]>(
    [`GET ${PING}`, [400]],
    ['PRI * HTTP/2.0\r\n\r\nSM', [400]],
    [`GET ${PING} HTTP/2.0`, [400]],
    [`GET ${PING} HTTP/1.10`, [400]],
    [`GET ${PING} HTTP/9.9`, [400]],
    [`get ${PING} HTTP/1.1`, [400]],
    [`GET  ${PING} HTTP/1.1`, 'any'],
    [`GET ${PING}  HTTP/1.1`, 'any'],
    [`\r\n\r\nGET ${PING} HTTP/1.1`, 'any'],
    [`GET\t${PING}\tHTTP/1.1`, [400]],
    [`GET ${PING} HTTP/1.1 x`, [400]],
    [`GET http://rooms.localhost${PING} HTTP/1.1`, [200, 200]],
    [`GET http://user:pass@evil.example:99999${PING} HTTP/1.1`, 'any'],
    [`GET //evil.example${PING} HTTP/1.1`, 'any'],
    [`GET evil.example:443 HTTP/1.1`, 'any'],
    ['CONNECT evil.example:443 HTTP/1.1', [400]],
    ['OPTIONS * HTTP/1.1', [404, 200]],
    ['GET * HTTP/1.1', 'any'],
    [`TRACE ${PING} HTTP/1.1`, [405, 200]],
    [`PROPFIND ${PING} HTTP/1.1`, [405, 200]],
    [`SOURCE ${PING} HTTP/1.1`, [405, 200]],
    [`GET /${LONG} HTTP/1.1`, [431]],
    [`GET ${PING}?${LONG} HTTP/1.1`, [431]],
    ['GET /\u0000 HTTP/1.1', [400]],
    ['GET /\u00ff\u00fe HTTP/1.1', 'any'],
    ['GET ?? HTTP/1.1', 'any'],
    ['GET # HTTP/1.1', 'any'],
  )
  return { bytes: `${line}\r\n${HOST}\r\n${NEXT}`, expected }
}

/** Headers that are many, long, repeated, folded or of odd characters. */
function headers({ one, below }: Chance): Shape {
  const [lines, expected] = one<[string, Shape['expected']]>(
    [`X: ${LONG}`, [431]],
    [`${LONG}: x`, [431]],
    [Array.from({ length: 3000 }, (_, at) => `a${at}: b`).join('\r\n'), [431]],
    [Array.from({ length: below(1000) }, (_, at) => `a${at}: b`).join('\r\n') || 'X: y', [200, 200]],
    ['X: a\r\n b', [400]],
    ['X: a\r\n\tb', [400]],
    ['X: a\rY: b', [400]],
    ['X: a\nY: b', 'any'],
    ['X: a\u0000b', [400]],
    ['X: \u007f', 'any'],
    ['X: \u00e9\u00ff', [200, 200]],
    ['\u00e9: x', [400]],
    [': x', [400]],
    ['X', [400]],
    ['X : y', [400]],
    ['__proto__: x\r\nconstructor: y\r\nhasOwnProperty: z', [200, 200]],
    ['Host: y', [400]],
    ['Authorization: Bearer a\r\nAuthorization: Bearer b', [200, 200]],
    ['Expect: 100-continue', [200, 200]],
    ['Expect: 200-maybe', [200, 200]],
    ['Connection: close', [200]],
    ['Connection: keep-alive, close, x', [200]],
    ['Connection: Upgrade\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA', [200]],
    ['Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: eA==\r\nSec-WebSocket-Version: 13', [200]],
    ['Content-Length: 0', [200, 200]],
    ['Cookie: session=x; admin=true; __Host-x=', [200, 200]],
    ['X-HTTP-Method-Override: DELETE\r\nX-Original-URL: /metrics\r\nX-Rewrite-URL: /admin', [200, 200]],
    ['X-Forwarded-For: 127.0.0.1\r\nForwarded: for=127.0.0.1;host=evil\r\nX-Forwarded-Host: evil', [200, 200]],
    ['Range: bytes=0-0,-1,5-2\r\nIf-None-Match: *\r\nIf-Modified-Since: never', 'any'],
    ['Accept: \u00a0, */*;q=nine\r\nAccept-Encoding: gzip;q=0, bomb\r\nAccept-Language: \u00fc', [200, 200]],
    [
      'Origin: https://evil.example\r\nAccess-Control-Request-Method: PUT\r\nAccess-Control-Request-Headers: *',
      [200, 200],
    ],
  )
  return { bytes: `GET ${PING} HTTP/1.1\r\n${HOST}${lines}\r\n\r\n${NEXT}`, expected }
}

/** Pipelined requests, up to more than the service accepts. */
function pipeline({ one, below }: Chance): Shape {
  const length = one(2, 8, 32, 33, 200, below(100) + 1)
  const expected = length <= 32 ? Array.from({ length }, () => 200) : 'any'
  return { bytes: NEXT.repeat(length), expected }
}

/** Bytes that are partly or wholly no HTTP. */
function noise({ one, below }: Chance): Shape {
  const random = Array.from({ length: below(400) + 1 }, () => String.fromCharCode(below(256))).join('')
  const greeting = one(
    ...(['\u0016\u0003\u0001\u0002\u0000\u0001', "<?xml version='1.0'?><stream:stream>", 'SSH-2.0-x\r\n'] as const),
    ...(['EHLO x\r\n', '*1\r\n$4\r\nPING\r\n', '\u0000'.repeat(500), 'GET', 'G', LONG.repeat(8)] as const),
  )
  return { bytes: one(random, greeting, `${NEXT}${random}`, `${greeting}${NEXT}`), expected: 'any' }
}

/** A request of a random odd shape. */
export function anyShape(by: Chance): Shape {
  return by.one(smuggled, smuggled, chunks, firstLine, headers, pipeline, noise)(by)
}

/** Changes, removes, doubles or inserts some bytes. */
export function mutated(bytes: Buffer, by: Chance): Buffer {
  let changed = bytes
  for (let times = by.below(4) + 1; times > 0; times--) changed = mutatedOnce(changed, by)
  return changed
}

function mutatedOnce(bytes: Buffer, { below, one }: Chance): Buffer {
  const at = below(bytes.length + 1)
  const to = Math.min(bytes.length, at + below(16))
  const put = one(
    '\r\n',
    '\n',
    '\r',
    '\u0000',
    ' ',
    ':',
    '%',
    '0',
    '\u00ff',
    '\r\n\r\n',
    'Content-Length: 5\r\n',
    '"',
    '{',
    'x'.repeat(70_000),
  )
  const [before, between, after] = [bytes.subarray(0, at), bytes.subarray(at, to), bytes.subarray(to)]
  return one(
    Buffer.concat([before, after]),
    Buffer.concat([before, between, between, after]),
    Buffer.concat([before, Buffer.from(put, 'latin1'), between, after]),
    Buffer.concat([before, Buffer.from(Array.from(between, byte => byte ^ (1 << below(8)))), after]),
    before,
  )
}
