import { Refusal, type RefusalReason } from '../../rooms-api/refusal.js'
import { xml } from '../../stanza/element.js'
import { StanzaError } from '../../stanza/error.js'
import { NS } from '../../stanza/namespaces.js'
import type { ChatAsk } from './chat-ask.js'
import type { ChatLine } from './chat-line.js'
import { shortHelp } from './commands/help.js'
import { COMMANDS } from './commands.js'
import type { Texts } from './texts/shape.js'
import { fill, TEXTS } from './texts/texts.js'

/** Runs the command of a line and sends the answer to the client that wrote it, in its language, from where it wrote to. */
export function reply(asked: Omit<ChatAsk, 'words' | 'texts'>, line: ChatLine, place: string): void {
  const { batch, from } = asked
  const text = answerTo({ ...asked, words: line.words, texts: TEXTS[line.language] }, line)
  const attributes = { from: place, type: 'chat', id: batch.newId(), 'xml:lang': line.language }
  // A client knows a private message of a room by this element (XEP-0045 §7.5).
  const ofRoom = place.includes('/') ? [xml('x', NS.mucUser)] : []
  batch.send(xml('message', attributes, xml('body', {}, text), ...ofRoom), [from.full])
}

/** A refusal is an answer, too: clients show the text of an error late or not at all. What it changed is reverted. */
function answerTo(ask: ChatAsk, { command }: ChatLine): string {
  if (!command) return shortHelp(ask)
  try {
    return ask.batch.attempt(() => COMMANDS[command].run(ask))
  } catch (refusal) {
    if (refusal instanceof StanzaError) return refusalText(ask.texts, refusal)
    throw refusal
  }
}

const TEXT_OF: Partial<Record<RefusalReason, keyof Texts['refusals']>> = {
  'not-a-moderator': 'notAllowed',
  'too-many-links': 'tooManyLinks',
  'unknown-room': 'roomClosed',
  closed: 'roomClosed',
  full: 'roomFull',
  'unknown-open-invite': 'linkEnded',
  'no-room': 'linkEnded',
  banned: 'banned',
}

/** In the person's language where we have the reason in it, else as other front ends say it. */
function refusalText({ refusals }: Texts, refusal: StanzaError): string {
  const key = refusal instanceof Refusal ? TEXT_OF[refusal.reason] : undefined
  const most = refusal instanceof Refusal ? (refusal.quota?.most ?? 0) : 0
  return key === undefined ? refusal.message : fill(refusals[key], { most })
}
