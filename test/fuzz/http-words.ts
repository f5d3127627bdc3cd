import type { Known, Route } from '../http/any-request.js'
import { type Chance, chance } from '../random/chance.js'
import { type Layer, MOST_FAILURES, type Report, type Trial } from './front.js'
import { Connection, encodeRequest, type Request } from './http-connection.js'
import { faultIn } from './http-judge.js'
import { type FuzzServerOptions, startFuzzServer } from './http-server.js'

const CONNECTIONS = 16
const ROUND = 500
/** Bytes; slightly below the limit of a body. */
const LARGE = 64_000

const TRICKS = [
  ...['..', '.', '%2e%2e', '%2E.', '%252e%252e', '..%2f..%2fpackage.json', '..%5c..%5cpackage.json', '....//', '..;'],
  ...[
    '%00',
    'x%00.json',
    '%0d%0aX: y',
    '%0a',
    '%c0%ae%c0%ae',
    '%e0%80%ae',
    '%ed%a0%80',
    '%f5%80%80%80',
    '%ff',
    '%fe%ff',
  ],
  ...['%', '%2', '%zz', '%u002e', '*', ';a=b', '~', '$', "'", '"', '<script>', '{roomId}', '__proto__', 'constructor'],
  ...[
    '\u00e9',
    '\u00ff\u00fe',
    '%e2%80%ae',
    '%E2%80%8B',
    '%F0%9F%92%A9',
    '//',
    '\\',
    '|',
    '^',
    '`',
    '@',
    ':',
    'null',
    '-0',
  ],
]

/** Tricky paths, queries and bodies. */
export const words: Layer = { name: 'words', share: 0.09, run: trial => fuzzWords(trial) }

/** Runs the layer at a service with other settings or a planted fault. */
export async function fuzzWords({ count, seed, say }: Trial, options: FuzzServerOptions = {}): Promise<Report> {
  const server = await startFuzzServer(options)
  const by = chance(seed)
  const failures: string[] = []
  let inputs = 0
  while (inputs < count && failures.length < MOST_FAILURES) {
    const known = await server.reset()
    const most = Math.min(count, inputs + ROUND)
    const works = Array.from({ length: CONNECTIONS }, async () => {
      const connection = new Connection(server.port)
      while (inputs < most) {
        inputs++
        const route = server.routes[by.below(server.routes.length)]
        const request = by.one(trickyPath, trickyBody, trickyBody)(route, known, by)
        const answer = await connection.ask(encodeRequest(request))
        const wrong = answer === 'nothing' ? 'there is no answer' : faultIn(answer)
        if (wrong !== undefined) failures.push(`${wrong}\n  to ${shown(request)}`)
      }
      connection.close()
    })
    await Promise.all(works)
    if (inputs % 2500 === 0) say(`${inputs} requests`)
  }
  const end = await server.close()
  return { inputs, failures: [...failures, ...end.failures].slice(0, MOST_FAILURES), figures: end.figures }
}

function shown({ method, target, headers, body }: Request): string {
  return `${method} ${target.slice(0, 500)} ${JSON.stringify(headers)} ${body?.toString('latin1').slice(0, 1000) ?? ''}`
}

function pathOf(route: Route | undefined, known: Known): string {
  return (route?.url ?? '/').replace(/:(\w+)/g, (_, name: string) => encodeURIComponent(known[name] ?? 'x'))
}

function headersFor(known: Known, { one }: Chance): Record<string, string> {
  const token = known[one('tokenOfOwner', 'tokenOfOwner', 'tokenOfGuest', 'tokenOfAdmin')] ?? ''
  return { authorization: `Bearer ${token}` }
}

function trickyPath(route: Route | undefined, known: Known, by: Chance): Request {
  const { one, below, some } = by
  const anywhere = [
    '/docs/static/index.html',
    '/docs/static/x/y',
    '/docs/x',
    '/openapi.json',
    `/${known['openInviteId']}`,
    '/x/y',
  ]
  const base = some(0.6) ? pathOf(route, known) : (anywhere[below(anywhere.length)] ?? '/')
  const parts = base.split('/')
  const at = 1 + below(parts.length)
  const trick = TRICKS[below(TRICKS.length)] ?? ''
  const path = parts
    .with(Math.min(at, parts.length - 1), one(trick, `${parts[at] ?? ''}${trick}`, trick.repeat(50)))
    .join('/')
  const query = one(
    ...([
      '',
      '',
      '?',
      '?&&&=',
      '?a[b]=c&a[__proto__][x]=y',
      '?limit=1e9&offset=-1&limit=x',
      '?__proto__=x&constructor=y',
    ] as const),
    ...([
      `?${'a=b&'.repeat(3000)}`,
      `?x=${'%41'.repeat(4000)}`,
      `?${trick}=${trick}`,
      '?type=%00&type[]=x',
      '?format=%ff',
    ] as const),
  )
  const about = one<Record<string, string>>(
    ...[{}, {}, {}, { range: 'bytes=99999999-' }, { range: 'bytes=0-0,5-,-1' }, { 'if-match': '"x"' }],
    ...[
      { 'if-none-match': '*' },
      { 'if-modified-since': 'never' },
      { 'if-unmodified-since': 'Thu, 01 Jan 1970 00:00:00 GMT' },
    ],
  )
  return {
    method: one('GET', 'GET', 'POST', 'PUT', 'DELETE'),
    target: `${path}${query}`,
    headers: { ...headersFor(known, by), ...about },
  }
}

