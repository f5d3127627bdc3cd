import type { RecordOf } from '../moving/record.js'
import { attr, type Element, xml } from '../stanza/element.js'
import { parseJid } from '../stanza/jid.js'
import { NS } from '../stanza/namespaces.js'
import { parseIsoTime } from '../stanza/time.js'

/**
 * The subject in the message that a room sends to a newcomer (XEP-0045 §7.2.15); undefined if none is set. `now`, in
 * milliseconds since 1970, is the time of a subject without one.
 */
export function subjectOf(
  message: Element,
  { room, now }: { readonly room: string; readonly now: number },
): RecordOf<'subject'> | undefined {
  const subjects = message.getChildren('subject')
  const text = (subjects.find(subject => attr(subject, 'xml:lang') === undefined) ?? subjects[0])?.getText() ?? ''
  if (text === '') return undefined
  const delay = message.getChild('delay', NS.delay)
  const at = parseIsoTime((delay && attr(delay, 'stamp')) ?? '') ?? now
  const inLanguages = xml('message', { 'xml:lang': attr(message, 'xml:lang') })
  for (const subject of subjects)
    inLanguages.append(xml('subject', { 'xml:lang': attr(subject, 'xml:lang') }, subject.getText()))
  const nick = parseJid(attr(message, 'from') ?? '')?.resource ?? ''
  return { kind: 'subject', room, text, message: inLanguages.toString(), nick, at: Math.max(0, at) }
}
