import { attr, type Element, xml } from './element.js'
import { StanzaError } from './error.js'
import { parseJid } from './jid.js'
import { NS } from './namespaces.js'

type FieldType =
  | 'boolean'
  | 'hidden'
  | 'jid-multi'
  | 'jid-single'
  | 'list-multi'
  | 'list-single'
  | 'text-multi'
  | 'text-private'
  | 'text-single'

/** A field of a data form (XEP-0004 §3.2). */
export type Field = {
  readonly name: string
  readonly type: FieldType
  readonly label: string
  readonly values: readonly string[]
  readonly options?: readonly Option[]
  /** Whether the field must be filled in. */
  readonly required?: boolean
}
export type Option = { readonly value: string; readonly label: string }

/** A field whose value is written as 1 or 0 (XEP-0004 §3.3). */
export function booleanField(name: string, label: string, value: boolean): Field {
  return { name, type: 'boolean', label, values: [value ? '1' : '0'] }
}

/** A text-single field; an empty text is written as no value. */
export function textField(name: string, label: string, value: string): Field {
  return { name, type: 'text-single', label, values: value === '' ? [] : [value] }
}

/**
 * A text in a form of the type `result`. COMPAT: it is text-multi on purpose, since Converse.js 14 keeps the old value of
 * an input for text-single.
 */
export function resultField(name: string, label: string, value: string): Field {
  return { name, type: 'text-multi', label, values: value === '' ? [] : [value] }
}

/** A choice of one value; `choices` maps each value to its label. */
export function choiceField(
  { name, label, value }: { readonly name: string; readonly label: string; readonly value: string },
  choices: Readonly<Record<string, string>>,
): Field {
  const options = Object.entries(choices).map(([value, label]) => ({ value, label }))
  return { name, type: 'list-single', label, values: [value], options }
}

/** A form to fill in, with a title and instructions (XEP-0004 §3.1). */
export type TitledForm = {
  readonly formType: string
  readonly title: string
  readonly instructions: string
  readonly fields: readonly Field[]
}

/** Renders the form as an element of the type `form`. */
export function titledForm({ formType, title, instructions, fields }: TitledForm): Element {
  const { attrs, children } = dataForm('form', formType, fields)
  return xml('x', attrs, xml('title', {}, title), xml('instructions', {}, instructions), ...children)
}

/** Renders a form to fill in (`form`) or a report (`result`) with this FORM_TYPE (XEP-0068). */
export function dataForm(type: 'form' | 'result', formType: string, fields: readonly Field[]): Element {
  const formTypeField: Field = { name: 'FORM_TYPE', type: 'hidden', label: '', values: [formType] }
  return xml('x', { xmlns: NS.dataForm, type }, ...[formTypeField, ...fields].map(fieldElement))
}

function fieldElement(field: Field): Element {
  return xml(
    'field',
    { var: field.name, type: field.type, label: field.label === '' ? undefined : field.label },
    ...field.values.map(value => xml('value', {}, value)),
    ...(field.options ?? []).map(({ value, label }) => xml('option', { label }, xml('value', {}, value))),
    ...(field.required ? [xml('required')] : []),
  )
}

/**
 * A submitted form. Each reader returns undefined if the field is absent, which leaves the value unchanged (XEP-0045
 * §10.2), and throws `not-acceptable` with the field's name if its value is invalid. A blank switch, choice or number
 * counts as absent: clients send back fields that have no value in the form of the server.
 */
export class SubmittedForm {
  readonly #values = new Map<string, readonly string[]>()
  readonly #read = new Set<string>()

