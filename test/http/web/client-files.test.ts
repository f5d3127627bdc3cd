import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import t, { type Test } from 'tap'
import { NO_LIMITS, restApi } from '../rest.js'

const BUILT = fileURLToPath(new URL('./', import.meta.resolve('converse.js/dist/converse.min.js')))
const { version } = JSON.parse(readFileSync(`${BUILT}/../package.json`, 'utf8'))

/** Gets files of the client: `file` is a path below the version of Converse.js. */
function client(t: Test, limits = NO_LIMITS) {
  const { app } = restApi(t, { limits })
  const gets = (url: string, headers: Record<string, string> = {}) => app.inject({ url, headers })
  return { gets, file: (name: string, headers = {}) => gets(`/client/${version}/${name}`, headers) }
}

const ONE_REQUEST = { ...NO_LIMITS, requestsPerAddress: 1 }

t.test('Converse.js comes from this service, whole and for ever, and counts for no limit', async t => {
  const { file } = client(t, ONE_REQUEST)
  const types = {
    'converse.min.js': 'text/javascript; charset=utf-8',
    'converse.min.css': 'text/css; charset=utf-8',
    'emoji.json': 'application/json',
    'webfonts/muli.ttf': 'font/ttf',
    'chunkjs/locales/ar-LC_MESSAGES-converse-po.js': 'text/javascript; charset=utf-8',
    'chunkjs/locales/dayjs/ar-js.js': 'text/javascript; charset=utf-8',
  }
  for (const [name, type] of Object.entries(types)) {
    const { statusCode, headers, rawPayload } = await file(name)
    t.equal(statusCode, 200, name)
    t.ok(rawPayload.equals(readFileSync(BUILT + name)), name)
    t.match(headers, {
      'content-type': type,
      'cache-control': 'public, max-age=31536000, immutable',
      vary: 'accept-encoding',
      'x-content-type-options': 'nosniff',
    })
  }
})

t.test('RFC 9110 §12.5.3: a file comes compressed as the browser accepts it', async t => {
  const { file } = client(t)
  const content = readFileSync(`${BUILT}emoji.json`)
  const coded = async (accepted: string) => {
    const { headers, rawPayload } = await file('emoji.json', { 'accept-encoding': accepted })
    return { coding: headers['content-encoding'], etag: headers.etag, rawPayload }
  }
  const br = await coded('gzip, deflate, br, zstd')
  t.equal(br.coding, 'br')
  t.ok(brotliDecompressSync(br.rawPayload).equals(content))
  const gzip = await coded('GZIP;q=0.2, br;q=0')
  t.equal(gzip.coding, 'gzip')
  t.ok(gunzipSync(gzip.rawPayload).equals(content))
  const plain = await coded('identity')
  t.equal(plain.coding, undefined)
  t.equal(new Set([br, gzip, plain].map(({ etag }) => etag)).size, 3)
})

t.test('RFC 9110 §13.1.2: a file that the browser has is not sent again', async t => {
  const { file } = client(t)
  const { headers } = await file('emoji.json')
  for (const known of [String(headers.etag), `"other", W/${headers.etag}`, '*']) {
    const answer = await file('emoji.json', { 'if-none-match': known })
    t.equal(answer.statusCode, 304, known)
    t.equal(answer.body, '')
    t.equal(answer.headers.etag, headers.etag)
  }
  t.equal((await file('emoji.json', { 'if-none-match': '"other"' })).statusCode, 200)
})

t.test('no path leads out of what the room needs of Converse.js', async t => {
  const { file, gets } = client(t)
  const outside = [
    '../package.json',
    '..%2fpackage.json',
    '%2e%2e/package.json',
    'chunkjs/locales/../../converse.js',
    'chunkjs/locales/..%2f..%2fconverse.js',
    'chunkjs/locales/dayjs/%2e%2e/%2e%2e/%2e%2e/emoji.js',
    'chunkjs/locales/no-LC_MESSAGES-such-po.js',
    'chunkjs/locales/dayjs',
    'chunkjs/locales/ar-LC_MESSAGES-converse-po.js.map',
    'converse.js',
    'converse.min.js.map',
    'converse.min.js%00',
    'libomemo.esm.min.js',
    'sounds/msg_received.mp3',
    '/etc/passwd',
    'file:///etc/passwd',
    '',
  ]
  for (const path of outside) t.equal((await file(path)).statusCode, 404, path)
  t.equal((await gets(`/client/13.0.0/converse.min.js`)).statusCode, 404)
  t.equal((await gets('/client/room-0123456789abcdef.js')).statusCode, 404)
})
