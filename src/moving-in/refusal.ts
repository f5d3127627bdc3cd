import { attr, childElements, type Element } from '../stanza/element.js'
import { NS } from '../stanza/namespaces.js'

/** In characters: the text comes from the other service. */
const LONGEST_TEXT = 200

/** The old service refuses a request. */
export class Refusal extends Error {
  override readonly name = 'Refusal'
  readonly condition: string
  /** RFC 6120 §8.3.2: the same request may succeed later. */
  readonly mayPass: boolean

  /** `isFinal`: the same request is not made again, whatever the service says. */
  constructor(stanza: Element, { isFinal = false } = {}) {
    const error = stanza.getChild('error')
    const condition = error && childElements(error).find(child => child.getNS() === NS.stanzas && child.name !== 'text')
    const name = condition?.name ?? 'undefined-condition'
    const text = (error?.getChildText('text') ?? '').slice(0, LONGEST_TEXT)
    super(text === '' ? name : `${name}: ${text}`)
    this.condition = name
    this.mayPass = !isFinal && ((error && attr(error, 'type') === 'wait') || name === 'resource-constraint')
  }
}

/** The connection ends or stays silent at this request again and again, although others are answered. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable'
}
