import { type Element, xml } from './element.js'
import { NS } from './namespaces.js'

/**
 * The notification to a link's owner that the link was created, updated or deleted. Clients of the REST API expect all
 * four elements, empty ones too, and no white space between them.
 */
export function openInviteNotification(link: {
  from: string
  to: string
  id: string
  action: 'create' | 'update' | 'deleted'
  openInviteId: string
  roomId: string
  roomType: string
  url: string
}): Element {
  const { from, to, id, action, openInviteId, roomId, roomType, url } = link
  return xml(
    'message',
    { type: 'management', id, to, from },
    xml(
      'openinvite',
      { xmlns: NS.configurationEvent, action },
      xml('openinviteid', {}, openInviteId),
      xml('roomid', {}, roomId),
      xml('roomType', {}, roomType),
      xml('invitationURL', {}, url),
    ),
  )
}
