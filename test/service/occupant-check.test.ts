import t, { type Test } from 'tap'
import { capabilities } from '../../src/muc/capabilities.js'
import { removeUnreachable } from '../../src/muc/operations/liveness-check.js'
import { createOccupantCheck } from '../../src/service/occupant-check.js'
import { createService } from '../../src/service/service.js'
import { parseElement } from '../../src/stanza/element.js'
import { openSqliteStore } from '../../src/store/sqlite/store.js'
import { createRouter } from '../../src/xmpp/router.js'
import { sceneStore } from '../scenario/conflicting-store.js'
import { limitsOf, roomsSettings } from '../settings.js'
import { config } from '../store/contract.js'

const ROOM = 'verona@rooms.localhost'
const [ROMEO, JULIET, TYBALT] = ['romeo@localhost/a', 'juliet@localhost/a', 'tybalt@localhost/a']

const enters = (from: string, nick: string) =>
  `<presence from='${from}' to='${ROOM}/${nick}'><x xmlns='http://jabber.org/protocol/muc'/></presence>`
const bounces = (from: string) => `<message type='error' from='${from}' to='${ROOM}'><error type='cancel'>
  <service-unavailable xmlns='urn:ietf:params:xml:ns:xmpp-stanzas'/></error></message>`

/** A room with romeo, juliet and tybalt; `departures` are the unavailable presences that romeo receives. */
async function occupiedRoom(t: Test) {
  const store = openSqliteStore(':memory:')
  t.teardown(() => store.close())
  const commit = { fails: 0 }
  const departures: string[] = []
  const faults: unknown[] = []
  let ids = 0
  const all = capabilities('1')
  const service = createService({
    store: sceneStore({
      ...store,
      commit: changes => (commit.fails-- > 0 ? Promise.reject(new Error('the disk is full')) : store.commit(changes)),
    }),
    rooms: { ...roomsSettings(), defaults: config },
    capabilities: all,
    write: outgoing => {
      const toRomeo = outgoing.filter(({ to }) => to.includes(ROMEO)).map(({ stanza }) => stanza)
      departures.push(
        ...toRomeo.filter(({ attrs }) => attrs['type'] === 'unavailable').map(({ attrs }) => attrs['from']),
      )
    },
    now: Date.now,
    newId: () => String(++ids).padStart(8, '0').padEnd(32, '0'),
    onFault: fault => faults.push(fault),
  })
  const route = createRouter(service, all, limitsOf())
  const receives = (stanza: string) => route(parseElement(stanza))
  receives(enters(ROMEO, 'romeo'))
  receives(`<iq type='set' id='unlock' from='${ROMEO}' to='${ROOM}'>
    <query xmlns='http://jabber.org/protocol/muc#owner'><x xmlns='jabber:x:data' type='submit'/></query></iq>`)
  receives(enters(JULIET, 'juliet'))
  receives(enters(TYBALT, 'tybalt'))
  await service.idle()
  /** Runs an occupant check; `meanwhile` runs as soon as all clients have been probed. */
  const checks = (meanwhile: () => void) => {
    let isFirst = true
    const drained = async () => {
      if (isFirst) meanwhile()
      isFirst = false
    }
    return new Promise<number>(done => createOccupantCheck({ service, drained, done }).start())
  }
  return { receives, checks, departures, faults, commit, service }
}

t.test('18.1.2: unreachable occupants leave when the check is complete; later ones at once', async t => {
  const { receives, checks, departures, service } = await occupiedRoom(t)
  t.equal(await checks(() => receives(bounces(JULIET))), 3)
  t.same(departures, [`${ROOM}/juliet`])
  receives(bounces(TYBALT))
  await service.idle()
  t.same(departures, [`${ROOM}/juliet`, `${ROOM}/tybalt`])
})

t.test('18.1.2: an occupant who returns during the check stays', async t => {
  const { receives, checks, departures, service } = await occupiedRoom(t)
  await checks(() => {
    receives(bounces(JULIET))
    receives(bounces(TYBALT))
    receives(enters(JULIET, 'juliet'))
  })
  t.same(departures, [`${ROOM}/tybalt`])
  t.equal(service.load().sessions, 2)
})

t.test('18.1.2: an occupant who returns when the removal is due already stays', async t => {
  const { service, receives, departures } = await occupiedRoom(t)
  await service.run({}, ({ unreachable }) => unreachable.startCollecting())
  receives(bounces(JULIET))
  await service.idle()
  const due = await service.run({}, ({ unreachable }) => unreachable.nextToRemove({ before: undefined, most: 10 }))
  receives(enters(JULIET, 'juliet'))
  for (const gone of due) await service.run({ room: gone.room }, context => removeUnreachable(context, gone))
  t.strictSame([due, departures], [[{ room: ROOM, session: JULIET }], []])
})

t.test('18.1.2: a removal that fails to commit is retried and broadcast once', async t => {
  const { receives, checks, departures, faults, commit } = await occupiedRoom(t)
  const alive = setInterval(() => undefined, 1000)
  t.teardown(() => clearInterval(alive))
  await checks(() => {
    receives(bounces(JULIET))
    receives(bounces(TYBALT))
    commit.fails = 1
  })
  t.same(departures.sort(), [`${ROOM}/juliet`, `${ROOM}/tybalt`])
  t.equal(faults.length, 1)
})

t.test('18.1.2: an occupant who leaves during the check leaves once', async t => {
  const { receives, checks, departures } = await occupiedRoom(t)
  await checks(() => {
    receives(bounces(JULIET))
    receives(`<presence type='unavailable' from='${JULIET}' to='${ROOM}/juliet'/>`)
  })
  t.same(departures, [`${ROOM}/juliet`])
})
