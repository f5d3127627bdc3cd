import t, { type Test } from 'tap'
import { type AccountsOptions, createAccounts } from '../../src/accounts/accounts.js'
import { startServer } from '../dev-server/peer.js'
import { offers, playServer } from './play-server.js'

const romeo = { name: 'romeo', password: 'O Juliet' }

/** The accounts of a server, and the troubles that are reported to the admin. */
function accountsAt(service: string, options: Partial<AccountsOptions> = {}) {
  const troubles: string[] = []
  const accounts = createAccounts({
    service,
    domain: 'localhost',
    tls: 'auto',
    timeout: 5,
    connections: 4,
    onTrouble: reason => troubles.push(reason),
    ...options,
  })
  return { ...accounts, troubles }
}

async function withServer(t: Test, options: { registration?: boolean } = {}) {
  const server = await startServer(t, { accounts: new Map([['romeo', 'O Juliet']]), ...options })
  return accountsAt(`xmpp://127.0.0.1:${server.ports.client}`)
}

t.test('a sign-in is right or wrong; for an unknown account it is wrong', async t => {
  const accounts = await withServer(t)
  t.equal(await accounts.signIn(romeo), 'right')
  t.equal(await accounts.signIn({ name: 'romeo', password: 'O Rosaline' }), 'wrong')
  t.equal(await accounts.signIn({ name: 'nobody', password: 'O Juliet' }), 'wrong')
  t.same(accounts.troubles, [])
})

t.test('a text that cannot be a password is wrong and is not sent to the server', async t => {
  const accounts = accountsAt('xmpp://127.0.0.1:1')
  const play = await playServer(t, [offers()])
  for (const password of ['', 'a\u0000b', '\u0007', '\ud800']) {
    t.equal(await accountsAt(play.service).signIn({ name: 'romeo', password }), 'wrong', JSON.stringify(password))
  }
  t.notMatch(play.heard, '<auth')
  await t.rejects(accounts.signIn(romeo), { name: 'AccountsUnavailable' })
})

t.test('XEP-0077 §3.1: a registered account can sign in, and its name is taken', async t => {
  const accounts = await withServer(t, { registration: true })
  const juliet = { name: 'juliet', password: 'O Romeo' }
  t.equal(await accounts.register(juliet), 'created')
  t.equal(await accounts.signIn(juliet), 'right')
  t.equal(await accounts.register({ ...juliet, password: 'x' }), 'conflict')
  t.equal(await accounts.signIn(juliet), 'right')
  t.same(await accounts.register({ name: 'juliet', password: '' }), { unacceptable: '' })
})

t.test("a refused registration gives the server's text, cut to 200 characters", async t => {
  const fields = "<iq type='result' id='fields'><query xmlns='jabber:iq:register'><username/><password/></query></iq>"
  const text = `Through invitation only ${'!'.repeat(300)}`
  const refusal = `<iq type='error' id='register'><error type='modify'><not-acceptable
    xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/><text xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'>${text}</text></error></iq>`
  const { service } = await playServer(t, [
    offers(),
    { to: /'get'|"get"/, says: fields },
    { to: /juliet/, says: refusal },
  ])
  const outcome = await accountsAt(service).register({ name: 'juliet', password: 'O Romeo' })
  t.same(outcome, { unacceptable: text.slice(0, 200) })
})

t.test('no session is left on the server after a sign-in', async t => {
  const server = await startServer(t, { accounts: new Map([['romeo', 'O Juliet']]) })
  const accounts = accountsAt(`xmpp://127.0.0.1:${server.ports.client}`)
  await accounts.signIn(romeo)
  await accounts.signIn({ ...romeo, password: 'wrong' })
  await t.resolves(server.close(), 'all sockets are closed')
})

t.test('a server that is down or does not answer is reported to the admin', async t => {
  const gone = accountsAt('xmpp://127.0.0.1:1')
  await t.rejects(gone.signIn(romeo), { name: 'AccountsUnavailable' })
  t.match(gone.troubles, [/ECONNREFUSED/])
  const silent = await playServer(t, [])
  const waiting = accountsAt(silent.service, { timeout: 0.1 })
  await t.rejects(waiting.signIn(romeo), { message: 'no answer within 0.1 s' })
})

t.test('sign-ins above the limits of running and waiting requests are refused immediately', async t => {
  const silent = await playServer(t, [])
  const { signIn } = accountsAt(silent.service, { connections: 1, timeout: 0.2 })
  const ended: number[] = []
  const ask = (_: unknown, i: number) => signIn(romeo).finally(() => ended.push(i))
  const outcomes = await Promise.allSettled(Array.from({ length: 25 }, ask))
  t.same(ended.slice(0, 4), [21, 22, 23, 24])
  const reasons = outcomes.map(outcome => (outcome.status === 'rejected' ? String(outcome.reason.message) : 'asked'))
  t.match(reasons[0], /^no answer/)
  t.match(reasons[24], /^too many people/)
  t.ok(silent.heard.split('<stream:stream').length - 1 <= 3, 'a sign-in that has waited too long opens no stream')
})

t.test('no message to the admin contains a password', async t => {
  const refusing = await playServer(t, [offers()])
  const accounts = accountsAt(refusing.service)
  await t.rejects(accounts.signIn(romeo))
  t.notMatch(accounts.troubles.join(), 'Juliet')
})
