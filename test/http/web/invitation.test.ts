import { createHash } from 'node:crypto'
import t, { type Test } from 'tap'
import type { InviteTerms } from '../../../src/invites/invite-terms.js'
import type { OpenInvite } from '../../../src/invites/open-invite.js'
import { parseOpenInviteId } from '../../../src/invites/parse-open-invite-id.js'
import type { RoomConfig } from '../../../src/muc/model/room-config.js'
import { invitation, JOIN } from '../invitation.js'
import { BASE, NO_LIMITS } from '../rest.js'

/** A link, its page, and functions that change it. */
async function page(t: Test, options: Parameters<typeof invitation>[1] = {}) {
  const { api, roomId, openInviteId, ...rest } = await invitation(t, options)
  const opens = (id = openInviteId) => api.app.inject(`/${id}`)
  const configures = (config: Partial<RoomConfig>) => api.changeRecord(roomId, { config })
  const changes = (terms: Partial<InviteTerms>, more?: Partial<OpenInvite>) => api.changeLink(openInviteId, terms, more)
  const room = await api.changeRoom(roomId, ({ rooms }) => rooms.byId(roomId)?.record.jid ?? '')
  return { api, roomId, openInviteId, room, opens, configures, changes, ...rest }
}

const tagsOf = (body: string) => [...body.matchAll(/<[^>]*>/g)].map(([tag]) => /^<\/?[\w!]+/.exec(tag)?.[0])
const SEEN_BY_ALL = { linkPreview: 'full' } as const

t.test('a link opens in a client: the address, the password and the picture are there', async t => {
  const { room, openInviteId, opens } = await page(t)
  const { statusCode, body } = await opens()
  t.equal(statusCode, 200)
  t.match(body, `<a class="second app" href="xmpp:${room}?join"`)
  t.match(body, `<code id="room-address" dir="ltr">${room}</code>`)
  t.match(body, `<code id="password" dir="ltr">${openInviteId}</code>`)
  t.match(body, '<svg class="qr" role="img"')
  t.match(body, '<html lang="en" dir="ltr">')
})

t.test('the id is accepted in any spelling, and written in one', async t => {
  const { openInviteId, opens } = await page(t)
  const spelled = openInviteId.toUpperCase().replace(/^(.{8})(.{4})/, '$1-$2-')
  t.equal(parseOpenInviteId(spelled), openInviteId)
  t.equal((await opens(spelled)).body, (await opens()).body)
})

t.test('a link opens with what mail programs, chats and people leave around it', async t => {
  const { openInviteId: id, opens } = await page(t)
  const { body } = await opens()
  for (const path of ['/', '.', ',', ')', '%22', '%20', '%3E', '!', '?', '?utm_source=mail', ').', '%22%3E', './'])
    t.equal((await opens(`${id}${path}`)).body, body, path)
  for (const path of ['%20', '%22', '(', '%3C']) t.equal((await opens(`${path}${id}`)).body, body, path)
})

t.test('the page has what the owners of the room publish, and no more', async t => {
  const { opens, configures } = await page(t)
  const words = { nothing: [], name: ['Verona'], full: ['Verona', 'Two households', 'alice'] }
  for (const linkPreview of ['nothing', 'name', 'full'] as const) {
    await configures({ linkPreview, description: 'Two households' })
    const { body } = await opens()
    const shown = ['Verona', 'Two households', 'alice'].filter(word => body.includes(word))
    t.strictSame(shown, words[linkPreview], linkPreview)
  }
})

