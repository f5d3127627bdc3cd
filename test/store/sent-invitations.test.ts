import Sqlite from 'better-sqlite3'
import t from 'tap'
import { inviteStory } from '../../src/store/sqlite/migrations/018-invite-story.js'
import { sentInvitation } from '../../src/store/sqlite/migrations/024-sent-invitation.js'
import { sentInvitationStatements } from '../../src/store/tables/sent-invitations.js'

const HOUR = 60 * 60 * 1000

/** A table with at most `most` rows, which looks for old ones at every insertion. `sends` adds an invitation at an hour; `kept` gives the hours that still have one. */
function tableOf(most: number, every = 1) {
  const db = new Sqlite(':memory:')
  db.exec(inviteStory)
  db.exec(sentInvitation)
  const sent = sentInvitationStatements(db, { most, every })
  const rest = { roomId: 'r', invited: 'romeo@localhost', inviter: 'juliet@localhost', via: '' }
  return {
    sends: (hour: number) => {
      const now = { ...rest, id: String(hour), at: hour * HOUR }
      sent.write['sent-invitation']({ kind: 'sent-invitation', was: undefined, now })
    },
    kept: (...hours: number[]) => hours.filter(hour => sent.answers.sentInvitation(String(hour))),
  }
}

t.test('each new invitation deletes up to two that are older than a day', t => {
  const { sends, kept } = tableOf(10)
  for (const hour of [1, 2, 3, 20, 30]) sends(hour)
  t.same(kept(1, 2, 3, 20, 30), [3, 20, 30])
  sends(31)
  t.same(kept(1, 2, 3, 20, 30, 31), [20, 30, 31])
  t.end()
})

t.test('the limit holds independently of the age', t => {
  const { sends, kept } = tableOf(3)
  for (const hour of [50, 49, 48, 47]) sends(hour)
  t.same(kept(47, 48, 49, 50), [47, 48, 49])
  t.end()
})

t.test('old ones are looked for after several invitations, and so many are deleted then', t => {
  const { sends, kept } = tableOf(4, 3)
  for (const hour of [1, 2, 3, 4, 30]) sends(hour)
  t.same(kept(1, 2, 3, 4, 30), [1, 2, 3, 4, 30])
  sends(31)
  t.same(kept(1, 2, 3, 4, 30, 31), [30, 31])
  for (const hour of [32, 33, 34]) sends(hour)
  t.same(kept(30, 31, 32, 33, 34), [31, 32, 33, 34])
  t.end()
})
