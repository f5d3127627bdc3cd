import t from 'tap'
import { linkedRoom } from '../invites/rest-room.js'
import { sends } from '../muc/features/archived.js'
import { type Actor, type Play, scenario } from '../scenario/index.js'

type Event = { readonly kind: string; readonly by: string | null; readonly details: Readonly<Record<string, unknown>> }

/** Juliet's room, in which she and romeo are, with these fields of its configuration. She reads its events from then on. */
async function stage(t: Play, fields: Readonly<Record<string, string>>) {
  const scene = await scenario(t)
  const { juliet, romeo, room } = scene
  await juliet.enters(room)
  if (Object.keys(fields).length > 0) await juliet.configures(room, { 'muc#roomconfig_persistentroom': '1', ...fields })
  await romeo.enters(room)
  for (const one of [juliet, romeo]) await one.receivedMeanwhile()
  const path = (cursor: string) => `/api/v1/events?room=${room}&after=${cursor}&limit=1000`
  const { body } = await juliet.calls('GET', path('0'))
  let { cursor } = body as { cursor: string }
  const events = async (reader: Actor = juliet) => {
    const page = (await reader.calls('GET', path(cursor))).body as { data: Event[]; cursor: string }
    cursor = page.cursor
    return page.data.map(({ kind, by, details }) => ({ kind, by, details }))
  }
  return { ...scene, events }
}

const MESSAGES = { 'x-muc#roomconfig_messageevents': '1' }
const OCCUPANTS = { 'x-muc#roomconfig_occupantevents': '1' }

t.test('a room tells apps neither of messages nor of occupants unless its owner allows it', async t => {
  const { juliet, romeo, room, events } = await stage(t, {})
  await sends(romeo, room, '<body>Soft!</body>')
  await romeo.leaves(room)
  t.same(await events(), [])
  t.notMatch(String(await juliet.discovers('info', room)), 'roominfo_messageevents')
})

t.test('messages, corrections and retractions are told as they are, where the room allows it', async t => {
  const { juliet, romeo, room, events } = await stage(t, MESSAGES)
  t.match(String(await juliet.discovers('info', room)), 'x-muc#roominfo_messageevents', 'the room says so')
  const user = romeo.bare
  const sent = await sends(romeo, room, '<body>Soft!</body>', 'm1')
  const corrected = await sends(
    romeo,
    room,
    `<body>But soft!</body><replace xmlns='urn:xmpp:message-correct:0' id='m1'/>`,
    'm2',
  )
  const retracted = await sends(romeo, room, `<retract xmlns='urn:xmpp:message-retract:1' id='${sent}'/>`, 'm3')
  const own = { user, name: 'romeo' }
  t.same(await events(), [
    { kind: 'message.sent', by: user, details: { ...own, message: sent, clientId: 'm1', body: 'Soft!' } },
    {
      kind: 'message.corrected',
      by: user,
      details: { ...own, message: corrected, clientId: 'm2', body: 'But soft!', replaces: 'm1' },
    },
    { kind: 'message.retracted', by: user, details: { ...own, message: retracted, clientId: 'm3', retracts: sent } },
  ])
})

t.test('XEP-0425: what a moderator retracts is told with the moderator', async t => {
  const { juliet, romeo, room, events } = await stage(t, MESSAGES)
  const sent = await sends(romeo, room, '<body>Soft!</body>')
  await juliet.asks(
    `<iq type='set' to='${room}'><moderate xmlns='urn:xmpp:message-moderate:1' id='${sent}'>
      <retract xmlns='urn:xmpp:message-retract:1'/></moderate></iq>`,
  )
  const [, moderated, ...more] = await events()
  t.match(moderated, { kind: 'message.retracted', by: juliet.bare, details: { retracts: sent } })
  t.same(more, [])
})

t.test('a long text is told in part; what has no text, and what is to be stored nowhere, is not told', async t => {
  const { romeo, room, events } = await stage(t, MESSAGES)
  await sends(romeo, room, `<body>${'x'.repeat(2000)}</body>`)
  await sends(romeo, room, `<body>psst</body><no-store xmlns='urn:xmpp:hints'/>`)
  await sends(romeo, room, `<composing xmlns='http://jabber.org/protocol/chatstates'/>`)
  const told = await events()
  t.match(told, [{ kind: 'message.sent', details: { body: 'x'.repeat(1000) } }])
  t.same([told.length, String(told[0]?.details['body']).length], [1, 1000])
})

t.test('what was not stored is not told', async t => {
  const { romeo, room, events, store } = await stage(t, MESSAGES)
  store.failNextCommit()
  romeo.sends(`<message to='${room}' type='groupchat' id='lost'><body>Soft!</body></message>`)
  await romeo.receives(`<message type='error' id='lost'/>`)
  t.same(await events(), [])
})

t.test('entering and leaving are told once for each occupant, where the room allows it', async t => {
  const { juliet, romeo, actor, room, events } = await stage(t, OCCUPANTS)
  const user = romeo.bare
  await romeo.leaves(room)
  await romeo.enters(room)
  const second = await actor('romeo', 'garden')
  await second.enters(room)
  await second.leaves(room)
  await juliet.asks(`<iq type='set' to='${room}'><query xmlns='http://jabber.org/protocol/muc#admin'>
    <item nick='romeo' role='none'/></query></iq>`)
  t.same(await events(), [
    { kind: 'occupant.left', by: user, details: { user, name: 'romeo' } },
    { kind: 'occupant.entered', by: user, details: { user, name: 'romeo' } },
    { kind: 'occupant.left', by: juliet.bare, details: { user, name: 'romeo' } },
  ])
})

t.test('the end of the time of a link is told once, also of one that ended while the service was down', async t => {
  const { juliet, restart, passes } = await scenario(t)
  const room = await linkedRoom(juliet)
  const made = async (lifetime: number) => {
    const { body } = await juliet.calls('POST', `/api/v1/rooms/${room.id}/links`, { lifetime })
    return (body as { data: { linkId: string } }).data.linkId
  }
  const ended = async () => {
    const { body } = await juliet.calls('GET', '/api/v1/events?after=0&kind=link.ended')
    return (body as { data: Event[] }).data.map(({ by, details }) => [by, details['link']])
  }
  const [first, second, third] = [await made(60), await made(60), await made(3600)]
  await passes(30_000)
  t.same(await ended(), [])
  await passes(31_000)
  t.same((await ended()).sort(), [first, second].map(link => [null, link]).sort())
  await passes(10 * 60_000)
  t.equal((await ended()).length, 2, 'each once')
  await restart()
  await passes(3_600_000)
  t.same((await ended()).at(-1), [null, third])
  t.equal((await ended()).length, 3)
})

t.test('more links than a portion, which end at the same time, are all told, also after a failed commit', async t => {
  const { juliet, passes, store } = await scenario(t)
  const room = await linkedRoom(juliet)
  for (let n = 0; n < 45; n++) await juliet.calls('POST', `/api/v1/rooms/${room.id}/links`, { lifetime: 60 })
  const ended = async () => {
    const { body } = await juliet.calls('GET', '/api/v1/events?after=0&limit=1000&kind=link.ended')
    return (body as { data: Event[] }).data.map(({ details }) => details['link'])
  }
  store.failNextCommit()
  await passes(61_000).catch(() => undefined)
  await passes(1000)
  const links = await ended()
  t.same([links.length, new Set(links).size], [45, 45])
})
