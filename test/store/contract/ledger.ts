import type { Test } from 'tap'
import type { OpenInvite } from '../../../src/invites/open-invite.js'
import { UNLIMITED } from '../../../src/invites/terms.js'
import type { Context } from '../../../src/muc/context.js'
import type { Occupant } from '../../../src/muc/model/occupant.js'
import type { Room } from '../../../src/muc/model/room.js'
import type { RoomConfig } from '../../../src/muc/model/room-config.js'
import { createRoom } from '../../../src/muc/operations/create-room.js'
import { OpenBatch } from '../../../src/service/open-batch.js'
import { createState } from '../../../src/state/state.js'
import type { Store } from '../../../src/store/store.js'
import { roomsSettings } from '../../settings.js'

/** The bare JID of the room in the scenes. */
export const JID = 'verona@rooms.localhost'
/** A request to load nothing, for a test to extend. */
export const NOTHING = { jids: [], roomIds: [], openInviteIds: [], creators: [], at: 0 }

const settings = roomsSettings({ maxMembers: 0, defaults: { persistent: true, historyLength: 3 } })
/** The configuration of the room in the scenes. */
export const config: RoomConfig = { ...settings.defaults, name: 'Verona' }

/** One rule that a store must fulfil. The ledger has an empty store. */
type ContractScene = (t: Test, ledger: Ledger) => Promise<void>

/** Rules by title. */
export type ContractScenes = Readonly<Record<string, ContractScene>>

/** A store with the same rooms in memory, to compare both after each commit. */
export class Ledger {
  readonly store: Store
  readonly #state = createState({ ...settings, defaults: config })
  #ids = 0

  constructor(store: Store) {
    this.store = store
  }

  async commits(work: (batch: OpenBatch, context: Context) => void): Promise<void> {
    const newId = () =>
      String(++this.#ids)
        .padStart(24, '0')
        .padEnd(32, '0')
    const batch = new OpenBatch(this.#state, { at: 1000, newId })
    work(batch, { ...this.#state, batch, capabilities: [], found: {} })
    await this.store.commit(batch.changes)
  }

  room(): Room {
    const room = this.#state.rooms.get(JID)
    if (!room) throw new Error('there is no room in memory')
    return room
  }

  async makesRoom(): Promise<Room> {
    await this.commits((_batch, context) => {
      createRoom(context, { jid: JID, creator: 'juliet@localhost', config, locked: false })
    })
    return this.room()
  }

  async reads(): Promise<Room | undefined> {
    const { rooms } = await this.store.load({ ...NOTHING, jids: [JID] })
    return rooms[0]
  }
}

/** A comparable form of a room: elements as text, and the history cut to the configured length. */
export function plain(room: Room | undefined): unknown {
  const occupants = [...(room?.occupants ?? [])].map(([nick, { sessions, ...rest }]) => {
    return [nick, { ...rest, sessions: sessions.map(({ jid, presence }) => [jid, presence]) }]
  })
  return (
    room && {
      ...room,
      maps: filled(room.maps),
      admins: undefined,
      byRole: undefined,
      occupants,
      history: room.history.slice(-room.record.config.historyLength),
    }
  )
}

/** A map without entries is none. */
function filled(maps: Room['maps']): [string, unknown][] {
  return Object.entries(maps)
    .filter(([, entries]) => entries.size > 0)
    .sort()
}

/** Romeo as a participant with this nick and one session per resource. */
export function romeo(nick: string, ...resources: string[]): Occupant {
  const presence = '<show>away</show><x xmlns="urn:example">é ☃</x>'
  const sessions = resources.map(resource => ({ jid: `romeo@localhost/${resource}`, presence }))
  return { nick, user: 'romeo@localhost', role: 'participant', sessions }
}

/** An open invite of Juliet, with these values instead of the defaults. */
export function openInvite(invite: Partial<OpenInvite>): OpenInvite {
  const standing = { linkId: 'a'.repeat(24), owner: 'juliet@localhost', createdAt: 5, isDefault: true, uses: 0 }
  return { ...standing, id: 'f'.repeat(32), roomId: '', roomType: 'default', terms: UNLIMITED, ...invite }
}
