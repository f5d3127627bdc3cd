import t from 'tap'
import { type Element, parseElement } from '../../src/stanza/element.js'
import { errorReply, SpecificError, StanzaError } from '../../src/stanza/error.js'

const STANZAS = 'urn:ietf:params:xml:ns:xmpp-stanzas'
const forbidden = new StanzaError('forbidden', 'You are banned & "out".')

function reply(text: string, error = forbidden): Element {
  const answer = errorReply(parseElement(text), error)
  if (!answer) throw new Error('no answer')
  return answer
}

t.test('RFC 6120 8.3.1: an error stanza has swapped addresses, the id and the payload', async t => {
  t.equal(
    reply('<message from="a@b/c" to="room@d/e" id="m1" type="chat"><body>Hi &amp; ho</body></message>').toString(),
    '<message type="error" id="m1" from="room@d/e" to="a@b/c"><body>Hi &amp; ho</body>' +
      `<error type="auth"><forbidden xmlns="${STANZAS}"/>` +
      `<text xmlns="${STANZAS}">You are banned &amp; "out".</text></error></message>`,
  )
})

t.test('every kind of stanza except errors and results is answered', async t => {
  for (const type of ['get', 'set']) t.equal(reply(`<iq from="a@b" to="d" id="1" type="${type}"/>`).name, 'iq')
  for (const type of ['', 'type="unavailable"', 'type="subscribe"']) {
    t.equal(reply(`<presence from="a@b" to="d" ${type}/>`).attrs['type'], 'error')
  }
  for (const type of ['', 'type="groupchat"', 'type="headline"', 'type="unheard-of"']) {
    t.equal(reply(`<message from="a@b" to="d" ${type}/>`).attrs['type'], 'error')
  }
})

t.test('an error, a result and a stanza without a sender are never answered', async t => {
  for (const name of ['message', 'presence', 'iq']) {
    t.equal(errorReply(parseElement(`<${name} from="a@b" to="d" id="1" type="error"/>`), forbidden), undefined)
    t.equal(errorReply(parseElement(`<${name} to="d" id="1" type="set"/>`), forbidden), undefined)
  }
  t.equal(errorReply(parseElement('<iq from="a@b" to="d" id="1" type="result"/>'), forbidden), undefined)
})

t.test('the error for a stanza without an id or a recipient has neither', async t => {
  t.match(reply('<message from="a@b"/>').toString(), /^<message type="error" to="a@b"><error /)
})

t.test('the payload keeps its inherited namespaces, and the stanza is not changed', async t => {
  const text = '<message xmlns="jabber:client" xmlns:p="urn:p" from="a@b" to="d"><p:x/>text<body/></message>'
  const stanza = parseElement(text)
  t.match(errorReply(stanza, forbidden)?.toString(), /to="a@b"><p:x xmlns:p="urn:p"\/>text<body\/><error /)
  t.equal(stanza.toString(), text)
})

t.test('the error for a stanza with a prefix of its stream has no prefix', async t => {
  t.equal(reply('<c:iq xmlns:c="jabber:client" from="a@b" to="d" type="get"/>').name, 'iq')
})

t.test('RFC 6120 8.3.3: each condition has its type; an internal error is of type wait', async t => {
  const types = {
    'bad-request': 'modify',
    conflict: 'cancel',
    'feature-not-implemented': 'cancel',
    forbidden: 'auth',
    gone: 'cancel',
    'internal-server-error': 'wait',
    'item-not-found': 'cancel',
    'jid-malformed': 'modify',
    'not-acceptable': 'modify',
    'not-allowed': 'cancel',
    'not-authorized': 'auth',
    'policy-violation': 'modify',
    'registration-required': 'auth',
    'remote-server-not-found': 'cancel',
    'remote-server-timeout': 'wait',
    'resource-constraint': 'wait',
    'service-unavailable': 'cancel',
  } as const
  for (const [condition, type] of Object.entries(types)) {
    t.equal(new StanzaError(condition as keyof typeof types, '').type, type, condition)
  }
})

t.test('an error may override the type of its condition, as for a full room (XEP-0045 §7.2.9)', async t => {
  const full = new StanzaError('service-unavailable', 'The room is full.', 'wait')
  const error = reply('<presence from="a@b" to="room@d/e"/>', full).getChild('error')
  t.equal(error?.attrs['type'], 'wait')
  t.ok(error?.getChild('service-unavailable', STANZAS))
})

t.test('the message of a StanzaError is its text', async t => {
  t.ok(forbidden instanceof Error)
  t.match(forbidden, { name: 'StanzaError', message: 'You are banned & "out".', condition: 'forbidden', type: 'auth' })
})

t.test('RFC 6120 8.3.4: an application-specific condition comes last', async t => {
  const refused = new SpecificError('bad-request', { name: 'bad-payload', xmlns: 'urn:example' }, 'Fill it in.')
  const error = errorReply(parseElement("<iq type='set' id='1' from='a@b' to='c'/>"), refused)?.getChild('error')
  t.same(
    error?.getChildElements().map(child => [child.name, child.getNS()]),
    [
      ['bad-request', 'urn:ietf:params:xml:ns:xmpp-stanzas'],
      ['text', 'urn:ietf:params:xml:ns:xmpp-stanzas'],
      ['bad-payload', 'urn:example'],
    ],
  )
})
