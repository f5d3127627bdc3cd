/** A form does not have what its page gives it: it was changed on the way, or did not arrive as a whole. */
export class MalformedForm extends Error {
  override readonly name = 'MalformedForm'
}

/** Labels and addresses have one line and go into stanzas: XML 1.0 §2.2 cannot carry the rest of these, even escaped. */
const NOT_TEXT = /[\p{Cc}\p{Cs}\ufffe\uffff]/u

/** The fields of a submitted form. Each reader throws a MalformedForm for what a page of ours does not send. */
export class Form {
  readonly #fields: ReadonlyMap<string, unknown>

  constructor(body: unknown) {
    this.#fields = new Map(Object.entries(typeof body === 'object' && body !== null ? body : {}))
  }

  /** A text without white space around it, of at most `most` characters; empty if the field is absent. */
  text(name: string, most: number): string {
    const value = this.#fields.get(name) ?? ''
    if (typeof value !== 'string') throw new MalformedForm(`the field ${name} came twice`)
    const text = value.trim()
    if (text.length > most || NOT_TEXT.test(text))
      throw new MalformedForm(`the field ${name} is too long, or no text of one line`)
    return text
  }

  /** A secret: white space around it counts. */
  secret(name: string, most: number): string {
    const value = this.#fields.get(name)
    if (typeof value === 'string' && value.length <= most) return value
    throw new MalformedForm(`the field ${name} is missing or too long`)
  }

  /** One of these words. */
  oneOf<Word extends string>(name: string, words: readonly Word[]): Word {
    const text = this.text(name, 100)
    const word = words.find(one => one === text)
    if (word === undefined) throw new MalformedForm(`the field ${name} is not one of: ${words.join(', ')}`)
    return word
  }

  /** A whole number up to `most`; undefined for an empty field. */
  count(name: string, most: number): number | undefined {
    const text = this.text(name, 10)
    if (text === '') return undefined
    if (/^\d+$/.test(text) && Number(text) <= most) return Number(text)
    throw new MalformedForm(`the field ${name} is not a whole number up to ${most}`)
  }

  /** Whether a box is ticked. */
  has(name: string): boolean {
    return this.#fields.has(name)
  }
}
