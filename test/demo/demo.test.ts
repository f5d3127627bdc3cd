import { execFile } from 'node:child_process'
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
