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

/** What may stand in a template. What is undefined is left out. */
export type Insertable = string | number | undefined | Html | readonly Insertable[]

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/**
 * A template of HTML. Each text that is put in is escaped, for the content of an element and for a value in quotes; there
 * is no way around it. The text of scripts and styles does not belong into a value: it is part of a template.
 */
export function html(parts: TemplateStringsArray, ...values: readonly Insertable[]): Html {
  return new Html(parts.map((part, index) => part + shown(index < values.length ? values[index] : undefined)).join(''))
}

function shown(value: Insertable): string {
  if (value === undefined) return ''
  if (value instanceof Html) return value.toString()
  if (Array.isArray(value)) return value.map(shown).join('')
  return String(value).replace(/[&<>"']/g, character => ESCAPES[character] ?? '')
}