t.test('the page has only resources of its own, no inline script, and is not cached or framed', async t => {
  const { api, opens } = await page(t)
  const { body, headers } = await opens()
  t.match(headers, {
    'content-type': 'text/html; charset=utf-8',
    'referrer-policy': 'same-origin',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    'x-robots-tag': /noindex/,
  })
  const style = /<style>([\s\S]*?)<\/style>/.exec(body)?.[1] ?? ''
  const hash = createHash('sha256').update(style).digest('base64')
  t.equal(
    headers['content-security-policy'],
    `default-src 'none'; style-src 'sha256-${hash}'; img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; script-src 'self'`,
  )
  t.notMatch(body, /<(iframe|object|embed)\b| (style|on\w+)=|<script>/i)
  t.notMatch(style, /url\(|@import/)
  const loaded = [...body.matchAll(/<(?:link|script|img)\b[^>]* (?:href|src)="([^"]*)"/g)].map(([, url = '']) => url)
  t.equal(loaded.length, 3)
  for (const url of loaded) t.match(await api.app.inject(url), { statusCode: 200 }, url)
})

t.test('the name of a room stays text, whatever it contains', async t => {
  const { opens, configures } = await page(t)
  await configures({ ...SEEN_BY_ALL, name: 'Verona', description: 'Two households' })
  const plain = tagsOf((await opens()).body)
  const attacks = [
    '<script>alert(1)</script>',
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    '</title></style><svg onload=alert(1)>',
    '--><h1>',
    '&lt;script&gt;',
    '<!--',
  ]
  for (const attack of attacks) {
    await configures({ name: attack, description: attack })
    const { body, statusCode } = await opens()
    t.equal(statusCode, 200)
    t.strictSame(tagsOf(body), plain, attack)
    if (/[<"']/.test(attack)) t.notOk(body.includes(attack), attack)
  }
})

t.test('bidirectional controls have no effect outside their element', async t => {
  const { opens, configures } = await page(t)
  await configures({ ...SEEN_BY_ALL, name: 'a\u202eb\u2067c' })
  const { body } = await opens()
  t.match(body, '<title>Invitation to abc</title>')
  t.match(body, '<h1 dir="auto">a\u202eb\u2067c</h1>')
  t.match(body, '<bdi>alice</bdi> invites you to')
})

t.test('every invalid link has the same page', async t => {
  const { api, opens, changes, roomId } = await page(t)
  const none = await opens('0'.repeat(32))
  t.match(none, {
    statusCode: 404,
    headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' },
  })
  t.notMatch(none.body, /xmpp:|<code>/)
  const same = async (id?: string) => {
    const { statusCode, body, headers } = await opens(id)
    t.strictSame([statusCode, body, headers['content-type']], [404, none.body, none.headers['content-type']])
  }
  for (const malformed of ['0', '%3Cscript%3E', '__proto__', 'x'.repeat(3000)]) await same(malformed)
  await changes({ expiresAt: 1 })
  await same()
  await changes({ expiresAt: 0, maxUses: 3 }, { uses: 3 })
  await same()
  await changes({ maxUses: 0 })
  t.match(await opens(), { statusCode: 200 })
  await api.changeRecord(roomId, { archived: true })
  await same()
  await api.changeRecord(roomId, { archived: false })
  await changes({}, { id: '1'.repeat(32) })
  await same()
})

t.test('the page says that a room is locked or full, or asks for approval', async t => {
  const { opens, configures, changes, guest, openInviteId } = await page(t, { maxMembers: 2 })
  t.notMatch((await opens()).body, 'class="note"')
  await configures({ autoRegister: 'unlock_ack' })
  t.match((await opens()).body, 'A moderator decides who gets in')
  await configures({ autoRegister: 'lock' })
  t.match((await opens()).body, 'The room is locked')
  await configures({ autoRegister: 'unlock' })
  await changes({ paused: true })
  t.match((await opens()).body, 'The room is locked')
  await changes({ paused: false })
  await guest.posts(JOIN, { openInviteId })
  t.match(await opens(), { statusCode: 200, body: /The room is full/ })
})

t.test('viewing the page consumes no use and sends no notification', async t => {
  const { api, openInviteId, roomId, opens } = await page(t)
  const before = api.deliveries.length + api.news.length
  await opens()
  t.match(await api.app.inject({ method: 'HEAD', url: `/${openInviteId}` }), { statusCode: 200, body: '' })
  t.equal(api.deliveries.length + api.news.length, before)
  t.equal(await api.changeRoom(roomId, ({ openInvites }) => openInvites.get(openInviteId)?.uses), 0)
})

t.test('a fault is not answered with the page for an invalid link', async t => {
  const { api, opens } = await page(t)
  await api.storage.store.close()
  t.match(await opens(), { statusCode: 500 })
})

t.test('a client that opens too many links gets Retry-After; pages and API requests count together', async t => {
  const limits = { ...NO_LIMITS, validationsPerAddress: 2 }
  const { api, opens, openInviteId } = await page(t, { limits })
  t.match(await opens(), { statusCode: 200 })
  await api.app.inject(`${BASE}/rooms/open-invites/validate?openInviteId=${openInviteId}`)
  t.match(await opens(), {
    statusCode: 429,
    headers: { 'retry-after': /^\d+$/, 'content-security-policy': /^default-src 'none'/ },
    body: /Please wait a moment/,
  })
  t.match(await api.app.inject({ url: `/${openInviteId}`, remoteAddress: '192.0.2.9' }), { statusCode: 200 })
})

t.test('a form that looks at a link counts like a look at its page, also if the link does not exist', async t => {
  for (const [form, fields] of [
    ['invite', 'address=juliet%40example.org'],
    ['account', 'account=juliet'],
    ['enter', 'name='],
  ] as const) {
    const { api } = await page(t, { limits: { ...NO_LIMITS, validationsPerAddress: 2 } })
    const sends = () =>
      api.app.inject({
        ...{ method: 'POST', url: `/${'0'.repeat(32)}/${form}`, payload: fields },
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      })
    const statuses = [await sends(), await sends(), await sends()].map(({ statusCode }) => statusCode)
    t.same(statuses, [404, 404, 429], form)
  }
})
