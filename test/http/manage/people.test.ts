import t from 'tap'
import { JOIN } from '../invitation.js'
import { ALICE, BOB, CAROL, managed } from './managed.js'

t.test('the people who wait are approved and declined by two buttons each', async t => {
  const { browserOf, makesLink, room, api, roomId } = await managed(t)
  const { openInviteId } = await makesLink({ admission: 'unlock_ack', label: 'The balcony' })
  const [bob, carol] = [await api.person(BOB), await api.person(CAROL)]
  await bob.posts(JOIN, { openInviteId, reason: 'Let me in' })
  await carol.posts(JOIN, { openInviteId })
  const browser = await browserOf(ALICE)
  t.match(await browser.opens('/manage'), { body: /Waiting: 2/ })
  const { body } = await browser.opens(`${room}/waiting`)
  for (const part of [BOB, CAROL, 'Let me in', 'Link: <bdi>The balcony</bdi>', 'Waiting (2)']) t.match(body, part)
  t.match(await browser.submits('/waiting', { decision: 'approve' }), { body: /The person is let in/ })
  t.match(await bob.gets(`/rooms/${roomId}`), { status: 200 })
  t.match(await browser.submits('/waiting', { decision: 'decline' }), { body: /There are no people who wait/ })
  t.match(await carol.gets(`/rooms/${roomId}`), { status: 404 })
})

t.test('the first answer to a request counts', async t => {
  const { browserOf, makesLink, room, api } = await managed(t)
  const { openInviteId } = await makesLink({ admission: 'unlock_ack' })
  await (await api.person(BOB)).posts(JOIN, { openInviteId })
  const [one, other] = [await browserOf(ALICE), await browserOf(ALICE)]
  await one.opens(`${room}/waiting`)
  await other.opens(`${room}/waiting`)
  await one.submits('/waiting', { decision: 'approve' })
  t.match(await other.submits('/waiting', { decision: 'decline' }), { status: 404, body: /may have been faster/ })
})

t.test('who joined is listed with the link and the approver, of all links or of one', async t => {
  const { browserOf, makesLink, room, api } = await managed(t)
  const [balcony, orchard] = [await makesLink({ label: 'Balcony' }), await makesLink({ label: 'Orchard' })]
  await (await api.person(BOB)).posts(JOIN, { openInviteId: balcony.openInviteId })
  await (await api.person(CAROL)).posts(JOIN, { openInviteId: orchard.openInviteId })
  const browser = await browserOf(ALICE)
  const { body } = await browser.opens(`${room}/joined`)
  t.ok(body.indexOf(CAROL) < body.indexOf(BOB), 'the latest first')
  await browser.opens(`${room}/links/${balcony.linkId}`)
  const [, path = ''] = /href="([^"]*joined\?link=[^"]*)"/.exec(browser.shown.body) ?? []
  const ofOne = await browser.opens(path)
  t.match(ofOne.body, `<bdi>${BOB}</bdi>`)
  t.notMatch(ofOne.body, CAROL)
})

t.test('a ban is listed with its reason and lifted', async t => {
  const { browserOf, room, owner, roomId } = await managed(t)
  await owner.posts(`/api/v1/rooms/${roomId}/bans`, { user: BOB, reason: 'A brawl' })
  const browser = await browserOf(ALICE)
  t.match(await browser.opens(`${room}/bans`), { body: /bob@example\.org[\s\S]*A brawl/ })
  t.match(await browser.submits('/bans'), { body: /The ban is lifted/ })
  t.match((await owner.gets(`/api/v1/rooms/${roomId}/bans`)).body, { total: 0 })
})

t.test('guests are listed by their names, wait like others, and are put out', async t => {
  const { browserOf, makesLink, room, api } = await managed(t)
  const { openInviteId } = await makesLink({ admission: 'unlock_ack', label: 'The ball' })
  for (const name of ['Nina', 'Nino']) {
    await api.ask({ method: 'POST', url: '/api/v1/guests', payload: { openInviteId, name } })
  }
  const browser = await browserOf(ALICE)
  const { body } = await browser.opens(`${room}/waiting`)
  t.match(body, '<bdi>Nina</bdi> (guest)')
  t.notMatch(body, /<bdi>guest-/)
  t.match(await browser.submits('/waiting', { decision: 'approve' }), { body: /The person is let in/ })
  const guests = await browser.opens(`${room}/guests`)
  for (const part of ['<bdi>Nina</bdi>', 'Not in the room now', '<bdi>Nino</bdi>', 'Waits for an approval']) {
    t.match(guests.body, part)
  }
  t.match(await browser.submits('/guests'), { body: /The guest is put out/ })
  const [{ action = '', fields = {} } = {}] = browser.forms().filter(form => form.action.endsWith('/guests'))
  await browser.sends(action, fields)
  t.match(browser.shown.body, 'There are no guests')
  t.match(await browser.sends(action, fields), { status: 404, body: /may have been faster|no guest/ })
})

t.test('the guests of a link go with it if the moderator says so', async t => {
  const { browserOf, makesLink, room, api } = await managed(t)
  const [one, other] = [await makesLink(), await makesLink()]
  for (const { openInviteId } of [one, other]) {
    await api.ask({ method: 'POST', url: '/api/v1/guests', payload: { openInviteId, name: 'Nina' } })
  }
  const browser = await browserOf(ALICE)
  t.match(await browser.opens(`${room}/links/${one.linkId}`), { body: /can come in as guests/ })
  await browser.submits('/revoke', { 'remove-guests': 'on' })
  const { body } = await browser.opens(`${room}/guests`)
  t.equal([...body.matchAll(/<li>\n<p><strong>/g)].length, 1)
})
