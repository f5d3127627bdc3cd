import t, { type Test } from 'tap'
import { invitation } from '../invitation.js'

const PHONE =
  'Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/129 Mobile Safari/537.36'
const IPHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 Version/18.0 Mobile/15E148'
const WINDOWS = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/129 Safari/537.36'

/** A link, and its page for a device and a language. */
async function page(t: Test, options: Parameters<typeof invitation>[1] = {}) {
  const { api, openInviteId, roomId, ...rest } = await invitation(t, options)
  const opens = async (headers: Record<string, string> = {}, query = '') =>
    (await api.app.inject({ url: `/${openInviteId}${query}`, headers })).body
  return { api, openInviteId, roomId, opens, ...rest }
}

const titlesOf = (body: string) => [...body.matchAll(/<dt>([^<]*)<\/dt>/g)].map(([, title]) => title)

t.test('joining in the browser is first, where guests are let in', async t => {
  const { api, opens, openInviteId, roomId } = await page(t)
  const body = await opens()
  t.match(body, `<form class="join" method="post" action="/${openInviteId}/enter">`)
  t.match(body, /<input id="join-name" name="name" required/)
  t.ok(body.indexOf('class="primary">') < body.indexOf('class="second app"'))
  await api.changeRecord(roomId, { config: { linkGuests: false } })
  t.notMatch(await opens(), '/enter')
  t.match(await opens(), 'class="primary app"')
  await api.changeRecord(roomId, { config: { linkGuests: true } })
  await api.changeLink(openInviteId, { guests: 'no' })
  t.notMatch(await opens(), '/enter')
})

t.test('a guest whom the browser has kept goes back under the same name, also by a link that is used up', async t => {
  const { api, openInviteId, roomId } = await page(t)
  const entered = await api.app.inject({
    method: 'POST',
    url: `/${openInviteId}/enter`,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    payload: 'name=The+nurse',
  })
  const cookie = String(entered.headers['set-cookie']).split(';')[0] ?? ''
  const opens = (headers: Record<string, string> = { cookie }) => api.app.inject({ url: `/${openInviteId}`, headers })
  const { body } = await opens()
  t.match(body, 'You were here as <b><bdi>The nurse</bdi></b>.')
  t.notMatch(body, 'name="name"')
  t.match(body, `action="/${openInviteId}/leave"`)
  t.match((await opens({})).body, 'name="name"')
  t.match((await opens({ cookie: `${cookie}0` })).body, 'name="name"')
  await api.changeRecord(roomId, { config: { autoRegister: 'lock' } })
  t.match((await opens()).body, 'You were here as')
  await api.changeLink(openInviteId, { maxUses: 1 }, { uses: 1 })
  t.match(await opens({}), { statusCode: 404 })
  t.match(await opens(), { statusCode: 303, headers: { location: `/${openInviteId}/room` } })
})

t.test('where a moderator decides, the button says that the visitor asks', async t => {
  const { api, opens, roomId } = await page(t)
  await api.changeRecord(roomId, { config: { autoRegister: 'unlock_ack' } })
  t.match(await opens(), '<button class="primary">Ask to join</button>')
})

t.test('a locked room shows no way for new people, and still opens in the app of a member', async t => {
  const { api, opens, roomId } = await page(t)
  await api.changeRecord(roomId, { config: { autoRegister: 'lock' } })
  const body = await opens()
  t.notMatch(body, '<form')
  t.match(body, 'class="primary app"')
})

t.test('a phone gets no QR code, and each device its apps first', async t => {
  const { opens } = await page(t)
  for (const agent of [PHONE, IPHONE]) t.notMatch(await opens({ 'user-agent': agent }), 'class="qr"')
  t.notMatch(await opens({ 'user-agent': WINDOWS, 'sec-ch-ua-mobile': '?1' }), 'class="qr"')
  t.match(await opens({ 'user-agent': WINDOWS, 'sec-ch-ua-mobile': '?0' }), 'class="qr"')
  const firstFor = async (headers: Record<string, string>) => titlesOf(await opens(headers))[0]
  t.equal(await firstFor({ 'user-agent': PHONE }), 'Android')
  t.equal(await firstFor({ 'user-agent': IPHONE }), 'iPhone and iPad')
  t.equal(await firstFor({ 'user-agent': WINDOWS }), 'Windows')
  t.equal(await firstFor({ 'user-agent': WINDOWS, 'sec-ch-ua-platform': '"macOS"' }), 'Mac')
  t.match(await opens({ 'user-agent': PHONE }), /f-droid\.org[\s\S]*play\.google\.com[\s\S]*<details class="more">/)
  t.equal(titlesOf(await opens({ 'user-agent': 'unknown' })).length, 5)
})

