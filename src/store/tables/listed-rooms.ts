import type { RoomRecord } from '../../muc/model/room.js'
import { folded, gramsOf } from './search-text.js'
import { type Step, statement } from './statement.js'

type Texts = { jid: string; name: string; description: string }

const DIFFERS = 'jid = @jid and (name <> @name or description <> @description)'
const WITHOUT_GRAMS = `
  from listed_room where jid = @jid and not exists (select 1 from room_gram where room_gram.rowid = listed_room.id)`

/** Keeps the table `listed_room`, and its index of texts, equal to the public rooms. Triggers count the occupants. */
export function listedRoomStatements() {
  const removeGrams = statement<Texts>(
    `delete from room_gram where rowid = (select id from listed_room where ${DIFFERS})`,
  )
  const change = statement<Texts>(`update listed_room set name = @name, description = @description where ${DIFFERS}`)
  const add = statement<Texts & { address: string }>(`
    insert into listed_room (jid, name, description, address, fewer)
    select @jid, @name, @description, @address,
      -(select count(distinct nick) from occupant_session where room = @jid)
    where not exists (select 1 from listed_room where jid = @jid)`)
  const addGrams = statement<{ jid: string; grams: string }>(
    `insert into room_gram (rowid, grams) select id, @grams ${WITHOUT_GRAMS}`,
    { postgres: `insert into room_gram (rowid, grams) select id, string_to_array(@grams, ' ') ${WITHOUT_GRAMS}` },
  )
  const remove = statement<[string]>('delete from listed_room where jid = ?')

  return {
    /** Lists a stored room, or no longer. Writes only what differs: most changes of a room leave its texts as they are. */
    *list({ jid, locked, archived, config }: RoomRecord): Iterable<Step> {
      if (!config.public || locked || archived) return yield remove.with(jid)
      const texts = { jid, name: folded(config.name), description: folded(config.description) }
      const address = folded(jid)
      yield removeGrams.with(texts)
      yield change.with(texts)
      yield add.with({ ...texts, address })
      yield addGrams.with({ jid, grams: gramsOf([texts.name, texts.description, address].join('\n')) })
    },
  }
}
