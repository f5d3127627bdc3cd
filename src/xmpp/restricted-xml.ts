import { LinkError } from './link-trouble.js'

const CDATA = '<![CDATA['
const END_OF_CDATA = ']]>'

/**
 * RFC 6120 §11.1: a stream has no document type, no entities of its own, no comments and no instructions. The library's
 * parser would skip the stanzas behind a `<!DOCTYPE` as a part of it.
 */
export class RestrictedXml {
  /** The end of what has come, which may be the beginning of something forbidden. */
  #tail = ''
  #isInCdata = false
  #mayDeclare = true

  /** Throws where the text, as what follows on all before it, has something forbidden in it. */
  refuse(text: string): void {
    // Nearly everything that comes has none of this.
    if (this.#tail === '' && !this.#isInCdata && !/<(?:[!?]|$)/.test(text)) return
    let rest = this.#tail + text
    this.#tail = ''
    while (rest !== '') rest = this.#isInCdata ? this.#afterCdata(rest) : this.#afterMarkup(rest)
  }

  #afterCdata(text: string): string {
    const end = text.indexOf(END_OF_CDATA)
    this.#isInCdata = end < 0
    if (end >= 0) return text.slice(end + END_OF_CDATA.length)
    this.#tail = text.slice(1 - END_OF_CDATA.length)
    return ''
  }

  #afterMarkup(text: string): string {
    const begin = text.search(/<(?:[!?]|$)/)
    if (begin < 0) return ''
    const markup = text.slice(begin)
    if (CDATA.startsWith(markup) || '<?xml'.startsWith(markup)) {
      this.#tail = markup
      return ''
    }
    if (markup.startsWith(CDATA)) {
      this.#isInCdata = true
      return markup.slice(CDATA.length)
    }
    if (!this.#mayDeclare || !/^<\?xml\s/.test(`${markup} `)) throw new LinkError('unreadable')
    // The one declaration comes first (RFC 6120 §11.5).
    this.#mayDeclare = false
    return markup.slice('<?xml'.length)
  }
}
