import Sqlite from 'better-sqlite3'
import t from 'tap'
import { linkHistoryStatements } from '../../src/store/sqlite/link-history.js'
import { inviteStory } from '../../src/store/sqlite/migrations/018-invite-story.js'
import { sentInvitation } from '../../src/store/sqlite/migrations/024-sent-invitation.js'
import { guestName } from '../../src/store/sqlite/migrations/035-guest-name.js'

t.test('the latest events of a room are kept, independently of other rooms', t => {
  const db = new Sqlite(':memory:')
  db.exec(inviteStory)
  db.exec(sentInvitation)
  db.exec(guestName)
  const history = linkHistoryStatements(db, { expireLinks: () => undefined, most: 3 })
  const writes = (roomId: string, at: number) => {
    const now = { linkId: 'l', roomId, at, event: 'made' as const, user: '', by: '', condition: '' }
    history.write['invite-event']({ kind: 'invite-event', was: undefined, now })
  }
  const times = (roomId: string) =>
    history.answers.linkHistory({ roomId, offset: 0, limit: 10 }).events.map(({ at }) => at)
  writes('garden', 1)
  for (const at of [2, 3, 4, 5]) writes('orchard', at)
  t.same([times('orchard'), times('garden')], [[5, 4, 3], [1]])
  t.end()
})
