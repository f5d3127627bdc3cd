import Database from 'better-sqlite3'
import t from 'tap'
import { chance } from '../random/chance.js'
import type { Findings } from './inspection.js'
import type { Kind } from './ledger.js'
import { playOn } from './play.js'
import { openStage, type Stage } from './stage.js'
import { PATIENCE, until } from './until.js'

/*
 * Each thing that the fault suite looks for, broken on purpose once: a row is changed behind the back of the component.
 */

/** In milliseconds: how long is waited for what never comes. */
const SHORT = 3000

const KINDS: readonly Kind[] = ['message', 'affiliation', 'subject', 'name', 'room', 'link', 'join']

type Lie = {
  /** Gets a key of a fact that was acknowledged, in its two parts; the second may be empty. */
  readonly sql: string
  readonly about: Kind
}

const opened = await openStage({ on: 'dev', chance: chance(1) })
if ('skip' in opened) throw new Error(opened.skip)
const stage: Stage = opened
t.teardown(() => stage.close())

async function somethingOfEachKind({ ledger, ...stage }: Stage, since: number): Promise<void> {
  stage.busy()
  const has = (kind: Kind) => ledger.acknowledgedKeys(kind, since).length > 0
  await until(() => KINDS.every(has), { what: 'something of each kind is acknowledged' })
  await stage.calm()
}

/**
 * What is found when the component was killed, and rows were changed before it was started again. `patience`: for how
 * long it may be otherwise, in milliseconds.
 */
async function findingsAfter(lies: readonly Lie[], patience = SHORT): Promise<{ findings: Findings; keys: string[] }> {
  const since = performance.now()
  await somethingOfEachKind(stage, since)
  const keys = lies.map(({ about }) => stage.ledger.acknowledgedKeys(about, since).at(-1) ?? '')
  await stage.rig.component.endBy('SIGKILL')
  for (const [index, { sql }] of lies.entries()) {
    const [first = '', second = ''] = keys[index]?.split(' ') ?? []
    if (change(sql, { first, second }) === 0) throw new Error(`nothing was changed by ${sql}`)
  }
  await stage.rig.component.start()
  await stage.recovered(performance.now())
  return { findings: await stage.inspect(since, patience), keys }
}

function change(sql: string, values: { first?: string; second?: string }): number {
  const db = new Database(stage.rig.component.database)
  try {
    return db.prepare(sql).run(values).changes
  } finally {
    db.close()
  }
}

const LIES: readonly Lie[] = [
  { about: 'message', sql: `delete from history where room = $first and stanza like '%id="' || $second || '"%'` },
  {
    about: 'affiliation',
    sql: `insert into affiliation (room, user, affiliation, reason, since) values ($first, $second, 'owner', '', 0)
      on conflict do update set affiliation = 'owner'`,
  },
  { about: 'subject', sql: 'delete from subject where room = $first' },
  { about: 'name', sql: `update room set config = json_set(config, '$.name', 'Hall 0') where jid = $first` },
  { about: 'link', sql: 'delete from open_invite where room_id = $first' },
  { about: 'join', sql: 'delete from affiliation where room = $first and user = $second' },
]

t.test('without a lie nothing is reported', async t => {
  const sql = 'update history set at = at where room = $first'
  const { findings } = await findingsAfter([{ about: 'message', sql }], PATIENCE)
  t.same(findings.lost, [])
  t.same(findings.faults, [])
})

t.test('of each kind, what is gone or is another one is reported as lost', async t => {
  const { findings, keys } = await findingsAfter(LIES)
  for (const [index, { about }] of LIES.entries()) {
    const named = findings.lost.filter(text => text.startsWith(`${about} ${keys[index]}:`))
    t.match(named, [/acknowledged as/], about)
  }
})

t.test('a room that is gone is reported as lost', async t => {
  const { findings, keys } = await findingsAfter([{ about: 'room', sql: 'delete from room where id = $first' }])
  const named = findings.lost.filter(text => text.startsWith(`room ${keys[0]}:`))
  t.match(named, [/acknowledged as/])
})

t.test('an invitation that is gone from the outbox before the server has it is reported as lost', async t => {
  const { rig, joins, ledger } = stage
  const since = performance.now()
  const room = await joins.makeRoom()
  await rig.server.endBy('SIGKILL')
  if (room) await joins.join(room, 'stranger@localhost')
  t.same(ledger.acknowledgedKeys('join', since), [`${room?.jid} stranger@localhost`])
  await rig.component.endBy('SIGKILL')
  t.equal(change(`delete from outbox where stanza like '%stranger@localhost%'`, {}), 1)
  await Promise.all([rig.server.start(), rig.component.start()])
  await stage.recovered(performance.now())
  t.match((await stage.inspect(since, SHORT)).lost, [/^invitation .* stranger@localhost: never handed to the server$/])
})

t.test('a message that is stored twice is counted', async t => {
  const sql = `insert into history (room, id, stanza, at, sender, nick, shown, archived)
    select room, 'copy', stanza, at, sender, nick, shown, archived from history
    where room = $first and stanza like '%id="' || $second || '"%'`
  const { findings } = await findingsAfter([{ about: 'message', sql }], PATIENCE)
  t.match(findings, { lost: [], messagesTwice: 1 })
})

t.test('an occupant whom the room has forgotten is reported', async t => {
  const sql = `delete from occupant_session where room = $first and nick = 'guest0'`
  const { findings } = await findingsAfter([{ about: 'subject', sql }])
  const named = findings.faults.filter(text => text.includes('told otherwise'))
  t.match(named, [/guest0@localhost/])
})

t.test('a link that counts as used more often than people have come is reported', async t => {
  const sql = 'update open_invite set uses = 999 where room_id = $first'
  const { findings } = await findingsAfter([{ about: 'link', sql }])
  t.match(findings.faults.join(), /joins acknowledged, .* uses/)
})

t.test('what must never be in a database is reported', async t => {
  const sql = `delete from affiliation
    where affiliation = 'owner' and room = (select jid from room where id = $first)`
  const { findings } = await findingsAfter([{ about: 'room', sql }])
  t.match(findings.faults.join(), /has no owner/)
})

t.test('somebody in a room who never entered it is reported', async t => {
  const sql = `insert into occupant_session (room, session, nick, user, role, presence, spoken)
    select room, '${stage.house.collectors[0]?.jid}', 'collector0', 'collector0@localhost', role, presence, spoken
    from occupant_session where room = $first limit 1`
  const { findings } = await findingsAfter([{ about: 'subject', sql }])
  t.match(findings.faults.join('\n'), /a newcomer is shown collector0.*\na ghost: .* collector0@localhost/s)
})

t.test('rooms that do not work again are reported, with a run that did not end', async t => {
  // The clients of a component that stays dead would go on trying.
  t.teardown(() => stage.house.close())
  const hasty = { ...stage, recovered: (since: number) => stage.recovered(since, SHORT) }
  const strike = () => stage.rig.component.endBy('SIGKILL')
  const played = { name: 'left-dead', says: 'nobody starts it again', strike, isServerTrusted: true }
  const { faults, runs } = await playOn(hasty, played, { runs: 1, seed: 1 })
  t.equal(runs, 0)
  t.match(faults, [/run 1 could not be ended: .*everybody is heard in all halls: not guest/])
})
