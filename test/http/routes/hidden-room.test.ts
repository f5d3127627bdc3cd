import t, { type Test } from 'tap'
import { emptyRoom } from '../../../src/muc/model/room.js'
import { userIdOf } from '../../../src/rooms-api/user-id.js'
import { restApi } from '../rest.js'
import { refused } from '../room-users.js'

const ID = '0123456789abcdef01234567'
const JID = 'garden@rooms.example.org'

/** A public room that an XMPP client has created and that hides its users; alice owns it, bob and carol are members. */
async function stage(t: Test) {
  const { service, person } = restApi(t)
  const [alice, bob, carol, mallory] = [
    await person('alice@example.org'),
    await person('bob@example.org'),
    await person('carol@example.org'),
    await person('mallory@example.org'),
  ]
  await service.run({}, ({ batch, settings }) => {
    const config = { ...settings.defaults, public: true, whois: 'moderators' as const }
    const record = { jid: JID, id: ID, creator: alice.jid, createdAt: 1, locked: false, archived: false, config }
    batch.change({ kind: 'room', jid: JID, was: undefined, now: emptyRoom(record) })
    for (const { jid: user } of [alice, bob, carol]) {
      const affiliation = user === alice.jid ? 'owner' : 'member'
      const now = { affiliation, reason: '', since: 1, nick: '', visited: 0 } as const
      batch.change({ kind: 'affiliation', room: JID, user, was: undefined, now })
    }
  })
  return { alice, bob, carol, mallory }
}

t.test('a room that hides its members does not reveal one member to another', async t => {
  const { alice, bob, carol } = await stage(t)
  const path = (name: string) => `/rooms/${ID}/users/${name}`
  t.match(await bob.gets(path(carol.jid)), refused(403, 403000, /only to moderators/))
  t.match(await bob.gets(path('nobody@example.org')), refused(403, 403000, /only to moderators/))
  t.match(await bob.gets(path('me')), { status: 200 })
  t.match(await alice.gets(path(carol.jid)), { status: 200 })
})

t.test('a room that hides its members does not reveal its creator', async t => {
  const { alice, bob, mallory } = await stage(t)
  const creator = async (who: typeof bob) => (await who.gets(`/rooms/${ID}`)).body.data['creator']
  t.equal(await creator(alice), alice.id)
  t.equal(await creator(bob), userIdOf(JID))
  t.equal(await creator(mallory), userIdOf(JID))
  t.match((await bob.gets(`/rooms?creator=${alice.id}`)).body, { total: 0 })
  t.match((await alice.gets(`/rooms?creator=${alice.id}`)).body, { total: 1 })
})

t.test('a room that hides its members is not listed among the rooms of another user', async t => {
  const { alice, bob, carol, mallory } = await stage(t)
  const found = async (who: typeof bob) => (await who.gets(`/rooms?userId=${carol.id}`)).body['total']
  t.same([await found(mallory), await found(bob), await found(alice), await found(carol)], [0, 0, 1, 1])
})
