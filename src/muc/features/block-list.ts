import { attr, type Element, xml } from '../../stanza/element.js'
import { NS } from '../../stanza/namespaces.js'
import type { Capability } from '../capability.js'
import type { Context, Reply } from '../context.js'
import type { BlockList } from '../model/block-lists.js'
import { refuseBlocked } from '../operations/refuse-blocked.js'

/** In milliseconds: how long a list that did not answer is left alone. */
const PATIENCE = 5 * 60_000
const HASH = /^[0-9a-f]{64}$/

/**
 * Real-time block lists: the service subscribes to nodes (XEP-0060) whose items are named by the SHA-256 of a bare JID
 * or a domain, and keeps those people out of all rooms. The lists are others' facts: they are fetched anew at each start.
 */
export const blockList: Capability = {
  onLinkUp: context => subscribe(context, context.blockLists.lists),
  onTick(context) {
    const overdue = context.blockLists.lists.filter(({ state }) => !state.isComplete && isOverdue(state, context))
    subscribe(context, overdue)
  },

  onReply: context => receiveItems(context),
  onServiceMessage({ blockLists, from, stanza }) {
    const items = stanza.getChild('event', NS.pubsubEvent)?.getChild('items')
    const list = items && blockLists.lists.find(({ jid, node }) => jid === from.full && node === attr(items, 'node'))
    if (!list) return 'pass'
    for (const item of items.getChildren('item')) add(list, item)
    for (const item of items.getChildren('retract')) list.state.hashes.delete(attr(item, 'id') ?? '')
    return 'handled'
  },

  /** Before there is a room: who is on a list makes none either. */
  onPresence(context) {
    if (attr(context.presence, 'type') === undefined) refuseBlocked(context, context.from.bare)
    return 'pass'
  },
  onGroupchat(context) {
    refuseBlocked(context, context.from.bare)
    return 'pass'
  },
  onMessage(context) {
    refuseBlocked(context, context.from.bare)
    return 'pass'
  },
  onPrivateMessage(context) {
    refuseBlocked(context, context.from.bare)
    return 'pass'
  },
}

function isOverdue({ askedAt }: BlockList['state'], { batch }: Context): boolean {
  return askedAt > batch.at || askedAt + PATIENCE <= batch.at
}

/** The subscription first, so that nothing falls between the items and what comes later. */
function subscribe({ batch, settings }: Context, lists: readonly BlockList[]): void {
  const from = settings.domain
  for (const { jid, node, state } of lists) {
    state.askedAt = batch.at
    state.isComplete = false
    const subscription = xml('pubsub', NS.pubsub, xml('subscribe', { node, jid: from }))
    const items = xml('pubsub', NS.pubsub, xml('items', { node }))
    batch.send(xml('iq', { from, type: 'set', id: batch.newId() }, subscription), [jid])
    batch.send(xml('iq', { from, type: 'get', id: batch.newId() }, items), [jid])
  }
}

function receiveItems({ blockLists, room, from, iq }: Reply): 'pass' | 'handled' {
  const items = room === undefined ? iq.getChild('pubsub', NS.pubsub)?.getChild('items') : undefined
  const list = items && blockLists.lists.find(({ jid, node }) => jid === from.full && node === attr(items, 'node'))
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
