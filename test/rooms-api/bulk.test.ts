import t from 'tap'
import { joins, linkedRoom } from '../invites/rest-room.js'
import { type Play, scenario } from '../scenario/index.js'

/** Juliet's room, in which romeo and mercutio are members, and all are in the room. */
async function stage(t: Play) {
  const scene = await scenario(t)
  const { juliet, romeo, mercutio } = scene
  const room = await linkedRoom(juliet)
  for (const member of [romeo, mercutio]) await joins(member, room.openInviteId)
  for (const one of [juliet, mercutio, romeo]) await one.enters(room.jid)
  for (const one of [juliet, mercutio, romeo]) await one.receivedMeanwhile()
  return { ...scene, room, base: `/api/v1/rooms/${room.id}` }
}

t.test('9.1: the people of a list of bans leave with 301, and the others see each of them go', async t => {
  const { juliet, romeo, mercutio, room, base } = await stage(t)
  const users = [romeo.bare, mercutio.bare, 'stranger@example.net']
  const banned = await juliet.calls('POST', `${base}/bans/add`, { users, reason: 'Treason' })
  t.match(banned, { status: 200, body: { data: users.map(jid => ({ result: { jid, reason: 'Treason' } })) } })
  for (const one of [romeo, mercutio]) {
    const gone = `<presence type='unavailable' from='${room.jid}/${one.name}'><x><item affiliation='outcast' role='none'>
      <reason>Treason</reason></item><status code='301'/></x></presence>`
    await juliet.receives(gone)
    await one.receives(gone)
  }
  const lifted = await juliet.calls('POST', `${base}/bans/lift`, { users })
  t.match(lifted, { status: 200, body: { data: users.map(jid => ({ result: { jid, state: 'lifted' } })) } })
})

t.test('9.4: the people of a list who are removed leave a members-only room with 321', async t => {
  const { juliet, romeo, mercutio, room, base } = await stage(t)
  const removed = await juliet.calls('POST', `${base}/members/remove`, { users: [romeo.bare, mercutio.bare] })
  t.match(removed, {
    status: 200,
    body: { data: [{ result: { state: 'removed' } }, { result: { state: 'removed' } }] },
  })
  for (const one of [romeo, mercutio]) {
    const gone = `<presence type='unavailable' from='${room.jid}/${one.name}'><x><status code='321'/></x></presence>`
    await juliet.receives(gone)
    await one.receives(gone)
  }
})

t.test('9.3: a person of a list is told of the membership, or gets an invitation and enters', async t => {
  const { juliet, actor, room, base } = await stage(t)
  const [paris, rosaline] = [await actor('paris'), await actor('rosaline')]
  const added = await juliet.calls('POST', `${base}/members/add`, { users: [paris.bare] })
  t.match(added, { status: 200, body: { data: [{ result: { user: { jid: paris.bare }, state: 'added' } }] } })
  await paris.receives(`<message from='${room.jid}'><x><item affiliation='member'/><status code='101'/></x></message>`)
  const invited = await juliet.calls('POST', `${base}/members/add`, { users: [rosaline.bare], invite: true })
  t.match(invited, { status: 200, body: { data: [{ result: { state: 'invited' } }] } })
  await rosaline.receives(`<message><x xmlns='jabber:x:conference' jid='${room.jid}'/></message>`)
  await rosaline.enters(room.jid)
})

t.test('all who wait are approved at once, and each gets the invitation', async t => {
  const { juliet, actor, base } = await stage(t)
  const { body } = await juliet.calls('POST', `${base}/links`, { admission: 'unlock_ack' })
  const { openInviteId } = (body as { data: { openInviteId: string } }).data
  const waiting = [await actor('paris'), await actor('rosaline')]
  for (const one of waiting) t.equal((await joins(one, openInviteId)).status, 403)
  const answered = await juliet.calls('POST', `${base}/requests/answer`, { decision: 'approve' })
  t.match(answered, {
    status: 200,
    body: { data: waiting.map(({ bare }) => ({ result: { user: { jid: bare }, state: 'approved' } })) },
  })
  for (const one of waiting) await one.receives(`<message><x xmlns='jabber:x:conference'/></message>`)
})
