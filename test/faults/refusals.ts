import { attr, type Element } from '../../src/stanza/element.js'
import { NS } from '../../src/stanza/namespaces.js'
import { makeAccounts } from '../scenario/accounts.js'
import { Client, userClient } from './client.js'
import type { Harness } from './harness.js'
import { RestCaller } from './rest-caller.js'
import { TIMEOUT, until } from './until.js'

/**
 * Resolves when a component that cannot store refuses over both interfaces: with status 500 or 503 in the API's error
 * format, and with a stanza error of type `wait`. Rejects for any other refusal, and when it still accepts after
 * `timeout` milliseconds.
 */
export async function refusesRequestsAndStanzas(harness: Harness, timeout = TIMEOUT): Promise<void> {
  await Promise.all([refusesRequests(harness, timeout), refusesStanzas(harness, timeout)])
}

async function refusesRequests(harness: Harness, timeout: number): Promise<void> {
  const rest = new RestCaller(harness.instances)
  const isRefused = async () => {
    const path = '/api/rainbow/enduser/v1.0/rooms'
    const answer = await rest.call('refused@localhost', { method: 'POST', path, body: { name: 'Refused' } })
    if (answer && answer.status < 300) return false
    const code: unknown = Reflect.get(Object(answer?.body), 'errorCode')
    if (code === answer?.status && (code === 500 || code === 503)) return true
    throw new Error(`a request was refused in a wrong way: ${JSON.stringify(answer)}`)
  }
  await until(isRefused, { what: 'a request is refused', timeout })
}

async function refusesStanzas(harness: Harness, timeout: number): Promise<void> {
  await makeAccounts(harness.server, ['refused'])
  const client = new Client(userClient(harness.server.clientPort, 'refused'))
  await client.signIn()
  // Each attempt uses another room: entering the same room again would change nothing.
  const room = () => `refused${harness.component.pid}x${Math.round(performance.now())}@rooms.localhost`
  try {
    await until(() => isEntryRefused(client, { room: room(), timeout }), { what: 'a stanza is refused', timeout })
  } finally {
    client.leave()
  }
}

type Entry = { readonly room: string; readonly timeout: number }

async function isEntryRefused(client: Client, { room, timeout }: Entry): Promise<boolean> {
  let answer: Element | undefined
  const ignore = client.onStanza(stanza => {
    if (stanza.name === 'presence' && attr(stanza, 'from')?.startsWith(room)) answer ??= stanza
  })
  client.send(`<presence to='${room}/refused'><x xmlns='${NS.muc}'/></presence>`)
  await until(() => answer !== undefined, { what: `${room} answers`, timeout })
  ignore()
  const error = answer?.getChild('error')
  if (!error) return false
  if (attr(error, 'type') === 'wait' && error.getChild('internal-server-error')) return true
  throw new Error(`a stanza was refused in a wrong way: ${error}`)
}
