import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { withIntakeService } from '../../src/cli/intake-service.js'
import { examine } from '../../src/moving/examine.js'
import { readLines } from '../../src/moving/read-lines.js'
import { checkDatabase } from '../../src/store/sqlite/check.js'
import { comparable, configIn, exported, foreign, foreignRoom, imports } from './moved.js'

const OLD = 'verona@conference.old.example'
const NEW = 'verona@rooms.localhost'

/** An empty database, and the function that takes the records of another service in. */
function opened(t: Test, keys = {}) {
  const config = configIn(t.testdir(), keys)
  const of = async (kind: string) => {
    const records = await exported(config.store.sqlite.path)
    return records.filter(record => record.kind === kind)
  }
  return { config, of, takes: (records: readonly unknown[]) => imports(config, records) }
}

t.test('a room of another service gets the own domain, the defaults, and messages with their ids', async t => {
  const { config, of, takes } = opened(t)
  const more = [
    { kind: 'affiliation', room: OLD, user: 'JULIET@localhost', affiliation: 'admin', nick: 'Jule', reason: 'my love' },
    { kind: 'affiliation', room: OLD, user: 'spam.example', affiliation: 'outcast' },
  ]
  const stanza = `<message from='${OLD}/Romeo' to='a@b' xmlns='jabber:client' type='groupchat'><reply to='${OLD}/Jule' id='1' xmlns='urn:xmpp:reply:0'/><body>${OLD}</body><stanza-id xmlns='urn:xmpp:sid:0' by='${OLD}' id='7'/></message>`
  const message = { kind: 'message', room: OLD, id: '7', at: 7, nick: 'Romeo', stanza }
  t.same((await takes(foreign(foreignRoom(OLD, [], [...more, message])))).notes, [])
  t.match(await of('room'), [
    {
      room: NEW,
      owner: 'romeo@localhost',
      archived: false,
      settings: { name: 'Verona', logging: true, historyLength: 50 },
    },
  ])
  t.match(await of('affiliation'), [
    { user: 'juliet@localhost', nick: 'Jule', reason: 'my love' },
    { user: 'romeo@localhost', affiliation: 'owner' },
    { user: 'spam.example', affiliation: 'outcast' },
  ])
  const own = `<message from="${NEW}/Romeo" type="groupchat"><reply to="${NEW}/Jule" id="1" xmlns="urn:xmpp:reply:0"/><body>${OLD}</body><stanza-id xmlns="urn:xmpp:sid:0" by="${NEW}" id="7"/></message>`
  t.match(await of('message'), [{ id: '7', at: 7, nick: 'Romeo', stanza: own, shown: true, archived: true }])
  t.same(checkDatabase(config.store.sqlite.path).faults, [])
})

t.test('a query by time finds the messages of each room, also if those of another were taken in later', async t => {
  const { config, takes } = opened(t)
  const times = [1, 2, 3, 4, 5].map(at => ({ at: at * 10 }))
  const shifted = [1, 2, 3, 4, 5].map(at => ({ at: at * 10 + 5 }))
  const other = 'mantua@conference.old.example'
  await takes(foreign([...foreignRoom(OLD, times), ...foreignRoom(other, shifted)]))
  await takes(foreign(foreignRoom('late@conference.old.example', times), 'conference.old.example', 'second-export'))
  const found = (room: string, start?: number, end?: number) =>
    withIntakeService(config, async service => {
      const asked = { room: `${room}@rooms.localhost`, start, end, page: { max: 9 }, longest: 9999 }
      const { archive } = await service.lookUp({ archive: asked })
      return archive && 'messages' in archive ? archive.messages.map(({ at }) => at) : archive
    })
  for (const room of ['verona', 'late']) {
    t.same(await found(room, 20), [20, 30, 40, 50])
    t.same(await found(room, 21, 40), [30, 40])
    t.same(await found(room, undefined, 29), [10, 20])
    t.same(await found(room, 51), [])
  }
  t.same(await found('mantua', 20, 40), [25, 35])
  t.same(await found('mantua', undefined, 14), [])
})

t.test('a message of a clock that is ahead gets the time of now, so that no later message is earlier', async t => {
  const { of, takes } = opened(t)
  await takes(foreign(foreignRoom(OLD, [{ at: Date.now() + 3_600_000, id: 'ahead' }])))
  t.match(await of('message'), [{ id: 'ahead' }])
  t.ok((await of('message')).every(record => record.kind === 'message' && record.at <= Date.now()))
})

t.test('a room that exists here stays as it is, and the report says so once', async t => {
  const { config, takes } = opened(t)
  await takes(foreign(foreignRoom(OLD, [{ at: 1 }])))
  const before = comparable(await exported(config.store.sqlite.path))
  const again = foreign(foreignRoom(OLD, [{ at: 1 }, { at: 2 }]), 'conference.old.example', 'another-export')
  const { notes, leftOut } = await takes(again)
  t.match(notes, [{ record: 2, room: OLD, isLeftOut: true, text: `There is a room ${NEW} already.` }])
  t.equal(notes.length, 1)
  t.equal(leftOut, 4)
  t.same(comparable(await exported(config.store.sqlite.path)), before)
})

