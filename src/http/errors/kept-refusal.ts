import { ReasonedRefusal, type StanzaError } from '../../stanza/error.js'
import type { ErrorAnswer } from './error-answer.js'

/** A refusal whose answer is stored for repeats of the request, so it keeps the change that stores it. */
export class KeptRefusal extends ReasonedRefusal {
  override readonly keepsChanges = true
  readonly answer: ErrorAnswer
  /** What the work has thrown; undefined for a repeat. */
  readonly first: StanzaError | undefined

  constructor(answer: ErrorAnswer, first?: StanzaError) {
    super(answer.name, first?.condition ?? 'not-allowed', first?.message ?? 'The answer to the first request.')
    this.answer = answer
    this.first = first
  }
}
