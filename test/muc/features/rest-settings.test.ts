import t from 'tap'
import type { Setting, SettingValue } from '../../../src/muc/model/setting.js'
import { settingsOf } from '../../../src/muc/operations/settings.js'
import { serviceCapabilities } from '../../../src/state/capabilities.js'
import { type Actor, scenario } from '../../scenario/index.js'
import { gathered } from './gathered.js'

const SETTINGS = settingsOf(serviceCapabilities('0'))

type Details = Readonly<Record<string, unknown>>

const pathOf = (room: string) => `/api/v1/rooms/${encodeURIComponent(room)}`

async function reads(actor: Actor, room: string): Promise<Details> {
  const { status, body } = await actor.calls('GET', pathOf(room))
  if (status !== 200) throw new Error(JSON.stringify(body))
  return (body as { data: Details }).data
}

const changes = (actor: Actor, room: string, body: object) => actor.calls('PATCH', pathOf(room), body)

/** A message of the room with this status code. */
const status = (room: string, code: number) =>
  `<message from='${room}' type='groupchat'><x xmlns='http://jabber.org/protocol/muc#user'>
    <status code='${code}'/></x></message>`

/** A value of the setting that differs from the present one. */
function otherValue({ type }: Setting, now: unknown): SettingValue {
  switch (type.kind) {
    case 'boolean':
      return now !== true
    case 'text':
      return now === 'en' ? 'de' : 'en'
    case 'number':
      return now === 7 ? 8 : 7
    case 'word':
      return type.words.find(word => word !== now) ?? ''
    case 'words':
      return Array.isArray(now) && now.length === 1 ? type.words.slice(0, 2) : type.words.slice(0, 1)
    case 'people':
      return ['friar@example.org']
  }
}

t.test('10.2: the occupants hear of a change over REST as of the form, and the form shows it', async t => {
  const { romeo, juliet, mercutio, room } = await gathered(t)
  t.match(await changes(romeo, room, { name: 'The ball', maxUsers: 30, logging: false, whois: 'anyone' }), {
    status: 200,
    body: { data: { name: 'The ball', maxUsers: 30, logging: false, whois: 'anyone', affiliation: 'owner' } },
  })
  for (const occupant of [romeo, juliet, mercutio]) {
    await occupant.receivesOnly(status(room, 172), status(room, 171), status(room, 104))
  }
  t.match(await romeo.readsConfiguration(room), {
    'muc#roomconfig_roomname': ['The ball'],
    'muc#roomconfig_maxusers': ['30'],
    'muc#roomconfig_whois': ['anyone'],
  })
  await changes(romeo, room, { name: 'The ball' })
  await juliet.receivesNothing()
})

t.test('each setting of the form is read and changed over REST, under the key of the configuration', async t => {
  const { romeo, room } = await scenario(t)
  await romeo.enters(room)
  const before = await reads(romeo, room)
  t.ok(SETTINGS.length > 30)
  for (const setting of SETTINGS) {
    const { key, field } = setting
    const value = otherValue(setting, before[key])
    const answer = await changes(romeo, room, { [key]: value })
    t.match(answer, { status: 200, body: { data: { [key]: value } } }, key)
    const shown = (await romeo.readsConfiguration(room))[field]
    t.strictSame(shown, setting.type.kind === 'boolean' ? [value ? '1' : '0'] : [value].flat().map(String), field)
  }
  const form = Object.keys(await romeo.readsConfiguration(room)).filter(name => name !== 'FORM_TYPE')
  const others = form.filter(name => !SETTINGS.some(({ field }) => field === name))
  // The lists of people are no settings; the password has two fields.
  const known = ['muc#roomconfig_passwordprotectedroom', 'muc#roomconfig_roomadmins', 'muc#roomconfig_roomowners']
  t.same(others.sort(), known)
})

