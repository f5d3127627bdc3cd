import t from 'tap'
import { RecentPresences } from '../../../src/muc/model/recent-presences.js'
import { emptyRoom } from '../../../src/muc/model/room.js'
import { xml } from '../../../src/stanza/element.js'
import { WrittenStanza } from '../../../src/stanza/stanza-text.js'
import { config } from '../../store/contract.js'

const ROOM = { jid: 'verona@rooms.localhost', id: 'v', creator: 'romeo@localhost', createdAt: 1 }
const { record } = emptyRoom({ ...ROOM, locked: false, archived: false, config })
const FACTS = { record, affiliation: 'none', hats: [] } as const
const occupant = (nick: string) => ({ nick, user: `${nick}@localhost`, role: 'participant' as const, sessions: [] })

t.test('recent presences take 8 MiB at most: with one more, all are forgotten', async t => {
  const presences = new RecentPresences()
  const presence = new WrittenStanza(xml('presence', {}, 'x'.repeat(1024 * 1024)))
  const occupants = Array.from({ length: 8 }, (_, n) => occupant(`n${n}`))
  const kept = () => occupants.map(it => presences.of(it, false) !== undefined)
  for (const it of occupants.slice(0, 7)) presences.keep(it, false, { ...FACTS, presence })
  t.same(kept(), [true, true, true, true, true, true, true, false])
  for (const it of occupants.slice(7)) presences.keep(it, false, { ...FACTS, presence })
  t.same(kept(), [false, false, false, false, false, false, false, true])
})