t.test('what the rules of the service forbid is left out and told, and the rest is taken in', async t => {
  const { config, of, takes } = opened(t, { rooms: { maxMembers: 2 } })
  const affiliation = (user: string, more = {}) => {
    return { kind: 'affiliation', room: OLD, user, affiliation: 'member', ...more }
  }
  const message = (stanza: string, id: string, more = {}) => {
    return { kind: 'message', room: OLD, id, at: 1, nick: 'R', stanza, ...more }
  }
  const deep = `<message>${'<a>'.repeat(200)}${'</a>'.repeat(200)}</message>`
  const more = [
    affiliation('juliet@localhost', { nick: 'J' }),
    affiliation('paris@localhost'),
    affiliation('not an address'),
    affiliation('romeo@localhost'),
    affiliation('example.org'),
    {
      kind: 'entry',
      room: OLD,
      entry: 'registration',
      key: 'juliet@localhost',
      value: { nick: '', answers: {}, via: '', at: 1 },
    },
    { kind: 'entry', room: OLD, entry: 'hat', key: 'urn:a', value: { uri: 'urn:b', title: '', hue: '' } },
    { kind: 'avatar', room: OLD, vcard: '<vCard xmlns="vcard-temp"><PHOTO><BINVAL>%</BINVAL></PHOTO></vCard>' },
    { kind: 'subject', room: OLD, text: 'x'.repeat(5000), nick: '', at: 1 },
    message('<message', 'm1'),
    message('<presence/>', 'm2'),
    message(deep, 'm3'),
    message('<message><body>&#1;</body></message>', 'm6'),
    message('<message><body>a</body></message>', 'm4', { at: Date.now() + 9e9 }),
    message('<message><body>a</body></message>', 'm5'),
    message('<message><body>b</body></message>', 'm5'),
    { kind: 'room-end', room: 'other@conference.old.example' },
  ]
  const { notes } = await takes(foreign(foreignRoom(OLD, [], more)))
  t.match(
    notes.map(({ text }) => text),
    [
      /has its 2 members/,
      /expected the address of a person/,
      /romeo@localhost stays an owner/,
      /has its 2 members|expected the address/,
      /has an affiliation/,
      /another URI/,
      /not valid base64/,
      /at most 4000/,
      /not one <message\/>/,
      /not one <message\/>/,
      /not one <message\/>/,
      /not one <message\/>/,
      /of the future/,
      /id m5 exists/,
      /not between the beginning and the end/,
    ],
  )
  t.equal(notes.length, 15)
  t.match(await of('message'), [{ id: 'm5' }])
  t.match(await of('room'), [{ archived: false }])
  t.same(checkDatabase(config.store.sqlite.path).faults, [])
})

t.test('a room without its end stays archived, so that nobody enters it without its bans', async t => {
  const { of, takes } = opened(t)
  const { notes } = await takes(foreign(foreignRoom(OLD).slice(0, -1)))
  t.match(notes, [{ text: /has no end/ }])
  t.match(await of('room'), [{ archived: true }])
})

t.test('a link that would open a room of this service is left out', async t => {
  const { of, takes } = opened(t)
  await takes(foreign(foreignRoom(OLD)))
  const [room] = await of('room')
  const roomId = room?.kind === 'room' ? room.id : ''
  const terms = {
    label: '',
    expiresAt: 0,
    maxUses: 0,
    grants: 'moderator',
    admission: 'unlock',
    paused: false,
    domains: [],
    guests: 'no',
  }
  const link = {
    kind: 'link',
    id: 'a'.repeat(32),
    linkId: 'a',
    roomId,
    owner: 'mercutio@localhost',
    createdAt: 1,
    roomType: 'default',
    isDefault: false,
    uses: 0,
    terms,
  }
  const { notes } = await takes(foreign([link], 'conference.old.example', 'with-a-link'))
  t.match(notes, [{ isLeftOut: true, text: `The id ${roomId} is that of a room here.` }])
  t.same(await of('link'), [])
})

t.test('a file says the line and what was expected, without the value', async t => {
  const folder = t.testdir()
  const file = join(folder, 'records.jsonl')
  const lines = foreign(foreignRoom(OLD, [{ at: 1 }])).map(record => JSON.stringify(record))
  const checks = async (changed: readonly string[]) => {
    writeFileSync(file, changed.map(line => `${line}\n`).join(''))
    return (await examine(readLines(file, 5000))).problems
  }
  const counts = JSON.stringify({ kind: 'end', counts: { header: 1, room: 1, message: 1, 'room-end': 1 } })
  const good = [...lines.slice(0, -1), counts]
  t.same(await checks(good), [])
  const bad = (line: number, text: string) => good.map((was, index) => (index === line - 1 ? text : was))
  const first = async (line: number, text: string) => (await checks(bad(line, text)))[0]
  const room = { kind: 'room', room: OLD, owner: 'romeo@localhost' }
  t.match(await first(1, '{"kind":"room"}'), { line: 1, text: /room: expected/ })
  t.match(
    await first(1, JSON.stringify({ kind: 'header', format: 2, id: '12345678', domain: 'x', at: 1, product: '' })),
    { line: 1, text: /later Latchstring/ },
  )
  t.match(await first(2, '{'), { line: 2, text: 'the line: expected a JSON object' })
  t.match(await first(2, '7'), { line: 2, text: /^kind: expected one of/ })
  t.match(await first(2, `"${'x'.repeat(5001)}"`), { line: 2, text: 'the line: expected at most 5000 bytes' })
  t.match(await first(2, JSON.stringify({ ...room, settings: { maxUsers: 'secret' } })), {
    line: 2,
    text: 'settings.maxUsers: expected a whole number from 0 to 1000000',
  })
  t.match(await first(2, JSON.stringify({ ...room, settings: {}, more: 1 })), { line: 2, text: /^more: expected/ })
  t.match(await first(4, good[2] ?? ''), { line: 5, text: /room-end/ })
  t.match(await first(5, JSON.stringify({ kind: 'end', counts: { message: 2 } })), { line: 5, text: /^counts\./ })
  t.match(await checks(good.slice(0, -1)), [{ line: 5, text: /not complete/ }])
  t.match(await checks([]), [{ text: /not complete/ }])
})
