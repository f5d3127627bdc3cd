import { ownRoom } from '../../../invites/links.js'
import { type Managing, managingIn } from '../../../invites/managing.js'
import type { Lookup } from '../../../muc/model/lookup.js'
import type { Room } from '../../../muc/model/room.js'
import type { ServiceContext } from '../../../service/types.js'
import { html, type Insertable } from '../html.js'
import { personPage } from './parts.js'
import type { Visit } from './visit.js'

/** What stands at the top of each page of a room. */
export type RoomHead = Managing & {
  readonly id: string
  /** The bare JID. */
  readonly jid: string
  readonly name: string
}

/** One turn of a person in a room of theirs. */
export type RoomTurn = {
  readonly turn: ServiceContext
  readonly room: Room
  readonly head: RoomHead
  /** The bare JID of the person. */
  readonly by: string
}

/** Runs `work` on the room of the path. Throws `unknown-room` for a person who is no member of it. */
export function inRoom<Result>(
  { params, run, user }: Visit,
  work: (inTurn: RoomTurn) => Result,
  lookup?: Lookup,
): Promise<Result> {
  const roomId = params['room'] ?? ''
  return run({ roomId, lookup }, turn => {
    const room = ownRoom(turn, { room: roomId, by: user })
    const { id, jid, config } = room.record
    return work({ turn, room, by: user, head: { id, jid, name: config.name || jid, ...managingIn(room, user) } })
  })
}

/** The path of a room, or of a page of it, below `/manage`. */
export function roomPath({ id }: { readonly id: string }, page = ''): string {
  return `/rooms/${id}${page}`
}

const TABS = ['links', 'waiting', 'joined', 'guests', 'bans'] as const

type Tab = (typeof TABS)[number]

/** A page of a room, with its tabs; those of moderators only for them. */
export function roomPage(visit: Visit, { head, tab, main }: { head: RoomHead; tab: Tab; main: Insertable }): string {
  const { texts } = visit
  const tabs = head.moderates ? TABS : (['links'] as const)
  const title = `${texts[tab].tab} · ${head.name}`
  return personPage(visit, {
    title,
    main: html`<h1><bdi>${head.name}</bdi></h1>
<nav class="tabs" aria-label="${texts.page.parts}"><ul>${tabs.map(one => tabLink(visit, head, { one, tab }))}</ul></nav>
${main}`,
  })
}

function tabLink({ base, texts }: Visit, head: RoomHead, { one, tab }: { one: Tab; tab: Tab }): Insertable {
  const count = one === 'waiting' && head.waiting > 0 ? ` (${head.waiting})` : ''
  const current = one === tab ? html` aria-current="page"` : undefined
  return html`<li><a href="${base}${roomPath(head, one === 'links' ? '' : `/${one}`)}"${current}>${texts[one].tab}${count}</a></li>`
}

/** The labels of the links to a room, by `linkId`. */
export function labelsIn(
  { openInvites }: Pick<ServiceContext, 'openInvites'>,
  room: Room,
): ReadonlyMap<string, string> {
  return new Map(openInvites.ofRoom(room.record.id).map(({ linkId, terms }) => [linkId, terms.label]))
}
