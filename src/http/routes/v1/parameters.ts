import { Type } from '@sinclair/typebox'
import { parseBareJid } from '../../../stanza/jid.js'
import { hexId } from '../../schema/schemas.js'

/** A room in a path of the plain API. */
export const roomParam = Type.String({ minLength: 1, description: 'The id or the bare JID of the room' })

export const linkParam = Type.String({
  pattern: '^[0-9a-f]{24}$',
  expected: 'a linkId: 24 hexadecimal digits in lower case',
})

/** The query of a list in pages. */
export const page = {
  limit: Type.Integer({ minimum: 1, maximum: 1000, default: 100, expected: 'a whole number from 1 to 1000' }),
  offset: Type.Integer({ minimum: 0, maximum: 1_000_000, default: 0, expected: 'a whole number from 0' }),
}

/** The keys of a page besides its entries. */
export const pageOf = { limit: Type.Integer(), offset: Type.Integer(), total: Type.Integer() }

/** Prepared bare JIDs; a text that is none stays as it is, and names no room. */
export function bareJids(texts: readonly string[]): string[] {
  return texts.map(text => parseBareJid(text)?.bare ?? text)
}

/** The room id or the prepared room JID of a path, and what the turn has to load for it. */
export function roomOf(room: string): { room: string; touches: { roomId?: string; room?: string } } {
  if (new RegExp(hexId.pattern ?? '').test(room)) return { room, touches: { roomId: room } }
  const jid = parseBareJid(room)?.bare ?? room
  return { room: jid, touches: { room: jid } }
}
