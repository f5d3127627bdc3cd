import t from 'tap'
import { attr, type Element, xml } from '../../src/stanza/element.js'
import { NS } from '../../src/stanza/namespaces.js'
import { DOMAIN } from './component-listener.js'
import { groupchat, occupants, outboundWith, room } from './outbound-stand.js'

const SERVICE = 'multicast.example.org'

/** An outbound that has asked for the services of example.org, and what has been written since `from` was read. */
function searching() {
  const stand = outboundWith({ multicast: 'auto', userDomain: 'example.org' })
  stand.up()
  let read = 0
  /** The stanzas since the last call. */
  const written = () => {
    const all = stand.stanzas()
    const fresh = all.slice(read)
    read = all.length
    return fresh
  }
  const answers = (iq: Element | undefined, ...content: Element[]) => {
    const { id, from, to } = iq?.attrs ?? {}
    const query = xml('query', { xmlns: iq?.getChild('query')?.attrs['xmlns'] }, ...content)
    stand.outbound.takes(xml('iq', { type: 'result', id, from: to, to: from }, query))
  }
  return { ...stand, written, answers }
}

/** The service is found; `form`: what it says about its limits. */
function found({ form = [] as Element[] } = {}) {
  const stand = searching()
  const [items] = stand.written()
  stand.answers(items, xml('item', { jid: SERVICE }), xml('item', { jid: 'multicast.elsewhere.example' }))
  const questions = stand.written()
  stand.answers(questions[0], xml('feature', { var: NS.addresses }), ...form)
  const [message] = stand.written()
  stand.outbound.takes(xml('message', { ...message?.attrs, to: attr(message ?? xml('none'), 'from') }))
  return { ...stand, questions, trial: message }
}

const receivers = (stanza: Element | undefined) =>
  stanza
    ?.getChild('addresses', NS.addresses)
    ?.getChildren('address')
    .map(address => attr(address, 'jid'))

t.test('XEP-0033 2.2: only services below the domain of the users are asked, and one is tried out first', async t => {
  const { questions, trial, log, outbound, written } = found()
  t.strictSame(
    questions.map(({ attrs }) => attrs['to']),
    [SERVICE],
  )
  t.equal(trial?.attrs['to'], SERVICE)
  t.strictSame(receivers(trial), [trial?.attrs['from']])
  t.match(log.text(), `"address":"${SERVICE}","host":"example.org","most":20`)
  outbound.write([{ stanza: groupchat('m1'), to: occupants(5) }], [])
  const [sent, ...more] = written()
  t.match(sent?.attrs, { to: SERVICE, from: `${room}/Juliet`, id: 'm1', type: 'groupchat' })
  t.strictSame(receivers(sent), occupants(5))
  t.equal(sent?.getChildText('body'), 'Hello')
  t.equal(more.length, 0)
})

t.test('XEP-0033 9: a service that refuses the trial is not used', async t => {
  const { written, answers, outbound } = searching()
  answers(written()[0], xml('item', { jid: SERVICE }))
  answers(written()[0], xml('feature', { var: NS.addresses }))
  const [trial] = written()
  outbound.takes(xml('message', { type: 'error', id: trial?.attrs['id'], from: SERVICE, to: trial?.attrs['from'] }))
  outbound.write([{ stanza: groupchat('m1'), to: occupants(5) }], [])
  t.equal(written().length, 5)
})

t.test('the search asks nothing unless it is configured', async t => {
  const { up, stanzas } = outboundWith({ userDomain: 'example.org' })
  up()
  t.equal(stanzas().length, 0)
})

t.test('few receivers, users of other servers, IQs, and stanzas with addresses of their own get copies', async t => {
  const { outbound, written } = found()
  const foreign = occupants(9).map(jid => jid.replace('example.org', 'elsewhere.example'))
  const own = xml('addresses', NS.addresses, xml('address', { type: 'bcc', jid: 'eve@example.org' }))
  const from = `${room}/Juliet`
  const to = occupants(9)
  const alike = occupants(9).map(jid => jid.replace('example.org/home', 'elsewhere.example/@example.org/home'))
  for (const [count, sent] of [
    [4, { stanza: groupchat('few'), to: occupants(4) }],
    [9, { stanza: groupchat('foreign'), to: foreign }],
    [9, { stanza: groupchat('alike'), to: alike }],
    [9, { stanza: xml('iq', { type: 'get', id: 'iq', from }), to }],
    [9, { stanza: xml('message', { from }, own), to }],
    [9, { stanza: xml('presence', { from }), to }],
  ] as const) {
    outbound.write([sent], [])
    t.equal(written().filter(stanza => attr(stanza, 'to') !== SERVICE).length, count)
  }
})

t.test('XEP-0033 9: a multicast has no more addresses than the service allows', async t => {
  const field = (kind: string, limit: string) => xml('field', { var: kind }, xml('value', {}, limit))
  const form = [xml('x', NS.dataForm, field('message', '7'), field('presence', 'infinite'))]
  const { outbound, written } = found({ form })
  outbound.write([{ stanza: groupchat('m1'), to: occupants(20) }], [])
  t.strictSame(
    written().map(stanza => receivers(stanza)?.length),
    [7, 7, 6],
  )
})

t.test('what could overtake a multicast goes to the service too, or waits for a ping through it', async t => {
  const { outbound, written, stanzas } = found()
  outbound.write([{ stanza: groupchat('m1'), to: occupants(5) }], [])
  outbound.write([{ stanza: groupchat('m2'), to: occupants(1) }], [])
  t.strictSame(written().map(receivers), [occupants(5), occupants(1)])
  outbound.write([{ stanza: xml('iq', { type: 'result', id: 'iq', from: room }), to: occupants(1), follows: true }], [])
  const [ping, ...early] = written()
  t.equal(early.length, 0, 'the result waits')
  t.match(ping?.attrs, { to: SERVICE, from: /^_.*@/ })
  outbound.takes(xml('message', { ...ping?.attrs, to: ping?.attrs['from'] }))
  t.equal(stanzas().at(-1)?.attrs['id'], 'iq')
})

t.test(
  'XEP-0033 9: the receivers of a multicast that is refused get copies, and the service is not used again',
  async t => {
    const { outbound, written, log } = found()
    outbound.write([{ stanza: groupchat('m1'), to: occupants(25) }], [])
    t.equal(written().length, 2)
    const refusal = xml('message', { type: 'error', id: 'm1', from: SERVICE, to: `${room}/Juliet` })
    t.equal(outbound.takes(refusal), true, 'it is no bounce of an occupant')
    outbound.takes(refusal)
    t.strictSame(
      written().map(({ attrs }) => attrs['to']),
      occupants(25),
    )
    outbound.write([{ stanza: groupchat('m2', `other@${DOMAIN}`), to: occupants(9) }], [])
    t.equal(written().length, 9)
    t.equal(log.lines.filter(line => line.includes('refused a stanza')).length, 1)
  },
)
