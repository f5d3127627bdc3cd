import type { Element } from '../../stanza/element.js'
import type { Role } from '../model/role.js'
import type { Room } from '../model/room.js'

/** What the others see of what an occupant's presence says: a room may keep visitors from speaking by it (§5.1.1). */
export function permittedPayloads({ record }: Room, role: Role, words: readonly Element[]): readonly Element[] {
  return role !== 'visitor' || record.config.allowVisitorStatus ? words : words.filter(word => !isStatus(word))
}

/** Whether a child of a presence is the text that people read (RFC 6121 §4.7.2.2). */
export function isStatus({ name }: Element): boolean {
  return name === 'status'
}
