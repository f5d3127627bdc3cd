import t from 'tap'
import { JOIN } from '../invitation.js'
import { ALICE, BOB, CAROL, managed } from './managed.js'

const DAY = 24 * 60 * 60 * 1000

t.test('a link is made by the form with its terms, and its page has it to copy, to share and as a picture', async t => {
  const { browserOf, room, owner, roomId } = await managed(t)
  const browser = await browserOf(ALICE)
  await browser.opens(`${room}/make`)
  const terms = {
    label: 'The balcony',
    lifetime: 'day',
    uses: '20',
    grants: 'visitor',
    admission: 'unlock_ack',
    guests: 'no',
  }
  const { path, body } = await browser.submits('/make', terms)
  t.match(path, /\/links\/[0-9a-f]{24}\?done=made$/)
  const [link] = (await owner.gets(`/api/v1/rooms/${roomId}/links`)).body.data as unknown as Record<string, string>[]
  t.match(link, { label: 'The balcony', maxUses: 20, grants: 'visitor', admission: 'unlock_ack', guests: 'no' })
  t.equal(Date.parse(link?.['expiresAt'] ?? '') - Date.parse(link?.['createdAt'] ?? ''), DAY)
  const url = link?.['url'] ?? ''
  for (const part of [`>${url}</code>`, 'Joined: 0 of 20', 'Ends: <time', 'in 1 day', '<svg class="qr"'])
    t.match(body, part)
  const encoded = encodeURIComponent(url)
  for (const share of [`mailto:?subject=Invitation%20to%20Verona&amp;body=${encoded}`, `sms:?&amp;body=${encoded}`]) {
    t.match(body, `href="${share}"`)
  }
  t.match(body, `href="${link?.['xmppUri']}"`)
})

t.test('a link without wishes has the defaults of the room', async t => {
  const { browserOf, room, owner, roomId, api } = await managed(t)
  await api.changeRecord(roomId, { config: { linkUses: 7 } })
  const browser = await browserOf(ALICE)
  await browser.opens(`${room}/make`)
  const usual = { label: '', lifetime: 'usual', uses: '', grants: 'member', admission: 'unlock', guests: 'yes' }
  t.match(await browser.submits('/make', usual), { body: /Joined: 0 of 7/ })
  t.match((await owner.gets(`/api/v1/rooms/${roomId}/links`)).body.data, [{ maxUses: 7, label: '' }])
})

t.test('a form with other values than its page offers is refused and makes nothing', async t => {
  const { browserOf, room, owner, roomId } = await managed(t)
  const browser = await browserOf(ALICE)
  await browser.opens(`${room}/make`)
  const { fields = {} } = browser.forms().find(({ action }) => action.endsWith('/make')) ?? {}
  const good = {
    ...fields,
    label: '',
    lifetime: 'usual',
    uses: '',
    grants: 'member',
    admission: 'unlock',
    guests: 'yes',
  }
  const wrong: Record<string, string>[] = [
    ...[{ lifetime: '5' }, { uses: '-1' }, { uses: '1e3' }, { uses: '1000001' }, { grants: 'owner' }],
    ...[{ admission: '' }, { guests: 'auto' }, { label: 'x'.repeat(101) }, { label: 'a\u0000b' }, { label: 'a\nb' }],
  ]
  for (const field of wrong) {
    const { status, body } = await browser.sends(`${room}/make`, { ...good, ...field })
    t.match({ status, body }, { status: 400, body: /a field has a wrong value/ }, JSON.stringify(field))
  }
  const headers = { 'content-type': 'application/json' }
  t.equal((await browser.sends(`${room}/make`, good, headers)).status, 400)
  t.strictSame((await owner.gets(`/api/v1/rooms/${roomId}/links`)).body.data, [])
})

