import { managingIn } from '../../../invites/managing.js'
import type { Lookup } from '../../../muc/model/lookup.js'
import { roomsOfUser } from '../../../rooms-api/room-list.js'
import { userIdOf } from '../../../rooms-api/user-id.js'
import type { ServiceContext } from '../../../service/types.js'
import { fill, html, type Insertable } from '../html.js'
import type { ManagePages } from './pages.js'
import { offsetOf, PAGE_SIZE, pager, personPage } from './parts.js'
import { roomPath } from './room.js'
import type { Visit } from './visit.js'

type Listed = { readonly id: string; readonly name: string; readonly moderates: boolean; readonly waiting: number }

/** The rooms of a person, by name. */
export function roomsPage(pages: ManagePages): void {
  pages.get('', async visit => {
    const { texts, user, run } = visit
    const lookup: Lookup = {
      userRooms: {
        ...{ userId: userIdOf(user), reader: user, withoutFormer: true, isActive: true, users: 0, recordsOnly: true },
        ...{ sort: 'name', isDescending: false, limit: PAGE_SIZE, offset: offsetOf(visit) },
      },
      // The rooms themselves, for the people who wait.
      further: ({ found }) => ({ loadIds: (found.userRooms?.rooms ?? []).map(({ record }) => record.id) }),
    }
    const { rooms, total } = await run({ lookup }, turn => listedFor(turn, user))
    const list =
      rooms.length === 0 ? html`<p>${texts.rooms.none}</p>` : html`<ul class="items">${rooms.map(entry(visit))}</ul>`
    const main = html`<h1>${texts.rooms.title}</h1>${list}${pager(visit, { path: '', total })}`
    return personPage(visit, { title: texts.rooms.title, main })
  })
}

function listedFor(turn: ServiceContext, user: string): { rooms: readonly Listed[]; total: number } {
  const { rooms, total } = roomsOfUser(turn, user)
  const listed = rooms.flatMap(({ record: { id, jid, config, locked } }) => {
    const room = turn.rooms.byId(id)
    return room && !locked ? [{ id, name: config.name || jid, ...managingIn(room, user) }] : []
  })
  return { rooms: listed, total }
}

function entry({ base, texts }: Visit): (room: Listed) => Insertable {
  return room => html`<li>
<p><a href="${base}${roomPath(room)}"><bdi>${room.name}</bdi></a></p>
<p class="hint">${room.moderates ? texts.rooms.moderator : texts.rooms.member}</p>
${room.waiting > 0 ? html`<p><a href="${base}${roomPath(room, '/waiting')}">${fill(texts.rooms.waiting, { count: room.waiting })}</a></p>` : undefined}
</li>`
}
