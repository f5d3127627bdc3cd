import { attr, type Element, xml } from '../../stanza/element.js'
import { NS } from '../../stanza/namespaces.js'
import type { Capability } from '../capability.js'
import type { Context, Query, Reply } from '../context.js'
import type { BlockList } from '../model/block-lists.js'
import { refuseBlocked } from '../operations/refuse-blocked.js'

/** In milliseconds, until a list that has not answered is requested again. */
const RETRY_DELAY = 5 * 60_000
const HASH = /^[0-9a-f]{64}$/

/**
 * Real-time block lists: the service subscribes to nodes (XEP-0060) and keeps the listed people out of all rooms. The
 * id of an item is the SHA-256 of a bare JID or a domain. The lists belong to other services, so each start fetches
 * them. A person who is listed leaves the rooms (`removeBlocked`), and may only leave and discover from then on.
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
    for (const item of items.getChildren('item')) add(blockLists, list, item)
    for (const item of items.getChildren('retract')) list.state.hashes.delete(attr(item, 'id') ?? '')
    return 'handled'
  },

  /** Comes before `enter`, so a blocked person creates no room either. */
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

  /** Comes before all that answers a query: the archive, the registration, the forms, the commands. */
  onQuery: refuseQuery,
  onOccupantQuery: refuseQuery,
  onServiceQuery: refuseQuery,
  onServicePresence(context) {
    if (attr(context.stanza, 'type') === undefined) refuseBlocked(context, context.from.bare)
    return 'pass'
  },
}

/** Discovery and pings change nothing, and tell only what everybody may know. */
const HARMLESS: readonly string[] = [NS.discoInfo, NS.discoItems, NS.ping]

function refuseQuery(query: Context & Pick<Query, 'from' | 'namespace'>): 'pass' {
  if (!HARMLESS.includes(query.namespace)) refuseBlocked(query, query.from.bare)
  return 'pass'
}

function isOverdue({ askedAt }: BlockList['state'], { batch }: Context): boolean {
  return askedAt > batch.at || askedAt + RETRY_DELAY <= batch.at
}

/** Subscribes before it requests the items, so that no item is lost between the two. */
function subscribe({ batch, settings }: Context, lists: readonly BlockList[]): void {
  const from = settings.domain
  for (const { jid, node, state } of lists) {
    const { askedAt } = state
    batch.onRevert(() => {
      state.askedAt = askedAt
    })
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
  for (const item of items.getChildren('item')) add(blockLists, list, item)
  return 'handled'
}

function add(blockLists: Context['blockLists'], list: BlockList, item: Element): void {
  const hash = attr(item, 'id')?.toLowerCase() ?? ''
  if (HASH.test(hash)) blockLists.add(list, hash)
}