t.test('a link is paused and resumed', async t => {
  const { browserOf, makesLink, room, api } = await managed(t)
  const { linkId, openInviteId } = await makesLink()
  const bob = await api.person(BOB)
  const browser = await browserOf(ALICE)
  await browser.opens(`${room}/links/${linkId}`)
  t.match(await browser.submits('/pause'), { body: /The link is paused/ })
  t.match(await bob.posts(JOIN, { openInviteId }), { status: 403 })
  t.match(await browser.submits('/resume'), { body: /The link works again/ })
  t.match(await bob.posts(JOIN, { openInviteId }), { status: 200 })
})

t.test('a link is revoked, with or without the members who joined by it', async t => {
  const { browserOf, makesLink, room, api, roomId } = await managed(t)
  const browser = await browserOf(ALICE)
  const [one, other] = [await makesLink(), await makesLink()]
  const [bob, carol] = [await api.person(BOB), await api.person(CAROL)]
  await bob.posts(JOIN, { openInviteId: one.openInviteId })
  await carol.posts(JOIN, { openInviteId: other.openInviteId })
  t.match(await browser.opens(`${room}/links/${one.linkId}`), { body: /who joined by it \(1\)/ })
  t.match(await browser.submits('/revoke'), { path: `${room}?done=revoked`, body: /The link is revoked\./ })
  await browser.opens(`${room}/links/${other.linkId}`)
  t.match(await browser.submits('/revoke', { remove: 'on' }), { body: /the members who joined by it are removed/ })
  t.match(await bob.gets(`/rooms/${roomId}`), { status: 200 })
  t.match(await carol.gets(`/rooms/${roomId}`), { status: 404 })
  t.match(await browser.opens(`${room}/links/${one.linkId}`), { status: 404, body: /There is no such link any more/ })
})

t.test('a link to a room of many has its page among pages of 20, the newest first', async t => {
  const { browserOf, room, api, roomId } = await managed(t)
  await api.changeRoom(roomId, ({ batch, rooms }) => {
    const invite = {
      ...({
        roomId: rooms.byId(roomId)?.record.id ?? '',
        owner: ALICE,
        roomType: 'default',
        isDefault: false,
        uses: 0,
      } as const),
      terms: {
        ...({ label: '', expiresAt: 0, maxUses: 0, grants: 'member', admission: 'unlock' } as const),
        ...{ paused: false, domains: [], guests: 'auto' as const },
      },
    }
    for (let n = 0; n < 1000; n++) {
      const terms = { ...invite.terms, label: `No. ${n}` }
      const ids = { id: batch.newId(), linkId: batch.newId().slice(0, 24), createdAt: n }
      batch.change({ kind: 'open-invite', was: undefined, now: { ...invite, ...ids, terms } })
    }
  })
  const browser = await browserOf(ALICE)
  const namesAt = (body: string) => [...body.matchAll(/<bdi>No\. (\d+)<\/bdi>/g)].map(([, n]) => Number(n))
  const first = await browser.opens(room)
  t.same(
    namesAt(first.body),
    Array.from({ length: 20 }, (_, n) => 999 - n),
  )
  t.match(first.body, '1 to 20 of 1000')
  t.match(first.body, `<a rel="next" href="${room}?from=20">`)
  const last = await browser.opens(`${room}?from=980`)
  t.same(namesAt(last.body).at(-1), 0)
  t.notMatch(last.body, 'rel="next"')
  for (const from of ['-1', 'x', '99999999999', '1e9', '20&from=40']) {
    t.equal((await browser.opens(`${room}?from=${from}`)).status, 200, from)
  }
})

t.test('the subject of a mail has the name of the room as it is', async t => {
  const { browserOf, makesLink, room, api, roomId } = await managed(t)
  const { linkId } = await makesLink()
  await api.changeRecord(roomId, { config: { name: 'Romeo & Juliet, $& "now"' } })
  const { body } = await (await browserOf(ALICE)).opens(`${room}/links/${linkId}`)
  t.match(body, `mailto:?subject=${encodeURIComponent('Invitation to Romeo & Juliet, $& "now"')}&amp;`)
})
