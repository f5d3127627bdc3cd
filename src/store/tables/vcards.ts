import type { VcardChange } from '../../muc/model/change.js'
import type { Vcard } from '../../muc/model/room.js'
import { type Reading, statement, type Written } from './statement.js'

type Row = { room: string; vcard: string; photo_hashes: string }

/** The table `vcard` (XEP-0486). */
export function vcardStatements() {
  const put = statement<Row>(`
    insert into vcard (room, vcard, photo_hashes) values (@room, @vcard, @photo_hashes)
    on conflict (room) do update set vcard = excluded.vcard, photo_hashes = excluded.photo_hashes`)
  const remove = statement<[string]>('delete from vcard where room = ?')
  const text = statement<[string], string>('select vcard from vcard where room = ?').pluck()
  const hashes = statement<[string], string>('select photo_hashes from vcard where room = ?').pluck()
  return {
    write: {
      vcard: ({ room, now }: VcardChange): Written =>
        now ? put.with({ room, vcard: now.text, photo_hashes: JSON.stringify(now.photoHashes) }) : remove.with(room),
    },
    answers: {
      vcard: (room: string): Reading<string | undefined> => text.get(room),
    },
    *photoHashes(room: string): Reading<Vcard['photoHashes']> {
      return JSON.parse((yield* hashes.get(room)) ?? '[]') as Vcard['photoHashes']
    },
  }
}
