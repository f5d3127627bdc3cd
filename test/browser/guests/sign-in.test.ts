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

browserTest(
  'after a wrong password the form is back, and the right one leads into the room',
  { checksPasswords: true },
  async (t, scene) => {
    const { page, visitor } = scene
    const browser = await visitor()
    await browser.signsIn(page, { name: 'juliet@localhost', password: 'wrong' })
    await browser.sees('The name or the password is wrong.')
    t.equal(await browser.page.locator('#conversejs form').count(), 0, 'there is one form')
    await browser.sendsPassword(JULIET.name, JULIET.password)
    await browser.isInside()
  },
)

browserTest('an account of another domain is not sent to the server', {}, async (_t, { page, visitor }) => {
  const browser = await visitor()
  await browser.signsIn(page, { name: 'juliet@capulet.example', password: 'secret' })
  await browser.sees('Only accounts at localhost can sign in here.')
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

browserTest('a person who leaves is gone at once, and the password is forgotten', {}, async (t, scene) => {
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
