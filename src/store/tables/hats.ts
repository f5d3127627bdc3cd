import type { MapChange } from '../../muc/model/change.js'
import type { Hat } from '../../muc/model/hat.js'
import { type Reading, statement, type Written } from './statement.js'

type WearerRow = { user: string; hats: string }

/** The tables `hat` and `wearer` (XEP-0317). The hats of a user are one JSON list of URIs. */
export function hatStatements() {
  const put = statement<Hat & { room: string }>(`
    insert into hat (room, uri, title, hue) values (@room, @uri, @title, @hue)
    on conflict (room, uri) do update set title = excluded.title, hue = excluded.hue`)
  const remove = statement<[string, string]>('delete from hat where room = ? and uri = ?')
  const hats = statement<[string], Hat>('select uri, title, hue from hat where room = ? order by position')
  const putWearer = statement<WearerRow & { room: string }>(`
    insert into wearer (room, user, hats) values (@room, @user, @hats)
    on conflict (room, user) do update set hats = excluded.hats`)
  const removeWearer = statement<[string, string]>('delete from wearer where room = ? and user = ?')
  const wearers = statement<[string], WearerRow>('select user, hats from wearer where room = ? order by position')
  return {
    write: {
      hat: ({ room, key: uri, now }: MapChange<'hat'>): Written =>
        now ? put.with({ room, ...now }) : remove.with(room, uri),
      wearer: ({ room, key: user, now }: MapChange<'wearer'>): Written =>
        now ? putWearer.with({ room, user, hats: JSON.stringify(now) }) : removeWearer.with(room, user),
    },
    maps: {
      hat: (room: string): Reading<Map<string, Hat>> => hats.map(hat => [hat.uri, hat], room),
      wearer: (room: string): Reading<Map<string, readonly string[]>> =>
        wearers.map(({ user, hats }) => [user, JSON.parse(hats) as string[]], room),
    },
  }
}
