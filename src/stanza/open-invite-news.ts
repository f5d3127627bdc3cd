import { type Element, xml } from './element.js'
import { NS } from './namespaces.js'

/**
 * Tells all devices of a link's owner what has become of it, as clients of the REST API want to hear it. Empty texts are
 * sent too: those clients expect all four. There must be no white space between them.
 */
export function openInviteNews(news: {
  from: string
  to: string
  id: string
  action: 'create' | 'update' | 'deleted'
  openInviteId: string
  roomId: string
  roomType: string
  url: string
}): Element {
  const { from, to, id, action, openInviteId, roomId, roomType, url } = news
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
