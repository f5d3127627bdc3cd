import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { promisify } from 'node:util'
import t from 'tap'
import { demo } from './running-demo.js'

t.test('the demo prints a story in words with one link and one curl line, and no stanza', async t => {
  const { text } = await demo(t)
  t.equal(text().match(/http:\/\/\S+\/[0-9a-f]{32}\b/g)?.length, 1)
  t.equal(text().match(/^ *curl .*$/gm)?.length, 1)
  t.notMatch(text(), /<\w+/)
  t.match(text(), /What next\?/)
})

t.test('the demo says where alice manages her links, and the sign-in that it names works', async t => {
  const { text } = await demo(t)
  const [, user = '', password = ''] = /Sign in as (\S+) with the password (\w+)\./.exec(text()) ?? []
  const address = /http:\S+\/manage\b/.exec(text())?.[0] ?? ''
  const form = await (await fetch(address)).text()
  const action = /<form[^>]* action="([^"]+)"/.exec(form)?.[1] ?? ''
  const answer = await fetch(new URL(action, address), {
    method: 'POST',
    body: new URLSearchParams({ name: user, password }),
    redirect: 'manual',
  })
  t.equal(answer.status, 303)
  t.ok(answer.headers.get('set-cookie'))
})

t.test('an app on this machine receives the events of alice by a webhook', async t => {
  const { url } = await demo(t)
  const receiver = createServer((request, answer) => {
    receiver.emit('posted', request.headers['webhook-id'])
    request.resume()
    answer.writeHead(204).end()
  })
  receiver.listen(0, '127.0.0.1')
  await once(receiver, 'listening')
  t.teardown(() => receiver.close())
  const basic = `Basic ${Buffer.from('alice:alice').toString('base64')}`
  const login = await fetch(`${url}/api/rainbow/authentication/v1.0/login`, { headers: { authorization: basic } })
  const { token } = (await login.json()) as { token: string }
  const posts = (path: string, body: unknown) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    return fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) })
  }
  const posted = once(receiver, 'posted')
  const { port } = receiver.address() as AddressInfo
  t.equal((await posts('/api/v1/webhooks', { url: `http://127.0.0.1:${port}/`, kinds: ['room.made'] })).status, 200)
  t.equal((await posts('/api/v1/rooms', { name: 'The orchard' })).status, 201)
  t.match(await posted, [/./])
})

t.test('the curl line lets bob in: he enters the room, alice welcomes him, and the demo says so in words', async t => {
  const { text, url, waitsFor } = await demo(t)
  const line = /curl .*/.exec(text())?.[0] ?? ''
  const { stdout } = await promisify(execFile)('bash', ['-euc', line.replace(/http:\/\/[^/]+/, url)])
  t.match(JSON.parse(stdout), { data: { state: 'joined' } })
  await waitsFor(/^ {2}bob enters the room\.$/)
  await waitsFor(/^ {2}alice: Welcome, bob!/)
  t.match(text(), "Bob's client gets an invitation from alice@localhost.")
  t.notMatch(text(), /<message/)
})

t.test('with --xml the demo prints the stanzas of alice and bob', async t => {
  const { waitsFor } = await demo(t, { xml: true })
  await waitsFor(/alice receives:\n {2}<presence/)
})
