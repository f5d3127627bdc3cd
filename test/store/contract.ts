import type { Test } from 'tap'
import { UNLIMITED } from '../../src/invites/terms.js'
import { changeAffiliation } from '../../src/muc/affiliation-version.js'
import type { ArchiveLookup } from '../../src/muc/archive.js'
import { createRoom } from '../../src/muc/creation.js'
import type { Hat } from '../../src/muc/hat.js'
import type { InviteEvent, InviteStoryLookup } from '../../src/muc/invite-story.js'
import type { UserRoomsLookup } from '../../src/muc/lookup.js'
import type { Occupant } from '../../src/muc/occupant.js'
import type { OpenInvite } from '../../src/muc/open-invite.js'
import type { HistoryMessage, Room, RoomConfig } from '../../src/muc/room.js'
import { Rooms } from '../../src/muc/rooms.js'
import { OpenBatch } from '../../src/open-batch.js'
import { parseElement } from '../../src/stanza/element.js'
import type { Store, StoredChange } from '../../src/store/store.js'
import type { ApiToken } from '../../src/tokens/api-token.js'
import { userIdOf } from '../../src/user-id.js'
import { historyMessage } from '../history-message.js'
import { roomsSettings } from '../settings.js'

const settings = roomsSettings({ maxMembers: 0, defaults: { persistent: true, historyLength: 3 } })
export const config: RoomConfig = { ...settings.defaults, name: 'Verona' }

const JID = 'verona@rooms.localhost'
const LISTED = { rooms: { page: { max: 10 }, order: 'address' } } as const
const subject = { text: 'Love', nick: 'Romeo', user: 'romeo@localhost', at: 8 }
const NOTHING = { jids: [], roomIds: [], openInviteIds: [], creators: [], at: 0 }

const confirmed = (id: string, { at, mayRepeat = true }: { at: number; mayRepeat?: boolean }) =>
  ({ kind: 'delivery', id, was: 'waiting', now: 'confirmed', at, mayRepeat }) as const

/** A store with the same rooms in memory, to compare both after each commit. */
class Ledger {
  readonly store: Store
  readonly #rooms = new Rooms({ ...settings, defaults: config })
  #ids = 0

  constructor(store: Store) {
    this.store = store
  }

