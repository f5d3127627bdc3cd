import { changeAffiliation } from '../../../src/muc/operations/change-affiliation.js'
import { createRoom } from '../../../src/muc/operations/create-room.js'
import type { UserRoomsLookup } from '../../../src/rooms-api/questions.js'
import { userIdOf } from '../../../src/rooms-api/user-id.js'
import type { StoredChange } from '../../../src/store/store.js'
import { historyMessage } from '../../history-message.js'
import { type ContractScenes, config, JID, NOTHING, openInvite, plain, romeo } from './ledger.js'

const LISTED = { rooms: { page: { max: 10 }, order: 'address' } } as const

const subject = { text: 'Love', nick: 'Romeo', user: 'romeo@localhost', at: 8 }

/** What every store must fulfil for rooms. */
export const roomScenes: ContractScenes = {
  'a room is read back completely: record, affiliations, occupants, subject and history': async (t, ledger) => {
    await ledger.makesRoom()
    await ledger.commits(batch => {
      const entry = { affiliation: 'outcast' as const, reason: 'a feud; "<&>\'', since: 7, nick: '', visited: 0 }
      const member = { affiliation: 'member' as const, reason: '', since: 9, nick: 'Hag "66"', visited: 0 }
      const admin = { ...member, affiliation: 'admin' as const, nick: '' }
      batch.change({ kind: 'affiliation', room: JID, user: 'paris@localhost', was: undefined, now: admin })
      batch.change({ kind: 'affiliation', room: JID, user: 'hag@localhost', was: undefined, now: member })
      batch.change({ kind: 'affiliation', room: JID, user: 'tybalt@localhost', was: undefined, now: entry })
      batch.change({ kind: 'occupant', room: JID, nick: 'Romeo', was: undefined, now: romeo('Romeo', 'b', 'a') })
      batch.change({ kind: 'subject', room: JID, was: undefined, now: subject })
      const now = { nick: 'Cat', answers: { 'muc#register_faqentry': 'Prince;\n"<&>\'' }, via: '', at: 8 }
      batch.change({ kind: 'registration', room: JID, key: 'tybalt@localhost', was: undefined, now })
      batch.change({ kind: 'message-count', room: JID, hour: 5, was: undefined, now: 1 })
      batch.change({ kind: 'message-count', room: JID, hour: 5, was: 1, now: 2 })
      batch.change({ kind: 'message-count', room: JID, hour: 30, was: undefined, now: 1 })
      batch.change({ kind: 'voice-request', room: JID, key: 'tybalt@localhost', was: undefined, now: 8 })
      batch.change({ kind: 'voice-request', room: JID, key: 'hag@localhost', was: undefined, now: 8 })
      batch.change({ kind: 'voice-request', room: JID, key: 'hag@localhost', was: 8, now: undefined })
      batch.change({ kind: 'told-request', room: JID, key: 'tybalt@localhost', was: undefined, now: 8 })
      batch.change({ kind: 'told-request', room: JID, key: 'hag@localhost', was: undefined, now: 8 })
      batch.change({ kind: 'told-request', room: JID, key: 'hag@localhost', was: 8, now: undefined })
      for (const id of ['1', '2', '3', '4']) {
        batch.change({ kind: 'history', room: JID, was: undefined, now: historyMessage({ id }) })
      }
    })
    t.same(plain(await ledger.reads()), plain(ledger.room()))
    t.equal((await ledger.reads())?.history.length, 3)
  },

  'replaced and removed values are replaced and removed in the store': async (t, ledger) => {
    const { record } = await ledger.makesRoom()
    const [one, two] = [romeo('Romeo', 'a', 'b'), romeo('Romeo', 'b')]
    await ledger.commits(batch => {
      batch.change({ kind: 'occupant', room: JID, nick: 'Romeo', was: undefined, now: one })
      batch.change({ kind: 'subject', room: JID, was: undefined, now: subject })
    })
    await ledger.commits(batch => {
      batch.change({ kind: 'occupant', room: JID, nick: 'Romeo', was: one, now: two })
      batch.change({ kind: 'occupant', room: JID, nick: 'Romeo', was: two, now: undefined })
      batch.change({
        kind: 'occupant',
        room: JID,
        nick: 'R',
        was: undefined,
        now: { ...two, nick: 'R', role: 'visitor' },
      })
      batch.change({ kind: 'subject', room: JID, was: subject, now: undefined })
      batch.change({ kind: 'affiliation', room: JID, user: 'juliet@localhost', was: undefined, now: undefined })
      batch.change({ kind: 'record', room: JID, was: record, now: { ...record, archived: true } })
    })
    t.same(plain(await ledger.reads()), plain(ledger.room()))
  },

  'a destroyed room is removed with all of its parts; a new room at its address is empty': async (t, ledger) => {
    const room = await ledger.makesRoom()
    await ledger.commits(batch => {
      batch.change({ kind: 'occupant', room: JID, nick: 'Romeo', was: undefined, now: romeo('Romeo', 'a') })
      batch.change({ kind: 'history', room: JID, was: undefined, now: historyMessage({ id: '1' }) })
      batch.change({ kind: 'room', jid: JID, was: room, now: undefined })
    })
    t.equal(await ledger.reads(), undefined)
    await ledger.makesRoom()
    t.same(plain(await ledger.reads()), plain(ledger.room()))
  },

  'a tombstone is loaded for an address without a room until it is removed': async (t, ledger) => {
    const tombstone = {
      jid: JID,
      until: 5,
      alternate: 'coven@rooms.localhost',
      known: ['romeo@localhost'],
      creator: '',
    }
    const open = { ...tombstone, jid: `public-${JID}`, known: undefined, creator: 'juliet@localhost' }
    await ledger.commits(batch => {
      for (const now of [tombstone, open]) batch.change({ kind: 'tombstone', jid: now.jid, at: 1, was: undefined, now })
    })
    const wanted = { ...NOTHING, jids: [JID, open.jid] }
    t.same((await ledger.store.load(wanted)).tombstones, [tombstone, open])
    await ledger.commits(batch => batch.change({ kind: 'tombstone', jid: JID, at: 5, was: tombstone, now: undefined }))
    t.same((await ledger.store.load(wanted)).tombstones, [open])
    const later = { ...tombstone, until: 9 }
    await ledger.commits(batch => batch.change({ kind: 'tombstone', jid: JID, at: 6, was: undefined, now: later }))
    t.same((await ledger.store.load(wanted)).tombstones, [later], 'the other one has served its time')
    await ledger.makesRoom()
    t.same((await ledger.store.load({ ...NOTHING, jids: [JID] })).tombstones, [])
  },

  'a room is found by JID, by id and by open invite, and is loaded once': async (t, ledger) => {
    const { id } = (await ledger.makesRoom()).record
    const invite = openInvite({ roomId: id })
    await ledger.commits(batch => batch.change({ kind: 'open-invite', was: undefined, now: invite }))
    for (const wanted of [{ jids: [JID] }, { roomIds: [id] }, { openInviteIds: [invite.id] }]) {
      const { rooms, openInvites } = await ledger.store.load({ ...NOTHING, ...wanted })
      t.same([rooms.map(room => room.record.jid), openInvites], [[JID], [invite]])
    }
    const all = await ledger.store.load({ ...NOTHING, jids: [JID], roomIds: [id], openInviteIds: [invite.id] })
    t.same([all.rooms.length, all.openInvites.length], [1, 1])
  },

  'the created rooms that a user still owns are counted': async (t, ledger) => {
    await ledger.makesRoom()
    const creators = ['juliet@localhost', 'romeo@localhost']
    const counted = async () => Object.fromEntries((await ledger.store.load({ ...NOTHING, creators })).owned)
    const entry = { affiliation: 'owner', reason: '', since: 7, nick: '', visited: 0 } as const
    const romeo = { kind: 'affiliation', room: JID, user: 'romeo@localhost', was: undefined, now: entry } as const
    await ledger.commits(batch => batch.change(romeo))
    t.same(await counted(), { 'juliet@localhost': 1, 'romeo@localhost': 0 })
    const juliet = { ...romeo, user: 'juliet@localhost', was: entry, now: { ...entry, affiliation: 'admin' } } as const
    await ledger.commits(batch => batch.change(juliet))
    t.same(await counted(), { 'juliet@localhost': 0, 'romeo@localhost': 0 })
  },

  'the list of rooms contains the public rooms that are neither locked nor archived': async (t, ledger) => {
    const { record } = await ledger.makesRoom()
    t.match(await ledger.store.lookUp(LISTED), {
      rooms: { rooms: [{ id: JID, jid: JID, name: 'Verona' }], start: 0, count: 1 },
    })
    for (const hidden of [{ locked: true }, { archived: true }, { config: { ...config, public: false } }]) {
      const now = { ...record, ...hidden }
      await ledger.commits(batch => batch.change({ kind: 'record', room: JID, was: record, now }))
      t.same(
        await ledger.store.lookUp(LISTED),
        { rooms: { rooms: [], start: 0, count: 0 } },
        JSON.stringify(Object.keys(hidden)),
      )
    }
  },

  'a page of rooms goes on at any number of occupants, also at one that no room has': async (t, ledger) => {
    await ledger.makesRoom()
    const many = '9'.repeat(30)
    for (const [after, found] of [
      [`${many}/x`, [JID]],
      [`-${many}/x`, []],
      [`${'9'.repeat(400)}/x`, [JID]],
    ] as const) {
      const { rooms } = await ledger.store.lookUp({ rooms: { page: { max: 10, after }, order: 'occupants' } })
      t.same(
        rooms?.rooms.map(({ jid }) => jid),
        found,
        after,
      )
    }
  },

  'the census counts all rooms, fullest first; each session is listed once': async (t, ledger) => {
    await ledger.makesRoom()
    const empty = 'mantua@rooms.localhost'
    await ledger.commits((batch, context) => {
      createRoom(context, { jid: empty, creator: 'romeo@localhost', config, locked: true })
      batch.change({ kind: 'occupant', room: JID, nick: 'Romeo', was: undefined, now: romeo('Romeo', 'a', 'b') })
      batch.change({ kind: 'occupant', room: JID, nick: 'R', was: undefined, now: romeo('R', 'c') })
      batch.change({ kind: 'occupant', room: empty, nick: 'R', was: undefined, now: romeo('R', 'c') })
    })
    const { census, sessions } = await ledger.store.lookUp({ census: { most: 1 }, sessions: true })
    t.same(census, { total: 2, rooms: [{ jid: JID, name: 'Verona', occupants: 2 }] })
    t.same(
      [...(sessions ?? [])].sort(),
      ['a', 'b', 'c'].map(resource => `romeo@localhost/${resource}`),
    )
  },

  'the rooms of a user are listed with their users': async (t, ledger) => {
    const { record } = await ledger.makesRoom()
    const romeos = { userId: userIdOf('romeo@localhost'), reader: 'romeo@localhost', users: 2 }
    const lookup: UserRoomsLookup = { ...romeos, sort: 'name', isDescending: false, limit: 10, offset: 0 }
    const lists = async (asked: Partial<UserRoomsLookup> = {}) =>
      (await ledger.store.lookUp({ userRooms: { ...lookup, ...asked } })).userRooms
    const juliet = { user: 'juliet@localhost', privilege: 'moderator', status: 'accepted', since: 1000 }
    const romeo = { user: 'romeo@localhost', privilege: 'guest', status: 'invited', since: 7 }
    t.same(await lists(), { rooms: [], total: 0 })
    await ledger.commits(batch => {
      const entry = { affiliation: 'member', reason: '', since: 5, nick: '', visited: 0, isVisitor: true } as const
      changeAffiliation({ batch, room: ledger.room() }, { user: romeo.user, was: undefined, now: entry })
      const status = { status: 'invited', since: 7 } as const
      batch.change({ kind: 'user-status', room: JID, key: romeo.user, was: undefined, now: status })
    })
    t.same(await lists(), { rooms: [{ record, users: [romeo, juliet], activeUsers: 2 }], total: 1 })
    t.same(await lists({ users: 1, reader: juliet.user }), {
      rooms: [{ record, users: [juliet], activeUsers: 2 }],
      total: 1,
    })
    t.same(await lists({ offset: 1 }), { rooms: [], total: 1 })
    t.same(await lists({ status: 'accepted' }), { rooms: [], total: 0 })
  },

  'a commit is all or nothing': async (t, ledger) => {
    const { record } = await ledger.makesRoom()
    const changes: StoredChange[] = [
      { kind: 'record', room: JID, was: record, now: { ...record, archived: true } },
      { kind: 'subject', room: 'nowhere@rooms.localhost', was: undefined, now: { ...subject, text: '' } },
    ]
    await t.rejects(ledger.store.commit(changes))
    t.same(plain(await ledger.reads()), plain(ledger.room()))
  },
}
