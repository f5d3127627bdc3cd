import type { InviteEvent, LinkHistoryLookup } from '../../../src/invites/link-history.js'
import type { OpenInvite } from '../../../src/invites/open-invite.js'
import type { ApiToken } from '../../../src/tokens/api-token.js'
import { type ContractScenes, JID, NOTHING, openInvite } from './ledger.js'

/** What every store must fulfil for open invites, invitations and tokens. */
export const inviteScenes: ContractScenes = {
  'an open invite outlives its room until it is removed': async (t, ledger) => {
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
  },

  'the rooms to which a user has links are found, each once and up to a limit': async (t, ledger) => {
    const room = await ledger.makesRoom()
    const owner = 'romeo@localhost'
    const links = ['1', '2'].map(n =>
      openInvite({ id: n.repeat(32), linkId: n.repeat(24), roomId: room.record.id, owner }),
    )
    const unbound = openInvite({ id: '3'.repeat(32), linkId: '3'.repeat(24), roomId: '', owner })
    await ledger.commits(batch => {
      for (const now of [...links, unbound]) batch.change({ kind: 'open-invite', was: undefined, now })
    })
    const linked = async (user: string, most = 5) =>
      (await ledger.store.lookUp({ linkedRooms: { user, most } })).linkedRooms
    t.same(await linked(owner), [JID])
    t.same(await linked(owner, 0), [])
    t.same(await linked('juliet@localhost'), [])
  },

  'an open invite is read back completely, also with a new id, and by id only until it expires': async (t, ledger) => {
    const terms: OpenInvite['terms'] = {
      label: 'Ball; "<&>\'',
      expiresAt: 50,
      maxUses: 9,
      paused: true,
      domains: ['localhost'],
      guests: 'no',
      grants: 'visitor',
      admission: 'unlock_ack',
    }
    const was = openInvite({ roomType: 'personal_audio_room', isDefault: false, uses: 3, terms })
    const now = { ...was, id: 'e'.repeat(32) }
    await ledger.commits(batch => {
      batch.change({ kind: 'open-invite', was: undefined, now: was })
      batch.change({ kind: 'open-invite', was, now })
    })
    const found = async (id: string, at: number) =>
      (await ledger.store.load({ ...NOTHING, openInviteIds: [id], at })).openInvites
    t.same([await found(now.id, 49), await found(now.id, 50), await found(was.id, 49)], [[now], [], []])
    t.same((await ledger.store.lookUp({ personalLinksOf: now.owner })).personalLinksOf, [
      { invite: { ...now, roomId: '' }, room: '', affiliation: 'none' },
    ])
    await ledger.commits(batch => batch.change({ kind: 'invite-expiry', was: undefined, now: 51 }))
    t.same((await ledger.store.lookUp({ personalLinksOf: now.owner })).personalLinksOf, [])
  },

  'a user finds own links to existing rooms and personal links': async (t, ledger) => {
    const room = await ledger.makesRoom()
    const ids = ['a', 'b', 'c'].map(digit => digit.repeat(32))
    const links = ids.map((id, n) => openInvite({ id, createdAt: n, roomId: room.record.id }))
    const [plain, personal, moved] = links
    if (!plain || !personal || !moved) throw new Error('there are three')
    const types = [plain, { ...personal, roomType: 'personal_audio_room' } as const, { ...moved, roomId: '' }]
    await ledger.commits(batch => {
      for (const now of types) batch.change({ kind: 'open-invite', was: undefined, now })
    })
    const found = async () => (await ledger.store.lookUp({ standingLinks: { owner: plain.owner } })).standingLinks
    const affiliation = room.affiliations.get(plain.owner)?.affiliation ?? 'none'
    t.same(
      await found(),
      types.slice(0, 2).map(invite => ({ invite, room: JID, affiliation })),
    )
    await ledger.commits(batch => batch.change({ kind: 'room', jid: JID, was: room, now: undefined }))
    t.same(await found(), [{ invite: { ...types[1], roomId: '' }, room: '', affiliation: 'none' }])
  },

  'the history of open invites is read newest first, by link and by event, until it is deleted': async (t, ledger) => {
    const [one, other] = ['a'.repeat(24), 'b'.repeat(24)]
    const entry = (at: number, linkId: string, event: InviteEvent['event'], user = '') => {
      return { position: at, linkId, roomId: 'r', at, event, user, by: 'juliet@localhost', condition: '' }
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
    const reads = async (asked: Partial<LinkHistoryLookup>) => {
      const linkHistory = { roomId: 'r', offset: 0, limit: 10, ...asked }
      return (await ledger.store.lookUp({ linkHistory })).linkHistory
    }
    t.same(await reads({}), { events: all.toReversed(), total: 4 })
    t.same(await reads({ linkId: one, offset: 1, limit: 1 }), { events: [all[2]], total: 3 })
    t.same(await reads({ events: ['made'] }), { events: [all[1], all[0]], total: 2 })
    t.same(await reads({ before: 3, limit: 1 }), { events: [all[1]], total: 0 })
    t.same((await ledger.store.lookUp({ joinersOf: one })).joinersOf, [romeo])
    await ledger.commits(batch => batch.change({ kind: 'invite-expiry', was: undefined, now: 3 }))
    t.same((await reads({}))?.total, 2)
  },

  'a sent invitation is found by its id until it bounces': async (t, ledger) => {
    const people = { invited: 'romeo@localhost', inviter: `${JID}/Juliet` }
    const now = { id: 'invitation-1', roomId: 'r', ...people, via: 'a'.repeat(24), at: 5 }
    await ledger.commits(batch => batch.change({ kind: 'sent-invitation', was: undefined, now }))
    const reads = async (sentInvitation: string) => (await ledger.store.lookUp({ sentInvitation })).sentInvitation
    t.same(await reads('invitation-1'), now)
    t.equal(await reads('invitation-2'), undefined)
    await ledger.commits(batch => batch.change({ kind: 'sent-invitation', was: now, now: undefined }))
    t.equal(await reads('invitation-1'), undefined)
  },

  'a token is added, renewed and revoked, and an expired one is deleted with the next change': async (t, ledger) => {
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
}
