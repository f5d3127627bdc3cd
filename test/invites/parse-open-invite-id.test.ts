import t from 'tap'
import { parseOpenInviteId } from '../../src/invites/parse-open-invite-id.js'

const ID = '0123456789abcdef0123456789abcdef'
const UUID = '01234567-89AB-CDEF-0123-456789abcdef'
const URL = `https://rooms.example.org/${ID}`

t.test('an id is read from what people paste', async t => {
  for (const text of [
    ID,
    UUID,
    ID.toUpperCase(),
    URL,
    `https://example.org/chat/rooms/${UUID}`,
    `rooms.example.org/${ID}`,
    `HTTPS://ROOMS.EXAMPLE.ORG/${ID.toUpperCase()}`,
    `${URL}/`,
    `${URL}?utm_source=mail&x=/y`,
    `${URL}/?q#/top`,
    `${URL}#top`,
    `${URL}%20`,
    `${URL}%22`,
    `https://rooms.example.org/%22${ID}`,
    `xmpp:verona@rooms.example.org?join;password=${ID}`,
    `XMPP:verona@rooms.example.org?join;nick=juliet;password=${ID};x=1`,
    `https://xmpp.example/#verona@rooms.example.org?join;password=${ID}`,
    `Come in: ${URL}, says Romeo.`,
    `${URL} or ${ID}`,
  ]) {
    t.equal(parseOpenInviteId(text), ID, text)
  }
})

t.test('an id is read with spaces, quotes, brackets and punctuation around it', async t => {
  const around = [
    ' x ',
    '\n\tx\r\n',
    '"x"',
    "'x'",
    '“x”',
    '«x»',
    '<x>',
    '<x>.',
    '(x)',
    '[x],',
    'x.',
    'x,',
    'x;',
    'x!',
    '`x`',
  ]
  for (const text of [ID, URL]) {
    for (const form of [...around, '\u200bx\ufeff', '*x*']) {
      t.equal(parseOpenInviteId(form.replace('x', text)), ID, form)
    }
  }
})

t.test('a text without one id is read as none', async t => {
  for (const text of [
    '',
    ' ',
    '?',
    '/',
    'wherefore',
    ID.slice(1),
    `${ID}0`,
    `x${ID}`,
    `${ID.slice(0, 16)} ${ID.slice(16)}`,
    `${ID} ${ID.replace('0', '1')}`,
    `https://rooms.example.org/${ID}/more`,
    `https://rooms.example.org/?id=${ID}`,
    'xmpp:verona@rooms.example.org?join;password=',
    `https://rooms.example.org/%${ID.slice(2)}`,
    `${URL}${' '.repeat(2000)}`,
  ]) {
    t.equal(parseOpenInviteId(text), undefined, text)
  }
})
