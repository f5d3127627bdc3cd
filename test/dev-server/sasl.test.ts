import t from 'tap'
import { readSignIn } from '../../src/dev-server/sasl.js'
import { xml } from '../../src/stanza/element.js'

/** The outcome of a PLAIN message. */
function plain(message: string) {
  return readSignIn(xml('auth', {}, Buffer.from(message).toString('base64')), 'PLAIN', 'localhost')
}

t.test('PLAIN has a user name, which is prepared, and a password, which is not', async t => {
  t.strictSame(plain('\0Romeo\0O Juliet'), { user: 'romeo', password: 'O Juliet' })
  t.strictSame(plain('romeo@localhost\0romeo\0x'), { user: 'romeo', password: 'x' })
})

t.test('an authorization identity other than the user is refused', async t => {
  t.strictSame(plain('juliet@localhost\0romeo\0x'), { failure: 'invalid-authzid' })
})

t.test('a malformed PLAIN message is refused', async t => {
  for (const message of ['', 'romeo', '\0romeo', '\0\0x', '\0romeo\0', '\0romeo\0x\0y']) {
    t.strictSame(plain(message), { failure: 'malformed-request' }, JSON.stringify(message))
  }
  for (const name of ['romeo@localhost', 'ro/meo', 'ro meo', 'x'.repeat(1024)]) {
    t.strictSame(plain(`\0${name}\0x`), { failure: 'not-authorized' }, name.slice(0, 20))
  }
  t.strictSame(readSignIn(xml('auth', {}, '==='), 'PLAIN', 'localhost'), { failure: 'incorrect-encoding' })
})

t.test('a mechanism that is not offered is refused', async t => {
  t.strictSame(readSignIn(xml('auth', {}), 'SCRAM-SHA-1', 'localhost'), { failure: 'invalid-mechanism' })
  t.strictSame(readSignIn(xml('response', {}), '', 'localhost'), { failure: 'invalid-mechanism' })
})
