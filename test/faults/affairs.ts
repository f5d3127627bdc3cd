import { attr } from '../../src/stanza/element.js'
import { NS } from '../../src/stanza/namespaces.js'
import { type Load, type Playing, steady } from './load.js'

const EVERY = 40
const PEOPLE = 20
const AFFILIATIONS = ['none', 'member', 'admin', 'outcast'] as const

/** The host changes affiliations, subjects and configurations: acknowledged by a result, or by the reflected subject. */
export function affairs({ house, ledger, chance }: Playing): Load {
  let count = 0
  // Of one thing, the next change waits for the answer to the last, or for the next round.
  let busy = new Set<string>()
  const hall = () => house.halls[chance.below(house.halls.length)] ?? ''

  const change = async (key: string, doIt: () => Promise<void>) => {
    if (busy.has(key)) return
    const round = busy
    round.add(key)
    await doIt()
    round.delete(key)
  }

  const ask = async (room: string, payload: string) => {
    const answer = await house.host.person.ask('set', room, { payload })
    return answer !== undefined && attr(answer, 'type') === 'result'
  }

  const affiliation = () => {
    const [room, user] = [hall(), `person${chance.below(PEOPLE)}@localhost`]
    return change(`affiliation ${room} ${user}`, async () => {
      const wanted = chance.one(...AFFILIATIONS)
      const fact = ledger.asked('affiliation', `${room} ${user}`, wanted)
      const item = `<item jid='${user}' affiliation='${wanted}'/>`
      if (await ask(room, `<query xmlns='${NS.mucAdmin}'>${item}</query>`)) fact.acknowledged()
    })
  }

  const name = () => {
    const room = hall()
    return change(`name ${room}`, async () => {
      const wanted = `Hall ${++count}`
      const fact = ledger.asked('name', room, wanted)
      const field = `<field var='muc#roomconfig_roomname'><value>${wanted}</value></field>`
      const form = `<x xmlns='${NS.dataForm}' type='submit'>${field}</x>`
      if (await ask(room, `<query xmlns='${NS.mucOwner}'>${form}</query>`)) fact.acknowledged()
    })
  }

  const subject = () => {
    const room = hall()
    if (house.host.placeIn(room) !== 'in') return Promise.resolve()
    return change(`subject ${room}`, async () => {
      const wanted = `Subject ${++count}`
      const fact = ledger.asked('subject', room, wanted)
      await new Promise<void>(resolve => {
        const reflected = () => {
          fact.acknowledged()
          resolve()
        }
        house.host.say(room, { id: `s${count}`, content: `<subject>${wanted}</subject>`, reflected })
      })
    })
  }

  const load = steady(EVERY, () => void chance.one(affiliation, affiliation, affiliation, name, subject)())
  return {
    start() {
      busy = new Set()
      load.start()
    },
    stop: () => load.stop(),
  }
}
