import { attr, type Element } from '../../src/stanza/element.js'
import { NS } from '../../src/stanza/namespaces.js'
import { Person } from './person.js'
import { RestCaller } from './rest-caller.js'
import type { Rig } from './rig.js'
import { PATIENCE, until } from './until.js'

/**
 * Resolves when a component that cannot store anything has said so to both fronts: an error of the API's form with a
 * status that invites to try again, and a stanza error of the type wait. Rejects where it says anything else instead of
 * that, or goes on for `bound` milliseconds as if nothing were the matter.
 */
export async function refusesBoth(rig: Rig, bound = PATIENCE): Promise<void> {
  await Promise.all([refusesRequests(rig, bound), refusesStanzas(rig, bound)])
}

async function refusesRequests(rig: Rig, bound: number): Promise<void> {
  const rest = new RestCaller(rig.component)
  const isRefused = async () => {
    const path = '/api/rainbow/enduser/v1.0/rooms'
    const answer = await rest.call('refused@localhost', { method: 'POST', path, body: { name: 'Refused' } })
    if (answer && answer.status < 300) return false
    const code: unknown = Reflect.get(Object(answer?.body), 'errorCode')
    if (code === answer?.status && (code === 500 || code === 503)) return true
    throw new Error(`a request was not refused as it should be: ${JSON.stringify(answer)}`)
  }
  await until(isRefused, { what: 'a request is refused', bound })
}

async function refusesStanzas(rig: Rig, bound: number): Promise<void> {
  const person = new Person({ port: rig.server.clientPort, name: 'refused' })
  await person.signIn()
  // Who is in a room already changes nothing by entering it: each try is another one.
  const room = () => `refused${rig.component.pid}x${Math.round(performance.now())}@rooms.localhost`
  try {
    await until(() => isEntryRefused(person, { room: room(), bound }), { what: 'a stanza is refused', bound })
  } finally {
    person.leave()
  }
}

type Entry = { readonly room: string; readonly bound: number }

async function isEntryRefused(person: Person, { room, bound }: Entry): Promise<boolean> {
  let answer: Element | undefined
  const ignore = person.hears(stanza => {
    if (stanza.name === 'presence' && attr(stanza, 'from')?.startsWith(room)) answer ??= stanza
  })
  person.send(`<presence to='${room}/refused'><x xmlns='${NS.muc}'/></presence>`)
  await until(() => answer !== undefined, { what: `${room} answers`, bound })
  ignore()
  const error = answer?.getChild('error')
  if (!error) return false
  if (attr(error, 'type') === 'wait' && error.getChild('internal-server-error')) return true
  throw new Error(`a stanza was not refused as it should be: ${error}`)
}
