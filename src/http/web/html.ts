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
