import t from 'tap'
import { invitation, JOIN } from '../invitation.js'
import { BASE } from '../rest.js'

const OF_PEOPLE = (id: string) => [
  `https://rooms.example.org/${id}`,
  ` <https://rooms.example.org/chat/${id}/?from=mail#top>. `,
  `"${id.toUpperCase()}",`,
  `xmpp:verona@rooms.example.org?join;password=${id}`,
]

t.test('all routes that take an openInviteId take a pasted link', async t => {
  const { api, guest, openInviteId, roomId } = await invitation(t)
  for (const pasted of OF_PEOPLE(openInviteId)) {
    t.match(await guest.posts(JOIN, { openInviteId: pasted }), { status: 200, body: { data: { roomId } } }, pasted)
    t.match(await guest.posts('/api/v1/join', { openInviteId: pasted }), { status: 200, body: { data: { roomId } } })
    const query = `openInviteId=${encodeURIComponent(pasted)}`
    t.equal((await api.app.inject(`${BASE}/rooms/open-invites/validate?${query}`)).statusCode, 200)
    t.equal((await api.app.inject(`/${encodeURIComponent(`${openInviteId}.`)}`)).statusCode, 200)
  }
})

t.test('a pasted link to nothing is unknown', async t => {
  const { guest } = await invitation(t)
  for (const pasted of OF_PEOPLE('0'.repeat(32))) {
    t.match(await guest.posts(JOIN, { openInviteId: pasted }), { status: 404, body: { errorDetailsCode: 40400 } })
  }
})
