import { attr, type Element, xml } from '../stanza/element.js'
import { parseBareJid } from '../stanza/jid.js'
import { NS } from '../stanza/namespaces.js'
import type { OldService } from './old-service.js'
import { Refusal } from './refusal.js'

/** Rooms per page of the list. */
const PAGE = 100
/** A service that lists more gives pages without an end. */
const MOST_ROOMS = 1_000_000
/** Prosody's ad-hoc command by which its admins destroy rooms: its form lists all of them. */
const PROSODY_DESTROY = 'http://prosody.im/protocol/muc#destroy'

/**
 * The bare JIDs of the rooms of a service: those in its list (XEP-0045 §6.3), and all of them where a service lists them
 * to its admins. Sorted, each once.
 */
export async function listRooms(service: OldService, domain: string): Promise<string[]> {
  const listed = await listedRooms(service, domain)
  const ofProsody = await roomsOfProsody(service, domain)
  const rooms = [...listed, ...ofProsody].map(room => parseBareJid(room))
  return [...new Set(rooms.flatMap(room => (room?.domain === domain ? [room.bare] : [])))].sort()
}

/** XEP-0030 §4 page by page (XEP-0059); a service without pages answers with the whole list. */
async function listedRooms(service: OldService, domain: string): Promise<string[]> {
  const rooms: string[] = []
  for (let after: string | undefined; ; ) {
    const set = xml('set', NS.resultSet, xml('max', {}, String(PAGE)))
    if (after !== undefined) set.append(xml('after', {}, after))
    const answer = await service.ask(domain, xml('query', NS.discoItems, set))
    const page = answer?.getChildren('item').flatMap(item => attr(item, 'jid') ?? []) ?? []
    for (const room of page) rooms.push(room)
    if (rooms.length > MOST_ROOMS) throw new Error(`${domain} lists more than ${MOST_ROOMS} rooms.`)
    const last = answer?.getChild('set', NS.resultSet)?.getChildText('last') ?? undefined
    if (last === undefined || last === after || page.length === 0) return rooms
    after = last
  }
}

/** The rooms in the form of Prosody's command, which is then cancelled (XEP-0050 §3.4). None of another service. */
async function roomsOfProsody(service: OldService, domain: string): Promise<string[]> {
  const command = (attributes: Record<string, string>) =>
    service.ask(domain, xml('command', { xmlns: NS.commands, node: PROSODY_DESTROY, ...attributes }), 'set')
  const answer = await command({ action: 'execute' }).catch((error: unknown) => {
    if (error instanceof Refusal) return undefined
    throw error
  })
  const sessionid = answer && attr(answer, 'sessionid')
  const field = answer
    ?.getChild('x', NS.dataForm)
    ?.getChildren('field')
    .find(field => attr(field, 'var') === 'rooms')
  if (sessionid !== undefined) await command({ action: 'cancel', sessionid })
  return field ? [...field.getChildren('option'), field].flatMap(valuesOf) : []
}

function valuesOf(element: Element): string[] {
  return element.getChildren('value').map(value => value.getText())
}
