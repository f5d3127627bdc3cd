import { attr, type Element } from '../../src/stanza/element.js'
import { NS } from '../../src/stanza/namespaces.js'
import { ABSENT_VALUE, type Found } from './ledger.js'
import type { Person } from './person.js'
import { until } from './until.js'

const PAGE = 100
const AFFILIATIONS = ['owner', 'admin', 'member', 'outcast']

/** A request of the warden's that has to be answered. Rejects where it is not answered with a result. */
async function answered(person: Person, to: string, payload: string, type: 'get' | 'set' = 'get') {
  const answer = await person.ask(type, to, { payload })
  if (!answer || attr(answer, 'type') !== 'result') throw new Error(`${to} answered ${payload} with ${answer}`)
  return answer
}

/** The texts of the archive of a room (XEP-0313) by room and id, and the archive's id of the last. */
export async function readArchive(
  person: Person,
  room: string,
  afterId: string | undefined,
): Promise<{ found: Map<string, string[]>; lastId: string | undefined }> {
  const found = new Map<string, string[]>()
  let lastId = afterId
  let results: Element[] = []
  const ignore = person.hears(stanza => {
    const result = stanza.name === 'message' ? stanza.getChild('result', NS.archive) : undefined
    if (result && attr(stanza, 'from') === room) results.push(result)
  })
  for (let isComplete = false; !isComplete; ) {
    results = []
    const after = lastId === undefined ? '' : `<after>${lastId}</after>`
    const set = `<set xmlns='${NS.resultSet}'><max>${PAGE}</max>${after}</set>`
    const answer = await answered(person, room, `<query xmlns='${NS.archive}'>${set}</query>`, 'set')
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

/** The affiliations in a room, by room and bare JID. */
export async function readAffiliations(
  person: Person,
  room: string,
  asked = AFFILIATIONS,
): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>()
  for (const affiliation of asked) {
    const query = `<query xmlns='${NS.mucAdmin}'><item affiliation='${affiliation}'/></query>`
    const answer = await answered(person, room, query)
    for (const item of answer.getChild('query')?.getChildren('item') ?? []) {
      const key = `${room} ${attr(item, 'jid')}`
      found.set(key, [...(found.get(key) ?? []), affiliation])
    }
  }
  return found
}

/** The name of a room. */
export async function readName(person: Person, room: string): Promise<Found> {
  const answer = await answered(person, room, `<query xmlns='${NS.discoInfo}'/>`)
  const identity = answer.getChild('query')?.getChild('identity')
  return new Map([[room, [(identity && attr(identity, 'name')) ?? ABSENT_VALUE]]])
}

/** What a newcomer is shown. */
export type Shown = { readonly nicks: readonly string[]; readonly subject: Found }

/** Enters a room, sees who is there and what its subject is, and leaves. */
export async function lookInto(person: Person, room: string): Promise<Shown> {
  const heard: Element[] = []
  const ignore = person.hears(stanza => {
    if (attr(stanza, 'from')?.split('/')[0] === room) heard.push(stanza)
  })
  person.send(`<presence to='${room}/${person.name}'><x xmlns='${NS.muc}'><history maxstanzas='0'/></x></presence>`)
  const subject = () => heard.find(it => it.name === 'message' && it.getChild('subject') !== undefined)
  await until(() => subject() !== undefined, { what: `${person.name} enters ${room}`, bound: 30_000 })
  person.send(`<presence type='unavailable' to='${room}/${person.name}'/>`)
  await until(() => heard.some(isUnavailable(person, room)), { what: `${person.name} leaves ${room}`, bound: 30_000 })
  ignore()
  const present = heard.filter(it => it.name === 'presence' && attr(it, 'type') === undefined)
  const nicks = present.map(it => attr(it, 'from')?.split('/')[1] ?? '').filter(nick => nick !== '')
  return {
    nicks: [...new Set(nicks)].filter(nick => nick !== person.name),
    subject: new Map([[room, [subject()?.getChildText('subject') || ABSENT_VALUE]]]),
  }
}

function isUnavailable({ name }: Person, room: string): (stanza: Element) => boolean {
  return stanza =>
    stanza.name === 'presence' && attr(stanza, 'type') === 'unavailable' && attr(stanza, 'from') === `${room}/${name}`
}
