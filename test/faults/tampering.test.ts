import Database from 'better-sqlite3'
import t from 'tap'
import { chance } from '../random/chance.js'
import type { Findings } from './inspection.js'
import type { Kind } from './ledger.js'
import { runCaseOn } from './run-case.js'
import { openStage, type Stage } from './stage.js'
import { TIMEOUT, until } from './until.js'

/*
 * Tampers with each kind of fact in the database while the component is down: the suite must report it.
 */

/** Milliseconds; long enough for what does arrive when it is going to. */
const SHORT = 3000

const KINDS: readonly Kind[] = ['message', 'affiliation', 'subject', 'name', 'room', 'link', 'join']

type Tampering = {
  /** Gets the two parts of the key of an acknowledged fact; the second may be empty. */
  readonly sql: string
  readonly about: Kind
}

const opened = await openStage({ on: 'dev', chance: chance(1) })
if ('skip' in opened) throw new Error(opened.skip)
const stage: Stage = opened
t.teardown(() => stage.close())

async function somethingOfEachKind({ ledger, ...stage }: Stage, since: number): Promise<void> {
  stage.startLoad()
  const has = (kind: Kind) => ledger.acknowledgedKeys(kind, since).length > 0
  await until(() => KINDS.every(has), { what: 'a fact of each kind is acknowledged' })
  await stage.stopLoad()
}

/**
 * Kills the component, changes rows, restarts it and inspects. `timeout`: how long the inspection waits for missing
 * facts, in milliseconds.
 */
async function findingsAfterTampering(
  tamperings: readonly Tampering[],
  timeout = SHORT,
): Promise<{ findings: Findings; keys: string[] }> {
  const since = performance.now()
  await somethingOfEachKind(stage, since)
  const keys = tamperings.map(({ about }) => stage.ledger.acknowledgedKeys(about, since).at(-1) ?? '')
  await stage.harness.component.endBy('SIGKILL')
  for (const [index, { sql }] of tamperings.entries()) {
    const [first = '', second = ''] = keys[index]?.split(' ') ?? []
    if (change(sql, { first, second }) === 0) throw new Error(`no row was changed by ${sql}`)
  }
  await stage.harness.component.start()
  await stage.recovered(performance.now())
  return { findings: await stage.inspect(since, timeout), keys }
}

function change(sql: string, values: { first?: string; second?: string }): number {
  const db = new Database(stage.harness.component.database)
  try {
    return db.prepare(sql).run(values).changes
  } finally {
    db.close()
  }
}

// A stored message has one character in the place of the text between its id and its body (`packed-stanza.ts`).
const TAMPERINGS: readonly Tampering[] = [
  {
    about: 'message',
    sql: `delete from history where room = (select number from room where jid = $first) and instr(stanza, $second || char(8)) > 0`,
  },
  {
    about: 'affiliation',
    sql: `insert into affiliation (room, user, affiliation, reason, since) values ($first, $second, 'owner', '', 0)
      on conflict do update set affiliation = 'owner'`,
  },
  { about: 'subject', sql: 'delete from subject where room = $first' },
  { about: 'name', sql: `update room set config = json_set(config, '$.name', 'Room 0') where jid = $first` },
  { about: 'link', sql: 'delete from open_invite where room_id = $first' },
  { about: 'join', sql: 'delete from affiliation where room = $first and user = $second' },
]

t.test('untampered data passes', async t => {
  const sql = 'update history set at = at where room = (select number from room where jid = $first)'
  const { findings } = await findingsAfterTampering([{ about: 'message', sql }], TIMEOUT)
  t.same(findings.lost, [])
  t.same(findings.faults, [])
})

t.test('a missing or changed fact of each kind is reported as lost', async t => {
  const { findings, keys } = await findingsAfterTampering(TAMPERINGS)
  for (const [index, { about }] of TAMPERINGS.entries()) {
    const named = findings.lost.filter(text => text.startsWith(`${about} ${keys[index]}:`))
    t.match(named, [/acknowledged as/], about)
  }
})

t.test('a deleted room is reported as lost', async t => {
  const { findings, keys } = await findingsAfterTampering([
    { about: 'room', sql: 'delete from room where id = $first' },
  ])
  const named = findings.lost.filter(text => text.startsWith(`room ${keys[0]}:`))
  t.match(named, [/acknowledged as/])
})

