import { attr, type Element, xml } from '../../../stanza/element.js'
import { StanzaError } from '../../../stanza/error.js'
import { NS } from '../../../stanza/namespaces.js'
import type { Capability } from '../../capability.js'
import type { Asked, Command } from '../../command.js'
import type { Context, Outcome, Query } from '../../context.js'
import { execute } from './execution.js'
import { needsOf } from './needs.js'

/** The commands at one address: a room or the service. */
type CommandSet<C extends Context> = { readonly address: string; readonly commands: readonly Command<C>[] }

/** XEP-0050: lists and runs the ad-hoc commands of the given capabilities, for rooms and for the service. */
export function adHoc(capabilities: readonly Capability[]): Capability {
  const roomCommands = inPlace(capabilities.flatMap(({ commands = [] }) => commands))
  const serviceCommands = inPlace(capabilities.flatMap(capability => capability.serviceCommands ?? []))
  return {
    serviceFeatures: [NS.commands],
    features: () => [NS.commands],

    lookUp: (stanza, to) => needsOf({ room: roomCommands, service: serviceCommands }, stanza, to),
    onQuery: query => serve(query, { address: query.room.record.jid, commands: roomCommands }),
    onServiceQuery: query => serve(query, { address: query.settings.domain, commands: serviceCommands }),
  }
}

/** Clients show the commands in the order of the list, which is otherwise that of the capabilities. */
function inPlace<C extends Context>(commands: readonly Command<C>[]): Command<C>[] {
  const at = (wanted: Command<C>['place']) => commands.filter(({ place }) => place === wanted)
  return [...at('first'), ...at(undefined), ...at('last')]
}

function serve<C extends Context>(query: Asked<C> & Query, { address, commands }: CommandSet<C>): Outcome {
  const { namespace, type, payload, answer } = query
  const node = attr(payload, 'node')
  if (namespace === NS.commands && type === 'set') {
    execute(query, permitted(query, commands), address)
    return 'handled'
  }
  if (type !== 'get' || node === undefined) return 'pass'
  const isList = node === NS.commands
  if (!isList && !commands.some(command => command.node === node)) return 'pass'
  if (namespace === NS.discoInfo) answer(isList ? listInfo() : commandInfo(permitted(query, commands)))
  else if (namespace === NS.discoItems) answer(isList ? list(query, { address, commands }) : commandItems(node))
  else return 'pass'
  return 'handled'
}

/** The command that the query names. Throws `item-not-found` or `forbidden` (§2.2, §4.4). */
function permitted<C extends Context>(query: Asked<C> & Query, commands: readonly Command<C>[]): Command<C> {
  const command = commands.find(({ node }) => node === attr(query.payload, 'node'))
  if (!command) throw new StanzaError('item-not-found', 'There is no such command here.')
  if (!command.mayRun(query)) throw new StanzaError('forbidden', 'You may not run this command.')
  return command
}

/** §2.2: lists only the commands that the requester may run. */
function list<C extends Context>(query: Asked<C>, { address, commands }: CommandSet<C>): Element {
  const allowed = commands.filter(command => command.mayRun(query))
  const items = allowed.map(({ node, name }) => xml('item', { jid: address, node, name }))
  return xml('query', { xmlns: NS.discoItems, node: NS.commands }, ...items)
}

function listInfo(): Element {
  return xml(
    'query',
    { xmlns: NS.discoInfo, node: NS.commands },
    xml('identity', { category: 'automation', type: 'command-list', name: 'Commands' }),
    xml('feature', { var: NS.commands }),
  )
}

function commandInfo({ node, name }: Pick<Command<Context>, 'node' | 'name'>): Element {
  return xml(
    'query',
    { xmlns: NS.discoInfo, node },
    xml('identity', { category: 'automation', type: 'command-node', name }),
    xml('feature', { var: NS.commands }),
    xml('feature', { var: NS.dataForm }),
  )
}

/** A command node has no items. */
function commandItems(node: string): Element {
  return xml('query', { xmlns: NS.discoItems, node })
}
