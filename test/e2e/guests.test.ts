import t from 'tap'
import { guestScene } from '../guest-access/stage.js'
import { startEjabberd } from '../servers/ejabberd.js'
import { startProsody } from '../servers/prosody.js'

for (const [name, start] of [
  ['Prosody', startProsody],
  ['ejabberd', startEjabberd],
] as const) {
  t.test(`a guest and a person on ${name} talk`, async t => {
    const server = await start({ privilege: true })
    if ('skip' in server) return t.plan(0, server.skip)
    t.teardown(() => server.stop())
    const { romeo, room, comes, guest } = await guestScene(t, { server })
    const lost = await comes('tybalt')
    await romeo.receives(`<presence from='${room}/tybalt'><x><item affiliation='none'/></x></presence>`)
    lost.sends(`<message to='${room}' type='groupchat' id='a'><body>What, drawn?</body></message>`)
    await romeo.receives(`<message from='${room}/tybalt' id='a'><body>What, drawn?</body></message>`)
    romeo.sends(`<message to='${room}/tybalt' type='chat' id='b'><body>Gentle Tybalt</body></message>`)
    await lost.receives(`<message from='${room}/romeo' type='chat' id='b'/>`)
    lost.vanishes()
    const tybalt = await guest(lost.account)
    await tybalt.enters(room, { nick: 'tybalt' })
    romeo.sends(`<message to='${room}' type='groupchat' id='c'><body>Hold</body></message>`)
    await tybalt.receives(`<message from='${room}/romeo' id='c'/>`)
    await romeo.receivesNothing(`<presence type='unavailable'/>`)
    await romeo.administers(room, `<item nick='tybalt' role='none'/>`)
    await romeo.receives(`<presence from='${room}/tybalt' type='unavailable'><x><status code='307'/></x></presence>`)
  })
}
