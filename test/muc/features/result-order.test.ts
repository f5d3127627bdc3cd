import t from 'tap'
import { gathered, romeoAndJuliet } from './gathered.js'

const OWNER = 'http://jabber.org/protocol/muc#owner'
const ADMIN = 'http://jabber.org/protocol/muc#admin'
const DONE = `<iq type='result' id='q1'/>`
const set = (room: string, query: string) => `<iq type='set' id='q1' to='${room}'>${query}</iq>`
const submit = (fields: string) =>
  `<query xmlns='${OWNER}'><x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE'>
    <value>http://jabber.org/protocol/muc#roomconfig</value></field>${fields}</x></query>`
const field = (name: string, value: string) => `<field var='muc#roomconfig_${name}'><value>${value}</value></field>`

t.test('10.9: the owner who destroys a room gets the presence with <destroy/> before the result', async t => {
  const { romeo, room } = await gathered(t)
  romeo.sends(set(room, `<query xmlns='${OWNER}'><destroy><reason>Macbeth doth come.</reason></destroy></query>`))
  await romeo.receivesOnly(
    `<presence type='unavailable' from='${room}/romeo'><x><destroy><reason>Macbeth doth come.</reason></destroy></x></presence>`,
    DONE,
  )
})

t.test('10.2.1: a new configuration is announced before the result, with what it changes', async t => {
  const { romeo, room } = await gathered(t)
  romeo.sends(set(room, submit(field('roomname', 'A Dark Cave') + field('membersonly', '1'))))
  await romeo.receivesOnly(
    `<message from='${room}'><x><status code='104'/></x></message>`,
    `<presence type='unavailable' from='${room}/juliet'><x><status code='322'/></x></presence>`,
    `<presence type='unavailable' from='${room}/mercutio'><x><status code='322'/></x></presence>`,
    DONE,
  )
})

t.test('10.1.3: cancelling the first configuration sends the presence before the result', async t => {
  const { romeo, room } = await romeoAndJuliet(t)
  await romeo.destroys(room)
  romeo.sends(`<presence to='${room}/romeo'><x xmlns='http://jabber.org/protocol/muc'/></presence>`)
  await romeo.receives('<message><subject/></message>')
  romeo.sends(set(room, `<query xmlns='${OWNER}'><x xmlns='jabber:x:data' type='cancel'/></query>`))
  await romeo.receivesOnly(`<presence type='unavailable' from='${room}/romeo'><x><destroy/></x></presence>`, DONE)
})

t.test('9.1, 9.3: a changed affiliation is broadcast before the result', async t => {
  const { romeo, juliet, mercutio, room } = await gathered(t)
  const items = `<item affiliation='outcast' jid='${mercutio.bare}'/><item affiliation='member' jid='${juliet.bare}'/>`
  romeo.sends(set(room, `<query xmlns='${ADMIN}'>${items}</query>`))
  await romeo.receivesOnly(
    `<presence type='unavailable' from='${room}/mercutio'><x><status code='301'/></x></presence>`,
    `<presence from='${room}/juliet'><x><item affiliation='member'/></x></presence>`,
    DONE,
  )
})

t.test('8.2, 8.4: a kick and a changed role are broadcast before the result', async t => {
  const { romeo, room } = await gathered(t)
  const items = `<item nick='juliet' role='none'/><item nick='mercutio' role='visitor'/>`
  romeo.sends(set(room, `<query xmlns='${ADMIN}'>${items}</query>`))
  await romeo.receivesOnly(
    `<presence type='unavailable' from='${room}/juliet'><x><status code='307'/></x></presence>`,
    `<presence from='${room}/mercutio'><x><item role='visitor'/></x></presence>`,
    DONE,
  )
})

t.test('XEP-0486: a new avatar is announced before the result', async t => {
  const { romeo, room } = await romeoAndJuliet(t)
  const photo = `<PHOTO><TYPE>image/png</TYPE><BINVAL>iVBORw0KGgo=</BINVAL></PHOTO>`
  romeo.sends(set(room, `<vCard xmlns='vcard-temp'>${photo}</vCard>`))
  await romeo.receives(
    `<message from='${room}'><x><status code='104'/></x></message>`,
    `<presence from='${room}'><x xmlns='vcard-temp:x:update'/></presence>`,
    DONE,
  )
})