t.test('a room over REST hides from others than its owners what they may not see', async t => {
  const { romeo, juliet, mercutio, room, actor, calls } = await gathered(t)
  romeo.sends(`<message to='${room}' type='groupchat'><subject>The feud</subject></message>`)
  await romeo.receives('<message><subject>The feud</subject></message>')
  await romeo.administers(room, `<item affiliation='admin' jid='${juliet.bare}'/>`)
  await romeo.administers(room, `<item affiliation='member' jid='${mercutio.bare}'/>`)
  await changes(romeo, room, { password: 'Mantua', membersOnly: true, public: true })
  const tybalt = await actor('tybalt')
  t.match(await reads(romeo, room), { password: 'Mantua', hasPassword: true, subject: { text: 'The feud' } })
  for (const reader of [juliet, mercutio, tybalt]) {
    const seen = await reads(reader, room)
    t.match(seen, { hasPassword: true, membersOnly: true })
    t.notOk('password' in seen, reader.name)
    t.notMatch(JSON.stringify(seen), 'Mantua')
  }
  t.equal((await reads(tybalt, room))['subject'], null, 'the subject is for members')
  for (const other of [juliet, mercutio, tybalt]) {
    t.match(await changes(other, room, { name: 'Mine' }), { status: 403, body: { errorDetailsCode: 403000 } })
    t.match(await other.calls('DELETE', pathOf(room)), { status: 403, body: { errorDetailsCode: 403000 } })
  }
  await changes(romeo, room, { public: false })
  await romeo.administers(room, `<item affiliation='outcast' jid='${mercutio.bare}'/>`)
  for (const outsider of [mercutio.bare, tybalt.bare]) {
    for (const method of ['GET', 'PATCH', 'DELETE'] as const) {
      const call = { method, path: pathOf(room), body: method === 'PATCH' ? { name: 'Mine' } : undefined }
      t.match(await calls(outsider, call), { status: 404, body: { errorDetailsCode: 404001 } }, method)
    }
  }
  t.match(await reads(juliet, room), { affiliation: 'admin' })
})

t.test('hostile settings are refused with the key, and change nothing', async t => {
  const { romeo, juliet, room } = await gathered(t)
  const before = await reads(romeo, room)
  const wrong: [string, unknown][] = [
    ['name', 'x'.repeat(256)],
    ['name', null],
    ['name', 'bell\u0007'],
    ['maxUsers', -1],
    ['maxUsers', 1.5],
    ['maxUsers', 1_000_000_000],
    ['maxUsers', '30'],
    ['moderated', 1],
    ['whois', 'nobody'],
    ['whois', ['anyone']],
    ['presenceBroadcast', ['king']],
    ['contacts', ['no address@@']],
    ['contacts', Array.from({ length: 11 }, (_, index) => `a${index}@example.org`)],
    ['lang', 'no language!'],
    ['password', ' '],
    ['voiceRequestInterval', 86_401],
    ['maxuser', 5],
    ['customData', { a: 1 }],
    ['roomJid', 'other@example.org'],
  ]
  for (const [key, value] of wrong) {
    const answer = await changes(romeo, room, { description: 'changed', [key]: value })
    t.match(answer, { status: 400, body: { errorDetailsCode: 400000 } }, `${key} ${value}`)
    t.match(JSON.stringify(answer.body), /lang|contacts|password/.test(key) ? /language|contacts|password/ : key)
    t.notMatch(JSON.stringify(answer.body), 'muc#roomconfig')
  }
  t.match(await romeo.calls('PATCH', pathOf(room), []), { status: 400 })
  t.strictSame(await reads(romeo, room), before)
  await juliet.receivesNothing()
})

t.test('8.1: an owner sets the subject over REST, also from outside, as a message does', async t => {
  const { romeo, juliet, room } = await gathered(t)
  t.match(await changes(romeo, room, { subject: 'The feud' }), {
    status: 200,
    body: { data: { subject: { text: 'The feud', nick: 'romeo' } } },
  })
  await juliet.receivesOnly(`<message from='${room}/romeo' type='groupchat'><subject>The feud</subject></message>`)
  await romeo.leaves(room)
  await juliet.receivedMeanwhile()
  await changes(romeo, room, { subject: 'The feud' })
  await juliet.receivesNothing()
  await changes(romeo, room, { subject: '' })
  await juliet.receivesOnly(`<message from='${room}/romeo' type='groupchat'><subject/></message>`)
  t.match(await changes(romeo, room, { subject: 'x'.repeat(4001) }), { status: 400 })
})

