import { attr, type Element } from '../../../src/stanza/element.js'
import type { Actor } from '../../scenario/index.js'

type Fields = Readonly<Record<string, string | readonly string[]>>
type Step = {
  readonly action?: string
  readonly session?: string | undefined
  /** The values of the form to submit. */
  readonly fields?: Fields
  /** The form's type; default `submit`. */
  readonly type?: string
}

/** Runs an ad-hoc command or one step of it (XEP-0050). Gives the reply. */
export function gives(actor: Actor, [to, node]: readonly [string, string], step: Step = {}): Promise<Element> {
  const { action, session, fields, type = 'submit' } = step
  const attributes = [
    `node='${node}'`,
    ...(action === undefined ? [] : [`action='${action}'`]),
    ...(session === undefined ? [] : [`sessionid='${session}'`]),
  ]
  const x = fields ? `<x xmlns='jabber:x:data' type='${type}'>${fieldsOf(fields)}</x>` : ''
  return actor.asks(`<iq type='set' to='${to}'>
    <command xmlns='http://jabber.org/protocol/commands' ${attributes.join(' ')}>${x}</command></iq>`)
}

function fieldsOf(fields: Fields): string {
  const values = (value: string | readonly string[]) => [value].flat().map(one => `<value>${one}</value>`)
  return Object.entries(fields)
    .map(([name, value]) => `<field var='${name}'>${values(value).join('')}</field>`)
    .join('')
}

/** The session id of a reply. */
export function sessionOf(reply: Element): string | undefined {
  const command = reply.getChild('command')
  return command && attr(command, 'sessionid')
}

/** The rows of a command's result table: values by column name. */
export function tableOf(reply: Element): Record<string, string[]>[] {
  const items = reply.getChild('command')?.getChild('x')?.getChildren('item') ?? []
  return items.map(item => valuesOf(item))
}

/** The values of a form's fields, or of a row, by field name. */
export function valuesOf(fields: Element | undefined): Record<string, string[]> {
  return Object.fromEntries(
    (fields?.getChildren('field') ?? []).map(field => [
      attr(field, 'var') ?? '',
      field.getChildren('value').map(value => value.getText()),
    ]),
  )
}
