import t from 'tap'
import { xml } from '../../src/stanza/element.js'
import { NS } from '../../src/stanza/namespaces.js'
import type { Window } from '../../src/xmpp/fan-out.js'
import { Lanes } from '../../src/xmpp/lanes.js'

const stanza = (id: string | number) => xml('message', { from: 'garden@rooms.example.org', id })
const windowOf = (left: number): Window => ({ texts: [], left })

t.test('full lanes lose what comes, and take again when there is room', async t => {
  const lanes = new Lanes(1000)
  const occupants = Array.from({ length: 10 }, (_, i) => `user${i}@example.org`)
  t.equal(lanes.add(stanza(1), occupants), true)
  t.equal(lanes.add(stanza(2), occupants), false)
  lanes.takeBulk(windowOf(10))
  t.equal(lanes.add(stanza(3), occupants), true)
})

t.test('RFC 6120 13.12: a stanza is as long as its bytes, by which servers close the link', async t => {
  const lanes = new Lanes()
  const saying = (characters: number) => xml('message', { from: 'garden@rooms.example.org' }, '字'.repeat(characters))
  t.equal(lanes.add(saying(130_000), ['user@example.org']), true)
  t.equal(lanes.add(saying(140_000), ['user@example.org']), false)
})

t.test('lanes that were cleared hold nothing, and all of their room', async t => {
  const lanes = new Lanes(200)
  lanes.add(stanza(1), ['user@example.org'])
  t.equal(lanes.isEmpty, false)
  lanes.clear()
  t.equal(lanes.isEmpty, true)
  t.equal(lanes.add(stanza(2), ['user@example.org']), true)
})

t.test('a stanza for nobody is not queued', async t => {
  const lanes = new Lanes()
  t.equal(lanes.add(stanza(1), []), true)
  t.equal(lanes.isEmpty, true)
})

t.test('a long queue keeps its order while it is filled and emptied', async t => {
  const lanes = new Lanes()
  const taken: string[] = []
  for (let i = 0; i < 500; i++) {
    lanes.add(stanza(i), ['user@example.org'])
    const window = windowOf(i % 3)
    lanes.takeBulk(window)
    taken.push(...window.texts)
  }
  const rest = windowOf(1000)
  lanes.takeBulk(rest)
  const order = [...taken, ...rest.texts].map(text => Number(/ id="(\d+)"/.exec(text)?.[1]))
  t.strictSame(
    order,
    Array.from({ length: 500 }, (_, i) => i),
  )
})

t.test(
  'an answer overtakes what its room has to say, but not what that said last to the same person alone',
  async t => {
    const answer = (id: string) => xml('iq', { from: 'garden@rooms.example.org', type: 'result', id })
    const [romeo, orchard, juliet] = ['romeo@example.org/balcony', 'romeo@example.org/orchard', 'juliet@example.org/a']
    const lanes = new Lanes()
    lanes.add(stanza('to all'), [romeo, juliet])
    lanes.add(answer('first'), [romeo])
    lanes.add(stanza('to romeo'), [romeo, orchard])
    lanes.add(answer('second'), [juliet])
    lanes.add(answer('third'), [romeo])
    const window = windowOf(10)
    lanes.takeAnswers(window)
    lanes.takeBulk(window)
    t.strictSame(
      window.texts.map(text => / id="([^"]+)"/.exec(text)?.[1]),
      ['first', 'second', 'to all', 'to all', 'to romeo', 'to romeo', 'third'],
    )
  },
)

t.test(
  'XEP-0313: the messages of an archive go before the result that ends them, and overtake the talk with it',
  async t => {
    const lanes = new Lanes()
    const archived = (id: number) =>
      xml('message', { from: 'garden@rooms.example.org' }, xml('result', { xmlns: NS.archive, id }))
    const asker = ['user@example.org/a']
    lanes.add(stanza('talk'), ['user@example.org/a', 'other@example.org/b'])
    for (const sent of [archived(1), archived(2), xml('iq', { from: 'garden@rooms.example.org', type: 'result' })]) {
      lanes.add(sent, asker)
    }
    const window = windowOf(10)
    lanes.takeAnswers(window)
    t.same(
      window.texts.map(text => /^<(message|iq).*?(id="[12]"|\/>)/.exec(text)?.slice(1)),
      [
        ['message', 'id="1"'],
        ['message', 'id="2"'],
        ['iq', '/>'],
      ],
    )
  },
)
