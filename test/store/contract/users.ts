import { changeAffiliation } from '../../../src/muc/operations/change-affiliation.js'
import { userIdOf } from '../../../src/rooms-api/user-id.js'
import { type ContractScenes, JID, openInvite, plain } from './ledger.js'

/** What every store must fulfil for affiliations, registrations and users. */
export const userScenes: ContractScenes = {
  'the rooms that a user owns or administers are found, up to a limit': async (t, ledger) => {
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
  },

  'a registration request is replaced by a later one and removed': async (t, ledger) => {
    await ledger.makesRoom()
    const request = { nick: 'Cat', answers: {}, via: '', at: 8 }
    const later = { nick: 'Prince', answers: { 'muc#register_first': 'Tybalt' }, via: '', at: 9 }
    const ofTybalt = { kind: 'registration', room: JID, key: 'tybalt@localhost' } as const
    await ledger.commits(batch => {
      batch.change({ ...ofTybalt, was: undefined, now: request })
      batch.change({ ...ofTybalt, was: request, now: later })
    })
    t.same(plain(await ledger.reads()), plain(ledger.room()))
    await ledger.commits(batch => batch.change({ ...ofTybalt, was: later, now: undefined }))
    t.same((await ledger.reads())?.maps.registration?.size, 0)
  },

  'users who left, declined or were put out have different statuses': async (t, ledger) => {
    await ledger.makesRoom()
    await ledger.commits(batch => {
      for (const status of ['unsubscribed', 'rejected', 'removed', 'dismissed', 'expelled'] as const) {
        const now = { status, since: 7 }
        batch.change({ kind: 'user-status', room: JID, key: `${status}@localhost`, was: undefined, now })
      }
    })
    t.same(plain(await ledger.reads()), plain(ledger.room()))
    for (const status of ['removed', 'dismissed', 'expelled']) {
      t.equal((await ledger.reads())?.maps['user-status']?.get(`${status}@localhost`)?.status, status)
    }
  },

  'a reserved nick passes from one user to another': async (t, ledger) => {
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
  },

  'users are found by id and by JID after their first affiliation, and keep their profile': async (t, ledger) => {
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
      batch.change({ kind: 'user-status', room: JID, key: romeo.jid, was: undefined, now: status })
      batch.change({ kind: 'user-status', room: JID, key: 'hag@localhost', was: undefined, now: status })
      batch.change({ kind: 'user-status', room: JID, key: 'hag@localhost', was: status, now: undefined })
    })
    const invite = openInvite({ owner: romeo.jid })
    const inviter = async () => (await ledger.store.lookUp({ inviterBy: invite.id })).inviterBy
    t.equal(await inviter(), undefined)
    await ledger.commits(batch => batch.change({ kind: 'open-invite', was: undefined, now: invite }))
    t.same(await inviter(), { ...romeo, profile })
    const { users } = await ledger.store.lookUp({ users: [romeo.id, juliet.jid, 'nobody@localhost'] })
    t.same(users, [{ ...romeo, profile }, juliet])
    t.same(plain(await ledger.reads()), plain(ledger.room()))
  },

  'the changes of affiliations since a version and the latest version are found': async (t, ledger) => {
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
  },
}
