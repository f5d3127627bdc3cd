import {
  type Intake,
  type MessageName,
  type MovingChanges,
  personalLinkKey,
  type RoomOrigin,
} from '../../moving/facts.js'
import { HAS_ID } from './history.js'
import { keyOf } from './key.js'
import { type Reading, statement, together, type Written } from './statement.js'

type IntakeRow = { id: string; taken: number; has_key: number; complete: number; at: number }
type RoomRow = { room: string; intake: string; archived: number; complete: number }

/** The tables `intake` and `intake_room`, and what a taking-in must know of others. */
export function intakeStatements() {
  return { write: intakeWriters(), answers: intakeQueries() }
}

function intakeWriters() {
  const put = statement<IntakeRow>(`
    insert into intake (id, taken, has_key, complete, at) values (@id, @taken, @has_key, @complete, @at)
    on conflict (id) do update set
      taken = excluded.taken, has_key = excluded.has_key, complete = excluded.complete`)
  const putRoom = statement<RoomRow>(`
    insert into intake_room (room, intake, archived, complete) values (@room, @intake, @archived, @complete)
    on conflict (room) do update set archived = excluded.archived, complete = excluded.complete`)
  const setKey = statement<[Buffer]>('update installation set key = ?')
  return {
    intake: ({ now: { id, taken, hasKey, isComplete, at } }: MovingChanges['intake']): Written =>
      put.with({ id, taken, has_key: Number(hasKey), complete: Number(isComplete), at }),
    'room-origin': ({ now: { room, intake, archived, isComplete } }: MovingChanges['room-origin']): Written =>
      putRoom.with({ room, intake, archived: Number(archived), complete: Number(isComplete) }),
    'installation-key': ({ now }: MovingChanges['installation-key']): Written =>
      setKey.with(Buffer.from(now, 'base64')),
  }
}

function intakeQueries() {
  const byId = statement<[string], IntakeRow>('select * from intake where id = ?')
  const ofRoom = statement<[string], RoomRow>('select * from intake_room where room = ?')
  const hasMessage = statement<MessageName, unknown>(`select 1 from history where ${HAS_ID}`)
  const hasName = statement<{ name: string }, unknown>(
    `select 1 from open_invite where id = @name union all select 1 from open_invite where link_id = @name
     union all select 1 from guest where user = @name union all select 1 from api_token where id = @name
     union all select 1 from webhook where id = @name limit 1`,
  )
  const personal = statement<[string], { owner: string; roomType: string }>(
    `select owner, room_type as "roomType" from open_invite where owner = ? and room_type <> 'default'`,
  )
  const isUsed = statement<[], number>(`
    select case when exists (select 1 from room) or exists (select 1 from user) or exists (select 1 from api_token)
      or exists (select 1 from webhook) then 1 else 0 end`).pluck()
  return {
    *intake(id: string): Reading<Intake | undefined> {
      const row = yield* byId.get(id)
      return row && fromRow(row)
    },
    *origins(rooms: readonly string[]): Reading<RoomOrigin[]> {
      return (yield* together(rooms.map(room => ofRoom.all(room)))).flat().map(originOf)
    },
    *storedIds(asked: readonly MessageName[]): Reading<MessageName[]> {
      const found = yield* together(asked.map(({ room, id }) => hasMessage.get({ room, id })))
      return asked.filter((_, n) => found[n] !== undefined)
    },
    *takenNames(names: readonly string[]): Reading<string[]> {
      const found = yield* together(names.map(name => hasName.get({ name })))
      return names.filter((_, n) => found[n] !== undefined)
    },
    *personalLinks(owners: readonly string[]): Reading<string[]> {
      return (yield* together(owners.map(owner => personal.all(owner)))).flat().map(personalLinkKey)
    },
    *isNew(): Reading<boolean> {
      return (yield* isUsed.get()) === 0
    },
    *isKey(key: string): Reading<boolean> {
      return Buffer.from(key, 'base64').equals(yield* keyOf())
    },
  }
}

function fromRow({ id, taken, has_key, complete, at }: IntakeRow): Intake {
  return { id, taken, hasKey: has_key === 1, isComplete: complete === 1, at }
}

function originOf({ room, intake, archived, complete }: RoomRow): RoomOrigin {
  return { room, intake, archived: archived === 1, isComplete: complete === 1 }
}
