import { attr, type Element, xml } from '../../../stanza/element.js'
import { NS } from '../../../stanza/namespaces.js'
import type { Capability } from '../../capability.js'
import type { Context, Outcome, Query, ServiceStanza } from '../../context.js'
import { allSessions, type Room } from '../../model/room.js'
import type { RoomConfig } from '../../model/room-config.js'
import { sendRoomPresence } from '../../operations/broadcast-room-presence.js'
import { describeRoom, describeService } from '../../operations/describe-room.js'
import { type Hashes, hashesOf, marksOf, nodesOf } from './hashes.js'

/** XEP-0390 §6.1: what was told of last and before that can still be asked for. */
const FORMER_KEPT = 2
const FEATURES = [NS.capabilities, NS.capabilities2]

/**
 * XEP-0115 and XEP-0390: a room tells its occupants what it is by a hash, so that they need not ask each room. Hashed is
 * what it is and can do, without the form muc#roominfo, which changes with every entry. Our own decision.
 */
export function entityCapabilities(): Capability {
  // Gone with the room from memory, and with a restart: then a former hash is not found, and nobody needs it.
  const former = new WeakMap<Room, readonly RoomConfig[]>()
  return {
    features: () => FEATURES,
    serviceFeatures: FEATURES,

    roomExtensions: context => marksOf(hashesOfRoom(context, context.room), softwareOf(context)),

    onConfigured(context) {
      const { room, was } = context
      const before = withConfig(room, was)
      if (hashesOfRoom(context, before).ver === hashesOfRoom(context, room).ver) return
      former.set(room, [was, ...(former.get(room) ?? [])].slice(0, FORMER_KEPT))
      sendRoomPresence(context, allSessions(room))
    },

    onQuery(query) {
      const node = nodeOf(query)
      if (node === undefined) return 'pass'
      const { room } = query
      const configs = [room.record.config, ...(former.get(room) ?? [])]
      return answerAt(
        query,
        node,
        configs.map(config => describeRoom(query, withConfig(room, config))),
      )
    },

    onServiceQuery(query) {
      const node = nodeOf(query)
      return node === undefined ? 'pass' : answerAt(query, node, [describeService(query)])
    },

    onServicePresence: answerProbe,
  }
}

/** The service has no presence of its own to say it in: it answers who asks for one (RFC 6121 §4.3.2). */
function answerProbe(context: ServiceStanza): Outcome {
  const { batch, settings, from, stanza } = context
  if (attr(stanza, 'type') !== 'probe') return 'pass'
  const hashes = hashesOf(describeService(context), settings.digests)
  const presence = xml('presence', { from: settings.domain }, ...marksOf(hashes, softwareOf(context)))
  batch.send(presence, [from.full])
  return 'handled'
}

/** XEP-0115 §4 wants a URI for the software. It has no site of its own that we could name: the service stands for it. */
function softwareOf({ settings }: Context): string {
  return `xmpp:${settings.domain}`
}

function hashesOfRoom(context: Context, room: Room): Hashes {
  return hashesOf(describeRoom(context, room), context.settings.digests)
}

function withConfig(room: Room, config: RoomConfig): Room {
  return { ...room, record: { ...room.record, config } }
}

/** The node that a disco#info asks for. */
function nodeOf({ namespace, type, payload }: Query): string | undefined {
  return namespace === NS.discoInfo && type === 'get' ? attr(payload, 'node') : undefined
}

function answerAt(query: Context & Query, node: string, descriptions: readonly Element[][]): 'pass' | 'handled' {
  const { digests } = query.settings
  const found = descriptions.find(it => nodesOf(hashesOf(it, digests), softwareOf(query)).includes(node))
  if (!found) return 'pass'
  query.answer(xml('query', { xmlns: NS.discoInfo, node }, ...found))
  return 'handled'
}