  constructor(x: Element) {
    for (const field of x.getChildren('field')) {
      const name = attr(field, 'var')
      if (name !== undefined) {
        this.#values.set(
          name,
          field.getChildren('value').map(value => value.getText()),
        )
      }
    }
  }

  get formType(): string | undefined {
    return this.text('FORM_TYPE')
  }

  /** The names of its fields that were not read yet. */
  get unread(): readonly string[] {
    return [...this.#values.keys()].filter(name => !this.#read.has(name))
  }

  get isEmpty(): boolean {
    return [...this.#values.keys()].every(name => name === 'FORM_TYPE')
  }

  /** Whether the field has a value that is not blank. */
  says(name: string): boolean {
    return this.#of(name)?.some(text => text.trim() !== '') ?? false
  }

  values(name: string): readonly string[] {
    return this.#of(name) ?? []
  }

  /** The first value, of at most `most` characters. */
  text(name: string, most = Number.POSITIVE_INFINITY): string | undefined {
    const values = this.#of(name)
    const text = values && (values[0] ?? '')
    if (text !== undefined && text.length > most) throw unacceptable(name, text, `at most ${most} characters`)
    return text
  }

  /** All values as the lines of one text, of at most `most` characters. */
  lines(name: string, most: number): string | undefined {
    const text = this.#of(name)?.join('\n')
    if (text !== undefined && text.length > most) throw unacceptable(name, text, `at most ${most} characters`)
    return text
  }

  boolean(name: string): boolean | undefined {
    const text = this.#filled(name)
    if (text === undefined) return undefined
    if (text === '1' || text === 'true') return true
    if (text === '0' || text === 'false') return false
    throw unacceptable(name, text, '1 or 0')
  }

  /** One of the listed values. `others` maps what other services call them to the listed ones. */
  oneOf<T extends string>(
    name: string,
    allowed: readonly T[],
    others: Readonly<Record<string, T>> = {},
  ): T | undefined {
    const text = this.#filled(name)
    return text === undefined ? undefined : (new Map(Object.entries(others)).get(text) ?? chosen(name, text, allowed))
  }

  /** Any number of the listed values, each once, in the order of the list. */
  someOf<T extends string>(name: string, allowed: readonly T[]): readonly T[] | undefined {
    const given = this.#of(name)?.filter(text => text.trim() !== '')
    const values = given?.map(text => chosen(name, text, allowed))
    return values && allowed.filter(value => values.includes(value))
  }

  /** At most `most` bare JIDs of users, each once. Resources and empty lines are dropped. */
  people(name: string, most = Number.POSITIVE_INFINITY): readonly string[] | undefined {
    const people = this.addresses(name, most)
    const other = people?.find(jid => !jid.includes('@'))
    if (other !== undefined) throw unacceptable(name, other, 'addresses of people')
    return people
  }

  /** The bare address of a user, a room or a domain; undefined for a blank value too. */
  address(name: string): string | undefined {
    const text = this.text(name)
    return text === undefined || text.trim() === '' ? undefined : addressOf(name, text)
  }

  /** At most `most` bare addresses, each once. Empty lines are dropped. */
  addresses(name: string, most: number): readonly string[] | undefined {
    const lines = this.#of(name)?.filter(text => text.trim() !== '')
    if (lines && lines.length > most) throw unacceptable(name, `${lines[0]}, ...`, `at most ${most} addresses`)
    return lines && [...new Set(lines.map(text => addressOf(name, text)))]
  }

  /** A whole number from 0 to 999,999,999. */
  count(name: string): number | undefined {
    const text = this.#filled(name)
    if (text === undefined) return undefined
    if (!/^\d{1,9}$/.test(text)) throw unacceptable(name, text, 'a whole number')
    return Number(text)
  }

  #of(name: string): readonly string[] | undefined {
    this.#read.add(name)
    return this.#values.get(name)
  }

  /** The first value; undefined if it is blank. */
  #filled(name: string): string | undefined {
    return this.says(name) ? this.text(name) : undefined
  }
}

function addressOf(name: string, text: string): string {
  const jid = parseJid(text.trim())
  if (!jid) throw unacceptable(name, text, 'an address')
  return jid.bare
}

function chosen<T extends string>(name: string, text: string, allowed: readonly T[]): T {
  const found = allowed.find(value => value === text)
  if (found === undefined) throw unacceptable(name, text, `one of: ${allowed.join(', ')}`)
  return found
}

function unacceptable(name: string, value: string, expected: string): StanzaError {
  return new StanzaError('not-acceptable', `The field ${name} is "${value.slice(0, 100)}"; expected ${expected}.`)
}
