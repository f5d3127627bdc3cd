import t from 'tap'
import { textAt } from '../../src/demo/rest.js'
import { type Actor, scenario } from '../scenario/index.js'
import { linkedRoom } from './rest-room.js'

const LINKS = '/api/rainbow/enduser/v1.0/users/me/public-links'

/** Servers may take away the type `management`, so what it means is in the element alone. */
const news = (action: string, { id, room, roomType }: { id: string; room: string; roomType: string }) =>
  `<message><openinvite xmlns='jabber:iq:configuration' action='${action}'>
    <openinviteid>${id}</openinviteid><roomid>${room}</roomid><roomType>${roomType}</roomType>
    <invitationURL>https://rooms.example/${id}</invitationURL></openinvite></message>`

async function resets(owner: Actor, body?: object): Promise<string> {
  return textAt((await owner.calls('PUT', `${LINKS}/reset`, body)).body, 'data', 'openInviteId') ?? ''
}

t.test('all devices of the owner hear of a link that is made, reset and deleted', async t => {
  const { juliet, romeo, actor } = await scenario(t)
  const garden = await actor('juliet', 'garden')
  const { id: room, openInviteId } = await linkedRoom(juliet)
  const roomType = 'default'
  const reset = await resets(juliet, { roomId: room })
  await juliet.calls('PUT', `${LINKS}/unbind`, { roomId: room })
  for (const device of [juliet, garden]) {
    await device.receives(
      news('create', { id: openInviteId, room, roomType }),
      news('update', { id: reset, room, roomType }),
      news('deleted', { id: reset, room, roomType }),
    )
  }
  await romeo.receivesNothing()
})

t.test('the owner hears of a personal link that is bound to no room and that gets a new id', async t => {
  const { juliet } = await scenario(t)
  const older = '/api/rainbow/enduser/v1.0/users/me/open-invites'
  const made = await juliet.calls('POST', `${older}/reset`)
  const id = textAt(made.body, 'data', 'openInviteId') ?? ''
  const { id: room } = await linkedRoom(juliet)
  const roomType = 'personal_audio_room'
  await juliet.receives(news('create', { id, room: '', roomType }))
  await juliet.calls('PUT', `${older}/bind`, { roomId: room })
  await juliet.receives(news('update', { id, room, roomType }))
  await juliet.calls('PUT', `${older}/unbind`)
  await juliet.receives(news('update', { id, room: '', roomType }))
  await juliet.receives(news('update', { id: await resets(juliet), room: '', roomType }))
  t.pass()
})

t.test('a personal link opens no room when its room is destroyed: the owner hears it, and binds it again', async t => {
  const { juliet } = await scenario(t)
  const older = '/api/rainbow/enduser/v1.0/users/me/open-invites'
  const id = textAt((await juliet.calls('POST', `${older}/reset`)).body, 'data', 'openInviteId') ?? ''
  const [gone, next] = [await linkedRoom(juliet), await linkedRoom(juliet)]
  await juliet.calls('PUT', `${older}/bind`, { roomId: gone.id })
  await juliet.destroys(gone.jid)
  await juliet.receives(news('update', { id, room: '', roomType: 'personal_audio_room' }))
  t.match((await juliet.calls('GET', older)).body, { data: { openInviteId: id, roomId: null } })
  const bound = await juliet.calls('PUT', `${older}/bind`, { roomId: next.id })
  t.match(bound.body, { data: { openInviteId: id, roomId: next.id } })
})
