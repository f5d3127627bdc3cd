import type { Hat } from '../../../src/muc/model/hat.js'
import { type ContractScenes, JID, plain, romeo } from './ledger.js'

function hat(uri: string, title: string): Hat {
  return { uri, title, hue: '327.255249' }
}

/** What every store must fulfil for hats, vCards and activity. */
export const featureScenes: ContractScenes = {
  'hats and their wearers are read back, changed and removed': async (t, ledger) => {
    await ledger.makesRoom()
    const [first, second] = [hat('urn:hat:1', 'Teacher'), hat('urn:hat:2', 'Proctor')]
    const user = 'romeo@localhost'
    await ledger.commits(batch => {
      for (const now of [first, second]) batch.change({ kind: 'hat', room: JID, key: now.uri, was: undefined, now })
      batch.change({ kind: 'wearer', room: JID, key: user, was: undefined, now: [second.uri, first.uri] })
      batch.change({ kind: 'wearer', room: JID, key: 'paris@localhost', was: undefined, now: [first.uri] })
    })
    t.same(plain(await ledger.reads()), plain(ledger.room()))
    await ledger.commits(batch => {
      const now = { ...first, title: 'Nurse', hue: '' }
      batch.change({ kind: 'hat', room: JID, key: first.uri, was: first, now })
      batch.change({ kind: 'hat', room: JID, key: second.uri, was: second, now: undefined })
      batch.change({ kind: 'wearer', room: JID, key: user, was: [second.uri, first.uri], now: [first.uri] })
      batch.change({ kind: 'wearer', room: JID, key: 'paris@localhost', was: [first.uri], now: undefined })
    })
    t.same(plain(await ledger.reads()), plain(ledger.room()))
  },

  'the people whom a link vouches for are read back, changed and removed': async (t, ledger) => {
    await ledger.makesRoom()
    const vouched = { linkId: 'a'.repeat(24), until: 9, isDeclined: false }
    const declined = { ...vouched, until: 12, isDeclined: true }
    const changes = (key: string, was: typeof vouched | undefined, now: typeof vouched | undefined) =>
      ledger.commits(batch => batch.change({ kind: 'vouched', room: JID, key, was, now }))
    for (const key of ['romeo@localhost', 'paris@localhost']) await changes(key, undefined, vouched)
    t.same(plain(await ledger.reads()), plain(ledger.room()))
    await changes('romeo@localhost', vouched, declined)
    await changes('paris@localhost', vouched, undefined)
    t.same(plain(await ledger.reads()), plain(ledger.room()))
  },

  'the clearing of the people of a link is read back, changed, found and removed': async (t, ledger) => {
    await ledger.makesRoom()
    const key = 'a'.repeat(24)
    const both = { by: 'romeo@localhost', at: 9, members: true, guests: true }
    const one = { ...both, guests: false }
    const changes = (was: typeof both | undefined, now: typeof both | undefined) =>
      ledger.commits(batch => batch.change({ kind: 'clearing', room: JID, key, was, now }))
    for (const [was, now] of [
      [undefined, both],
      [both, one],
      [one, undefined],
    ] as const) {
      await changes(was, now)
      t.same(plain(await ledger.reads()), plain(ledger.room()))
      const { clearingLeft } = await ledger.store.lookUp({ clearingLeft: true })
      t.same(clearingLeft, now && { room: JID, key })
    }
  },

  'a vCard is stored as text with the hashes of its photos, and can be removed': async (t, ledger) => {
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
  },

  'a room is active for a user if it has messages since the last visit': async (t, ledger) => {
    const { record } = await ledger.makesRoom()
    const client = { user: 'juliet@localhost', session: 'juliet@localhost/a' }
    const activeRooms = async () => (await ledger.store.lookUp({ activeRooms: client })).activeRooms
    t.same(await activeRooms(), [])
    await ledger.commits(batch => batch.change({ kind: 'activity', room: JID, was: 0, now: 1 }))
    t.same(await activeRooms(), [JID])
    t.same(plain(await ledger.reads()), plain(ledger.room()))
    const now = { ...romeo('Juliet', 'a'), sessions: [{ jid: client.session, presence: '' }] }
    await ledger.commits(batch => batch.change({ kind: 'occupant', room: JID, nick: 'Juliet', was: undefined, now }))
    t.same(await activeRooms(), [])
    await ledger.commits(batch => {
      batch.change({ kind: 'occupant', room: JID, nick: 'Juliet', was: now, now: undefined })
      batch.change({ kind: 'record', room: JID, was: record, now: { ...record, archived: true } })
    })
    t.same(await activeRooms(), [])
  },

  'activity subscriptions are listed oldest first until they end': async (t, ledger) => {
    const [a, b] = ['b', 'a'].map(resource => ({ user: 'juliet@localhost', session: `juliet@localhost/${resource}` }))
    await ledger.commits(batch => {
      for (const now of [a, b]) batch.change({ kind: 'activity-subscription', was: undefined, now })
    })
    t.same(await ledger.store.activitySubscriptions(), [a, b])
    await ledger.commits(batch => batch.change({ kind: 'activity-subscription', was: a, now: undefined }))
    t.same(await ledger.store.activitySubscriptions(), [b])
  },

  'people who use a client of the family are kept for 30 days': async (t, ledger) => {
    const [romeo, juliet] = ['romeo@localhost', 'juliet@localhost']
    const note = (user: string, now: number) =>
      ledger.commits(batch => batch.change({ kind: 'family-client', user, was: undefined, now }))
    const day = 24 * 60 * 60 * 1000
    await note(romeo, day)
    await note(juliet, 2 * day)
    await note(romeo, 3 * day)
    const both = [
      { user: juliet, notedAt: 2 * day },
      { user: romeo, notedAt: 3 * day },
    ]
    t.same(await ledger.store.familyClients(), both)
    await note(romeo, 32 * day)
    t.same(await ledger.store.familyClients(), [{ user: romeo, notedAt: 32 * day }])
  },
}
