import { attr, type Element, xml } from '../../../stanza/element.js'
import { NS } from '../../../stanza/namespaces.js'
import type { Capability } from '../../capability.js'
import type { Context, Outcome, Query, ServiceStanza } from '../../context.js'
import { allSessions, type Room, type RoomRecord } from '../../model/room.js'
import type { RoomConfig } from '../../model/room-config.js'
import { sendRoomPresence } from '../../operations/broadcast-room-presence.js'
import { describeRoom, describeService } from '../../operations/describe-room.js'
import { capsElements, type Hashes, hashesOf, nodesOf } from './hashes.js'

/** Former configurations whose hashes a client may still query (XEP-0390 §6.1). */
const FORMER_KEPT = 2
const FEATURES = [NS.capabilities, NS.capabilities2]

/**
 * XEP-0115 and XEP-0390: a room sends its occupants a hash of its identity and features, so that clients need not query
 * each room. Our own decision: the hash leaves out the form muc#roominfo, which changes with each entry.
 */
export function entityCapabilities(): Capability {
  // Lost when the room is evicted and at a restart: queries for former hashes then get item-not-found.
  const former = new WeakMap<Room, readonly RoomConfig[]>()
  const hashesOfRoom = keptHashes()
  return {
    features: () => FEATURES,
    serviceFeatures: FEATURES,

    roomExtensions: context => capsElements(hashesOfRoom(context, context.room.record), softwareOf(context)),

    onConfigured(context) {
      const { room, was } = context
      const before = { ...room.record, config: was }
      if (hashesOfRoom(context, before).ver === hashesOfRoom(context, room.record).ver) return
      const known = former.get(room) ?? []
      former.set(room, [was, ...known].slice(0, FORMER_KEPT))
      context.batch.onRevert(() => former.set(room, known))
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
        configs.map(config => describeRoom(query, { record: { ...room.record, config } })),
      )
    },

    onServiceQuery(query) {
      const node = nodeOf(query)
      return node === undefined ? 'pass' : answerAt(query, node, [describeService(query)])
    },

    onServicePresence: answerProbe,
  }
}

/** The service broadcasts no presence: its hash is in the answer to a probe (RFC 6121 §4.3.2). */
function answerProbe(context: ServiceStanza): Outcome {
  const { batch, settings, from, stanza } = context
  if (attr(stanza, 'type') !== 'probe') return 'pass'
  const hashes = hashesOf(describeService(context), settings.digests)
  const presence = xml('presence', { from: settings.domain }, ...capsElements(hashes, softwareOf(context)))
  batch.send(presence, [from.full])
  return 'handled'
}

/** XEP-0115 §4 requires a URI of the software. Latchstring has no web site, so the URI is that of the service. */
function softwareOf({ settings }: Context): string {
  return `xmpp:${settings.domain}`
}

/** The hashes of a room with this record, computed once: each newcomer gets them. They end with the record. */
function keptHashes(): (context: Context, record: RoomRecord) => Hashes {
  const kept = new WeakMap<RoomRecord, Hashes>()
  return (context, record) => {
    const hashes = kept.get(record) ?? hashesOf(describeRoom(context, { record }), context.settings.digests)
    kept.set(record, hashes)
    return hashes
  }
}

/** The node of a disco#info query. */
function nodeOf({ namespace, type, payload }: Query): string | undefined {
  return namespace === NS.discoInfo && type === 'get' ? attr(payload, 'node') : undefined
}

function answerAt(query: Context & Query, node: string, descriptions: readonly Element[][]): 'pass' | 'handled' {
  const { digests } = query.settings
  const found = descriptions.find(description =>
    nodesOf(hashesOf(description, digests), softwareOf(query)).includes(node),
  )
  if (!found) return 'pass'
  query.answer(xml('query', { xmlns: NS.discoInfo, node }, ...found))
  return 'handled'
}
