import t from 'tap'
import { xml } from '../../src/stanza/element.js'
import { PLAIN, SaslExchange } from '../../src/streams/sasl.js'

/** The outcome of a PLAIN message. */
function plain(message: string) {
  return PLAIN.read(Buffer.from(message).toString('base64'), 'localhost')
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
  t.strictSame(PLAIN.read('===', 'localhost'), { failure: 'incorrect-encoding' })
})

t.test('6.4.2: an empty challenge requests the message that the client has left out', async t => {
  const exchange = new SaslExchange([PLAIN], 'localhost')
  t.equal(exchange.next(xml('auth', { mechanism: 'PLAIN' })), 'challenge')
  const message = Buffer.from('\0romeo\0x').toString('base64')
  t.strictSame(exchange.next(xml('response', {}, message)), { user: 'romeo', password: 'x' })
  t.strictSame(exchange.next(xml('response', {}, message)), { failure: 'invalid-mechanism' }, 'once')
})

t.test('a mechanism that is not offered, and an exchange that is aborted, are refused', async t => {
  const exchange = new SaslExchange([PLAIN], 'localhost')
  t.strictSame(exchange.next(xml('auth', { mechanism: 'SCRAM-SHA-1' })), { failure: 'invalid-mechanism' })
  t.strictSame(exchange.next(xml('response', {})), { failure: 'invalid-mechanism' })
  exchange.next(xml('auth', { mechanism: 'PLAIN' }))
  t.strictSame(exchange.next(xml('abort', {})), { failure: 'aborted' })
})
