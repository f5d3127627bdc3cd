import { attr, type Element } from '../../src/stanza/element.js'
import { gives, valuesOf } from '../muc/features/command.js'
import type { Actor } from '../scenario/index.js'

const COMMAND = 'urn:latchstring:command:'
export const COMMANDS = {
  make: `${COMMAND}make-link`,
  list: `${COMMAND}links`,
  change: `${COMMAND}change-link`,
  reset: `${COMMAND}reset-link`,
  revoke: `${COMMAND}revoke-link`,
  joiners: `${COMMAND}link-joiners`,
  history: `${COMMAND}link-story`,
  waiting: `${COMMAND}waiting-people`,
} as const

/** The form or the result of a command. */
export function formOf(reply: Element): Element | undefined {
  return reply.getChild('command')?.getChild('x')
}

/** The first value of each field of that form, by field name. */
export function filledIn(reply: Element): Record<string, string> {
  return Object.fromEntries(Object.entries(valuesOf(formOf(reply))).map(([name, [value = '']]) => [name, value]))
}

export function noteOf(reply: Element): string {
  return reply.getChild('command')?.getChildText('note') ?? ''
}

/** The options of a field of that form: labels by value. */
export function optionsOf(reply: Element, name: string): Record<string, string> {
  const field = formOf(reply)
    ?.getChildren('field')
    .find(one => attr(one, 'var') === name)
  return Object.fromEntries(
    (field?.getChildren('option') ?? []).map(option => [
      option.getChildText('value') ?? '',
      attr(option, 'label') ?? '',
    ]),
  )
}

export type MadeLink = { readonly id: string; readonly link: string; readonly url: string; readonly uri: string }

/** Makes a link with the room's own command. */
export async function makesLink(actor: Actor, room: string, fields: Record<string, string> = {}): Promise<MadeLink> {
  const made = filledIn(await gives(actor, [room, COMMANDS.make], { fields: { uses: '', ...fields } }))
  return { id: made['id'] ?? '', link: made['link'] ?? '', url: made['url'] ?? '', uri: made['uri'] ?? '' }
}

/** Submits the second step of a command on a link. Gives the reply. */
export function goesOn(
  actor: Actor,
  [to, node]: readonly [string, string],
  fields: Record<string, string>,
): Promise<Element> {
  return gives(actor, [to, node], { fields: { FORM_TYPE: node, ...fields } })
}
