import t from 'tap'
import { scenario } from '../scenario/index.js'
import { bindsLink, joins, linkedRoom } from './rest-room.js'

t.test('a moderator gets the same link to a room each time, also after a restart', async t => {
  const { juliet, restart } = await scenario(t)
  const room = await linkedRoom(juliet)
  t.match(room.openInviteId, /^[0-9a-f]{12}4[0-9a-f]{3}[89ab][0-9a-f]{15}$/)
  t.equal(await bindsLink(juliet, room.id), room.openInviteId)
  await restart()
  t.equal(await bindsLink(juliet, room.id), room.openInviteId)
})

t.test('each moderator has a link of their own, and every one admits', async t => {
  const { juliet, romeo, mercutio, actor } = await scenario(t)
  const room = await linkedRoom(juliet)
  await juliet.administers(room.jid, `<item jid='${romeo.bare}' affiliation='admin'/>`)
  const other = await bindsLink(romeo, room.id)
  t.not(other, room.openInviteId)
  t.equal((await joins(mercutio, other)).status, 200)
  t.equal((await joins(await actor('benvolio'), room.openInviteId)).status, 200)
})

t.test('a member cannot make a link', async t => {
  const { juliet, romeo } = await scenario(t)
  const { id, openInviteId } = await linkedRoom(juliet)
  await joins(romeo, openInviteId)
  const path = '/api/rainbow/enduser/v1.0/users/me/public-links/bind'
  t.match(await romeo.calls('POST', path, { roomId: id }), { status: 403, body: { errorDetailsCode: 403000 } })
})
