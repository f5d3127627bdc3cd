import { client, xml } from '@xmpp/client'
import { createClient } from 'stanza'
import t from 'tap'
import WebSocket from 'ws'
import { guestScene } from './stage.js'

const MUC = 'http://jabber.org/protocol/muc'

// Node.js has a WebSocket of its own from version 22 on; the library needs one.
if (!('WebSocket' in globalThis)) Object.assign(globalThis, { WebSocket })

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
  // The library says nothing to the room when it stops.
  await guest.send(xml('presence', { type: 'unavailable' }))
  await guest.stop()
  await romeo.receives(`<presence from='${room}/tybalt' type='unavailable'/>`)
})

t.test('StanzaJS is a client of a guest', async t => {
  const { romeo, room, url, makes } = await guestScene(t)
  const { jid, password, nick } = await makes('tybalt')
  const websocket = `${url.replace('http', 'ws')}/xmpp-websocket`
  const guest = createClient({ jid, password, transports: { websocket, bosh: false }, autoReconnect: false })
  const started = new Promise(resolve => guest.on('session:started', resolve))
  guest.connect()
  await started
  await guest.joinRoom(room, nick)
  await romeo.receives(`<presence from='${room}/tybalt'/>`)
  guest.sendMessage({ to: room, type: 'groupchat', body: 'Hello' })
  await romeo.receives(`<message from='${room}/tybalt'><body>Hello</body></message>`)
  t.same((await guest.getRoster()).items, [])
  guest.sendPresence({ type: 'unavailable' })
  await romeo.receives(`<presence from='${room}/tybalt' type='unavailable'/>`)
  const ended = new Promise(resolve => guest.on('disconnected', resolve))
  guest.disconnect()
  await ended
})