t.test('a subject over REST counts for the limit of messages of its sender', async t => {
  const { romeo, juliet, room } = await gathered(t, { limits: { messagesPerUser: 2 } })
  for (const subject of ['1', '2']) t.match(await changes(romeo, room, { subject }), { status: 200 })
  await juliet.receivedMeanwhile()
  t.match(await changes(romeo, room, { subject: '3', name: 'Verona' }), { status: 429 })
  await juliet.receivesNothing()
  t.match(await reads(romeo, room), { subject: { text: '2' }, name: '' })
})

t.test('a change over REST that cannot be stored is told to nobody', async t => {
  const { romeo, juliet, room, store } = await gathered(t)
  const before = await reads(romeo, room)
  store.failNextCommit()
  t.match(await changes(romeo, room, { name: 'Lost' }), { status: 500 })
  await juliet.receivesNothing()
  t.strictSame(await reads(romeo, room), before)
})

t.test('10.1.2: a change over REST opens a room that is locked, as the form does', async t => {
  const { romeo, juliet, room } = await scenario(t)
  romeo.sends(`<presence to='${room}/romeo'><x xmlns='http://jabber.org/protocol/muc'/></presence>`)
  await romeo.receives('<message><subject/></message>')
  t.match(await reads(romeo, room), { state: 'locked' })
  t.match(await juliet.calls('GET', pathOf(room)), { status: 404 })
  t.match(await changes(romeo, room, {}), { status: 200, body: { data: { state: 'open' } } })
  await juliet.enters(room)
})

t.test('a room is made over REST with its settings: private and persistent if they say nothing else', async t => {
  const { romeo, juliet } = await scenario(t)
  const makes = (body: object) => romeo.calls('POST', '/api/v1/rooms', body)
  const made = await makes({ name: 'The orchard', moderated: true, password: 'Mantua' })
  t.match(made, {
    status: 201,
    body: {
      data: {
        ...{ name: 'The orchard', moderated: true, password: 'Mantua', affiliation: 'owner', state: 'open' },
        ...{ public: false, membersOnly: true, persistent: true },
      },
    },
  })
  const { roomJid } = (made.body as { data: { roomJid: string } }).data
  t.strictSame(await reads(romeo, roomJid), (made.body as { data: object }).data)
  t.match(await juliet.calls('GET', pathOf(roomJid)), { status: 404 })
  t.match(await makes({ public: true, membersOnly: false }), { status: 201 })
  t.match(await makes({ persistent: false }), { status: 400 }, 'it would stay until a first occupant has left')
  t.match(await makes({ lang: 'no language!' }), { status: 400 })
  t.match(await changes(romeo, roomJid, { persistent: false }), { status: 409 }, 'it is empty and would end')
})

t.test('10.9: a room is destroyed over REST with a reason and an alternate room', async t => {
  const { romeo, juliet, mercutio, room, domain } = await gathered(t)
  const path = pathOf(room)
  t.match(await romeo.calls('DELETE', `${path}?alternate=nowhere@@`), { status: 400 })
  t.match(await romeo.calls('DELETE', `${path}?reason=${'x'.repeat(1001)}`), { status: 400 })
  t.match(await romeo.calls('DELETE', `${path}?reason=A%20plague&alternate=mantua@${domain}`), { status: 200 })
  for (const occupant of [romeo, juliet, mercutio]) {
    await occupant.receives(`<presence type='unavailable' from='${room}/${occupant.name}'>
      <x xmlns='http://jabber.org/protocol/muc#user'><destroy jid='mantua@${domain}'><reason>A plague</reason></destroy>
      </x></presence>`)
  }
  t.match(await romeo.calls('GET', path), { status: 404, body: { errorDetailsCode: 404001 } })
})
