/** A piece of HTML that is safe to send: only `html` makes one. */
class Html {
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  toString(): string {
    return this.#text
  }
}

export type { Html }

/** The values of a template. Undefined is left out. */
export type Insertable = string | number | undefined | Html | readonly Insertable[]

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/**
 * A template of HTML. Every text is escaped for the content of an element and for a quoted attribute value. Scripts and
 * styles must be part of the template, not values.
 */
export function html(parts: TemplateStringsArray, ...values: readonly Insertable[]): Html {
  return new Html(
    parts.map((part, index) => part + rendered(index < values.length ? values[index] : undefined)).join(''),
  )
}

function rendered(value: Insertable): string {
  if (value === undefined) return ''
  if (value instanceof Html) return value.toString()
  if (Array.isArray(value)) return value.map(rendered).join('')
  return String(value).replace(/[&<>"']/g, character => ESCAPES[character] ?? '')
}

/** A text with values in the places of their names, such as `{room}`. Throws for a place without a value. */
export function fill(text: string, values: Readonly<Record<string, Insertable>>): Html {
  const parts = text.split(/\{(\w+)\}/)
  return html`${parts.map((part, index) => (index % 2 === 0 ? part : valueFor(values, part)))}`
}

function valueFor(values: Readonly<Record<string, Insertable>>, place: string): Insertable {
  if (!Object.hasOwn(values, place)) throw new Error(`the text has a place ${place}, but there is no value for it`)
  return values[place]
}
