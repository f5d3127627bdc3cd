import t, { type Test } from 'tap'
import { Answers } from '../../src/demo/answers.js'
import { type Element, xml } from '../../src/stanza/element.js'
import { NS } from '../../src/stanza/namespaces.js'

const ROOM = 'balcony@rooms.localhost'

/** Alice's client without a server, and a clock that stands until `passes`. */
function alicesClient(t: Test, { bots = [] as readonly string[] } = {}) {
  const said: string[] = []
  const timers: { at: number; act: () => void }[] = []
  let [now, hear] = [0, (_: Element): void => undefined]
  const alice = {
    name: 'alice',
    send: (stanza: Element) => void said.push(stanza.getChildText('body') ?? ''),
    sendAndAwait: async ({ attrs }: Element) => {
      const type = bots.some(nick => attrs['to'] === `${ROOM}/${nick}`) ? 'bot' : 'web'
      return xml('iq', { type: 'result' }, xml('query', NS.discoInfo, xml('identity', { category: 'client', type })))
    },
    onStanza: (listen: typeof hear) => {
      hear = listen
    },
  }
  const later = (act: () => void, milliseconds: number) => {
    const timer = { at: now + milliseconds, act }
    timers.push(timer)
    return () => void timers.splice(timers.indexOf(timer), 1)
  }
  const answers = new Answers({ alice, room: ROOM, later })
  t.teardown(() => answers.stop())
  return {
    said,
    answers,
    timers,
    enters: (nick: string) => hear(xml('presence', { from: `${ROOM}/${nick}` })),
    leaves: (nick: string) => hear(xml('presence', { from: `${ROOM}/${nick}`, type: 'unavailable' })),
    writes: (nick: string, ...more: Element[]) =>
      hear(xml('message', { from: `${ROOM}/${nick}`, type: 'groupchat' }, xml('body', {}, 'Hello'), ...more)),
    passes(seconds: number) {
      const end = now + seconds * 1000
      for (let next = timers[0]; next !== undefined && next.at <= end; next = timers[0]) {
        timers.shift()
        now = next.at
        next.act()
      }
      now = end
    },
  }
}

t.test('alice welcomes a newcomer and answers each message, with 3 s between two answers', async t => {
  const { said, enters, writes, passes } = alicesClient(t)
  enters('romeo')
  passes(1)
  t.match(said, [/^Welcome, romeo!/])
  writes('romeo')
  passes(2)
  t.equal(said.length, 1)
  passes(1)
  t.match(said[1], /romeo/)
})

t.test('ten messages at once are answered by one line, two people by two', async t => {
  const { said, enters, writes, passes } = alicesClient(t)
  enters('romeo')
  enters('juliet')
  passes(10)
  t.match(said, [/romeo/, /juliet/])
  for (let i = 0; i < 10; i++) writes('romeo')
  passes(60)
  t.equal(said.length, 3)
})

t.test('alice has a fixed number of lines for each person, so that another script cannot keep her talking', async t => {
  const { said, enters, writes, passes } = alicesClient(t)
  enters('romeo')
  for (let i = 0; i < 50; i++) {
    writes('romeo')
    passes(10)
  }
  t.equal(said.length, 6)
  t.match(said[5], /no more lines/)
})

t.test(
  'alice answers neither herself, the history, the service, nor an occupant who says that it is a bot',
  async t => {
    const { said, enters, writes, passes } = alicesClient(t, { bots: ['echo'] })
    enters('alice')
    writes('alice')
    writes('rooms.localhost')
    writes('romeo', xml('delay', NS.delay))
    enters('echo')
    await new Promise(setImmediate)
    writes('echo')
    passes(60)
    t.strictSame(said, [])
  },
)

t.test('a person who leaves and comes back is not welcomed again', async t => {
  const { said, enters, leaves, passes } = alicesClient(t)
  enters('romeo')
  passes(10)
  leaves('romeo')
  enters('romeo')
  passes(10)
  t.equal(said.length, 1)
})

t.test('after the end of the answers no timer is left', async t => {
  const { answers, timers, enters } = alicesClient(t)
  enters('romeo')
  t.equal(timers.length, 1)
  answers.stop()
  t.equal(timers.length, 0)
})
