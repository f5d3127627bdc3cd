import { attr } from '../../src/stanza/element.js'
import { NS } from '../../src/stanza/namespaces.js'
import { type Load, type LoadContext, steady } from './load.js'

const EVERY = 40
const PEOPLE = 20
const AFFILIATIONS = ['none', 'member', 'admin', 'outcast'] as const

/** The owner changes affiliations, names and subjects. A result acknowledges a change, a reflection a subject. */
export function roomChanges({ fixture, ledger, chance }: LoadContext): Load {
  let count = 0
  // A change waits for the answer to the previous change of the same fact, unless the load was restarted since.
  let startLoad = new Set<string>()
  const anyRoom = () => fixture.rooms[chance.below(fixture.rooms.length)] ?? ''

  const change = async (key: string, doIt: () => Promise<void>) => {
    if (startLoad.has(key)) return
    const round = startLoad
    round.add(key)
    await doIt()
    round.delete(key)
  }

  const ask = async (room: string, payload: string) => {
    const answer = await fixture.owner.client.ask('set', room, { payload })
    return answer !== undefined && attr(answer, 'type') === 'result'
  }

  const affiliation = () => {
    const [room, user] = [anyRoom(), `user${chance.below(PEOPLE)}@localhost`]
    return change(`affiliation ${room} ${user}`, async () => {
      const wanted = chance.one(...AFFILIATIONS)
      const fact = ledger.asked('affiliation', `${room} ${user}`, wanted)
      const item = `<item jid='${user}' affiliation='${wanted}'/>`
      if (await ask(room, `<query xmlns='${NS.mucAdmin}'>${item}</query>`)) fact.acknowledged()
    })
  }

  const name = () => {
    const room = anyRoom()
    return change(`name ${room}`, async () => {
      const wanted = `Room ${++count}`
      const fact = ledger.asked('name', room, wanted)
      const field = `<field var='muc#roomconfig_roomname'><value>${wanted}</value></field>`
      const form = `<x xmlns='${NS.dataForm}' type='submit'>${field}</x>`
      if (await ask(room, `<query xmlns='${NS.mucOwner}'>${form}</query>`)) fact.acknowledged()
    })
  }

  const subject = () => {
    const room = anyRoom()
    if (fixture.owner.stateIn(room) !== 'in') return Promise.resolve()
    return change(`subject ${room}`, async () => {
      const wanted = `Subject ${++count}`
      const fact = ledger.asked('subject', room, wanted)
      await new Promise<void>(resolve => {
        const reflected = () => {
          fact.acknowledged()
          resolve()
        }
        fixture.owner.say(room, { id: `s${count}`, content: `<subject>${wanted}</subject>`, reflected })
      })
    })
  }

  const load = steady(EVERY, () => void chance.one(affiliation, affiliation, affiliation, name, subject)())
  return {
    start() {
      startLoad = new Set()
      load.start()
    },
    stop: () => load.stop(),
  }
}
