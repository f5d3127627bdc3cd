import t from 'tap'
import { API } from '../../src/demo/rest.js'
import { joins, linkedRoom } from '../invites/rest-room.js'
import { type Actor, scenario } from '../scenario/index.js'

const NEWS = `<message><room xmlns='jabber:iq:configuration'/></message>`
const NAME = 'muc#roomconfig_roomname'

/** A room that was made over REST, whose members are juliet and romeo; he is not in it. */
async function withMember(juliet: Actor, romeo: Actor) {
  const room = await linkedRoom(juliet, 'public')
  await joins(romeo, room.openInviteId)
  await romeo.receives(`<message><x xmlns='jabber:x:conference'/></message>`)
  for (const who of [juliet, romeo]) await who.receivedMeanwhile()
  const news = (attributes: string, inside = '') =>
    `<message from='${room.jid}'><room xmlns='jabber:iq:configuration'
      roomid='${room.id}' roomjid='${room.jid}' ${attributes}>${inside}</room></message>`
  return { ...room, news }
}

t.test('what an owner changes by the form, all clients of the members hear, and nobody else', async t => {
  const { juliet, romeo, mercutio, actor } = await scenario(t)
  const { jid, news } = await withMember(juliet, romeo)
  const garden = await actor('juliet', 'garden')
  await mercutio.enters(jid)
  await juliet.configures(jid, { [NAME]: 'Mantua', 'muc#roomconfig_roomdesc': 'Exile' })
  for (const told of [juliet, garden, romeo]) await told.receives(news(`name='Mantua' topic='Exile'`))
  await mercutio.receivesNothing(NEWS)
})

t.test('a new avatar is told by its time, and that there is none any more', async t => {
  const { juliet, romeo } = await scenario(t)
  const { jid, news } = await withMember(juliet, romeo)
  const sets = (inside: string) =>
    juliet.asks(`<iq type='set' to='${jid}'><vCard xmlns='vcard-temp'>${inside}</vCard></iq>`)
  await sets(`<PHOTO><TYPE>image/png</TYPE><BINVAL>aGVsbG8=</BINVAL></PHOTO>`)
  const told = await romeo.receives(news(''))
  t.match(told.getChild('room')?.attrs['lastAvatarUpdateDate'], /^\d{4}-\d\d-\d\dT/)
  await sets('')
  await romeo.receives(news('', `<avatar action='delete'/>`))
})

t.test('that a room is destroyed, each member hears; that a temporary room is, nobody', async t => {
  const { juliet, romeo, room } = await scenario(t)
  const { jid, news } = await withMember(juliet, romeo)
  await juliet.destroys(jid)
  await romeo.receives(news(`userjid='${romeo.bare}' status='deleted'`))
  await juliet.receives(news(`userjid='${juliet.bare}' status='deleted'`))
  await juliet.enters(room)
  await juliet.destroys(room)
  await juliet.receivesNothing(NEWS)
})

t.test('what changes nothing of that, and what cannot be committed, is no news', async t => {
  const { juliet, romeo, store } = await scenario(t)
  const { jid } = await withMember(juliet, romeo)
  await juliet.configures(jid, { [NAME]: 'The orchard', 'muc#roomconfig_changesubject': '1' })
  store.failNextCommit()
  await juliet.configures(jid, { [NAME]: 'Mantua' })
  await romeo.receivesNothing(NEWS)
})

t.test('what is changed over REST is told too: each of it, with custom data as JSON', async t => {
  const { juliet, romeo } = await scenario(t)
  const { id, news } = await withMember(juliet, romeo)
  await juliet.calls('PUT', `${API}/rooms/${id}`, { topic: 'Exile' })
  await juliet.calls('PUT', `${API}/rooms/${id}/custom-data`, { customData: { 'a "b"': '<&>' } })
  await romeo.receives(news(`topic='Exile'`))
  const told = await romeo.receives(news(''))
  t.strictSame(JSON.parse(told.getChild('room')?.attrs['customData']), { 'a "b"': '<&>' })
  await romeo.receivesNothing(NEWS)
})
