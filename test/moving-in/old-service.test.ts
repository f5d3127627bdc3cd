import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import t, { type Test } from 'tap'
import { OldService } from '../../src/moving-in/old-service.js'
import { xml } from '../../src/stanza/element.js'
import { mechanisms, offers, playServer, sasl } from '../accounts/play-server.js'
import { fileFor, MAIN } from '../main-process.js'

const ROOM = 'garden@conference.localhost'
const BOUND =
  "<iq type='result' id='bind'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'><jid>a@localhost/x</jid></bind></iq>"
const WAIT = "<error type='wait'><resource-constraint xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>"
const NO = "<error type='auth'><forbidden xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error>"

/** A service that gives these answers to the requests, one after another, over all connections. */
async function answering(t: Test, answers: readonly ('wait' | 'end' | 'forbidden' | 'result')[]) {
  const left = [...answers]
  const answer = (heard: string): string => {
    const id = [...heard.matchAll(/<iq[^>]* id="([^"]+)"/g)].at(-1)?.[1]
    const from = `from='${ROOM}' id='${id}'`
    const kind = left.shift()
    if (kind === 'end') return '</stream:stream>'
    if (kind === 'result') return `<iq type='result' ${from}><query xmlns='urn:x'/></iq>`
    return `<iq type='error' ${from}>${kind === 'wait' ? WAIT : NO}</iq>`
  }
  const requests = answers.map(() => ({ to: /<iq[^>]*><query[^>]*>/, says: answer }))
  const server = await playServer(t, [
    offers(mechanisms('PLAIN')),
    { to: /<auth/, says: sasl('success') },
    offers(),
    { to: /<bind/, says: BOUND },
    ...requests,
  ])
  const troubles: string[] = []
  const service = new OldService({
    server: { service: server.service, domain: 'localhost', tls: 'off', timeout: 10 },
    account: { name: 'a', password: 'secret' },
    rate: 1000,
    onTrouble: trouble => troubles.push(trouble),
    pauseAfter: failures => failures,
  })
  t.teardown(() => service.close())
  return { troubles, ask: () => service.ask(ROOM, xml('query', 'urn:x')) }
}

t.test('an answer that asks to wait is obeyed, and the request comes again', async t => {
  const { ask, troubles } = await answering(t, ['wait', 'wait', 'result'])
  t.equal((await ask())?.name, 'query')
  t.same(troubles, [
    'resource-constraint; the next attempt comes in 1 s',
    'resource-constraint; the next attempt comes in 1 s',
  ])
})

t.test('after the end of the connection it signs in again, and the request comes again', async t => {
  const { ask, troubles } = await answering(t, ['end', 'result'])
  t.equal((await ask())?.name, 'query')
  t.match(troubles, [/^the server closed the stream; the next attempt/])
})

t.test('a request that ends the connection three times is given up, and others go on', async t => {
  const { ask } = await answering(t, ['end', 'end', 'end', 'result'])
  await t.rejects(ask(), { name: 'Unreadable' })
  t.equal((await ask())?.name, 'query')
})

t.test('a refusal for good is not repeated', async t => {
  const { ask, troubles } = await answering(t, ['forbidden', 'result'])
  await t.rejects(ask(), { name: 'Refusal', condition: 'forbidden' })
  t.same(troubles, [])
})

t.test('an account that the server does not let in is told why, and not tried again', async t => {
  const refused = sasl('failure', '<not-authorized/>')
  const server = await playServer(t, [offers(mechanisms('PLAIN')), { to: /<auth/, says: refused }])
  const service = new OldService({
    server: { service: server.service, domain: 'localhost', tls: 'off', timeout: 10 },
    account: { name: 'a', password: 'wrong' },
    rate: 1000,
    onTrouble: trouble => t.fail(trouble),
  })
  await t.rejects(service.ask(ROOM, xml('query', 'urn:x')), {
    name: 'SignInRefused',
    message: 'The server does not let a sign in: the name or the password is wrong.',
  })
})

t.test('a server that cannot be reached is named, with the option that names another one', async t => {
  const cwd = t.testdir({ 'my.yaml': fileFor(1, 30) })
  const args = ['import', 'conference.nowhere.invalid', '--as', 'a@nowhere.invalid', '--config', 'my.yaml', '--dry-run']
  const env = { PATH: process.env['PATH'], LATCHSTRING_IMPORT_PASSWORD: 'secret' }
  const child = spawn(process.execPath, [MAIN, ...args], { cwd, env })
  const ended = once(child, 'exit')
  const [first] = await once(createInterface(child.stderr), 'line')
  child.kill('SIGKILL')
  await ended
  t.match(first, /^xmpp:\/\/nowhere\.invalid:5222 \(--service names another server\): .*the next attempt comes in 1 s$/)
})
