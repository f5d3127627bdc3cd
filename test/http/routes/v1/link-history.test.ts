import t from 'tap'
import { alice, bob, invitation, JOIN } from '../../invitation.js'

const V1 = '/api/v1'

/** The history: event, actor and the user whom it concerns. */
function told(entries: unknown): unknown[] {
  const people = (entry: { event: string; by: { jid: string }; user?: { jid: string } }) => [
    entry.event,
    entry.by.jid,
    ...(entry.user ? [entry.user.jid] : []),
  ]
  return (entries as Parameters<typeof people>[0][]).map(people)
}

t.test('moderators read the history of a link, newest first, also after it has ended', async t => {
  const { api, guest, roomId } = await invitation(t)
  const plain = await api.person(alice)
  const { linkId, openInviteId } = (await plain.posts(`${V1}/rooms/${roomId}/links`, { admission: 'unlock_ack' })).body
    .data
  await guest.posts(JOIN, { openInviteId })
  await plain.posts(`${V1}/rooms/${roomId}/requests/${bob}`, { decision: 'approve' })
  await plain.patches(`${V1}/rooms/${roomId}/links/${linkId}`, { admission: 'unlock' })
  const carol = 'carol@example.org'
  await (await api.person(carol)).posts(JOIN, { openInviteId })
  await plain.deletes(`${V1}/rooms/${roomId}/links/${linkId}?removeJoiners=true`)
  const path = `${V1}/rooms/${roomId}/links/${linkId}/story`
  const { body } = await plain.gets(path)
  t.strictSame(told(body.data), [
    ['revoked', alice],
    ['removed', alice, carol],
    ['removed', alice, bob],
    ['used', carol, carol],
    ['changed', alice],
    ['used', alice, bob],
    ['asked', bob, bob],
    ['made', alice],
  ])
  const page = await plain.gets(`${path}?event=used&event=asked&limit=1&offset=1`)
  t.match(page.body, { limit: 1, offset: 1, total: 3 })
  t.strictSame(told(page.body.data), [['used', alice, bob]])
})

t.test('the history of all links to a room is for its moderators only', async t => {
  const { api, guest, roomId, openInviteId } = await invitation(t)
  await guest.posts(JOIN, { openInviteId })
  const plain = await api.person(alice)
  await plain.posts(`${V1}/rooms/${roomId}/links`, {})
  const { body } = await plain.gets(`${V1}/rooms/${roomId}/story`)
  t.strictSame(told(body.data), [
    ['made', alice],
    ['used', bob, bob],
    ['made', alice],
  ])
  const member = await api.person(bob)
  t.match(await member.gets(`${V1}/rooms/${roomId}/story`), { status: 403, body: { errorDetailsCode: 403000 } })
})
