import type { VcardChange } from '../../muc/model/change.js'
import type { Vcard } from '../../muc/model/room.js'
import { type Reading, statement } from './statement.js'

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
      vcard({ room, now }: VcardChange): void {
        if (now) put.run({ room, vcard: now.text, photo_hashes: JSON.stringify(now.photoHashes) })
        else remove.run(room)
      },
    },
    answers: {
      vcard: (room: string): string | undefined => text.get(room),
    },
    photoHashes: (room: string): Vcard['photoHashes'] => JSON.parse(hashes.get(room) ?? '[]') as Vcard['photoHashes'],
  }
}
