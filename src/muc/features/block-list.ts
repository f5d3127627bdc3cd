import { attr, type Element, xml } from '../../stanza/element.js'
import { NS } from '../../stanza/namespaces.js'
import { type BlockList, refuseBlocked } from '../model/block-lists.js'
import type { Capability, Context, Reply } from '../capability.js'

/** In milliseconds: how long a list that did not answer is left alone. */
const PATIENCE = 5 * 60_000
const HASH = /^[0-9a-f]{64}$/

/**
 * Real-time block lists: the service subscribes to nodes (XEP-0060) whose items are named by the SHA-256 of a bare JID
 * or a domain, and keeps those people out of all rooms. The lists are others' facts: they are fetched anew at each start.
 */
export const blockList: Capability = {
  onLinkUp: context => subscribe(context, context.rooms.blocked.lists),
  onTick(context) {
    const overdue = context.rooms.blocked.lists.filter(({ state }) => !state.isComplete && isOverdue(state, context))
    subscribe(context, overdue)
  },

  onReply: context => receiveItems(context),
  onServiceMessage({ rooms, from, stanza }) {
    const items = stanza.getChild('event', NS.pubsubEvent)?.getChild('items')
    const list = items && rooms.blocked.lists.find(({ jid, node }) => jid === from.full && node === attr(items, 'node'))
    if (!list) return 'pass'
    for (const item of items.getChildren('item')) add(list, item)
    for (const item of items.getChildren('retract')) list.state.hashes.delete(attr(item, 'id') ?? '')
    return 'handled'
  },

  /** Before there is a room: who is on a list makes none either. */
  onPresence({ rooms, from, presence }) {
    if (attr(presence, 'type') === undefined) refuseBlocked(rooms, from.bare)
    return 'pass'
  },
  onGroupchat({ rooms, from }) {
    refuseBlocked(rooms, from.bare)
    return 'pass'
  },
  onMessage({ rooms, from }) {
    refuseBlocked(rooms, from.bare)
    return 'pass'
  },
  onPrivateMessage({ rooms, from }) {
    refuseBlocked(rooms, from.bare)
    return 'pass'
  },
}

function isOverdue({ askedAt }: BlockList['state'], { batch }: Context): boolean {
  return askedAt > batch.at || askedAt + PATIENCE <= batch.at
}

/** The subscription first, so that nothing falls between the items and what comes later. */
function subscribe({ batch, rooms }: Context, lists: readonly BlockList[]): void {
  const from = rooms.settings.domain
  for (const { jid, node, state } of lists) {
    state.askedAt = batch.at
    state.isComplete = false
    const subscription = xml('pubsub', NS.pubsub, xml('subscribe', { node, jid: from }))
    const items = xml('pubsub', NS.pubsub, xml('items', { node }))
    batch.send(xml('iq', { from, type: 'set', id: batch.newId() }, subscription), [jid])
    batch.send(xml('iq', { from, type: 'get', id: batch.newId() }, items), [jid])
  }
}

function receiveItems({ rooms, room, from, iq }: Reply): 'pass' | 'handled' {
  const items = room === undefined ? iq.getChild('pubsub', NS.pubsub)?.getChild('items') : undefined
  const list = items && rooms.blocked.lists.find(({ jid, node }) => jid === from.full && node === attr(items, 'node'))
  if (!list || attr(iq, 'type') !== 'result') return 'pass'
  list.state.hashes.clear()
  list.state.isComplete = true
  for (const item of items.getChildren('item')) add(list, item)
  return 'handled'
}

function add({ state, most }: BlockList, item: Element): void {
  const hash = attr(item, 'id')?.toLowerCase() ?? ''
  if (HASH.test(hash) && state.hashes.size < most) state.hashes.add(hash)
}
