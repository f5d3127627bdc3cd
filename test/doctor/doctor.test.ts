import { once } from 'node:events'
import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import t from 'tap'
import { startDevServer } from '../../src/dev-server/index.js'
import { attention, ok } from '../../src/doctor/finding.js'
import { runChecks } from '../../src/doctor/run-checks.js'
import { fileFor, latchstring, serving } from '../main-process.js'
import { startEjabberd } from '../servers/ejabberd.js'
import { freePorts } from '../servers/ports.js'
import { startProsody } from '../servers/prosody.js'

type Found = { readonly state: string; readonly check: string; readonly text: string }

/** Runs the doctor for my.yaml, in the form for machines. */
async function doctor(cwd: string): Promise<{ found: Found[]; code: unknown }> {
  const { out, code } = await latchstring(['doctor', '--config', 'my.yaml', '--json'], { cwd })
  return { found: JSON.parse(out).findings, code }
}

/** The findings of one check, as one text. */
function said(found: readonly Found[], name: string): string {
  return found.flatMap(({ state, check, text }) => (check === name ? [`${state}: ${text}`] : [])).join('\n')
}

t.test('a stopped service: the doctor connects as the component and says what the server grants', async t => {
  const server = await startDevServer({ components: [{ domain: 'rooms.localhost', secret: 's' }] })
  t.teardown(() => server.close())
  const cwd = t.testdir({ 'my.yaml': fileFor(server.ports.component, 30) })
  const { found } = await doctor(cwd)
  const xmpp = said(found, 'xmpp')
  t.match(xmpp, /ok: Connected to .* as rooms\.localhost: the secret is right/)
  t.match(xmpp, /ok: The server brings stanzas to rooms\.localhost back to us/)
  t.match(xmpp, /ok: localhost is a host of this server/)
  t.match(said(found, 'configuration'), /attention: Every user of this machine can read the secrets/)
  t.match(said(found, 'database'), /attention: There is no database at rooms\.sqlite yet/)
  t.match(said(found, 'disk'), /ok: The disk writes/)
})

t.test('a wrong secret and a server that is not there are faults with what to do, and exit with 1', async t => {
  const server = await startDevServer({ components: [{ domain: 'rooms.localhost', secret: 'another' }] })
  t.teardown(() => server.close())
  const cwd = t.testdir({ 'my.yaml': fileFor(server.ports.component, 30) })
  const refused = await doctor(cwd)
  t.match(said(refused.found, 'xmpp'), /fault: The server does not accept the secret\. xmpp\.secret/)
  t.equal(refused.code, 1)
  const [free = 0] = await freePorts(1)
  writeFileSync(join(cwd, 'my.yaml'), fileFor(free, 30))
  const absent = await doctor(cwd)
  t.match(said(absent.found, 'xmpp'), /fault: Nothing listens at .*Start the server/)
  t.equal(absent.code, 1)
})

t.test('a server that accepts the connection and says nothing is a fault with its reason', async t => {
  const silent = createServer(socket => void socket.resume())
  await once(silent.listen(0, '127.0.0.1'), 'listening')
  t.teardown(() => silent.close())
  const cwd = t.testdir({ 'my.yaml': fileFor(Object(silent.address()).port, 30) })
  t.match(said((await doctor(cwd)).found, 'xmpp'), /^fault: .* does not answer\. Check that xmpp\.service/)
})

t.test('a running service keeps its connection, and is asked at its own address', async t => {
  const [port = 0] = await freePorts(1)
  const { cwd } = await serving(t, { port })
  chmodSync(join(cwd, 'my.yaml'), 0o600)
  const { found, code } = await doctor(cwd)
  t.match(said(found, 'xmpp'), /^ok: The running service is connected/)
  t.match(said(found, 'web'), /ok: The page of a link opens/)
  t.match(said(found, 'web'), /ok: The REST API answers/)
  t.match(said(found, 'web'), /ok: Guests in the browser can connect/)
  t.match(said(found, 'database'), /ok: rooms\.sqlite is sound/)
  t.equal(code, 0, found.map(({ state, text }) => `${state} ${text}`).join('\n'))
  const metrics = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
  t.match(metrics, /latchstring_server_link_events_total\{event="up"\} 1\n/)
  t.notMatch(metrics, /latchstring_server_link_events_total\{event="down"\}/)
})