t.test('the language is that of the browser, and a chosen one stays in the targets of the forms', async t => {
  const { opens, openInviteId } = await page(t)
  const german = await opens({ 'accept-language': 'de-CH, en;q=0.5' })
  t.match(german, '<html lang="de" dir="ltr">')
  t.match(german, 'Im Browser teilnehmen')
  t.match(german, `action="/${openInviteId}/enter"`)
  const arabic = await opens({ 'accept-language': 'de' }, '?lang=ar')
  t.match(arabic, '<html lang="ar" dir="rtl">')
  t.match(arabic, `action="/${openInviteId}/enter?lang=ar"`)
  t.match(arabic, `action="/${openInviteId}/invite?lang=ar"`)
  t.match(arabic, '<a href="?lang=fr" lang="fr" hreflang="fr">Français</a>')
})

t.test('a page that does not exist, the start page and errors are in the language of the browser', async t => {
  const { api } = await page(t)
  const headers = { accept: 'text/html', 'accept-language': 'it' }
  t.match((await api.app.inject({ url: '/no/such', headers })).body, 'Questa pagina non esiste')
  t.match((await api.app.inject({ url: '/', headers })).body, 'Apri il link che hai')
  t.match((await api.app.inject({ url: `/${'0'.repeat(32)}`, headers })).body, 'Questo invito non è valido')
  await api.storage.store.close()
  const fault = await api.app.inject({ url: `/${'1'.repeat(32)}`, headers })
  t.match(fault, { statusCode: 500, headers: { 'content-type': /^text\/html/ }, body: /Non ha funzionato/ })
})

t.test('paths on the pages begin with the path of the public URL, and previews have the whole of it', async t => {
  const { opens, openInviteId } = await page(t, { publicUrl: 'https://example.org/chat' })
  const body = await opens()
  t.match(body, `action="/chat/${openInviteId}/enter"`)
  t.match(body, 'href="/chat/favicon.ico"')
  t.match(body, `<meta property="og:url" content="https://example.org/chat/${openInviteId}">`)
  t.match(body, `<meta property="og:image" content="https://example.org/chat/${openInviteId}/picture.png">`)
})

t.test('only the sites of web.embed may frame the page, with ?embed, and its form opens a tab of its own', async t => {
  const embed = ['https://www.example.org', 'https://example.net:8443']
  const { api, openInviteId } = await page(t, { web: { name: '', embed, domain: 'rooms.example.org' } })
  const policyOf = async (url: string) => {
    const { headers, body } = await api.app.inject(url)
    return { ancestors: /frame-ancestors ([^;]*)/.exec(String(headers['content-security-policy']))?.[1], body }
  }
  t.match(await policyOf(`/${openInviteId}`), { ancestors: "'none'" })
  t.match(await policyOf(`/${openInviteId}?embed`), {
    ancestors: embed.join(' '),
    body: /action="[^"]*" target="_blank"/,
  })
  t.match(await policyOf(`/${'0'.repeat(32)}?embed`), { ancestors: "'none'" })
  const none = await page(t)
  const { headers } = await none.api.app.inject(`/${none.openInviteId}?embed`)
  t.match(headers['content-security-policy'], /frame-ancestors 'none'/)
})

t.test('an address that is none is said at the form, with what was entered', async t => {
  const { api, openInviteId } = await page(t)
  const sends = (address: string) =>
    api.app.inject({
      method: 'POST',
      url: `/${openInviteId}/invite?lang=de`,
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      payload: new URLSearchParams({ address }).toString(),
    })
  const wrong = await sends('"<nobody>')
  t.match(wrong, { statusCode: 422, body: 'Das ist keine XMPP-Adresse' })
  t.match(wrong.body, 'value="&quot;&lt;nobody&gt;"')
  t.match(wrong.body, /<details class="way" id="by-address" open>/)
  t.match(wrong.body, `href="/${openInviteId}?lang=fr"`)
  t.match(await sends('juliet@example.org'), {
    statusCode: 200,
    body: /unterwegs an <b><bdi dir="ltr">juliet@example\.org/,
  })
})

t.test('the address of a form, opened again in the browser, leads to the page of the link', async t => {
  const { api, openInviteId } = await page(t)
  for (const form of ['enter', 'leave', 'invite', 'account']) {
    const opened = await api.app.inject({ url: `/${openInviteId}/${form}?lang=de`, headers: { accept: 'text/html' } })
    t.match(opened, { statusCode: 303, headers: { location: `/${openInviteId}?lang=de` } }, form)
  }
  t.match(await api.app.inject({ url: '/no-id/enter', headers: { accept: 'text/html' } }), { statusCode: 404 })
})
