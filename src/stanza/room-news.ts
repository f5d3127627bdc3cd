import { type Element, xml } from './element.js'
import { NS } from './namespaces.js'
import { isoTime } from './time.js'

/** How somebody stands to a room, in the words of the REST API. */
export type UserNews = {
  /** The bare JID. */
  readonly user: string
  readonly status?: 'invited' | 'accepted' | 'unsubscribed' | 'rejected' | 'deleted'
  readonly privilege?: 'guest' | 'user' | 'moderator'
}

/** What has changed of a room; what is left out has not. */
export type RoomNews = {
  readonly name?: string
  readonly topic?: string
  readonly customData?: object
  /** When the room got another avatar, in milliseconds since 1970; `deleted`: it has none any more. */
  readonly avatar?: number | 'deleted'
  readonly member?: UserNews
}

/**
 * Tells the devices of people what has changed of a room, as clients of the REST API want to hear it: everything is an
 * attribute. Without an address: everybody gets the same. Who is not there reads the room when they are back, so no
 * server need keep it (XEP-0334).
 */
export function roomNews(room: { id: string; jid: string; messageId: string }, news: RoomNews): Element {
  const { name, topic, customData, avatar, member } = news
  const attributes = {
    xmlns: NS.configurationEvent,
    roomid: room.id,
    roomjid: room.jid,
    userjid: member?.user,
    status: member?.status,
    privilege: member?.privilege,
    name,
    topic,
    customData: customData && jsonForXml(customData),
    lastAvatarUpdateDate: typeof avatar === 'number' ? isoTime(avatar) : undefined,
  }
  const change = xml('room', attributes)
  if (avatar === 'deleted') change.append(xml('avatar', { action: 'delete' }))
  return xml(
    'message',
    { type: 'management', id: room.messageId, from: room.jid },
    change,
    xml('no-store', { xmlns: NS.hints }),
  )
}

/** JSON without the two characters that it may hold and XML 1.0 (§2.2) may not. */
function jsonForXml(value: object): string {
  return JSON.stringify(value).replace(/[\ufffe\uffff]/g, character => `\\u${character.charCodeAt(0).toString(16)}`)
}
