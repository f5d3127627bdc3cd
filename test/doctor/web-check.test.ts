import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { Server } from 'node:net'
import t, { type Test } from 'tap'
import { embeddedConfig } from '../../src/config/config.js'
import { webCheck } from '../../src/doctor/web-check.js'
import { CERTIFICATE, CERTIFICATE_KEY } from '../accounts/certificate.js'

const LINKED = { isRunning: true, link: 'up', store: 'ok' } as const

async function portOf(t: Test, server: Server): Promise<number> {
  await once(server.listen(0, '127.0.0.1'), 'listening')
  t.teardown(() => server.close())
  return Object(server.address()).port
}

/** What the doctor says of a service that runs behind this address, one line each. */
async function said(publicUrl: string, state = LINKED): Promise<string> {
  const config = embeddedConfig({
    xmpp: { secret: 's' },
    auth: { jwt: { secret: 'x'.repeat(32) } },
    http: { publicUrl },
  })
  const outcomes = await webCheck(config, state).run(AbortSignal.timeout(5000))
  return outcomes.map(({ state, text }) => `${state}: ${text}`).join('\n')
}

/** Answers as Latchstring does, as far as the check looks. */
const asOurs: RequestListener = ({ url = '' }, response) => {
  const isApi = url.startsWith('/api/')
  response.writeHead(isApi ? 401 : 404, {
    'content-type': isApi ? 'application/json' : 'text/html',
    connection: 'close',
  })
  response.end(isApi ? '{"errorDetailsCode":401523}' : '<p>')
}

t.test('a proxy that does not pass the upgrade on leaves the guests outside', async t => {
  const port = await portOf(t, createServer(asOurs))
  const text = await said(`http://127.0.0.1:${port}`)
  t.match(text, /^ok: The page of a link opens/)
  t.match(text, /^ok: The REST API answers/m)
  t.match(
    text,
    /^fault: Guests in the browser cannot connect: .*status 404\. The proxy must pass on the headers Upgrade/m,
  )
})

t.test('a proxy that does not reach the service, or answers itself, is a fault', async t => {
  const answers: [number, Record<string, string>, RegExp][] = [
    [502, {}, /^fault: The page of a link is not at .*status 502\. The proxy does not reach Latchstring at http/],
    [200, {}, /^fault: The page of a link is not at .*status 200\. Another program or a wrong path answers/],
    [301, { location: 'https://x.example/' }, /^fault: .*It leads to https:\/\/x\.example\/: set http\.publicUrl/],
  ]
  for (const [status, headers, message] of answers) {
    const server = createServer(
      (_, response) => void response.writeHead(status, { ...headers, connection: 'close' }).end(),
    )
    t.match(await said(`http://127.0.0.1:${await portOf(t, server)}`), message)
  }
})

t.test('a certificate that browsers do not accept is a fault', async t => {
  const server = createSecureServer({ cert: CERTIFICATE, key: CERTIFICATE_KEY }, asOurs)
  t.match(
    await said(`https://localhost:${await portOf(t, server)}`),
    /^fault: .* cannot be fetched .*certificate that browsers accept/,
  )
})

t.test('a huge answer of another program ends the check of it, and is no success', async t => {
  const server = createServer((_, response) => void response.writeHead(401).end(Buffer.alloc(2_000_000, 'x')))
  t.match(await said(`http://127.0.0.1:${await portOf(t, server)}`), /^fault: .*the answer has more than/)
})
