import type { RoomRecord } from '../../muc/model/room.js'
import { folded, gramsOf } from './search-text.js'
import { type Reading, statement } from './statement.js'

type Texts = { name: string; description: string; address: string }

/** Keeps the table `listed_room`, and its index of texts, equal to the public rooms. Triggers count the occupants. */
export function listedRoomStatements() {
  const listed = statement<[string], Texts & { id: number }>('select * from listed_room where jid = ?')
  const add = statement<Texts & { jid: string }>(`
    insert into listed_room (jid, name, description, address, fewer)
    values (@jid, @name, @description, @address,
      -(select count(distinct nick) from occupant_session where room = @jid))`)
  const change = statement<Texts & { id: number }>(
    'update listed_room set name = @name, description = @description, address = @address where id = @id',
  )
  const addGrams = statement<{ id: number | bigint; grams: string }>(
    'insert into room_gram (rowid, grams) values (@id, @grams)',
  )
  const removeGrams = statement<[number]>('delete from room_gram where rowid = ?')
  const remove = statement<[string]>('delete from listed_room where jid = ?')

  return {
    /** Lists a stored room, or no longer. Writes only what differs: most changes of a room leave its texts as they are. */
    list({ jid, locked, archived, config }: RoomRecord): void {
      if (!config.public || locked || archived) return void remove.run(jid)
      const texts = { name: folded(config.name), description: folded(config.description), address: folded(jid) }
      const was = listed.get(jid)
      if (was?.name === texts.name && was.description === texts.description) return
      const id = was?.id ?? add.run({ jid, ...texts }).lastInsertRowid
      if (was) {
        change.run({ id: was.id, ...texts })
        removeGrams.run(was.id)
      }
      addGrams.run({ id, grams: gramsOf(Object.values(texts).join('\n')) })
    },
  }
}
