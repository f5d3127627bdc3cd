import type { ArchiveLookup } from '../../../src/muc/model/archive-query.js'
import type { HistoryMessage } from '../../../src/muc/model/room.js'
import { historyMessage } from '../../history-message.js'
import { type ContractScenes, JID, type Ledger, plain } from './ledger.js'

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

/** What every store must fulfil for the history and the archive. */
export const archiveScenes: ContractScenes = {
  'a page of the archive is the first, the last, or next to a message, with its index and the count': async (
    t,
    ledger,
  ) => {
    const reads = await withArchive(ledger)
    t.same(await reads({}), [['1', '2'], false, 0, 5])
    t.same(await reads({ page: { max: 2, after: '3' } }), [['4', '5'], true, 3, 5])
    t.same(await reads({ page: { max: 2, before: '3' } }), [['1', '2'], true, 0, 5])
    t.same(await reads({ page: { max: 2, before: '' } }), [['4', '5'], false, 3, 5])
    t.same(await reads({ page: { max: 2, index: 4 } }), [['5'], true, 4, 5])
    t.same(await reads({ longest: 10 }), [['1'], false, 0, 5])
    t.same(await reads({ isUncounted: true }), [['1', '2'], false, undefined, undefined])
    const { archiveEnds } = await ledger.store.lookUp({ archiveEnds: JID })
    t.same(archiveEnds, { start: { id: '1', at: 1 }, end: { id: '5', at: 5 } })
  },

  'a page of the archive contains the messages that match times, ids and sender': async (t, ledger) => {
    const reads = await withArchive(ledger)
    const user = 'juliet@localhost'
    t.same(await reads({ start: 2, end: 4, page: { max: 9 } }), [['2', '3', '4'], true, 0, 3])
    t.same(await reads({ afterId: '1', beforeId: '4' }), [['2', '3'], true, 0, 2])
    t.same(await reads({ ids: ['4', '2'] }), [['2', '4'], true, 0, 2])
    t.same(await reads({ with: { nick: 'Romeo' } }), [['2', '4'], true, 0, 2])
    t.same(await reads({ with: { user } }), [['1', '3'], false, 0, 3])
    t.same(await reads({ with: { user, session: `${user}/a` } }), [['1', '3'], false, 0, 3])
    t.same(await reads({ with: { user, session: `${user}/b` } }), [[], true, undefined, 0])
    t.same(await reads({ with: { user, session: `${user}/a` }, ids: ['3', '4'] }), [['3'], true, 0, 1])
    t.same(await reads({ with: { user, session: `${user}/a` }, start: 2, page: { max: 9 } }), [['3', '5'], true, 0, 2])
    t.same(await reads({ page: { max: 2, after: '7' } }), { unknownId: '7' })
    t.same(await reads({ page: { max: 2, before: '7' } }), { unknownId: '7' })
    t.same(await reads({ ids: ['1', 'hidden'] }), { unknownId: 'hidden' })
  },

  'a tombstone replaces a stored message': async (t, ledger) => {
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
  },

  'messages from before a time are deleted': async (t, ledger) => {
    await ledger.makesRoom()
    await ledger.commits(batch => {
      for (const at of [1, 2, 3]) batch.change({ kind: 'history', room: JID, was: undefined, now: said(at) })
    })
    await ledger.commits(batch => batch.change({ kind: 'expiry', was: undefined, now: 3 }))
    t.same((await ledger.reads())?.history, [said(3)])
  },
}
