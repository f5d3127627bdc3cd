import Sqlite from 'better-sqlite3'
import t from 'tap'
import { inviteStory } from '../../src/store/sqlite/migrations/018-invite-story.js'
import { sentInvitation } from '../../src/store/sqlite/migrations/024-sent-invitation.js'
import { guestName } from '../../src/store/sqlite/migrations/035-guest-name.js'
import { event } from '../../src/store/sqlite/migrations/043-event.js'
import { through } from '../../src/store/sqlite/migrations/047-through.js'
import { SqliteRunner } from '../../src/store/sqlite/runner.js'
import { linkHistoryStatements } from '../../src/store/tables/link-history.js'

/** A history that keeps so many events of each room. `writes` adds one; `times` and `count` tell what is left. */
function historyOf(most: number) {
  const db = new Sqlite(':memory:')
  for (const migration of [inviteStory, sentInvitation, guestName, event, through]) db.exec(migration)
  const runner = new SqliteRunner(db)
  const expireLinks = () => {
    throw new Error('No link is to be deleted.')
  }
  const history = linkHistoryStatements({ expireLinks, most })
  const writes = (roomId: string, at: number) => {
    const now = { linkId: 'l', roomId, at, event: 'made' as const, user: '', by: '', condition: '' }
    for (const step of history.write['invite-event']({ kind: 'invite-event', was: undefined, now })) runner.write(step)
  }
  const page = async (roomId: string, limit: number) =>
    await runner.read(history.answers.linkHistory({ roomId, offset: 0, limit }))
  const times = async (roomId: string) => (await page(roomId, 10_000)).events.map(({ at }) => at)
  const count = async (roomId: string) => (await page(roomId, 1)).total
  return { writes, times, count }
}

t.test('the latest events of a room are kept, independently of other rooms', async t => {
  const { writes, times } = historyOf(3)
  writes('garden', 1)
  for (const at of [2, 3, 4, 5]) writes('orchard', at)
  t.same([await times('orchard'), await times('garden')], [[5, 4, 3], [1]])
})

t.test('a long history keeps at most a 200th more than its bound', async t => {
  const { writes, times, count } = historyOf(800)
  writes('garden', 1)
  let most = 0
  for (let at = 1; at <= 1700; at++) {
    writes('orchard', at)
    most = Math.max(most, await count('orchard'))
  }
  t.ok(most >= 800 && most <= 804, String(most))
  t.same(
    (await times('orchard')).slice(0, 800),
    Array.from({ length: 800 }, (_, n) => 1700 - n),
  )
  t.same(await times('garden'), [1])
})

t.test('a history is trimmed, too, if its room adds events one at a time among those of many rooms', async t => {
  const { writes, count } = historyOf(400)
  for (let at = 1; at <= 403; at++) {
    writes('orchard', at)
    if (at > 390) for (let n = 0; n <= 1000; n++) writes(`room ${at} ${n}`, at)
  }
  t.ok((await count('orchard')) <= 402)
})
