import type { Context } from '../muc/context.js'
import type { Room, Vcard } from '../muc/model/room.js'
import { setVcard } from '../muc/operations/set-vcard.js'
import { type Element, parseElement, xml } from '../stanza/element.js'
import { NS } from '../stanza/namespaces.js'
import { type ImageType, imageTypeOf } from './image-type.js'
import { Refusal } from './refusal.js'
import { readRoom, roomToChange } from './rooms.js'

export type Image = { readonly type: ImageType; readonly bytes: Uint8Array }

/** The look-up of the vCard of the room with this REST id or bare JID, for the functions below. */
export function avatarLookup(named: string) {
  return {
    further({ rooms }: Pick<Context, 'rooms'>) {
      const room = rooms.byId(named) ?? rooms.get(named)
      return room && { vcard: room.record.jid }
    },
  }
}

/**
 * Sets the avatar of a room, or removes it without an image, for its admins and owners (`by` is a bare JID). The image
 * becomes the one photo of the vCard (XEP-0486), so that XMPP clients have the same avatar; the rest of the vCard stays.
 * Throws as `roomToChange` does.
 */
export function setRoomAvatar(context: Context, change: { room: string; by: string; image: Image | undefined }): Room {
  const room = roomToChange(context, { room: change.room, by: change.by, least: 'admin' })
  setVcard({ ...context, room }, vcardWith(context, change.image))
  return room
}

/**
 * The avatar of the room with this REST id. As over XMPP, no membership is needed: the id is known to the users of the
 * room. Throws `unknown-room` if there is no avatar, also if there is no room.
 */
export function readRoomAvatar(context: Context, roomId: string): Image {
  const room = context.rooms.byId(roomId)
  const image = room && !room.record.locked ? storedAvatar(context) : undefined
  if (!image) throw new Refusal('unknown-room', `There is no avatar of a room ${roomId}.`)
  return image
}

/** The avatar in the vCard that was looked up; undefined if there is none. */
export function storedAvatar({ found }: Pick<Context, 'found'>): Image | undefined {
  return found.vcard === undefined ? undefined : imageIn(parseElement(found.vcard))
}

/**
 * The avatar of a room for a reader (a bare JID) for whom the room exists. Throws as `readRoom` does, and `no-avatar`.
 */
export function avatarFor(context: Context, { room, reader }: { room: string; reader: string }): Image {
  readRoom(context, { room, reader })
  const image = storedAvatar(context)
  if (!image) throw new Refusal('no-avatar', 'This room has no avatar.')
  return image
}

function vcardWith({ found, settings }: Context, image: Image | undefined): Vcard | undefined {
  const vCard = found.vcard === undefined ? xml('vCard', NS.vcard) : parseElement(found.vcard)
  for (const photo of vCard.getChildren('PHOTO')) vCard.remove(photo)
  if (image) {
    const encoded = Buffer.from(image.bytes).toString('base64')
    vCard.append(xml('PHOTO', {}, xml('TYPE', {}, image.type), xml('BINVAL', {}, encoded)))
  }
  if (vCard.getChildElements().length === 0) return undefined
  const photoHashes = image ? [settings.digests.of(image.bytes, { hash: 'sha-1', as: 'hex' })] : []
  return { text: vCard.toString(), photoHashes }
}

/** The first photo of a type that can be shown. */
function imageIn(vCard: Element): Image | undefined {
  const images = vCard.getChildren('PHOTO').flatMap(photo => {
    const bytes = Buffer.from(photo.getChildText('BINVAL') ?? '', 'base64')
    const type = imageTypeOf(bytes)
    return type ? [{ type, bytes }] : []
  })
  return images[0]
}
