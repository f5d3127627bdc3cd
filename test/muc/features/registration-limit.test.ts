import t from 'tap'
import { capabilities } from '../../../src/muc/capabilities.js'
import { dispatch } from '../../../src/muc/dispatch.js'
import { mapOf } from '../../../src/muc/model/room.js'
import { createRoom } from '../../../src/muc/operations/create-room.js'
import { OpenBatch } from '../../../src/service/open-batch.js'
import { parseElement } from '../../../src/stanza/element.js'
import { parseJid } from '../../../src/stanza/jid.js'
import { createState } from '../../../src/state/state.js'
import { roomsSettings } from '../../settings.js'

const room = 'verona@rooms.localhost'

function jid(text: string) {
  const parsed = parseJid(text)
  if (!parsed) throw new Error(`${text} is no address`)
  return parsed
}

function registration(nick: string) {
  return parseElement(`<iq type='set' id='r' from='${nick}@localhost/x' to='${room}'><query xmlns='jabber:iq:register'>
    <x xmlns='jabber:x:data' type='submit'>
      <field var='FORM_TYPE'><value>http://jabber.org/protocol/muc#register</value></field>
      <field var='muc#register_roomnick'><value>${nick}</value></field></x></query></iq>`)
}

t.test('9.9: at most a hundred requests are pending in a room', async t => {
  const state = createState(roomsSettings())
  let ids = 0
  const newId = () => String(++ids).padStart(32, '0')
  const batch = new OpenBatch(state, { at: 1000, newId })
  const context = { ...state, batch, capabilities: capabilities('1'), found: {} }
  const creator = 'romeo@localhost'
  const made = createRoom(context, { jid: room, creator, config: state.settings.defaults, locked: false })
  const register = (nick: string) =>
    dispatch(context, { stanza: registration(nick), from: jid(`${nick}@localhost/x`), to: jid(room) })
  for (let n = 1; n <= 100; n++) register(`n${n}`)
  t.throws(() => register('n101'), /too many pending requests/)
  t.equal(mapOf(made, 'registration').size, 100)
  t.doesNotThrow(() => register('n100'))
})