t.test('an invitation deleted from the outbox before the server took it is reported as lost', async t => {
  const { harness, joins, ledger } = stage
  const since = performance.now()
  const room = await joins.makeRoom()
  await harness.server.endBy('SIGKILL')
  if (room) await joins.join(room, 'stranger@localhost')
  t.same(ledger.acknowledgedKeys('join', since), [`${room?.jid} stranger@localhost`])
  await harness.component.endBy('SIGKILL')
  t.equal(change(`delete from outbox where stanza like '%stranger@localhost%'`, {}), 1)
  await Promise.all([harness.server.start(), harness.component.start()])
  await stage.recovered(performance.now())
  t.match((await stage.inspect(since, SHORT)).lost, [/^invitation .* stranger@localhost: never handed to the server$/])
})

t.test('a message that is stored twice is counted', async t => {
  const sql = `insert into history (room, id, stanza, at, sender, nick, shown, archived)
    select room, 'copy', stanza, at, sender, nick, shown, archived from history
    where room = (select number from room where jid = $first)
      and instr(stanza, $second || char(8)) > 0`
  const { findings } = await findingsAfterTampering([{ about: 'message', sql }], TIMEOUT)
  t.match(findings, { lost: [], messagesTwice: 1 })
})

t.test('an occupant missing from the stored room is reported', async t => {
  const sql = `delete from occupant_session where room = $first and nick = 'occupant0'`
  const { findings } = await findingsAfterTampering([{ about: 'subject', sql }])
  const named = findings.faults.filter(text => text.includes('was answered that it is not'))
  t.match(named, [/occupant0@localhost/])
})

t.test('a link with more uses than joiners is reported', async t => {
  const sql = 'update open_invite set uses = 999 where room_id = $first'
  const { findings } = await findingsAfterTampering([{ about: 'link', sql }])
  t.match(findings.faults.join(), /joins acknowledged, .* uses/)
})

const OF_JOIN = `from event where kind = 'member.joined' and room = $first and details ->> '$.user' = $second`

t.test('a join whose event is gone is reported as lost', async t => {
  const { findings, keys } = await findingsAfterTampering([{ about: 'join', sql: `delete ${OF_JOIN}` }])
  const named = findings.lost.filter(text => text === `event member.joined ${keys[0]}: the join is acknowledged`)
  t.equal(named.length, 1)
})

t.test('an event of what did not happen is reported, and that it was not posted', async t => {
  const sql = `insert into event (id, kind, at, room, by, details) select 'invented', kind, at, room, by, details ${OF_JOIN}`
  const { findings, keys } = await findingsAfterTampering([
    { about: 'join', sql },
    { about: 'join', sql: 'update webhook set position = (select max(position) from event)' },
  ])
  t.ok(findings.faults.includes(`event member.joined ${keys[0]}: 2 times`))
  t.match(findings.lost.join(), /event invented: member\.joined in .* was never posted/)
})

t.test('an inconsistency in the database is reported', async t => {
  const sql = `delete from affiliation
    where affiliation = 'owner' and room = (select jid from room where id = $first)`
  const { findings } = await findingsAfterTampering([{ about: 'room', sql }])
  t.match(findings.faults.join(), /has no owner/)
})

t.test('an occupant that never entered is reported', async t => {
  const sql = `insert into occupant_session (room, session, nick, user, role, presence, spoken)
    select room, '${stage.fixture.invitees[0]?.jid}', 'invitee0', 'invitee0@localhost', role, presence, spoken
    from occupant_session where room = $first limit 1`
  const { findings } = await findingsAfterTampering([{ about: 'subject', sql }])
  t.match(findings.faults.join('\n'), /a newcomer is shown [^,]*\binvitee0\b.*\na ghost: .* invitee0@localhost/s)
})

t.test('rooms that stay down are reported, and the run does not count', async t => {
  // The clients would keep trying to reconnect to the dead component's rooms.
  t.teardown(() => stage.fixture.close())
  const impatient = { ...stage, recovered: (since: number) => stage.recovered(since, SHORT) }
  const inject = () => stage.harness.component.endBy('SIGKILL')
  const faultCase = { name: 'left-dead', title: 'the component is not restarted', inject, isServerTrusted: true }
  const { faults, runs } = await runCaseOn(impatient, faultCase, { runs: 1, seed: 1 })
  t.equal(runs, 0)
  t.match(faults, [/run 1 could not be ended: .*each room reflects a message of each occupant: not occupant/])
})