t.test('a running service at an unknown port is recognised by the lock of its database, and left alone', async t => {
  const { cwd } = await serving(t)
  const { found } = await doctor(cwd)
  t.match(said(found, 'xmpp'), /^attention: The service runs and does not tell its state/)
})

t.test('a damaged database is a fault, and is not changed', async t => {
  const [port = 0] = await freePorts(1)
  const text = 'x'.repeat(10_000)
  const cwd = t.testdir({ 'my.yaml': fileFor(port, 30), 'rooms.sqlite': text })
  const { found, code } = await doctor(cwd)
  t.match(said(found, 'database'), /fault: .*(damaged|not a database)/)
  t.equal(code, 1)
  t.equal(readFileSync(join(cwd, 'rooms.sqlite'), 'utf8'), text)
})

t.test('the lines for people have the state, the check and a text without controls', async t => {
  const [port = 0] = await freePorts(1)
  const cwd = t.testdir({ 'my.yaml': fileFor(port, 30) })
  const { out, code } = await latchstring(['doctor', '--config', 'my.yaml'], { cwd })
  for (const line of out.trimEnd().split('\n')) t.match(line, /^(ok {7}|attention|fault {4}) {2}[a-z]+ +\S/)
  t.equal(code, 1)
})

t.test('without a configuration, or with a wrong one, the doctor says so and exits with 2', async t => {
  t.match(await latchstring(['doctor'], { cwd: t.testdir() }), { err: /Name the configuration with --config/, code: 2 })
  const cwd = t.testdir({ 'my.yaml': 'xmpp: {}' })
  t.match(await latchstring(['doctor', '--config', 'my.yaml'], { cwd }), {
    err: /xmpp\.domain: found nothing/,
    code: 2,
  })
})

t.test('a check that never ends or fails is a fault, and delays no other', async t => {
  const never = { name: 'slow', run: () => new Promise<never>(() => undefined) }
  const failing = { name: 'broken', run: async () => Promise.reject(new Error('no luck')) }
  const fine = { name: 'fine', run: async () => [ok('yes'), attention('look')] }
  t.strictSame(await runChecks([never, failing, fine], 50), [
    { check: 'slow', state: 'fault', text: 'There was no result within 0.05 s.' },
    { check: 'broken', state: 'fault', text: 'no luck' },
    { check: 'fine', state: 'ok', text: 'yes' },
    { check: 'fine', state: 'attention', text: 'look' },
  ])
})

for (const [name, start] of [
  ['Prosody', startProsody],
  ['ejabberd', startEjabberd],
] as const) {
  for (const privilege of [true, false]) {
    t.test(
      `${name} ${privilege ? 'with' : 'without'} the privilege: the doctor says from whom invitations come`,
      async t => {
        const server = await start({ privilege })
        if ('skip' in server) return t.plan(0, server.skip)
        t.teardown(() => server.stop())
        const cwd = t.testdir({
          'my.yaml': fileFor(server.componentPort, 30).replace('secret: s,', `secret: "${server.secret}",`),
        })
        const xmpp = said((await doctor(cwd)).found, 'xmpp')
        t.match(xmpp, /ok: Connected/)
        t.match(xmpp, /ok: The server brings stanzas to rooms\.localhost back to us/)
        t.match(
          xmpp,
          privilege
            ? /ok: Invitations come from the inviter/
            : /attention: localhost does not let rooms\.localhost send/,
        )
      },
    )
  }
}
