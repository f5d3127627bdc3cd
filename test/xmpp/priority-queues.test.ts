import t from 'tap'
import { xml } from '../../src/stanza/element.js'
import { NS } from '../../src/stanza/namespaces.js'
import type { Window } from '../../src/xmpp/fan-out.js'
import { PriorityQueues } from '../../src/xmpp/priority-queues.js'

const stanza = (id: string | number) => xml('message', { from: 'garden@rooms.example.org', id })
const windowOf = (left: number): Window => ({ texts: [], left })

t.test('the full queue of a room drops new stanzas, and accepts stanzas again once there is room', async t => {
  const queues = new PriorityQueues({ most: 2000 })
  const occupants = Array.from({ length: 10 }, (_, i) => `user${i}@example.org`)
  t.equal(queues.add({ stanza: stanza(1), to: occupants }), true)
  t.equal(queues.add({ stanza: stanza(2), to: occupants }), false)
  queues.takeBulk(windowOf(10))
  t.equal(queues.add({ stanza: stanza(3), to: occupants }), true)
})

t.test('RFC 6120 13.12: the length of a stanza is counted in bytes, as servers count it', async t => {
  const queues = new PriorityQueues()
  const saying = (characters: number) => xml('message', { from: 'garden@rooms.example.org' }, '字'.repeat(characters))
  t.equal(queues.add({ stanza: saying(130_000), to: ['user@example.org'] }), true)
  t.equal(queues.add({ stanza: saying(140_000), to: ['user@example.org'] }), false)
})

t.test('clear drops all stanzas and frees their room', async t => {
  const queues = new PriorityQueues({ most: 400 })
  queues.add({ stanza: stanza(1), to: ['user@example.org'] })
  t.equal(queues.isEmpty, false)
  queues.clear()
  t.equal(queues.isEmpty, true)
  t.equal(queues.add({ stanza: stanza(2), to: ['user@example.org'] }), true)
})

t.test('a stanza without recipients is not queued', async t => {
  const queues = new PriorityQueues()
  t.equal(queues.add({ stanza: stanza(1), to: [] }), true)
  t.equal(queues.isEmpty, true)
})

t.test('a long queue keeps its order while it is filled and emptied', async t => {
  const queues = new PriorityQueues()
  const taken: string[] = []
  for (let i = 0; i < 500; i++) {
    queues.add({ stanza: stanza(i), to: ['user@example.org'] })
    const window = windowOf(i % 3)
    queues.takeBulk(window)
    taken.push(...window.texts)
  }
  const rest = windowOf(1000)
  queues.takeBulk(rest)
  const order = [...taken, ...rest.texts].map(text => Number(/ id="(\d+)"/.exec(text)?.[1]))
  t.strictSame(
    order,
    Array.from({ length: 500 }, (_, i) => i),
  )
})

t.test(
  '10.9: an answer overtakes the stanzas of its room, but not those that its own request brought about',
  async t => {
    const answer = (id: string) => xml('iq', { from: 'garden@rooms.example.org', type: 'result', id })
    const [romeo, juliet] = ['romeo@example.org/balcony', 'juliet@example.org/a']
    const queues = new PriorityQueues()
    queues.add({ stanza: stanza('said'), to: [romeo, juliet] })
    queues.add({ stanza: answer('asked'), to: [romeo] })
    queues.add({ stanza: stanza('to juliet'), to: [juliet] })
    queues.add({ stanza: stanza('to all'), to: [juliet, romeo], follows: true })
    queues.add({ stanza: answer('done'), to: [romeo], follows: true })
    const window = windowOf(10)
    queues.takeAnswers(window)
    queues.takeBulk(window)
    t.strictSame(
      window.texts.map(text => / id="([^"]+)"/.exec(text)?.[1]),
      ['asked', 'said', 'said', 'to juliet', 'to all', 'to all', 'done'],
    )
  },
)

t.test('a result of a request whose stanzas are all written waits for nothing', async t => {
  const queues = new PriorityQueues()
  queues.add({
    stanza: xml('iq', { from: 'garden@rooms.example.org', type: 'result', id: 'done' }),
    to: ['romeo@example.org/a'],
    follows: true,
  })
  t.ok(queues.hasAnswers)
  t.notOk(queues.hasBulk)
})

const archived = (id: string) =>
  xml('message', { from: 'garden@rooms.example.org', id }, xml('result', { xmlns: NS.archive }))
const fin = (id: string) =>
  xml('iq', { from: 'garden@rooms.example.org', type: 'result', id }, xml('fin', { xmlns: NS.archive }))
const idsIn = ({ texts }: Window) => texts.map(text => / id="([^"]+)"/.exec(text)?.[1])

t.test('XEP-0313: the result at the end of an archive page follows the messages of the page', async t => {
  const queues = new PriorityQueues()
  for (const sent of [archived('1'), archived('2'), fin('end')])
    queues.add({ stanza: sent, to: ['user@example.org/a'] })
  const window = windowOf(10)
  queues.takeAnswers(window)
  t.same(idsIn(window), [])
  queues.takeBulk(window)
  t.same(idsIn(window), ['1', '2', 'end'])
})

t.test(
  'every second turn is for a room, however many readers of archives there are; the readers take turns',
  async t => {
    const queues = new PriorityQueues()
    for (const reader of ['a', 'b', 'c']) {
      for (let i = 0; i < 100; i++) queues.add({ stanza: archived(reader), to: [`${reader}@example.org/${i}`] })
    }
    for (let i = 0; i < 100; i++) queues.add({ stanza: stanza('said'), to: ['user@example.org'] })
    const turns: (string | undefined)[] = []
    for (let i = 0; i < 7; i++) {
      const window = windowOf(25)
      queues.takeBulk(window)
      turns.push(...new Set(idsIn(window)))
    }
    t.same(turns, ['said', 'a', 'said', 'b', 'said', 'c', 'said'])
  },
)

t.test('a requester gets an answer after one turn of another requester with many answers', async t => {
  const queues = new PriorityQueues()
  const answer = (id: string) => xml('iq', { from: 'garden@rooms.example.org', type: 'result', id })
  for (let i = 0; i < 1000; i++) queues.add({ stanza: answer('many'), to: [`romeo@example.org/${i}`] })
  queues.add({ stanza: answer('one'), to: ['juliet@example.org/a'] })
  const window = windowOf(26)
  queues.takeAnswers(window)
  t.equal(idsIn(window).at(-1), 'one')
})

t.test('a turn holds fewer stanzas if they are long', async t => {
  const queues = new PriorityQueues()
  const long = xml('message', { from: 'loud@rooms.example.org', id: 'long' }, 'x'.repeat(9000))
  const to = Array.from({ length: 10 }, (_, i) => `user${i}@example.org`)
  queues.add({ stanza: long, to })
  queues.add({ stanza: stanza('said'), to: ['user@example.org'] })
  const window = windowOf(100)
  queues.takeBulk(window)
  t.same(idsIn(window).slice(0, 5), ['long', 'long', 'long', 'said', 'long'])
})
