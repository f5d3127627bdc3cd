import { textAt } from '../../src/demo/rest.js'
import { API, type Rest } from './rest.js'
import type { Workload } from './room-work.js'
import { enter, type Membership, type Person } from './setup.js'

const JOINS = 3

/** Work with links, by kind. Each work item removes what it has made. */
export const linkWork: Readonly<Record<string, (workload: Workload, rest: Rest) => Promise<void>>> = {
  /** Makes a room with a link; users join by the link and get invitations; one enters and speaks; then destroys it. */
  async 'room and its link'(workload, rest) {
    const { tally } = workload
    const [owner, ...joiners] = pickJoiners(workload)
    if (!owner) return
    const by = owner.jid
    const body = { name: 'Passing', topic: '' }
    const made = await tally.track('room made', () => rest.calls({ by, call: `POST ${API}/rooms`, body }))
    const [roomId, jid] = [textAt(made, 'data', 'id'), textAt(made, 'data', 'jid')]
    if (!roomId || !jid) return
    const links = `${API}/users/me/public-links`
    const bound = await tally.track('link', () => rest.calls({ by, call: `POST ${links}/bind`, body: { roomId } }))
    const openInviteId = textAt(bound, 'data', 'openInviteId')
    await Promise.all(
      joiners.map(async joiner => {
        const invited = tally.track('invitation', () => joiner.client.waitFor(`invite:${jid}`))
        const call = `POST ${API}/rooms/open-invites`
        const body = { openInviteId, reason: 'Come' }
        const joined = await tally.track('join', () => rest.calls({ by: joiner.jid, call, body }))
        if (!joined) joiner.client.cancel(`invite:${jid}`)
        await invited
      }),
    )
    const [guest] = joiners
    if (guest) await visit(workload, { guest, jid })
    await tally.track('link', () => rest.calls({ by, call: `PUT ${links}/reset`, body: { roomId } }))
    await tally.track('link', () => rest.calls({ by, call: `PUT ${links}/unbind`, body: { roomId } }))
    await tally.track('room destroyed', () => rest.calls({ by, call: `DELETE ${API}/rooms/${roomId}` }))
  },

  /** Makes a link to a permanent room; users join by it; then revokes the link and removes its joiners. */
  async 'link to a permanent room'(workload, rest) {
    const { tally, setup, chance } = workload
    const room = setup.rooms[chance.below(setup.rooms.length)]
    if (!room) return
    const [by, links] = [room.owner, `/api/v1/rooms/${room.id}/links`]
    const made = await tally.track('link', () => rest.calls({ by, call: `POST ${links}`, body: { maxUses: 5 } }))
    const [linkId, openInviteId] = [textAt(made, 'data', 'linkId'), textAt(made, 'data', 'openInviteId')]
    if (!linkId) return
    for (const { jid } of pickJoiners(workload)) {
      await tally.track('join', () => rest.calls({ by: jid, call: 'POST /api/v1/join', body: { openInviteId } }))
    }
    await tally.track('link history', () => rest.calls({ by, call: `GET ${links}/${linkId}/story` }))
    const revoke = `DELETE ${links}/${linkId}?removeJoiners=true`
    await tally.track('link', () => rest.calls({ by, call: revoke }))
  },
}

function pickJoiners({ setup, chance }: Workload): readonly Person[] {
  const from = chance.below(setup.joiners.length)
  return [...setup.joiners, ...setup.joiners].slice(from, from + JOINS)
}

async function visit({ tally }: Workload, { guest, jid }: { guest: Person; jid: string }): Promise<void> {
  const membership: Membership = {
    person: guest,
    room: { id: '', jid, owner: '', memberships: [] },
    nick: guest.name,
    isPresent: false,
    busy: true,
  }
  await tally.track('enter', () => enter(membership))
  const id = `visit-${jid.slice(5, 20)}`
  const message = `<message to='${jid}' type='groupchat' id='${id}'><body>I am here</body></message>`
  await tally.track('message', () => guest.client.request(message, `id:${id}`))
}
