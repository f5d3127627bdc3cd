import { randomUUID } from 'node:crypto'
import { attr, type Element, xml } from '../stanza/element.js'
import { parseJid } from '../stanza/jid.js'
import { NS } from '../stanza/namespaces.js'
import type { OldService } from './old-service.js'
import { Refusal } from './refusal.js'

/**
 * Enters a room without its history, does the work with the message that tells the subject (XEP-0045 §7.2.15), and leaves.
 * Rejects as the work does, or with a Refusal if the room does not let us in: a full room says `wait` (§7.2.9), and would
 * hold the import up for as long as it is full. The room must exist: entering would create it.
 */
export async function visit<T>(
  service: OldService,
  { room, password }: { readonly room: string; readonly password: string },
  work: (subject: Element) => Promise<T>,
): Promise<T> {
  const occupant = `${room}/import-${randomUUID().slice(0, 8)}`
  const subject = await service.exchange(session => {
    session.send(xml('presence', { to: occupant }, entry(password)))
    return stanza => {
      if (parseJid(attr(stanza, 'from') ?? '')?.bare !== room) return undefined
      if (stanza.name === 'presence' && attr(stanza, 'type') === 'error') throw new Refusal(stanza, { isFinal: true })
      return isSubject(stanza) ? stanza : undefined
    }
  })
  try {
    return await work(subject)
  } finally {
    await service.tell(xml('presence', { to: occupant, type: 'unavailable' }))
  }
}

function entry(password: string): Element {
  const x = xml('x', NS.muc, xml('history', { maxstanzas: '0' }))
  if (password !== '') x.append(xml('password', {}, password))
  return x
}

/** XEP-0045 §8.1: a subject, and neither a body nor a thread. */
export function isSubject(message: Element): boolean {
  if (message.name !== 'message' || attr(message, 'type') !== 'groupchat') return false
  return message.getChild('subject') !== undefined && !message.getChild('body') && !message.getChild('thread')
}
