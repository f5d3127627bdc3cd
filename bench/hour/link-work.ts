import { textAt } from '../../src/demo/rest.js'
import { enter, type Person, type Seat } from './house.js'
import { API, type Rest } from './rest.js'
import type { Floor } from './standing-work.js'

const JOINS = 3

/** What goes on with links: each piece of work makes something and takes it away again. */
export const linkWork: Readonly<Record<string, (floor: Floor, rest: Rest) => Promise<void>>> = {
  /** A room is made, people join by its link and are invited, one enters and speaks; then it is destroyed. */
  async 'room and its link'(floor, rest) {
    const { account } = floor
    const [owner, ...joiners] = someJoiners(floor)
    if (!owner) return
    const by = owner.jid
    const body = { name: 'Passing', topic: '' }
    const made = await account.of('room made', () => rest.calls({ by, call: `POST ${API}/rooms`, body }))
    const [roomId, jid] = [textAt(made, 'data', 'id'), textAt(made, 'data', 'jid')]
    if (!roomId || !jid) return
    const links = `${API}/users/me/public-links`
    const bound = await account.of('link', () => rest.calls({ by, call: `POST ${links}/bind`, body: { roomId } }))
    const openInviteId = textAt(bound, 'data', 'openInviteId')
    await Promise.all(
      joiners.map(async joiner => {
        const invited = account.of('invitation', () => joiner.client.waitFor(`invite:${jid}`))
        const call = `POST ${API}/rooms/open-invites`
        const body = { openInviteId, reason: 'Come' }
        const joined = await account.of('join', () => rest.calls({ by: joiner.jid, call, body }))
        if (!joined) joiner.client.cancel(`invite:${jid}`)
        await invited
      }),
    )
    const [guest] = joiners
    if (guest) await visit(floor, { guest, jid })
    await account.of('link', () => rest.calls({ by, call: `PUT ${links}/reset`, body: { roomId } }))
    await account.of('link', () => rest.calls({ by, call: `PUT ${links}/unbind`, body: { roomId } }))
    await account.of('room destroyed', () => rest.calls({ by, call: `DELETE ${API}/rooms/${roomId}` }))
  },

  /** A link to a room that stays is made and joined by; then it is revoked, and who joined has to go. */
  async 'link to a standing room'(floor, rest) {
    const { account, house, chance } = floor
    const room = house.rooms[chance.below(house.rooms.length)]
    if (!room) return
    const [by, links] = [room.owner, `/api/v1/rooms/${room.id}/links`]
    const made = await account.of('link', () => rest.calls({ by, call: `POST ${links}`, body: { maxUses: 5 } }))
    const [linkId, openInviteId] = [textAt(made, 'data', 'linkId'), textAt(made, 'data', 'openInviteId')]
    if (!linkId) return
    for (const { jid } of someJoiners(floor)) {
      await account.of('join', () => rest.calls({ by: jid, call: 'POST /api/v1/join', body: { openInviteId } }))
    }
    await account.of('story', () => rest.calls({ by, call: `GET ${links}/${linkId}/story` }))
    const revoke = `DELETE ${links}/${linkId}?removeJoiners=true`
    await account.of('link', () => rest.calls({ by, call: revoke }))
  },
}

function someJoiners({ house, chance }: Floor): readonly Person[] {
  const from = chance.below(house.joiners.length)
  return [...house.joiners, ...house.joiners].slice(from, from + JOINS)
}

async function visit({ account }: Floor, { guest, jid }: { guest: Person; jid: string }): Promise<void> {
  const seat: Seat = {
    person: guest,
    room: { id: '', jid, owner: '', seats: [] },
    nick: guest.name,
    isIn: false,
    busy: true,
  }
  await account.of('enter', () => enter(seat))
  const id = `visit-${jid.slice(5, 20)}`
  const message = `<message to='${jid}' type='groupchat' id='${id}'><body>I am here</body></message>`
  await account.of('message', () => guest.client.asks(message, `id:${id}`))
}
