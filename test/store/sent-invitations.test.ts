import Sqlite from 'better-sqlite3'
import t from 'tap'
import { inviteStory } from '../../src/store/sqlite/migrations/018-invite-story.js'
import { sentInvitation } from '../../src/store/sqlite/migrations/024-sent-invitation.js'
import { SqliteRunner } from '../../src/store/sqlite/runner.js'
import { sentInvitationStatements } from '../../src/store/tables/sent-invitations.js'

const HOUR = 60 * 60 * 1000

/** A table with at most `most` rows, which looks for old ones at every insertion. `sends` adds an invitation at an hour; `kept` gives the hours that still have one. */
function tableOf(most: number, every = 1) {
  const db = new Sqlite(':memory:')
  db.exec(inviteStory)
  db.exec(sentInvitation)
  const runner = new SqliteRunner(db)
  const sent = sentInvitationStatements({ most, every })
  const rest = { roomId: 'r', invited: 'romeo@localhost', inviter: 'juliet@localhost', via: '' }
  return {
    sends: (hour: number) => {
      const now = { ...rest, id: String(hour), at: hour * HOUR }
      const steps = sent.write['sent-invitation']({ kind: 'sent-invitation', was: undefined, now })
      for (const step of steps) runner.write(step)
    },
    kept: async (...hours: number[]) => {
      const found = hours.map(async hour => await runner.read(sent.answers.sentInvitation(String(hour))))
      return (await Promise.all(found)).flatMap(invitation => (invitation ? invitation.at / HOUR : []))
    },
  }
}

t.test('each new invitation deletes up to two that are older than a day', async t => {
  const { sends, kept } = tableOf(10)
  for (const hour of [1, 2, 3, 20, 30]) sends(hour)
  t.same(await kept(1, 2, 3, 20, 30), [3, 20, 30])
  sends(31)
  t.same(await kept(1, 2, 3, 20, 30, 31), [20, 30, 31])
})

t.test('the limit holds independently of the age', async t => {
  const { sends, kept } = tableOf(3)
  for (const hour of [50, 49, 48, 47]) sends(hour)
  t.same(await kept(47, 48, 49, 50), [47, 48, 49])
})

t.test('old invitations are deleted after several new ones, at most twice as many', async t => {
  const { sends, kept } = tableOf(4, 3)
  for (const hour of [1, 2, 3, 4, 30]) sends(hour)
  t.same(await kept(1, 2, 3, 4, 30), [1, 2, 3, 4, 30])
  sends(31)
  t.same(await kept(1, 2, 3, 4, 30, 31), [30, 31])
  for (const hour of [32, 33, 34]) sends(hour)
  t.same(await kept(30, 31, 32, 33, 34), [31, 32, 33, 34])
})
