import { setTimeout as pause } from 'node:timers/promises'
import { attr, type Element } from '../../src/stanza/element.js'
import { NS } from '../../src/stanza/namespaces.js'
import { Person } from './person.js'
import { RestCaller } from './rest-caller.js'
import type { Rig } from './rig.js'

const PATIENCE = 15_000
const TRY_AGAIN_AFTER = 50

/**
 * Resolves when a component that cannot store anything has said so to both fronts: an error of the API's form with a
 * status that invites to try again, and a stanza error of the type wait. Rejects where it says anything else instead of
 * that, or goes on for `patience` milliseconds as if nothing were the matter.
 */
export async function refusesBoth(rig: Rig, patience = PATIENCE): Promise<void> {
  await Promise.all([refusesRequests(rig, patience), refusesStanzas(rig, patience)])
}

async function refusesRequests(rig: Rig, patience: number): Promise<void> {
  const rest = new RestCaller(rig.component)
  const isRefused = async () => {
    const path = '/api/rainbow/enduser/v1.0/rooms'
    const answer = await rest.call('refused@localhost', { method: 'POST', path, body: { name: 'Refused' } })
    if (answer && answer.status < 300) return false
    const code: unknown = Reflect.get(Object(answer?.body), 'errorCode')
    if (code === answer?.status && (code === 500 || code === 503)) return true
    throw new Error(`a request was not refused as it should be: ${JSON.stringify(answer)}`)
  }
  await soon(isRefused, { patience, complaint: 'no request was refused' })
}

async function refusesStanzas(rig: Rig, patience: number): Promise<void> {
  const person = new Person({ port: rig.server.clientPort, name: 'refused' })
  await person.signIn()
  const room = `refused${rig.component.pid}x${Math.round(performance.now())}@rooms.localhost`
  const answers: Element[] = []
  person.hears(stanza => {
    if (stanza.name === 'presence' && attr(stanza, 'from')?.startsWith(room)) answers.push(stanza)
  })
  const isRefused = () => {
    const error = answers.find(answer => attr(answer, 'type') === 'error')?.getChild('error')
    if (!error) {
      person.send(`<presence to='${room}/refused'><x xmlns='${NS.muc}'/></presence>`)
      return Promise.resolve(false)
    }
    if (attr(error, 'type') === 'wait' && error.getChild('internal-server-error')) return Promise.resolve(true)
    throw new Error(`a stanza was not refused as it should be: ${error}`)
  }
  try {
    await soon(isRefused, { patience, complaint: 'no stanza was refused' })
  } finally {
    person.leave()
  }
}

type Hope = { readonly patience: number; readonly complaint: string }

async function soon(isSo: () => Promise<boolean>, { patience, complaint }: Hope): Promise<void> {
  const end = performance.now() + patience
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(complaint)
    await pause(TRY_AGAIN_AFTER)
  }
}
