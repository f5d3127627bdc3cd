import type { Guest } from '../../../src/guests/guest.js'
import { type ContractScenes, JID, openInvite, plain, romeo } from './ledger.js'

const NINA = 'guest-0000000000000001@rooms.localhost'
const OTTO = 'guest-0000000000000002@rooms.localhost'

const guest = (more: Partial<Guest> = {}): Guest => ({
  name: 'Nina "<&>',
  linkId: 'a'.repeat(24),
  secretHash: 'f'.repeat(64),
  address: 'e'.repeat(32),
  madeAt: 5,
  seenAt: 6,
  state: 'waiting',
  approvedBy: '',
  hasEntered: false,
  ...more,
})

const NOT_DUE = { after: '', most: 9, now: 10, unused: 0, waiting: 0, away: 0, inside: 0 }

/** What every store must fulfil for guests. */
export const guestScenes: ContractScenes = {
  'a guest and a ban of one are read back, changed, found and removed': async (t, ledger) => {
    await ledger.makesRoom()
    const was = guest()
    const ban = { linkId: was.linkId, address: was.address, until: 9 }
    await ledger.commits(batch => {
      batch.change({ kind: 'guest', room: JID, key: NINA, was: undefined, now: was })
      batch.change({ kind: 'guest-ban', room: JID, key: OTTO, was: undefined, now: ban })
    })
    t.same(plain(await ledger.reads()), plain(ledger.room()))
    t.same(await ledger.store.lookUp({ guestBy: NINA, guestsFrom: was.address }), {
      guestBy: { jid: NINA, room: JID, guest: was },
      guestsFrom: 1,
    })
    const now = guest({ state: 'admitted', approvedBy: 'juliet@localhost', hasEntered: true, seenAt: 7 })
    await ledger.commits(batch => {
      batch.change({ kind: 'guest', room: JID, key: NINA, was, now })
      batch.change({ kind: 'guest-ban', room: JID, key: OTTO, was: ban, now: { ...ban, until: 10 } })
    })
    t.same(plain(await ledger.reads()), plain(ledger.room()))
    await ledger.commits(batch => {
      batch.change({ kind: 'guest', room: JID, key: NINA, was: now, now: undefined })
      batch.change({ kind: 'guest-ban', room: JID, key: OTTO, was: { ...ban, until: 10 }, now: undefined })
    })
    t.same(plain(await ledger.reads()), plain(ledger.room()))
    t.same(await ledger.store.lookUp({ guestBy: NINA, guestsFrom: was.address }), { guestBy: undefined, guestsFrom: 0 })
  },

  'a guest ends with the room': async (t, ledger) => {
    const room = await ledger.makesRoom()
    await ledger.commits(batch => batch.change({ kind: 'guest', room: JID, key: NINA, was: undefined, now: guest() }))
    await ledger.commits(batch => batch.change({ kind: 'room', jid: JID, was: room, now: undefined }))
    t.same((await ledger.store.lookUp({ guestBy: NINA })).guestBy, undefined)
  },

  'guests are due who have not entered, waited or been away for too long, or whose link is over': async (t, ledger) => {
    const { record } = await ledger.makesRoom()
    const invite = openInvite({ roomId: record.id, terms: { ...openInvite({}).terms, expiresAt: 20 } })
    await ledger.commits(batch => batch.change({ kind: 'open-invite', was: undefined, now: invite }))
    let was: Guest | undefined
    const dueWith = async (now: Guest | undefined, asked: Partial<typeof NOT_DUE>) => {
      await ledger.commits(batch => batch.change({ kind: 'guest', room: JID, key: NINA, was, now }))
      was = now
      return (await ledger.store.lookUp({ guestsDue: { ...NOT_DUE, ...asked } })).guestsDue?.due.length
    }
    const admitted = guest({ state: 'admitted' })
    const entered = guest({ state: 'admitted', hasEntered: true })
    t.same(
      [await dueWith(guest(), { unused: 6, waiting: 5 }), await dueWith(guest(), { waiting: 6 })],
      [0, 1],
      'waiting',
    )
    t.same([await dueWith(admitted, { waiting: 6 }), await dueWith(admitted, { unused: 6 })], [0, 1], 'not entered')
    t.same([await dueWith(entered, { unused: 6, away: 5 }), await dueWith(entered, { away: 6 })], [0, 1], 'away')
    t.same([await dueWith(entered, { now: 19 }), await dueWith(entered, { now: 20 })], [0, 1], 'expired')
    await ledger.commits(batch => batch.change({ kind: 'open-invite', was: invite, now: undefined }))
    t.equal(await dueWith(entered, {}), 1, 'revoked')
    const inside = { ...romeo('Nina', 'a'), user: NINA }
    await ledger.commits(batch =>
      batch.change({ kind: 'occupant', room: JID, nick: 'Nina', was: undefined, now: inside }),
    )
    t.same([await dueWith(entered, { now: 20, away: 6 }), await dueWith(entered, { inside: 6 })], [0, 1], 'inside')
    await dueWith(undefined, {})
  },

  'due guests are found in steps through all guests': async (t, ledger) => {
    await ledger.makesRoom()
    await ledger.commits(batch => {
      for (const key of [NINA, OTTO]) batch.change({ kind: 'guest', room: JID, key, was: undefined, now: guest() })
    })
    const step = async (after: string) => {
      const asked = { ...NOT_DUE, waiting: 6, after, most: 1 }
      return (await ledger.store.lookUp({ guestsDue: asked })).guestsDue
    }
    t.same(await step(''), { due: [{ jid: NINA, room: JID }], last: NINA })
    t.same(await step(NINA), { due: [{ jid: OTTO, room: JID }], last: OTTO })
    t.same(await step(OTTO), { due: [], last: '' })
  },
}
