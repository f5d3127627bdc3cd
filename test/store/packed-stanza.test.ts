import t from 'tap'
import { packed, unpacked } from '../../src/store/tables/packed-stanza.js'

const repeated = { room: 'verona@rooms.localhost', id: 'a'.repeat(32), nick: 'Romeo & "Juliet"' }
const stanza = `<message from="${repeated.room}/Romeo" type="groupchat" id="1"><body>a "/> b</body><stanza-id xmlns="urn:xmpp:sid:0" by="${repeated.room}" id="${repeated.id}"/></message>`

t.test('the text of a message is stored shorter, and read back as it was', async t => {
  const text = packed(stanza, repeated)
  t.ok(text.length < stanza.length / 3, text)
  t.equal(unpacked(text, repeated), stanza)
})

t.test('a text that was stored as it is, is read as it is, also with control characters', async t => {
  t.equal(unpacked(stanza, repeated), stanza)
  for (const odd of ['<message>\u0005</message>', '<message>\u0002</message>']) {
    t.equal(unpacked(packed(odd, repeated), repeated), odd)
  }
  const named = { ...repeated, nick: '\u0006', id: '\u0007' }
  t.equal(unpacked(packed(stanza, named), named), stanza)
})

t.test('any mixture of the repeated texts is read back as it was', async t => {
  const pieces = ['<message from="', ' id="', '"/>', '"/></message>', '<body>', 'a', '/', '$&', '\n', '☃', 'é']
  let state = 1
  const next = (most: number) => {
    state = (state * 48_271) % 2_147_483_647
    return state % most
  }
  for (let round = 0; round < 2000; round++) {
    const names = {
      room: 'aa@b',
      id: ['', 'a', '"', 'id'][next(4)] ?? '',
      nick: ['', 'a', '$1', 'b"/>'][next(4)] ?? '',
    }
    const all = [...pieces, ...Object.values(names), `${names.room}/${names.nick}`]
    const text = Array.from({ length: next(12) }, () => all[next(all.length)]).join('')
    const short = packed(text, names)
    if (unpacked(short, names) !== text) t.fail(JSON.stringify({ text, names }))
  }
})
