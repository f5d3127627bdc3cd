import { SubmittedForm } from '../../../stanza/data-form.js'
import { attr, type Element, xml } from '../../../stanza/element.js'
import { StanzaError } from '../../../stanza/error.js'
import { type Jid, parseJid } from '../../../stanza/jid.js'
import { NS } from '../../../stanza/namespaces.js'
import type { Asked, Command } from '../../command.js'
import type { Context, Readable, RoomContext } from '../../context.js'
import type { Lookup } from '../../model/lookup.js'

/** The commands of the rooms and of the service. */
export type AllCommands = {
  readonly room: readonly Command<RoomContext>[]
  readonly service: readonly Command<Context>[]
}

/**
 * What a step of a command needs from the store. The permission check needs the room in memory, so the lookup of the
 * command is `further`: it follows the lookup of the room.
 */
export function needsOf(commands: AllCommands, stanza: Element, to: Jid): Lookup | undefined {
  const payload = stanza.getChild('command', NS.commands)
  const from = parseJid(attr(stanza, 'from') ?? '')
  if (stanza.name !== 'iq' || !payload || !from || to.resource !== '') return undefined
  const node = attr(payload, 'node')
  const isNamed = (command: { node: string; lookUp?: unknown }) => command.node === node && command.lookUp
  if (to.local === '') {
    const command = commands.service.find(isNamed)
    return command && { further: context => needed(command, { ...context, from }, payload) }
  }
  const command = commands.room.find(isNamed)
  return (
    command && {
      further(context) {
        const room = context.rooms.get(to.bare)
        return room && needed(command, { ...context, from, room }, payload)
      },
    }
  )
}

/** Undefined if the form is invalid: the command refuses it when it runs. */
function needed<C extends Context>(
  command: Command<C>,
  context: Asked<Readable<C>>,
  payload: Element,
): Lookup | undefined {
  try {
    if (!command.mayRun(context)) return undefined
    return command.lookUp?.(context, new SubmittedForm(payload.getChild('x', NS.dataForm) ?? xml('x')))
  } catch (error) {
    if (error instanceof StanzaError) return undefined
    throw error
  }
}
