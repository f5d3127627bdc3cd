import t from 'tap'
import { API } from '../../src/demo/rest.js'
import { joins, linkedRoom } from '../invites/rest-room.js'
import { type Actor, scenario } from '../scenario/index.js'

const NEWS = `<message><room xmlns='jabber:iq:configuration'/></message>`
const NAME = 'muc#roomconfig_roomname'

/** A room made over REST with the members juliet and romeo; romeo is not an occupant. */
async function withMember(juliet: Actor, romeo: Actor) {
  const room = await linkedRoom(juliet, 'public')
  await joins(romeo, room.openInviteId)
  await romeo.receives(`<message><x xmlns='jabber:x:conference'/></message>`)
  for (const who of [juliet, romeo]) await who.receivedMeanwhile()
  const notification = (attributes: string, inside = '') =>
    `<message from='${room.jid}'><room xmlns='jabber:iq:configuration'
      roomid='${room.id}' roomjid='${room.jid}' ${attributes}>${inside}</room></message>`
  return { ...room, notification }
}

t.test('a change by the form notifies all clients of the members, and no one else', async t => {
  const { juliet, romeo, mercutio, actor } = await scenario(t)
  const { jid, notification } = await withMember(juliet, romeo)
  const garden = await actor('juliet', 'garden')
  await mercutio.enters(jid)
  await juliet.configures(jid, { [NAME]: 'Mantua', 'muc#roomconfig_roomdesc': 'Exile' })
  for (const member of [juliet, garden, romeo]) await member.receives(notification(`name='Mantua' topic='Exile'`))
  await mercutio.receivesNothing(NEWS)
})

t.test('a new avatar is notified by its time, and so is its removal', async t => {
  const { juliet, romeo } = await scenario(t)
  const { jid, notification } = await withMember(juliet, romeo)
  const sets = (inside: string) =>
    juliet.asks(`<iq type='set' to='${jid}'><vCard xmlns='vcard-temp'>${inside}</vCard></iq>`)
  await sets(`<PHOTO><TYPE>image/png</TYPE><BINVAL>aGVsbG8=</BINVAL></PHOTO>`)
  const received = await romeo.receives(notification(''))
  t.match(received.getChild('room')?.attrs['lastAvatarUpdateDate'], /^\d{4}-\d\d-\d\dT/)
  await sets('')
  await romeo.receives(notification('', `<avatar action='delete'/>`))
})

t.test('destroying a persistent room notifies each member; the end of a temporary room does not', async t => {
  const { juliet, romeo, room } = await scenario(t)
  const { jid, notification } = await withMember(juliet, romeo)
  await juliet.destroys(jid)
  await romeo.receives(notification(`userjid='${romeo.bare}' status='deleted'`))
  await juliet.receives(notification(`userjid='${juliet.bare}' status='deleted'`))
  await juliet.enters(room)
  await juliet.destroys(room)
  await juliet.receivesNothing(NEWS)
})

t.test('a change of other settings, or one that fails to commit, is not notified', async t => {
  const { juliet, romeo, store } = await scenario(t)
  const { jid } = await withMember(juliet, romeo)
  await juliet.configures(jid, { [NAME]: 'The orchard', 'muc#roomconfig_changesubject': '1' })
  store.failNextCommit()
  await juliet.configures(jid, { [NAME]: 'Mantua' })
  await romeo.receivesNothing(NEWS)
})

t.test('each change over REST is notified, custom data as JSON', async t => {
  const { juliet, romeo } = await scenario(t)
  const { id, notification } = await withMember(juliet, romeo)
  await juliet.calls('PUT', `${API}/rooms/${id}`, { topic: 'Exile' })
  await juliet.calls('PUT', `${API}/rooms/${id}/custom-data`, { customData: { 'a "b"': '<&>' } })
  await romeo.receives(notification(`topic='Exile'`))
  const received = await romeo.receives(notification(''))
  t.strictSame(JSON.parse(received.getChild('room')?.attrs['customData']), { 'a "b"': '<&>' })
  await romeo.receivesNothing(NEWS)
})
