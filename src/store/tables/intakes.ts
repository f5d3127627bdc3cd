import {
  type Intake,
  type MessageName,
  type MovingChanges,
  personalLinkKey,
  type RoomOrigin,
} from '../../moving/facts.js'
import { HAS_ID } from './history.js'
import { keyOf } from './key.js'
import { type Reading, statement } from './statement.js'

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
    intake({ now: { id, taken, hasKey, isComplete, at } }: MovingChanges['intake']): void {
      put.run({ id, taken, has_key: Number(hasKey), complete: Number(isComplete), at })
    },
    'room-origin'({ now: { room, intake, archived, isComplete } }: MovingChanges['room-origin']): void {
      putRoom.run({ room, intake, archived: Number(archived), complete: Number(isComplete) })
    },
    'installation-key': ({ now }: MovingChanges['installation-key']): void =>
      void setKey.run(Buffer.from(now, 'base64')),
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
    `select owner, room_type as roomType from open_invite where owner = ? and room_type <> 'default'`,
  )
  const isUsed = statement<[], number>(
    `select exists (select 1 from room) or exists (select 1 from user) or exists (select 1 from api_token)
        or exists (select 1 from webhook)`,
  ).pluck()
  return {
    intake(id: string): Intake | undefined {
      const row = byId.get(id)
      return row && fromRow(row)
    },
    origins: (rooms: readonly string[]): RoomOrigin[] => rooms.flatMap(room => ofRoom.all(room)).map(originOf),
    storedIds: (asked: readonly MessageName[]): MessageName[] =>
      asked.filter(({ room, id }) => hasMessage.get({ room, id }) !== undefined),
    takenNames: (names: readonly string[]): string[] => names.filter(name => hasName.get({ name }) !== undefined),
    personalLinks: (owners: readonly string[]): string[] =>
      owners.flatMap(owner => personal.all(owner)).map(personalLinkKey),
    isNew: (): boolean => isUsed.get() === 0,
    isKey: (key: string): boolean => Buffer.from(key, 'base64').equals(keyOf()),
  }
}

function fromRow({ id, taken, has_key, complete, at }: IntakeRow): Intake {
  return { id, taken, hasKey: has_key === 1, isComplete: complete === 1, at }
}

function originOf({ room, intake, archived, complete }: RoomRow): RoomOrigin {
  return { room, intake, archived: archived === 1, isComplete: complete === 1 }
}
