import t from 'tap'
import { createAccounts } from '../../src/accounts/accounts.js'
import { startEjabberd } from '../servers/ejabberd.js'
import { startProsody } from '../servers/prosody.js'
import { CERTIFICATE } from './certificate.js'

const juliet = { name: 'juliet', password: 'O Romeo, Romeo 1!' }

function accountsAt(clientPort: number, tls: 'auto' | 'required' | 'off') {
  const troubles: string[] = []
  const server = { service: `xmpp://127.0.0.1:${clientPort}`, domain: 'localhost', tls, ca: CERTIFICATE, timeout: 10 }
  const accounts = createAccounts({ ...server, connections: 4, onTrouble: reason => troubles.push(reason) })
  return { ...accounts, troubles }
}

for (const [name, start] of [['Prosody', startProsody] as const, ['ejabberd', startEjabberd] as const]) {
  t.test(`${name} with registration`, async t => {
    const server = await start({ privilege: false, accounts: 'registered', tls: true })
    if ('skip' in server) return t.plan(0, server.skip)
    t.teardown(() => server.stop())
    const accounts = accountsAt(server.clientPort, 'auto')

    await t.test('an account is registered, and its name is taken', async t => {
      t.equal(await accounts.register(juliet), 'created')
      t.equal(await accounts.register({ ...juliet, password: 'another 1!A' }), 'conflict')
    })

    await t.test('the right password is right; another password or an unknown account is wrong', async t => {
      t.equal(await accounts.signIn(juliet), 'right')
      t.equal(await accounts.signIn({ ...juliet, password: 'another 1!A' }), 'wrong')
      t.equal(await accounts.signIn({ ...juliet, name: 'nobody' }), 'wrong')
      t.same(accounts.troubles, [])
    })

    if (name === 'Prosody') {
      await t.test('the certificate is checked if TLS is required', async t => {
        t.equal(await accountsAt(server.clientPort, 'required').signIn(juliet), 'right')
      })
    }
  })

  t.test(`${name} without registration`, async t => {
    const server = await start({ privilege: false, accounts: 'anybody' })
    if ('skip' in server) return t.plan(0, server.skip)
    t.teardown(() => server.stop())
    const accounts = accountsAt(server.clientPort, 'off')
    t.equal(await accounts.register(juliet), 'not-allowed')
    t.equal(await accounts.signIn(juliet), 'right', 'the server accepts any password with PLAIN')
  })
}
