import { join } from 'node:path'
import t from 'tap'
import type { OwnLinksLookup } from '../../src/invites/managed-link.js'
import type { OpenInvite } from '../../src/invites/open-invite.js'
import { managesAs } from '../../src/invites/rights.js'
import type { Affiliation } from '../../src/muc/model/affiliation.js'
import { emptyRoom } from '../../src/muc/model/room.js'
import { openSqliteStore } from '../../src/store/sqlite/store.js'
import { openInvite } from './contract/ledger.js'
import { config } from './contract.js'

const OWNER = 'juliet@localhost'
/** Juliet's affiliation in rooms that exist; the last room does not. */
const AFFILIATIONS: readonly Affiliation[] = ['owner', 'admin', 'member', 'outcast', 'none', 'none']
const ROOMS = AFFILIATIONS.map((affiliation, n) => ({
  id: `${n}`.repeat(24),
  jid: `room${n}@rooms.localhost`,
  affiliation,
}))
const LAST = ROOMS.length - 1

let state = 1
const next = (most: number): number => {
  state = (state * 48_271) % 2_147_483_647
  return state % most
}

/** More links than one turn of the event loop reads, some at the same time. */
const LINKS: readonly OpenInvite[] = Array.from({ length: 900 }, (_, n): OpenInvite => {
  const link = openInvite({ id: String(n).padStart(32, '0'), linkId: String(n).padStart(24, '0'), owner: OWNER })
  return {
    ...link,
    roomId: n % 50 === 0 ? '' : (ROOMS[next(ROOMS.length)]?.id ?? ''),
    createdAt: next(400),
    roomType: n % 100 === 0 ? 'personal_audio_room' : 'default',
    isDefault: next(3) === 0,
    terms: { ...link.terms, grants: (['member', 'visitor', 'moderator'] as const)[next(3)] ?? 'member' },
  }
}).sort((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1))

const roomOf = ({ roomId }: OpenInvite) => ROOMS.slice(0, LAST).find(({ id }) => id === roomId)
const isFound = (link: OpenInvite) => roomOf(link) !== undefined || link.roomType !== 'default'

async function filled(t: import('tap').Test) {
  const store = openSqliteStore(join(t.testdir(), 'rooms.sqlite'))
  t.teardown(() => store.close())
  for (const { id, jid, affiliation } of ROOMS.slice(0, LAST)) {
    const room = emptyRoom({ jid, id, creator: OWNER, createdAt: 1, locked: false, archived: false, config })
    await store.commit([{ kind: 'room', jid, was: undefined, now: room }])
    if (affiliation === 'none') continue
    const now = { affiliation, reason: '', since: 1, nick: '', visited: 0 }
    await store.commit([{ kind: 'affiliation', room: jid, user: OWNER, was: undefined, now }])
  }
  await store.commit(LINKS.map(now => ({ kind: 'open-invite', was: undefined, now })))
  return store
}

t.test('pages of own links, and their number, are by the rights that the owner has in each room', async t => {
  const store = await filled(t)
  for (let round = 0; round < 60; round++) {
    const [isAdmin, isBound, withModerators, isNewestFirst] = [
      next(3) === 0,
      next(2) === 0,
      next(2) === 0,
      next(2) === 0,
    ]
    const asked: OwnLinksLookup = {
      ...{ owner: OWNER, isAdmin, isBound, withModerators, isNewestFirst },
      ...{ offset: next(700), limit: 1 + next(400) },
    }
    const all = LINKS.filter(link => {
      const affiliation = isAdmin ? 'owner' : (roomOf(link)?.affiliation ?? 'none')
      if (!isFound(link) || (isBound && !roomOf(link))) return false
      return (withModerators || link.terms.grants !== 'moderator') && managesAs(affiliation, OWNER, link)
    })
    const { ownLinks } = await store.lookUp({ ownLinks: asked })
    const ordered = isNewestFirst ? all.toReversed() : all
    t.same(
      ownLinks?.links.map(({ invite }) => invite.id),
      ordered.slice(asked.offset, asked.offset + asked.limit).map(({ id }) => id),
      JSON.stringify(asked),
    )
    t.equal(ownLinks?.total, all.length, JSON.stringify(asked))
  }
})

t.test('standing links are those to existing rooms and personal ones, of all rooms or of one', async t => {
  const store = await filled(t)
  const standing = LINKS.filter(link => link.isDefault && isFound(link))
  const ids = async (roomId?: string) =>
    (await store.lookUp({ standingLinks: { owner: OWNER, roomId } })).standingLinks?.map(({ invite }) => invite.id)
  t.same(
    await ids(),
    standing.map(({ id }) => id),
  )
  for (const room of ROOMS) {
    const expected = standing.filter(({ roomId }) => roomId === room.id)
    t.same(
      await ids(room.id),
      expected.filter(roomOf).map(({ id }) => id),
    )
  }
})

t.test('an own link is found by its link id, unless it is of another or its room is destroyed', async t => {
  const store = await filled(t)
  const found = async (linkId: string, owner = OWNER) =>
    (await store.lookUp({ ownLink: { owner, linkId } })).ownLink?.invite.linkId
  for (const link of LINKS.slice(0, 50)) {
    t.equal(await found(link.linkId), isFound(link) ? link.linkId : undefined)
    t.equal(await found(link.linkId, 'romeo@localhost'), undefined)
  }
})
