import { readFileSync } from 'node:fs'
import { makeGuest } from '../../guest-access/stage.js'
import { browserTest } from '../browser-scene.js'

/** The build for pages, which defines a global name. */
const STROPHE = readFileSync(new URL('strophe.umd.cjs', import.meta.resolve('strophe.js')), 'utf8')

/** What a small client on strophe.js does: it signs in, enters, and answers the first message of another occupant. */
const CLIENT = `({ jid, password, websocket, room, nick }) => {
  const { Strophe, $pres, $msg } = globalThis
  const connection = new Strophe.Connection(websocket)
  connection.addHandler(message => {
    const isOwn = message.getAttribute('from') === room + '/' + nick
    const body = message.querySelector('body')?.textContent
    if (body === undefined || isOwn) return true
    connection.send($msg({ to: room, type: 'groupchat' }).c('body').t('I heard: ' + body))
    return true
  }, null, 'message', 'groupchat')
  connection.connect(jid, password, status => {
    if (status !== Strophe.Status.CONNECTED) return
    connection.send($pres({ to: room + '/' + nick }).c('x', { xmlns: 'http://jabber.org/protocol/muc' }))
  })
}`

browserTest('a page with a client on strophe.js brings a guest into the room', {}, async (_t, scene) => {
  const { romeo, room, page, visitor } = scene
  const guest = await makeGuest(scene, 'Friar John')
  // The client of another page: the policy of ours lets no other script in.
  const browser = await visitor({ bypassCSP: true })
  await browser.page.goto(page)
  await browser.page.addScriptTag({ content: STROPHE })
  const websocket = `${new URL(page).origin.replace(/^http/, 'ws')}/xmpp-websocket`
  await browser.page.evaluate(`(${CLIENT})(${JSON.stringify({ ...guest, room, websocket })})`)
  await romeo.receives(`<presence from='${room}/Friar John'><x><item affiliation='none'/></x></presence>`)
  romeo.sends(`<message to='${room}' type='groupchat'><body>Welcome from Mantua</body></message>`)
  await romeo.receives(`<message from='${room}/Friar John'><body>I heard: Welcome from Mantua</body></message>`)
})