  async commits(work: (batch: OpenBatch, rooms: Rooms) => void): Promise<void> {
    const newId = () =>
      String(++this.#ids)
        .padStart(24, '0')
        .padEnd(32, '0')
    const batch = new OpenBatch(this.#rooms, { at: 1000, newId })
    work(batch, this.#rooms)
    await this.store.commit(batch.changes)
  }

  room(): Room {
    const room = this.#rooms.get(JID)
    if (!room) throw new Error('there is no room in memory')
    return room
  }

  async makesRoom(): Promise<Room> {
    await this.commits((batch, rooms) => {
      createRoom({ batch, rooms }, { jid: JID, creator: 'juliet@localhost', config, locked: false })
    })
    return this.room()
  }

  async reads(): Promise<Room | undefined> {
    const { rooms } = await this.store.load({ ...NOTHING, jids: [JID] })
    return rooms[0]
  }
}

function romeo(nick: string, ...resources: string[]): Occupant {
  const presence = [parseElement('<show>away</show>'), parseElement("<x xmlns='urn:example'>é ☃</x>")]
  const sessions = resources.map(resource => ({ jid: `romeo@localhost/${resource}`, presence }))
  return { nick, user: 'romeo@localhost', role: 'participant', sessions }
}

function hat(uri: string, title: string): Hat {
  return { uri, title, hue: '327.255249' }
}

function openInvite(invite: Partial<OpenInvite>): OpenInvite {
  const standing = { linkId: 'a'.repeat(24), owner: 'juliet@localhost', createdAt: 5, isStanding: true, uses: 0 }
  return { ...standing, id: 'f'.repeat(32), roomId: '', roomType: 'default', terms: UNLIMITED, ...invite }
}

/** A comparable form of a room: elements as text, and the history cut to the configured length. */
function plain(room: Room | undefined): unknown {
  const occupants = [...(room?.occupants ?? [])].map(([nick, { sessions, ...rest }]) => {
    return [nick, { ...rest, sessions: sessions.map(({ jid, presence }) => [jid, presence.join('')]) }]
  })
  return (
    room && {
      ...room,
      admins: undefined,
      byRole: undefined,
      occupants,
      history: room.history.slice(-room.record.config.historyLength),
    }
  )
}

/** A message: Juliet sends those at odd times, Romeo those at even times. */
function said(at: number): HistoryMessage {
  const [nick, sender] = at % 2 === 1 ? ['Juliet', 'juliet@localhost/a'] : ['Romeo', 'romeo@localhost/b']
  return historyMessage({ id: String(at), at, nick, sender, archived: true })
}

/**
 * Stores an archive of five messages, and a message that is not archived. Gives a function that reads a page: its ids,
 * whether it is complete, the index of its first message and the count.
 */
async function withArchive(ledger: Ledger) {
  await ledger.makesRoom()
  const hidden = historyMessage({ id: 'hidden', at: 6 })
  await ledger.commits(batch => {
    for (const now of [...[1, 2, 3, 4, 5].map(said), hidden]) {
      batch.change({ kind: 'history', room: JID, was: undefined, now })
    }
  })
  return async (asked: Partial<ArchiveLookup>) => {
    const lookup = { room: JID, page: { max: 2 }, longest: 1000, ...asked }
    const { archive } = await ledger.store.lookUp({ archive: lookup })
    if (!archive || 'unknownId' in archive) return archive
    return [archive.messages.map(({ id }) => id), archive.complete, archive.index, archive.count]
  }
}

/** The contract of every store. `open` gives an empty store that is closed at the end of its test. */
export function storeContract(t: Test, open: (t: Test) => Promise<Store>): void {
  const scene = (title: string, play: (t: Test, ledger: Ledger) => Promise<void>) =>
    t.test(title, async t => play(t, new Ledger(await open(t))))

  scene('a room is read back completely: record, affiliations, occupants, subject and history', async (t, ledger) => {
    await ledger.makesRoom()
    await ledger.commits(batch => {
      const entry = { affiliation: 'outcast' as const, reason: 'a feud; "<&>\'', since: 7, nick: '', visited: 0 }
      const member = { affiliation: 'member' as const, reason: '', since: 9, nick: 'Hag "66"', visited: 0 }
      batch.change({ kind: 'affiliation', room: JID, user: 'hag@localhost', was: undefined, now: member })
      batch.change({ kind: 'affiliation', room: JID, user: 'tybalt@localhost', was: undefined, now: entry })
      batch.change({ kind: 'occupant', room: JID, nick: 'Romeo', was: undefined, now: romeo('Romeo', 'b', 'a') })
      batch.change({ kind: 'subject', room: JID, was: undefined, now: subject })
      const now = { nick: 'Cat', answers: { 'muc#register_faqentry': 'Prince;\n"<&>\'' }, linkId: '', at: 8 }
      batch.change({ kind: 'registration', room: JID, user: 'tybalt@localhost', was: undefined, now })
      batch.change({ kind: 'message-count', room: JID, hour: 5, was: undefined, now: 1 })
      batch.change({ kind: 'message-count', room: JID, hour: 5, was: 1, now: 2 })
      batch.change({ kind: 'message-count', room: JID, hour: 30, was: undefined, now: 1 })
      batch.change({ kind: 'voice-request', room: JID, user: 'tybalt@localhost', was: undefined, now: 8 })
      batch.change({ kind: 'voice-request', room: JID, user: 'hag@localhost', was: undefined, now: 8 })
      batch.change({ kind: 'voice-request', room: JID, user: 'hag@localhost', was: 8, now: undefined })
      for (const id of ['1', '2', '3', '4']) {
        batch.change({ kind: 'history', room: JID, was: undefined, now: historyMessage({ id }) })
      }
    })
    t.same(plain(await ledger.reads()), plain(ledger.room()))
    t.equal((await ledger.reads())?.history.length, 3)
  })

  scene('the rooms that a user owns or administers are found, up to a limit', async (t, ledger) => {
    await ledger.makesRoom()
    const entry = { affiliation: 'admin' as const, reason: '', since: 7, nick: '', visited: 0 }
    const makes = (user: string, affiliation: 'admin' | 'member') =>
      ({ kind: 'affiliation', room: JID, user, was: undefined, now: { ...entry, affiliation } }) as const
    await ledger.commits(batch => {
      batch.change(makes('romeo@localhost', 'admin'))
      batch.change(makes('hag@localhost', 'member'))
    })
    const moderated = async (user: string, most = 5) =>
      (await ledger.store.lookUp({ moderatedBy: { user, most } })).moderatedBy
    t.same(await moderated('romeo@localhost'), [JID])
    t.same(await moderated('romeo@localhost', 0), [])
    t.same(await moderated('hag@localhost'), [])
  })

  scene('hats and their wearers are read back, changed and removed', async (t, ledger) => {
    await ledger.makesRoom()
    const [first, second] = [hat('urn:hat:1', 'Teacher'), hat('urn:hat:2', 'Proctor')]
    const user = 'romeo@localhost'
    await ledger.commits(batch => {
      for (const now of [first, second]) batch.change({ kind: 'hat', room: JID, uri: now.uri, was: undefined, now })
      batch.change({ kind: 'wearer', room: JID, user, was: undefined, now: [second.uri, first.uri] })
      batch.change({ kind: 'wearer', room: JID, user: 'paris@localhost', was: undefined, now: [first.uri] })
    })
    t.same(plain(await ledger.reads()), plain(ledger.room()))
    await ledger.commits(batch => {
      const now = { ...first, title: 'Nurse', hue: '' }
      batch.change({ kind: 'hat', room: JID, uri: first.uri, was: first, now })
      batch.change({ kind: 'hat', room: JID, uri: second.uri, was: second, now: undefined })
      batch.change({ kind: 'wearer', room: JID, user, was: [second.uri, first.uri], now: [first.uri] })
      batch.change({ kind: 'wearer', room: JID, user: 'paris@localhost', was: [first.uri], now: undefined })
    })
    t.same(plain(await ledger.reads()), plain(ledger.room()))
  })

  scene('a vCard is stored as text with the hashes of its photos, and can be removed', async (t, ledger) => {
    await ledger.makesRoom()
    const vcard = { text: "<vCard xmlns='vcard-temp'><FN>é &amp; ☃</FN></vCard>", photoHashes: ['1', '2'] }
    const found = async () => [
      (await ledger.store.lookUp({ vcard: JID })).vcard,
      (await ledger.reads())?.photoHashes,
      ledger.room().photoHashes,
    ]
    await ledger.commits(batch => batch.change({ kind: 'vcard', room: JID, was: { photoHashes: [] }, now: vcard }))
    t.same(await found(), [vcard.text, ['1', '2'], ['1', '2']])
    const now = { text: '<vCard/>', photoHashes: [] }
    await ledger.commits(batch => batch.change({ kind: 'vcard', room: JID, was: vcard, now }))
    t.same(await found(), ['<vCard/>', [], []])
    await ledger.commits(batch => batch.change({ kind: 'vcard', room: JID, was: now, now: undefined }))
    t.same(await found(), [undefined, [], []])
  })

  scene('replaced and removed values are replaced and removed in the store', async (t, ledger) => {
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
  })

  scene('a registration request is replaced by a later one and removed', async (t, ledger) => {
    await ledger.makesRoom()
    const request = { nick: 'Cat', answers: {}, linkId: '', at: 8 }
    const later = { nick: 'Prince', answers: { 'muc#register_first': 'Tybalt' }, linkId: '', at: 9 }
    const ofTybalt = { kind: 'registration', room: JID, user: 'tybalt@localhost' } as const
    await ledger.commits(batch => {
      batch.change({ ...ofTybalt, was: undefined, now: request })
      batch.change({ ...ofTybalt, was: request, now: later })
    })
    t.same(plain(await ledger.reads()), plain(ledger.room()))
    await ledger.commits(batch => batch.change({ ...ofTybalt, was: later, now: undefined }))
    t.same((await ledger.reads())?.registrations.size, 0)
  })

  scene('users who left, declined or were removed have different statuses', async (t, ledger) => {
    await ledger.makesRoom()
    await ledger.commits(batch => {
      for (const status of ['unsubscribed', 'rejected', 'removed'] as const) {
        const now = { status, since: 7 }
        batch.change({ kind: 'user-status', room: JID, user: `${status}@localhost`, was: undefined, now })
      }
    })
    t.same(plain(await ledger.reads()), plain(ledger.room()))
    t.equal((await ledger.reads())?.statuses.get('removed@localhost')?.status, 'removed')
  })

  scene('a reserved nick passes from one user to another', async (t, ledger) => {
    await ledger.makesRoom()
    const entry = { affiliation: 'member' as const, reason: '', since: 7, nick: 'Hag', visited: 0 }
    const gives = (user: string) => ({ kind: 'affiliation' as const, room: JID, user, was: undefined, now: entry })
    await ledger.commits(batch => {
      batch.change(gives('romeo@localhost'))
      batch.change({ ...gives('romeo@localhost'), was: entry, now: { ...entry, nick: '' } })
      batch.change(gives('hag@localhost'))
    })
    t.same(plain(await ledger.reads()), plain(ledger.room()))
    t.same([...ledger.room().reservedNicks], [['Hag', 'hag@localhost']])
    await t.rejects(ledger.store.commit([gives('tybalt@localhost')]))
  })

  scene(
    'the session that spoke last is the last, and occupants keep the order in which they came',
    async (t, ledger) => {
      await ledger.makesRoom()
      const [first, second] = [romeo('Romeo', 'a', 'b'), romeo('Juliet', 'c')]
      const [a, b] = first.sessions
      if (!a || !b) throw new Error('romeo has two sessions')
      await ledger.commits(batch => {
        batch.change({ kind: 'occupant', room: JID, nick: 'Romeo', was: undefined, now: first })
        batch.change({ kind: 'occupant', room: JID, nick: 'Juliet', was: undefined, now: second })
      })
      const spoke = { ...first, sessions: [b, { ...a, presence: [] }] }
      await ledger.commits(batch => {
        batch.change({ kind: 'occupant', room: JID, nick: 'Romeo', was: first, now: spoke })
      })
      t.same(plain(await ledger.reads()), plain(ledger.room()))
    },
  )

  scene('a destroyed room is removed with all of its parts; a new room at its address is empty', async (t, ledger) => {
    const room = await ledger.makesRoom()
    await ledger.commits(batch => {
      batch.change({ kind: 'occupant', room: JID, nick: 'Romeo', was: undefined, now: romeo('Romeo', 'a') })
      batch.change({ kind: 'history', room: JID, was: undefined, now: historyMessage({ id: '1' }) })
      batch.change({ kind: 'room', jid: JID, was: room, now: undefined })
    })
    t.equal(await ledger.reads(), undefined)
    await ledger.makesRoom()
    t.same(plain(await ledger.reads()), plain(ledger.room()))
  })

  scene('a tombstone is loaded for an address without a room until it is removed', async (t, ledger) => {
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
  })

  scene('a room is found by JID, by id and by open invite, and is loaded once', async (t, ledger) => {
    const { id } = (await ledger.makesRoom()).record
    const invite = openInvite({ roomId: id })
    await ledger.commits(batch => batch.change({ kind: 'open-invite', was: undefined, now: invite }))
    for (const wanted of [{ jids: [JID] }, { roomIds: [id] }, { openInviteIds: [invite.id] }]) {
      const { rooms, openInvites } = await ledger.store.load({ ...NOTHING, ...wanted })
      t.same([rooms.map(room => room.record.jid), openInvites], [[JID], [invite]])
    }
    const all = await ledger.store.load({ ...NOTHING, jids: [JID], roomIds: [id], openInviteIds: [invite.id] })
    t.same([all.rooms.length, all.openInvites.length], [1, 1])
  })

  scene('the created rooms that a user still owns are counted', async (t, ledger) => {
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
  })

  scene('an open invite outlives its room until it is removed', async (t, ledger) => {
    const room = await ledger.makesRoom()
    const invite = openInvite({ roomId: room.record.id })
    await ledger.commits(batch => {
      batch.change({ kind: 'open-invite', was: undefined, now: invite })
      batch.change({ kind: 'room', jid: JID, was: room, now: undefined })
    })
    const wanted = { ...NOTHING, openInviteIds: [invite.id] }
    t.same(await ledger.store.load(wanted), { rooms: [], tombstones: [], openInvites: [invite], owned: new Map() })
    await ledger.commits(batch => batch.change({ kind: 'open-invite', was: invite, now: undefined }))
    t.same(await ledger.store.load(wanted), { rooms: [], tombstones: [], openInvites: [], owned: new Map() })
  })

  scene(
    'an open invite is read back completely, also with a new id, and by id only until it expires',
    async (t, ledger) => {
      const terms: OpenInvite['terms'] = {
        label: 'Ball; "<&>\'',
        expiresAt: 50,
        maxUses: 9,
        paused: true,
        domains: ['localhost'],
        grants: 'visitor',
        admission: 'unlock_ack',
      }
      const was = openInvite({ roomType: 'personal_audio_room', isStanding: false, uses: 3, terms })
      const now = { ...was, id: 'e'.repeat(32) }
      await ledger.commits(batch => {
        batch.change({ kind: 'open-invite', was: undefined, now: was })
        batch.change({ kind: 'open-invite', was, now })
      })
      const found = async (id: string, at: number) =>
        (await ledger.store.load({ ...NOTHING, openInviteIds: [id], at })).openInvites
      t.same([await found(now.id, 49), await found(now.id, 50), await found(was.id, 49)], [[now], [], []])
      t.same((await ledger.store.lookUp({ openInvitesOf: now.owner })).openInvitesOf, [{ ...now, roomId: '' }])
      await ledger.commits(batch => batch.change({ kind: 'invite-expiry', was: undefined, now: 51 }))
      t.same((await ledger.store.lookUp({ openInvitesOf: now.owner })).openInvitesOf, [])
    },
  )

  scene('a user finds own links to existing rooms and personal links', async (t, ledger) => {
    const room = await ledger.makesRoom()
    const ids = ['a', 'b', 'c'].map(digit => digit.repeat(32))
    const links = ids.map((id, n) => openInvite({ id, createdAt: n, roomId: room.record.id }))
    const [plain, personal, moved] = links
    if (!plain || !personal || !moved) throw new Error('there are three')
    const types = [plain, { ...personal, roomType: 'personal_audio_room' } as const, { ...moved, roomId: '' }]
    await ledger.commits(batch => {
      for (const now of types) batch.change({ kind: 'open-invite', was: undefined, now })
    })
    const found = async () => (await ledger.store.lookUp({ openInvitesOf: plain.owner })).openInvitesOf
    t.same(await found(), types.slice(0, 2))
    await ledger.commits(batch => batch.change({ kind: 'room', jid: JID, was: room, now: undefined }))
    t.same(await found(), [{ ...types[1], roomId: '' }])
  })

  scene(
    'the history of open invites is read newest first, by link and by event, until it is deleted',
    async (t, ledger) => {
      const [one, other] = ['a'.repeat(24), 'b'.repeat(24)]
      const entry = (at: number, linkId: string, event: InviteEvent['event'], user = '') => {
        return { linkId, roomId: 'r', at, event, user, by: 'juliet@localhost', condition: '' }
      }
      const romeo = 'romeo@localhost'
      const all = [
        entry(1, one, 'made'),
        entry(2, other, 'made'),
        entry(3, one, 'used', romeo),
        { ...entry(4, one, 'bounced', romeo), condition: 'gone' },
      ]
      await ledger.commits(batch => {
        for (const now of all) batch.change({ kind: 'invite-event', was: undefined, now })
      })
      const reads = async (asked: Partial<InviteStoryLookup>) => {
        const inviteStory = { roomId: 'r', offset: 0, limit: 10, ...asked }
        return (await ledger.store.lookUp({ inviteStory })).inviteStory
      }
      t.same(await reads({}), { events: all.toReversed(), total: 4 })
      t.same(await reads({ linkId: one, offset: 1, limit: 1 }), { events: [all[2]], total: 3 })
      t.same(await reads({ events: ['made'] }), { events: [all[1], all[0]], total: 2 })
      t.same((await ledger.store.lookUp({ joinersOf: one })).joinersOf, [romeo])
      await ledger.commits(batch => batch.change({ kind: 'invite-expiry', was: undefined, now: 3 }))
      t.same((await reads({}))?.total, 2)
    },
  )

  scene('users are found by id and by JID after their first affiliation, and keep their profile', async (t, ledger) => {
    await ledger.makesRoom()
    const [juliet, romeo] = ['juliet@localhost', 'romeo@localhost'].map(jid => ({
      id: userIdOf(jid),
      jid,
      profile: {},
    }))
    const profile = { firstName: 'Romeo', isGuest: true }
    if (!juliet || !romeo) throw new Error('there are two')
    const status = { status: 'invited', since: 5 } as const
    await ledger.commits(batch => {
      batch.change({ kind: 'user', was: undefined, now: { ...romeo, profile } })
      batch.change({ kind: 'user-status', room: JID, user: romeo.jid, was: undefined, now: status })
      batch.change({ kind: 'user-status', room: JID, user: 'hag@localhost', was: undefined, now: status })
      batch.change({ kind: 'user-status', room: JID, user: 'hag@localhost', was: status, now: undefined })
    })
    const invite = openInvite({ owner: romeo.jid })
    const inviter = async () => (await ledger.store.lookUp({ inviterBy: invite.id })).inviterBy
    t.equal(await inviter(), undefined)
    await ledger.commits(batch => batch.change({ kind: 'open-invite', was: undefined, now: invite }))
    t.same(await inviter(), { ...romeo, profile })
    const { users } = await ledger.store.lookUp({ users: [romeo.id, juliet.jid, 'nobody@localhost'] })
    t.same(users, [{ ...romeo, profile }, juliet])
    t.same(plain(await ledger.reads()), plain(ledger.room()))
  })

  scene('the changes of affiliations since a version and the latest version are found', async (t, ledger) => {
    const room = await ledger.makesRoom()
    const since = room.affiliationVersion
    const entry = { affiliation: 'member' as const, reason: '', since: 7, nick: '', visited: 0 }
    await ledger.commits(batch => {
      changeAffiliation({ batch, room }, { user: 'romeo@localhost', was: undefined, now: entry })
      changeAffiliation({ batch, room }, { user: 'romeo@localhost', was: entry, now: undefined })
    })
    const steps = ['none', 'member'].map(before => ({ user: 'romeo@localhost', before }))
    t.same(await ledger.store.lookUp({ affiliationSteps: { room: JID, since } }), { affiliationSteps: steps })
    t.same(await ledger.store.lookUp({ affiliationSteps: { room: JID, since: '?' } }), {
      affiliationSteps: undefined,
    })
    t.equal((await ledger.reads())?.affiliationVersion, room.affiliationVersion)
    t.not(room.affiliationVersion, since)
  })

  scene('a room is active for a user if it has messages since the last visit', async (t, ledger) => {
    const { record } = await ledger.makesRoom()
    const client = { user: 'juliet@localhost', session: 'juliet@localhost/a' }
    const activeRooms = async () => (await ledger.store.lookUp({ activeRooms: client })).activeRooms
    t.same(await activeRooms(), [])
    await ledger.commits(batch => batch.change({ kind: 'activity', room: JID, was: 0, now: 1 }))
    t.same(await activeRooms(), [JID])
    t.same(plain(await ledger.reads()), plain(ledger.room()))
    const now = { ...romeo('Juliet', 'a'), sessions: [{ jid: client.session, presence: [] }] }
    await ledger.commits(batch => batch.change({ kind: 'occupant', room: JID, nick: 'Juliet', was: undefined, now }))
    t.same(await activeRooms(), [])
    await ledger.commits(batch => {
      batch.change({ kind: 'occupant', room: JID, nick: 'Juliet', was: now, now: undefined })
      batch.change({ kind: 'record', room: JID, was: record, now: { ...record, archived: true } })
    })
    t.same(await activeRooms(), [])
  })

  scene('activity subscriptions are listed oldest first until they end', async (t, ledger) => {
    const [a, b] = ['b', 'a'].map(resource => ({ user: 'juliet@localhost', session: `juliet@localhost/${resource}` }))
    await ledger.commits(batch => {
      for (const now of [a, b]) batch.change({ kind: 'activity-subscription', was: undefined, now })
    })
    t.same(await ledger.store.activitySubscriptions(), [a, b])
    await ledger.commits(batch => batch.change({ kind: 'activity-subscription', was: a, now: undefined }))
    t.same(await ledger.store.activitySubscriptions(), [b])
  })

  scene('the list of rooms contains the public rooms that are neither locked nor archived', async (t, ledger) => {
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
  })

  scene('the census counts all rooms, fullest first; each session is listed once', async (t, ledger) => {
    await ledger.makesRoom()
    const empty = 'mantua@rooms.localhost'
    await ledger.commits((batch, rooms) => {
      createRoom({ batch, rooms }, { jid: empty, creator: 'romeo@localhost', config, locked: true })
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
  })

  scene('a sent invitation is found by its id until it bounces', async (t, ledger) => {
    const people = { invited: 'romeo@localhost', inviter: `${JID}/Juliet` }
    const now = { id: 'invitation-1', roomId: 'r', ...people, linkId: 'a'.repeat(24), at: 5 }
    await ledger.commits(batch => batch.change({ kind: 'sent-invitation', was: undefined, now }))
    const reads = async (sentInvitation: string) => (await ledger.store.lookUp({ sentInvitation })).sentInvitation
    t.same(await reads('invitation-1'), now)
    t.equal(await reads('invitation-2'), undefined)
    await ledger.commits(batch => batch.change({ kind: 'sent-invitation', was: now, now: undefined }))
    t.equal(await reads('invitation-1'), undefined)
  })

  scene('the sessions of all rooms are read in portions, each once', async (t, ledger) => {
    await ledger.makesRoom()
    await ledger.commits(batch => {
      batch.change({ kind: 'occupant', room: JID, nick: 'Romeo', was: undefined, now: romeo('Romeo', 'b', 'a') })
      batch.change({ kind: 'occupant', room: JID, nick: 'R', was: undefined, now: romeo('R', 'c') })
    })
    const [a, b, c] = ['a', 'b', 'c'].map(resource => ({ room: JID, session: `romeo@localhost/${resource}` }))
    const after = (one = { room: '', session: '' }) => ledger.store.lookUp({ occupantsAfter: { ...one, most: 2 } })
    t.same((await after()).occupants, [a, b])
    t.same((await after(b)).occupants, [c])
    t.same((await after(c)).occupants, [])
  })

  scene('the rooms with occupants are read in portions, each once', async (t, ledger) => {
    const [padua, venice] = ['padua@rooms.localhost', 'venice@rooms.localhost']
    await ledger.makesRoom()
    await ledger.commits((batch, rooms) => {
      for (const jid of [venice, padua, 'empty@rooms.localhost']) {
        createRoom({ batch, rooms }, { jid, creator: 'juliet@localhost', config, locked: false })
      }
      for (const room of [venice, JID, padua]) {
        batch.change({ kind: 'occupant', room, nick: 'Romeo', was: undefined, now: romeo('Romeo', 'b', 'a') })
      }
    })
    const after = async (room = '') => (await ledger.store.lookUp({ occupied: { after: room, most: 2 } })).occupied
    t.same(await after(), [padua, venice])
    t.same(await after(venice), [JID])
    t.same(await after(JID), [])
  })

  scene(
    'a page of the archive is the first, the last, or next to a message, with its index and the count',
    async (t, ledger) => {
      const reads = await withArchive(ledger)
      t.same(await reads({}), [['1', '2'], false, 0, 5])
      t.same(await reads({ page: { max: 2, after: '3' } }), [['4', '5'], true, 3, 5])
      t.same(await reads({ page: { max: 2, before: '3' } }), [['1', '2'], true, 0, 5])
      t.same(await reads({ page: { max: 2, before: '' } }), [['4', '5'], false, 3, 5])
      t.same(await reads({ page: { max: 2, index: 4 } }), [['5'], true, 4, 5])
      t.same(await reads({ longest: 10 }), [['1'], false, 0, 5])
      const { archiveEnds } = await ledger.store.lookUp({ archiveEnds: JID })
      t.same(archiveEnds, { start: { id: '1', at: 1 }, end: { id: '5', at: 5 } })
    },
  )

  scene('a page of the archive contains the messages that match times, ids and sender', async (t, ledger) => {
    const reads = await withArchive(ledger)
    const user = 'juliet@localhost'
    t.same(await reads({ start: 2, end: 4, page: { max: 9 } }), [['2', '3', '4'], true, 0, 3])
    t.same(await reads({ afterId: '1', beforeId: '4' }), [['2', '3'], true, 0, 2])
    t.same(await reads({ ids: ['4', '2'] }), [['2', '4'], true, 0, 2])
    t.same(await reads({ with: { nick: 'Romeo' } }), [['2', '4'], true, 0, 2])
    t.same(await reads({ with: { user } }), [['1', '3'], false, 0, 3])
    t.same(await reads({ with: { user, session: `${user}/a` } }), [['1', '3'], false, 0, 3])
    t.same(await reads({ with: { user, session: `${user}/b` } }), [[], true, undefined, 0])
    t.same(await reads({ page: { max: 2, after: '7' } }), { unknownId: '7' })
    t.same(await reads({ page: { max: 2, before: '7' } }), { unknownId: '7' })
    t.same(await reads({ ids: ['1', 'hidden'] }), { unknownId: 'hidden' })
  })

  scene('a tombstone replaces a stored message', async (t, ledger) => {
    await ledger.makesRoom()
    const now = { ...said(1), stanza: '<message><retracted/></message>' }
    await ledger.commits(batch => {
      batch.change({ kind: 'history', room: JID, was: undefined, now: said(1) })
      batch.change({ kind: 'history', room: JID, was: undefined, now: said(2) })
      batch.change({ kind: 'history', room: JID, was: said(1), now })
    })
    t.same(plain(await ledger.reads()), plain(ledger.room()))
    t.same(await ledger.store.lookUp({ message: { room: JID, id: '1' } }), { message: now })
    t.same(await ledger.store.lookUp({ message: { room: JID, id: '2' } }), { message: said(2) })
    t.same(await ledger.store.lookUp({ message: { room: 'other@rooms.localhost', id: '1' } }), { message: undefined })
  })

  scene('messages from before a time are deleted', async (t, ledger) => {
    await ledger.makesRoom()
    await ledger.commits(batch => {
      for (const at of [1, 2, 3]) batch.change({ kind: 'history', room: JID, was: undefined, now: said(at) })
    })
    await ledger.commits(batch => batch.change({ kind: 'expiry', was: undefined, now: 3 }))
    t.same((await ledger.reads())?.history, [said(3)])
  })

  scene('deliveries wait in order until they are confirmed', async (t, ledger) => {
    const delivered = (id: string) => ledger.commits(batch => batch.deliver(parseElement(`<message id="${id}"/>`)))
    await delivered('1')
    await delivered('2')
    const [first, second] = await ledger.store.undelivered({ most: 10 })
    t.match([first, second], [{ id: '1', stanza: '<message id="1"/>' }, { id: '2' }])
    t.same(await ledger.store.undelivered({ most: 1 }), [first])
    t.same(await ledger.store.undelivered({ after: first?.position ?? 0, most: 10 }), [second])
    await ledger.commits(batch => batch.change(confirmed('1', { at: 5 })))
    t.same(await ledger.store.undelivered({ most: 10 }), [second])
    await ledger.commits(batch => batch.change({ kind: 'delivery', id: '1', was: 'confirmed', now: 'waiting' }))
    t.same(await ledger.store.undelivered({ most: 10 }), [first, second])
  })

  scene('deliveries after a removed one are found, and no position is used twice', async (t, ledger) => {
    const delivered = (id: string) => ledger.commits(batch => batch.deliver(parseElement(`<message id="${id}"/>`)))
    const gone = (id: string) => ledger.commits(batch => batch.change(confirmed(id, { at: 5, mayRepeat: false })))
    await delivered('1')
    await delivered('2')
    const [, second] = await ledger.store.undelivered({ most: 10 })
    const after = second?.position ?? 0
    await gone('2')
    t.same(await ledger.store.undelivered({ after, most: 10 }), [])
    await gone('1')
    await delivered('3')
    t.match(await ledger.store.undelivered({ after, most: 10 }), [{ id: '3' }])
  })

  const tidied = (at: number, safeBefore: number) =>
    ({ kind: 'outbox', was: undefined, now: 'settled', at, safeBefore }) as const
  const repeated = { kind: 'outbox', was: undefined, now: 'repeated' } as const
  const waits = async ({ store }: Ledger) => (await store.undelivered({ most: 10 })).map(({ id }) => id)

  scene('after a start repeatable deliveries wait again unless they are settled', async (t, ledger) => {
    await ledger.commits(batch => {
      for (const id of ['1', '2', '3', '4']) batch.deliver(parseElement(`<message id="${id}"/>`))
    })
    await ledger.commits(batch => {
      batch.change(confirmed('1', { at: 5 }))
      batch.change(confirmed('2', { at: 6 }))
      batch.change(confirmed('3', { at: 6, mayRepeat: false }))
      batch.change(tidied(7, 6))
    })
    t.same(await waits(ledger), ['4'])
    await ledger.commits(batch => batch.change(repeated))
    t.same(await waits(ledger), ['2', '4'])
  })

  scene('deliveries that were confirmed before the clock was set back are settled in time', async (t, ledger) => {
    await ledger.commits(batch => {
      for (const id of ['1', '2']) batch.deliver(parseElement(`<message id="${id}"/>`))
    })
    await ledger.commits(batch => {
      batch.change(confirmed('1', { at: 900 }))
      batch.change(confirmed('2', { at: 900 }))
      batch.change(tidied(8, 3))
      batch.change({ kind: 'delivery', id: '2', was: 'confirmed', now: 'waiting' })
      batch.change(tidied(14, 9))
      batch.change(repeated)
    })
    t.same(await waits(ledger), ['2'])
  })

  scene(
    'a token is added, renewed and revoked, and an expired one is deleted with the next change',
    async (t, ledger) => {
      const made: ApiToken = {
        ...{ id: 'a', user: 'romeo@localhost', label: 'é "<&>\'', scopes: ['links', 'admin'] },
        ...{ createdAt: 5, expiresAt: 10, renewedAt: 5, renewals: 0 },
      }
      const renewed = { ...made, expiresAt: 20, renewedAt: 8, renewals: 1 }
      const [younger, others] = [
        { ...made, id: 'b', createdAt: 6 },
        { ...renewed, id: 'c', user: 'juliet@localhost' },
      ]
      const commits = (was: ApiToken | undefined, now: ApiToken | undefined, at: number) =>
        ledger.commits(batch => batch.change({ kind: 'api-token', was, now, at }))
      const ofRomeo = async () => (await ledger.store.lookUp({ apiTokensOf: 'romeo@localhost' })).apiTokensOf
      for (const token of [younger, made, others]) await commits(undefined, token, 9)
      t.same(await ofRomeo(), [made, younger])
      await commits(made, renewed, 9)
      t.same(await ofRomeo(), [renewed, younger])
      t.same(await ledger.store.lookUp({ apiToken: 'c' }), { apiToken: others })
      await commits(renewed, undefined, 10)
      await commits(renewed, { ...renewed, renewals: 2 }, 10)
      t.same(await ofRomeo(), [])
    },
  )

  scene('the rooms of a user are listed with their users', async (t, ledger) => {
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
      batch.change({ kind: 'user-status', room: JID, user: romeo.user, was: undefined, now: status })
    })
    t.same(await lists(), { rooms: [{ record, users: [romeo, juliet], activeUsers: 2 }], total: 1 })
    t.same(await lists({ users: 1, reader: juliet.user }), {
      rooms: [{ record, users: [juliet], activeUsers: 2 }],
      total: 1,
    })
    t.same(await lists({ offset: 1 }), { rooms: [], total: 1 })
    t.same(await lists({ status: 'accepted' }), { rooms: [], total: 0 })
  })

  scene('a commit is all or nothing', async (t, ledger) => {
    const { record } = await ledger.makesRoom()
    const changes: StoredChange[] = [
      { kind: 'record', room: JID, was: record, now: { ...record, archived: true } },
      { kind: 'subject', room: 'nowhere@rooms.localhost', was: undefined, now: { ...subject, text: '' } },
    ]
    await t.rejects(ledger.store.commit(changes))
    t.same(plain(await ledger.reads()), plain(ledger.room()))
  })
}