function trickyBody(route: Route | undefined, known: Known, by: Chance): Request {
  const properties = Object.keys(route?.schema.body?.properties ?? {})
  const name = properties[by.below(properties.length)] ?? 'name'
  const others = Object.fromEntries([...properties, 'name', 'openInviteId'].map(one => [one, known[one] ?? 'Verona']))
  delete others[name]
  const rest = JSON.stringify(others).slice(1, -1)
  const value = trickyValue(by)
  const text = by.one(`{"${name}":${value},${rest}}`, `{${rest},"${name}":${value}}`, `{"${name}":${value}}`, value)
  const body = encoded(text, by)
  const type = by.one(
    ...(['application/json', 'application/json', 'application/json', 'application/json; charset=utf-16'] as const),
    ...([
      'application/json; charset="utf-7',
      'application/json, text/html',
      'application/json;',
      'application/JSON ;x',
    ] as const),
    ...(['application/ld+json', 'text/json', 'multipart/form-data; boundary=', 'x', '*/*', '\u00e9/x'] as const),
  )
  const headers = {
    ...headersFor(known, by),
    'content-type': type,
    ...(by.some(0.1) ? { 'content-encoding': 'gzip' } : {}),
  }
  return { method: route?.method ?? 'POST', target: pathOf(route, known), headers, body }
}

function encoded(text: string, { one, some }: Chance): Buffer {
  if (some(0.8)) return Buffer.from(text)
  return one(
    Buffer.from(`\ufeff${text}`),
    Buffer.from(text, 'utf16le'),
    Buffer.from(`\ufeff${text}`, 'utf16le'),
    Buffer.concat([Buffer.from(text), Buffer.from([0xff, 0xc0, 0xaf, 0xed, 0xa0, 0x80])]),
    Buffer.concat([Buffer.from([0x1f, 0x8b, 8, 0]), Buffer.from(text)]),
    Buffer.from(text).subarray(0, -1),
    Buffer.from(`${text}${text}`),
    Buffer.from(`${text}\u0000`),
  )
}

/** A random JSON value, valid or not. */
function trickyValue({ one, below }: Chance): string {
  const depth = one(10, 1000, 8000, 30_000)
  return one(
    `${'['.repeat(depth)}${']'.repeat(depth)}`,
    `${'{"a":'.repeat(depth >> 2)}1${'}'.repeat(depth >> 2)}`,
    '['.repeat(LARGE),
    `[${'0,'.repeat(LARGE / 4)}0]`,
    `{${Array.from({ length: below(4000) }, (_, at) => `"k${at}":1`).join()}}`,
    `[${Array.from({ length: below(3000) }, () => '"a@localhost"').join()}]`,
    ...(['1e400', '-1e400', '1e-400', '-0', '0.1e1', '1E5', '01', '+1', '.5', 'NaN', 'Infinity', '0x10'] as const),
    ...(['9007199254740993', '-9223372036854775809', '9'.repeat(400), `0.${'3'.repeat(1000)}`] as const),
    ...(['{"__proto__":{"isAdmin":true}}', '{"constructor":{"prototype":{"x":1}}}', '{"__proto__":null}'] as const),
    ...([
      '{"a":1,"a":2,"a":3}',
      '{"":""}',
      '{"\\u005f\\u005fproto__":{"x":1}}',
      '{"toString":"x","valueOf":1}',
    ] as const),
    ...([
      '"\\ud800"',
      '"\\udc00\\ud800"',
      '"\\u0000"',
      '"\\uffff\\ufffe"',
      '"\u202e\u2066"',
      '"\u0000"',
      '"\\x41"',
    ] as const),
    ...([
      'null',
      'true',
      '""',
      '" "',
      '[]',
      '{}',
      '"<x/>"',
      '"]]>&lt;"',
      '"../.."',
      "'x'",
      'undefined',
      '//x\n1',
    ] as const),
    `"${'x'.repeat(one(256, 257, 4096, 60_000))}"`,
    `"${'e\u0301'.repeat(one(100, 1000, 15_000))}"`,
    `"${'👩‍🚀'.repeat(one(10, 1000))}"`,
  )
}
