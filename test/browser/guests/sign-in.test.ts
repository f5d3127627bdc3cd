import { bareOf } from '../../../src/stanza/jid.js'
import { browserTest } from '../browser-scene.js'

const JULIET = { name: 'juliet', password: 'secret' }

browserTest('a person with an account signs in, and is a member in the room', {}, async (t, scene) => {
  const { romeo, juliet, room, page, visitor } = scene
  const browser = await visitor()
  await browser.signsIn(page, JULIET)
  await browser.isInside()
  const member = `<item affiliation='member' role='participant'/>`
  const entered = await romeo.receives(`<presence from='${room}/juliet'><x>${member}</x></presence>`)
  t.match(entered.toString(), bareOf(juliet.jid))
  await browser.says('Good night, good night!')
  await romeo.receives(`<message from='${room}/juliet' type='groupchat'><body>Good night, good night!</body></message>`)
  romeo.sends(`<message to='${room}' type='groupchat'><body>Sleep dwell upon thine eyes.</body></message>`)
  t.equal(await browser.reads('Sleep dwell upon thine eyes.'), 'romeo')
})

browserTest('a message to a person goes to the clients that show it, not to the browser', {}, async (_t, scene) => {
  const { romeo, juliet, room, page, visitor } = scene
  const browser = await visitor()
  await browser.signsIn(page, JULIET)
  await browser.isInside()
  await romeo.receives(`<presence from='${room}/juliet'/>`)
  romeo.sends(`<message to='${bareOf(juliet.jid)}' type='chat'><body>Shall I hear more?</body></message>`)
  await juliet.receives(`<message type='chat'><body>Shall I hear more?</body></message>`)
})

browserTest('a request to become a contact is left to the other clients of the person', {}, async (t, scene) => {
  const { romeo, juliet, room, page, visitor } = scene
  const browser = await visitor()
  const sent: string[] = []
  browser.page.on('websocket', socket => socket.on('framesent', ({ payload }) => sent.push(String(payload))))
  await browser.signsIn(page, JULIET)
  await browser.isInside()
  await romeo.receives(`<presence from='${room}/juliet'/>`)
  romeo.sends(`<presence to='${bareOf(juliet.jid)}' type='subscribe'/>`)
  await juliet.receives(`<presence from='${bareOf(romeo.jid)}' type='subscribe'/>`)
  await browser.says('Good night, good night!')
  await romeo.receives(`<message from='${room}/juliet' type='groupchat'><body>Good night, good night!</body></message>`)
  t.notMatch(sent.join('\n'), /jabber:iq:roster|unsubscribed/)
})

browserTest('nothing stays in the browser when the tab is closed', {}, async (t, { page, visitor }) => {
  const browser = await visitor()
  await browser.signsIn(page, JULIET)
  await browser.isInside()
  const kept = 'indexedDB.databases().then(databases => [Object.keys(localStorage), databases])'
  t.same(await browser.page.evaluate(kept), [[], []])
})

browserTest(
  'after a wrong password the form is back, and the right one leads into the room',
  { checksPasswords: true },
  async (t, scene) => {
    const { page, visitor } = scene
    const browser = await visitor()
    await browser.signsIn(page, { name: 'juliet@localhost', password: 'wrong' })
    await browser.sees('The name or the password is wrong.')
    t.equal(await browser.page.locator('#conversejs form').count(), 0, 'there is one form')
    t.equal(await browser.page.locator('form.sign-in [name=password]:focus').count(), 1, 'it is ready for another one')
    await browser.sendsPassword(JULIET.name, JULIET.password)
    await browser.isInside()
  },
)

browserTest('an account of another domain is not sent to the server', {}, async (t, { page, visitor }) => {
  const browser = await visitor()
  await browser.page.goto(`${page}/sign-in#name=%`)
  for (const name of ['juliet@capulet.example', 'juliet@localhost/phone', 'capulet.example/juliet', '@localhost']) {
    await browser.sendsPassword(name, 'secret')
    await browser.sees('Only accounts at localhost can sign in here.')
    t.equal(await browser.page.locator('#room').getAttribute('data-state'), 'signed-out', name)
    await browser.page.reload()
  }
})

browserTest(
  'a person whom a moderator must let in enters by the approval',
  { terms: { admission: 'unlock_ack' } },
  async (_t, { romeo, juliet, room, page, visitor }) => {
    const browser = await visitor()
    await browser.signsIn(page, JULIET)
    await browser.sees('a moderator of the room decides')
    await romeo.calls('POST', `/api/v1/rooms/${room}/requests/${bareOf(juliet.jid)}`, { decision: 'approve' })
    await browser.isInside()
    await romeo.receives(`<presence from='${room}/juliet'/>`)
  },
)

browserTest('a person reads that the room was destroyed, and no occupant can feign that', {}, async (t, scene) => {
  const { romeo, room, page, visitor } = scene
  const browser = await visitor()
  await browser.signsIn(page, JULIET)
  await browser.isInside()
  const feigned = `<x xmlns='urn:example'><destroy><reason>Feigned</reason></destroy></x>`
  romeo.sends(`<presence type='unavailable' to='${room}/romeo'>${feigned}</presence>`)
  await browser.sees('romeo has left')
  t.equal(await browser.page.locator('converse-muc-destroyed').count(), 0)
  romeo.sends(`<iq type='set' id='end' to='${room}'><query xmlns='http://jabber.org/protocol/muc#owner'>
    <destroy><reason>A plague!</reason></destroy></query></iq>`)
  await browser.page.locator('converse-muc-destroyed').waitFor()
  await browser.sees('A plague!')
})

browserTest('a person leaves at once, and the page forgets the password', {}, async (t, scene) => {
  const { romeo, room, page, visitor } = scene
  const browser = await visitor()
  await browser.signsIn(page, JULIET)
  await browser.isInside()
  await romeo.receives(`<presence from='${room}/juliet'/>`)
  await browser.page.getByText('Leave', { exact: true }).click()
  await browser.page.waitForURL(page)
  await romeo.receives(`<presence from='${room}/juliet' type='unavailable'/>`)
  await browser.page.goBack()
  await browser.page.locator('form.sign-in').waitFor()
  t.equal(await browser.page.locator('form.sign-in [name=password]').inputValue(), '')
})
