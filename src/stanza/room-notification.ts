import { type Element, xml } from './element.js'
import { NS } from './namespaces.js'
import { isoTime } from './time.js'

/** A user's status and privilege in a room, in the terms of the REST API. */
export type RoomUserChange = {
  /** The bare JID. */
  readonly user: string
  readonly status?: 'invited' | 'accepted' | 'unsubscribed' | 'rejected' | 'deleted'
  readonly privilege?: 'guest' | 'user' | 'moderator'
}

/** The changed attributes of a room; absent ones have not changed. */
export type RoomChanges = {
  readonly name?: string
  readonly topic?: string
  readonly customData?: object
  /** The time of the new avatar in milliseconds since 1970, or `deleted`. */
  readonly avatar?: number | 'deleted'
  readonly member?: RoomUserChange
}

/**
 * The notification of a changed room to clients of the REST API, without an address; everything is an attribute. Clients
 * read the room when they come online, so servers need not store it (XEP-0334).
 */
export function roomNotification(room: { id: string; jid: string; messageId: string }, changes: RoomChanges): Element {
  const { name, topic, customData, avatar, member } = changes
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

/** JSON with the two characters escaped that XML 1.0 §2.2 does not allow. */
function jsonForXml(value: object): string {
  return JSON.stringify(value).replace(/[\ufffe\uffff]/g, character => `\\u${character.charCodeAt(0).toString(16)}`)
}
