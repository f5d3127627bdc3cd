import { Refusal } from '../../../rooms-api/refusal.js'
import { StanzaError } from '../../../stanza/error.js'
import type { Texts } from '../texts/shape.js'

/** What is wrong when a person could not be made a guest, in words of the page. Throws what is no refusal. */
export function entryProblem(thrown: unknown, { join, link, room }: Texts): string {
  if (!(thrown instanceof StanzaError)) throw thrown
  switch (thrown instanceof Refusal ? thrown.reason : thrown.condition) {
    case 'malformed-name':
      return join.nameWrong
    case 'conflict':
      return join.nameTaken
    case 'locked':
      return link.locked
    case 'full':
      return link.full
    case 'too-many-guests':
      return room.tooMany
    default:
      if (!(thrown instanceof Refusal)) throw thrown
      return join.refused
  }
}
