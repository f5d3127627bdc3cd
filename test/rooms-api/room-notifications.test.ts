import t from 'tap'
import { API } from '../../src/demo/rest.js'
import { joins, linkedRoom } from '../invites/rest-room.js'
import { type Scene, scenario } from '../scenario/index.js'

const NEWS = `<message><room xmlns='jabber:iq:configuration'/></message>`
const SECOND = 1000
const DAY = 24 * 60 * 60 * SECOND
const NAME = 'muc#roomconfig_roomname'

/** A room made over REST with the members juliet and romeo, who use clients of the family; romeo is not an occupant. */
async function withMember({ juliet, romeo, passes }: Pick<Scene, 'juliet' | 'romeo' | 'passes'>) {
  for (const who of [juliet, romeo]) await who.usesFamilyClient()
  const room = await linkedRoom(juliet, 'public')
  await joins(romeo, room.openInviteId)
  await romeo.receives(`<message><x xmlns='jabber:x:conference'/></message>`)
  await passes(SECOND)
  for (const who of [juliet, romeo]) await who.receivedMeanwhile()
  const notification = (attributes: string, inside = '') =>
    `<message from='${room.jid}'><room xmlns='jabber:iq:configuration'
      roomid='${room.id}' roomjid='${room.jid}' ${attributes}>${inside}</room></message>`
  return { ...room, notification }
}

t.test('a change by the form notifies all clients of the members, and no one else', async t => {
  const scene = await scenario(t)
  const { juliet, romeo, mercutio, actor } = scene
  const { jid, notification } = await withMember(scene)
  const garden = await actor('juliet', 'garden')
  await mercutio.enters(jid)
  await juliet.configures(jid, { [NAME]: 'Mantua', 'muc#roomconfig_roomdesc': 'Exile' })
  for (const member of [juliet, garden, romeo]) await member.receives(notification(`name='Mantua' topic='Exile'`))
  await mercutio.receivesNothing(NEWS)
})

t.test('a new avatar is notified by its time, and so is its removal', async t => {
  const scene = await scenario(t)
  const { juliet, romeo, passes } = scene
  const { jid, notification } = await withMember(scene)
  const sets = (inside: string) =>
    juliet.asks(`<iq type='set' to='${jid}'><vCard xmlns='vcard-temp'>${inside}</vCard></iq>`)
  await sets(`<PHOTO><TYPE>image/png</TYPE><BINVAL>aGVsbG8=</BINVAL></PHOTO>`)
  const received = await romeo.receives(notification(''))
  t.match(received.getChild('room')?.attrs['lastAvatarUpdateDate'], /^\d{4}-\d\d-\d\dT/)
  await passes(SECOND)
  await sets('')
  await romeo.receives(notification('', `<avatar action='delete'/>`))
})

t.test('destroying a persistent room notifies each member; the end of a temporary room does not', async t => {
  const scene = await scenario(t)
  const { juliet, romeo, room } = scene
  const { jid, notification } = await withMember(scene)
  await juliet.destroys(jid)
  await romeo.receives(notification(`userjid='${romeo.bare}' status='deleted'`))
  await juliet.receives(notification(`userjid='${juliet.bare}' status='deleted'`))
  await juliet.enters(room)
  await juliet.destroys(room)
  await juliet.receivesNothing(NEWS)
})

t.test('a change of other settings, or one that fails to commit, is not notified', async t => {
  const scene = await scenario(t)
  const { juliet, romeo, store } = scene
  const { jid } = await withMember(scene)
  await juliet.configures(jid, { [NAME]: 'The orchard', 'muc#roomconfig_changesubject': '1' })
  store.failNextCommit()
  await juliet.configures(jid, { [NAME]: 'Mantua' })
  await romeo.receivesNothing(NEWS)
})

t.test('each change over REST is notified, custom data as JSON', async t => {
  const scene = await scenario(t)
  const { juliet, romeo, passes } = scene
  const { id, notification } = await withMember(scene)
  await juliet.calls('PUT', `${API}/rooms/${id}`, { topic: 'Exile' })
  await passes(SECOND)
  await juliet.calls('PUT', `${API}/rooms/${id}/custom-data`, { customData: { 'a "b"': '<&>' } })
  await romeo.receives(notification(`topic='Exile'`))
  const received = await romeo.receives(notification(''))
  t.strictSame(JSON.parse(received.getChild('room')?.attrs['customData']), { 'a "b"': '<&>' })
  await romeo.receivesNothing(NEWS)
})

t.test(
  'XMPP clients that are no clients of the family get no message of the type management, whatever changes',
  async t => {
    const { juliet, romeo, mercutio, actor, passes } = await scenario(t)
    const { id, jid, openInviteId } = await linkedRoom(juliet, 'public')
    for (const who of [juliet, romeo]) await who.enters(jid)
    const links = `${API}/users/me/public-links`
    const changes: (() => Promise<unknown>)[] = [
      () => joins(romeo, openInviteId),
      () => joins(mercutio, openInviteId),
      () => juliet.administers(jid, `<item jid='${romeo.bare}' affiliation='admin'/>`),
      () => juliet.calls('PUT', `${API}/rooms/${id}`, { name: 'Mantua', topic: 'Exile' }),
      () => juliet.calls('PUT', `${API}/rooms/${id}/custom-data`, { customData: { a: 1 } }),
      () =>
        juliet.asks(`<iq type='set' to='${jid}'><vCard xmlns='vcard-temp'><PHOTO><TYPE>image/png</TYPE>
      <BINVAL>aGVsbG8=</BINVAL></PHOTO></vCard></iq>`),
      () => juliet.calls('PUT', `${links}/reset`, { roomId: id }),
      () => juliet.calls('PUT', `${links}/unbind`, { roomId: id }),
      () => juliet.calls('DELETE', `${API}/rooms/${id}/users/${mercutio.bare}`),
      () => juliet.calls('DELETE', `${API}/rooms/${id}`),
    ]
    const garden = await actor('juliet', 'garden')
    for (const change of changes) {
      await change()
      await passes(SECOND)
      for (const who of [juliet, garden, romeo, mercutio]) {
        const received = await who.receivedMeanwhile()
        t.same(
          received.filter(({ attrs }) => attrs['type'] === 'management'),
          [],
        )
      }
    }
  },
)

t.test(
  'a person gets news for 30 days after the last request of a client of the family, also after a restart',
  async t => {
    const scene = await scenario(t)
    const { juliet, romeo, passes, restart } = scene
    const { id, notification } = await withMember(scene)
    await passes(29 * DAY)
    await juliet.usesFamilyClient()
    await restart()
    await juliet.calls('PUT', `${API}/rooms/${id}`, { name: 'Mantua' })
    for (const who of [juliet, romeo]) await who.receives(notification(`name='Mantua'`))
    await passes(2 * DAY)
    await juliet.calls('PUT', `${API}/rooms/${id}`, { name: 'Padua' })
    await juliet.receives(notification(`name='Padua'`))
    await romeo.receivesNothing(NEWS)
  },
)
