import { client, xml } from '@xmpp/client'
import { $msg, $pres, Strophe } from 'strophe.js'
import t from 'tap'
import WebSocket from 'ws'
import { guestScene } from './stage.js'

const MUC = 'http://jabber.org/protocol/muc'

t.test('@xmpp/client in Node is a client of a guest', async t => {
  const { romeo, room, url, makes } = await guestScene(t)
  const { jid, password, nick } = await makes('tybalt')
  const [username, domain] = jid.split('@')
  const service = `${url.replace('http', 'ws')}/xmpp-websocket`
  const guest = client({ service, domain, username, password, resource: 'node' })
  guest.on('error', error => t.fail(String(error)))
  const online = await guest.start()
  t.equal(online.toString(), `${jid}/node`)
  await guest.send(xml('presence', { to: `${room}/${nick}` }, xml('x', { xmlns: MUC })))
  await romeo.receives(`<presence from='${room}/tybalt'/>`)
  const reply = await guest.iqCaller.get(xml('query', { xmlns: 'jabber:iq:roster' }))
  t.equal(reply?.toString(), '<query xmlns="jabber:iq:roster"/>')
  await guest.send(xml('message', { to: room, type: 'groupchat' }, xml('body', {}, 'Hello')))
  await romeo.receives(`<message from='${room}/tybalt'><body>Hello</body></message>`)
  const heard = new Promise(resolve =>
    guest.on('stanza', stanza => stanza.getChildText('body') === 'Ay' && resolve('Ay')),
  )
  romeo.sends(`<message to='${room}' type='groupchat'><body>Ay</body></message>`)
  t.equal(await heard, 'Ay')
  await guest.stop()
  await romeo.receives(`<presence from='${room}/tybalt' type='unavailable'/>`)
})

t.test('strophe.js is a client of a guest', async t => {
  Object.assign(globalThis, { WebSocket })
  const { romeo, room, url, makes } = await guestScene(t)
  const { jid, password, nick } = await makes('tybalt')
  const connection = new Strophe.Connection(`${url.replace('http', 'ws')}/xmpp-websocket`)
  const connected = new Promise(resolve => {
    connection.connect(jid, password, (status: number) => status === Strophe.Status.CONNECTED && resolve(status))
  })
  await connected
  connection.send($pres({ to: `${room}/${nick}` }).c('x', { xmlns: MUC }))
  await romeo.receives(`<presence from='${room}/tybalt'/>`)
  connection.send($msg({ to: room, type: 'groupchat' }).c('body').t('Hello'))
  await romeo.receives(`<message from='${room}/tybalt'><body>Hello</body></message>`)
  connection.disconnect('done')
  await romeo.receives(`<presence from='${room}/tybalt' type='unavailable'/>`)
})
