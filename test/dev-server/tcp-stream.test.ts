import t from 'tap'
import { UNREADABLE } from '../stanza/unreadable.js'
import { CLIENT_HEADER, dial, online, signedIn, startServer } from './peer.js'

t.test('a character that is split across two reads arrives whole', async t => {
  const server = await startServer(t)
  const romeo = await signedIn(server, 'romeo/a')
  const juliet = await online(server, 'juliet/a')
  const bytes = Buffer.from("<message to='juliet@localhost/a'><body>\u{1f339}née</body></message>")
  for (const byte of bytes) {
    romeo.write(Uint8Array.of(byte))
    await new Promise(resolve => setImmediate(resolve))
  }
  t.match(await juliet.until('</message>'), '<body>\u{1f339}née</body>')
})

const FATAL: readonly (readonly [string, string])[] = [
  ...UNREADABLE.map(([, condition, text]) => [text, condition] as const),
  ["<!DOCTYPE x [<!ENTITY a 'b'>]>", 'restricted-xml'],
  ['<?php ?>', 'restricted-xml'],
  ['<message></presence>', 'not-well-formed'],
  ['<message to=romeo>', 'not-well-formed'],
  ['<message>&bomb;</message>', 'not-well-formed'],
  ['<message><x:y/></message>', 'bad-namespace-prefix'],
  ['<a>'.repeat(100), 'policy-violation'],
  [`<message><body>${'x'.repeat(300_000)}`, 'policy-violation'],
  [`<message to='${'x'.repeat(300_000)}`, 'policy-violation'],
]

for (const [text, condition] of FATAL) {
  t.test(`${text.slice(0, 30)} ends the stream with ${condition}, and only that stream`, async t => {
    const lines: string[] = []
    const server = await startServer(t, { log: line => lines.push(line) })
    const juliet = await online(server, 'juliet/a')
    const romeo = await signedIn(server, 'romeo/a')
    romeo.write(text)
    t.match(await romeo.rest(), new RegExp(`<stream:error .*<${condition} .*</stream:stream>$`))
    t.equal(await juliet.beforePong(), '')
    t.match(lines.join('\n'), condition)
  })
}

t.test('a text that is not XML gets a header and a stream error', async t => {
  const server = await startServer(t)
  const browser = await dial(server.ports.client)
  browser.write('GET / HTTP/1.1\r\n\r\n<')
  browser.write('/>')
  t.match(await browser.rest(), /^<\?xml .*<stream:stream .*<bad-format .*<\/stream:stream>$/)
})

t.test('stanzas after the end of the stream are ignored', async t => {
  const server = await startServer(t)
  const juliet = await online(server, 'juliet/a')
  const romeo = await signedIn(server, 'romeo/a')
  romeo.write("</stream:stream><message to='juliet@localhost/a'/><!DOCTYPE>")
  t.match(await romeo.rest(), /<\/stream:stream>$/)
  t.equal(await juliet.beforePong(), '')
})

t.test('the stanzas of one read are written in one write, in order', async t => {
  const server = await startServer(t)
  const romeo = await signedIn(server, 'romeo/a')
  const text = Array.from({ length: 500 }, (_, i) => `<message to='romeo@localhost/a' id='m${i}'/>`)
  romeo.write(text.join(''))
  const ids = [...(await romeo.until('id="m499"')).matchAll(/ id="(m\d+)"/g)].map(match => match[1])
  t.strictSame(
    ids,
    text.map((_, i) => `m${i}`),
  )
})

t.test('a header without the namespace of streams is refused', async t => {
  const server = await startServer(t)
  const peer = await dial(server.ports.client)
  peer.write(CLIENT_HEADER.replace('http://etherx.jabber.org/streams', 'urn:x'))
  t.match(await peer.rest(), '<invalid-namespace ')
})
