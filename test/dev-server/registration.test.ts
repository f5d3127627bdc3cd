import t from 'tap'
import { CLIENT_HEADER, dial, plain, startServer, type TcpPeer } from './peer.js'

/** A connection before the sign-in, to a server with the account romeo. */
async function stranger(t: Parameters<typeof startServer>[0], registration = true): Promise<TcpPeer> {
  const server = await startServer(t, { accounts: new Map([['romeo', 'secret']]), registration })
  const peer = await dial(server.ports.client)
  peer.write(CLIENT_HEADER)
  return peer
}

function registering(name: string, password: string): string {
  const fields = `<username>${name}</username><password>${password}</password>`
  return `<iq type='set' id='reg'><query xmlns='jabber:iq:register'>${fields}</query></iq>`
}

t.test('XEP-0077 §8: the stream features offer registration', async t => {
  const features = await (await stranger(t)).until('</stream:features>')
  t.match(features, '<register xmlns="http://jabber.org/features/iq-register"/>')
})

t.test('XEP-0077 §3.1: a client requests the fields, registers and signs in on the same stream', async t => {
  const bill = await stranger(t)
  bill.write("<iq type='get' id='fields' to='localhost'><query xmlns='jabber:iq:register'/></iq>")
  t.match(await bill.until('</iq>'), /type="result" id="fields".*<username\/><password\/>/)
  bill.write(registering('Bill', 'Calliope'))
  await bill.until('<iq type="result" id="reg"/>')
  bill.write(plain('bill', 'Calliope'))
  await t.resolves(bill.until('<success'))
})

t.test('XEP-0077 §3.1: a name in use is refused with conflict, and its password does not change', async t => {
  const bill = await stranger(t)
  bill.write(registering('Romeo', 'm1cro$oft'))
  t.match(await bill.until('</iq>'), /type="error" id="reg".*<username>Romeo<.*<error type="cancel"><conflict /)
  bill.write(plain('romeo', 'm1cro$oft'))
  await t.resolves(bill.until('</failure>'))
})

t.test('XEP-0077 §3.1: an invalid name or an empty password is refused with not-acceptable', async t => {
  const bill = await stranger(t)
  for (const [name, password] of [
    ['', 'x'],
    ['bill', ''],
    ['bi@ll', 'x'],
    ['bi/ll', 'x'],
  ] as const) {
    bill.write(registering(name, password))
    t.match(await bill.until('</iq>'), '<error type="modify"><not-acceptable ', `${name}, ${password}`)
  }
})

t.test('a server without registration refuses registrations before the sign-in', async t => {
  const bill = await stranger(t, false)
  t.notMatch(await bill.until('</stream:features>'), 'iq-register')
  bill.write(registering('bill', 'Calliope'))
  t.match(await bill.rest(), '<not-authorized ')
})
