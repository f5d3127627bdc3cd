import t from 'tap'
import { textAt } from '../../src/demo/rest.js'
import { type Actor, scenario } from '../scenario/index.js'
import { linkedRoom } from './rest-room.js'

const LINKS = '/api/rainbow/enduser/v1.0/users/me/public-links'

/** Servers may remove the type `management`, so clients must rely on the element alone. */
const notification = (action: string, { id, room, roomType }: { id: string; room: string; roomType: string }) =>
  `<message><openinvite xmlns='jabber:iq:configuration' action='${action}'>
    <openinviteid>${id}</openinviteid><roomid>${room}</roomid><roomType>${roomType}</roomType>
    <invitationURL>https://rooms.example/${id}</invitationURL></openinvite></message>`

async function resets(owner: Actor, body?: object): Promise<string> {
  return textAt((await owner.calls('PUT', `${LINKS}/reset`, body)).body, 'data', 'openInviteId') ?? ''
}

t.test('all clients of the owner are notified when a link is made, reset and deleted', async t => {
  const { juliet, romeo, actor } = await scenario(t)
  const garden = await actor('juliet', 'garden')
  await juliet.usesFamilyClient()
  const { id: room, openInviteId } = await linkedRoom(juliet)
  const roomType = 'default'
  const reset = await resets(juliet, { roomId: room })
  await juliet.calls('PUT', `${LINKS}/unbind`, { roomId: room })
  for (const device of [juliet, garden]) {
    await device.receives(
      notification('create', { id: openInviteId, room, roomType }),
      notification('update', { id: reset, room, roomType }),
      notification('deleted', { id: reset, room, roomType }),
    )
  }
  await romeo.receivesNothing()
})

t.test('the owner is notified when an unbound personal link gets a new id', async t => {
  const { juliet } = await scenario(t)
  await juliet.usesFamilyClient()
  const older = '/api/rainbow/enduser/v1.0/users/me/open-invites'
  const made = await juliet.calls('POST', `${older}/reset`)
  const id = textAt(made.body, 'data', 'openInviteId') ?? ''
  const { id: room } = await linkedRoom(juliet)
  const roomType = 'personal_audio_room'
  await juliet.receives(notification('create', { id, room: '', roomType }))
  await juliet.calls('PUT', `${older}/bind`, { roomId: room })
  await juliet.receives(notification('update', { id, room, roomType }))
  await juliet.calls('PUT', `${older}/unbind`)
  await juliet.receives(notification('update', { id, room: '', roomType }))
  await juliet.receives(notification('update', { id: await resets(juliet), room: '', roomType }))
  t.pass()
})

t.test('destroying the room unbinds a personal link: the owner is notified and binds it again', async t => {
  const { juliet } = await scenario(t)
  await juliet.usesFamilyClient()
  const older = '/api/rainbow/enduser/v1.0/users/me/open-invites'
  const id = textAt((await juliet.calls('POST', `${older}/reset`)).body, 'data', 'openInviteId') ?? ''
  const [gone, next] = [await linkedRoom(juliet), await linkedRoom(juliet)]
  await juliet.calls('PUT', `${older}/bind`, { roomId: gone.id })
  await juliet.destroys(gone.jid)
  await juliet.receives(notification('update', { id, room: '', roomType: 'personal_audio_room' }))
  t.match((await juliet.calls('GET', older)).body, { data: { openInviteId: id, roomId: null } })
  const bound = await juliet.calls('PUT', `${older}/bind`, { roomId: next.id })
  t.match(bound.body, { data: { openInviteId: id, roomId: next.id } })
})
