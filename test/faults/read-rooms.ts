import { attr, type Element } from '../../src/stanza/element.js'
import { NS } from '../../src/stanza/namespaces.js'
import type { Client } from './client.js'
import { ABSENT_VALUE, type Found } from './ledger.js'
import { until } from './until.js'

const PAGE = 100
const AFFILIATIONS = ['owner', 'admin', 'member', 'outcast']

/** Sends an IQ and returns the result. Rejects for any other answer and for none. */
async function answered(client: Client, to: string, payload: string, type: 'get' | 'set' = 'get') {
  const answer = await client.ask(type, to, { payload })
  if (!answer || attr(answer, 'type') !== 'result') throw new Error(`${to} answered ${payload} with ${answer}`)
  return answer
}

/** Reads a room's archive (XEP-0313): the texts by `room id`, and the archive id of the last message. */
export async function readArchive(
  client: Client,
  room: string,
  afterId: string | undefined,
): Promise<{ found: Map<string, string[]>; lastId: string | undefined }> {
  const found = new Map<string, string[]>()
  let lastId = afterId
  let results: Element[] = []
  const ignore = client.onStanza(stanza => {
    const result = stanza.name === 'message' ? stanza.getChild('result', NS.archive) : undefined
    if (result && attr(stanza, 'from') === room) results.push(result)
  })
  for (let isComplete = false; !isComplete; ) {
    results = []
    const after = lastId === undefined ? '' : `<after>${lastId}</after>`
    const set = `<set xmlns='${NS.resultSet}'><max>${PAGE}</max>${after}</set>`
    const answer = await answered(client, room, `<query xmlns='${NS.archive}'>${set}</query>`, 'set')
    for (const result of results) {
      lastId = attr(result, 'id')
      const message = result.getChild('forwarded', NS.forward)?.getChild('message')
      const key = `${room} ${message && attr(message, 'id')}`
      found.set(key, [...(found.get(key) ?? []), message?.getChildText('body') ?? ''])
    }
    isComplete = results.length === 0 || attr(answer.getChild('fin', NS.archive) ?? answer, 'complete') === 'true'
  }
  ignore()
  return { found, lastId }
}

/** Reads the affiliations in a room, by `room bare-jid`. */
export async function readAffiliations(
  client: Client,
  room: string,
  asked = AFFILIATIONS,
): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>()
  for (const affiliation of asked) {
    const query = `<query xmlns='${NS.mucAdmin}'><item affiliation='${affiliation}'/></query>`
    const answer = await answered(client, room, query)
    for (const item of answer.getChild('query')?.getChildren('item') ?? []) {
      const key = `${room} ${attr(item, 'jid')}`
      found.set(key, [...(found.get(key) ?? []), affiliation])
    }
  }
  return found
}

/** Reads the name of a room. */
export async function readName(client: Client, room: string): Promise<Found> {
  const answer = await answered(client, room, `<query xmlns='${NS.discoInfo}'/>`)
  const identity = answer.getChild('query')?.getChild('identity')
  return new Map([[room, [(identity && attr(identity, 'name')) ?? ABSENT_VALUE]]])
}

/** What a newcomer receives. */
export type Shown = { readonly nicks: readonly string[]; readonly subject: Found }

/** Enters a room, reads its occupant list and subject, and leaves. */
export async function probeRoom(client: Client, room: string): Promise<Shown> {
  const heard: Element[] = []
  const ignore = client.onStanza(stanza => {
    if (attr(stanza, 'from')?.split('/')[0] === room) heard.push(stanza)
  })
  client.send(`<presence to='${room}/${client.name}'><x xmlns='${NS.muc}'><history maxstanzas='0'/></x></presence>`)
  const subject = () => heard.find(it => it.name === 'message' && it.getChild('subject') !== undefined)
  await until(() => subject() !== undefined, { what: `${client.name} enters ${room}`, timeout: 30_000 })
  client.send(`<presence type='unavailable' to='${room}/${client.name}'/>`)
  await until(() => heard.some(isUnavailable(client, room)), { what: `${client.name} leaves ${room}`, timeout: 30_000 })
  ignore()
  const present = heard.filter(it => it.name === 'presence' && attr(it, 'type') === undefined)
  const nicks = present.map(it => attr(it, 'from')?.split('/')[1] ?? '').filter(nick => nick !== '')
  return {
    nicks: [...new Set(nicks)].filter(nick => nick !== client.name),
    subject: new Map([[room, [subject()?.getChildText('subject') || ABSENT_VALUE]]]),
  }
}

function isUnavailable({ name }: Client, room: string): (stanza: Element) => boolean {
  return stanza =>
    stanza.name === 'presence' && attr(stanza, 'type') === 'unavailable' && attr(stanza, 'from') === `${room}/${name}`
}
