import t from 'tap'
import { type Actor, assertLike, scenario } from '../../scenario/index.js'
import { gathered } from './gathered.js'
import { itemsOf } from './items.js'

const REGISTER = 'http://jabber.org/protocol/muc#register'
const SERVICE = 'rooms.localhost'
/** Also without occupants. */
const KEPT = { rooms: { defaults: { persistent: true, registration: 'approval' } } } as const
const field = (name: string, value: string) => `<field var='${name}'><value>${value}</value></field>`
const registers = async (actor: Actor, room: string, more = '') => {
  const form = `<x xmlns='jabber:x:data' type='submit'>${field('FORM_TYPE', REGISTER)}
    ${field('muc#register_roomnick', `${actor.name}-cat`)}${more}</x>`
  const query = `<query xmlns='jabber:iq:register'>${form}</query>`
  assertLike(await actor.asks(`<iq type='set' to='${room}'>${query}</iq>`), "<iq type='result'/>")
}
const withdraws = (actor: Actor, room: string) =>
  actor.asks(`<iq type='set' to='${room}'><query xmlns='jabber:iq:register'><remove/></query></iq>`)
const writes = (actor: Actor, text: string, to = SERVICE) =>
  actor.sends(`<message to='${to}' type='chat' id='reply'><body>${text}</body></message>`)
const DENIED = "<message><x type='result'/></message>"
const ofService = (text: string) => `<message from='${SERVICE}' type='chat'><body>${text}</body></message>`
const textOf = (user: string, more = '') => `${user} asks to join verona (verona@${SERVICE}).${more}
To answer, write one of these lines to ${SERVICE}. Inviting the person approves, too, as does making them a member.
approve ${user} verona
decline ${user} verona`

t.test('9.9: the form has a text for clients without forms: who asks, their words, and how to answer', async t => {
  const { romeo, actor, room } = await gathered(t)
  const tybalt = await actor('tybalt')
  await registers(tybalt, room, field('muc#register_faqentry', 'Prince\n\n of cats'))
  const more = '\nDesired nickname: "tybalt-cat"\nIn their words: "Prince of cats"'
  const body = `<body>${textOf(tybalt.bare, more)}</body>`
  await romeo.receivesOnly(
    `<message from='${room}'>${body}<x type='form'/></message>`,
    `<message from='${room}/${SERVICE}' type='groupchat'>${body}</message>`,
  )
})

t.test('9.9: admins and owners outside the room are told once by a message of the service', async t => {
  const { romeo, juliet, mercutio, actor, room } = await gathered(t, KEPT)
  const tybalt = await actor('tybalt')
  await romeo.administers(room, `<item affiliation='admin' jid='${juliet.bare}'/>`)
  await romeo.administers(room, `<item affiliation='member' jid='${mercutio.bare}'/>`)
  for (const person of [juliet, mercutio, romeo]) await person.leaves(room)
  for (const person of [juliet, mercutio, romeo]) await person.receivedMeanwhile()
  for (let round = 0; round < 3; round++) {
    await registers(tybalt, room)
    await withdraws(tybalt, room)
  }
  const told = ofService(textOf(tybalt.bare, '\nDesired nickname: "tybalt-cat"'))
  for (const absent of [romeo, juliet]) await absent.receivesOnly(told)
  await mercutio.receivesNothing()
})

t.test('9.9: a person who asks again after a day is told of again, also after a restart', async t => {
  const { romeo, juliet, room, passes, restart } = await gathered(t, KEPT)
  await romeo.leaves(room)
  await juliet.leaves(room)
  await registers(juliet, room)
  await withdraws(juliet, room)
  await romeo.receivedMeanwhile()
  await restart()
  await registers(juliet, room)
  await withdraws(juliet, room)
  await romeo.receivesNothing()
  await passes(24 * 3600 * 1000)
  await registers(juliet, room)
  await romeo.receivesOnly(`<message from='${SERVICE}'><body/></message>`)
})

t.test('9.9: an admin who enters reads one text about all pending requests', async t => {
  const { romeo, juliet, mercutio, room } = await gathered(t)
  for (const actor of [juliet, mercutio]) await registers(actor, room)
  await romeo.leaves(room)
  await romeo.receivedMeanwhile()
  await romeo.enters(room)
  const stanzas = await romeo.receivedMeanwhile()
  const texts = stanzas.map(stanza => stanza.getChildText('body')).filter(body => body !== null)
  t.same(texts.length, 1)
  t.match(texts[0], `2 people ask to join verona (${room}): ${juliet.bare}, ${mercutio.bare}.`)
  t.match(texts[0], `\napprove ${juliet.bare} verona\n`)
})

t.test('9.9: an admin approves or declines by a line of text to the service, from any place', async t => {
  const { romeo, juliet, mercutio, room } = await scenario(t, KEPT)
  await romeo.enters(room)
  await romeo.leaves(room)
  for (const actor of [juliet, mercutio]) await registers(actor, room)
  await romeo.receivedMeanwhile()
  writes(romeo, ` Approve ${juliet.bare} verona `)
  await romeo.receivesOnly(ofService(`juliet-cat (${juliet.bare}) may now enter verona.`))
  writes(romeo, `decline ${mercutio.bare} ${room}`)
  await romeo.receivesOnly(ofService(`The request of mercutio-cat (${mercutio.bare}) to join verona is declined.`))
  const waits = `Please wait: a moderator decides on your request to join verona (${room}). You will get the answer here.`
  const approved = `Approved: you are a member of verona (${room}) now. Your nick is juliet-cat.`
  await juliet.receivesOnly(ofService(waits), ofService(approved), `<message><x><status code='101'/></x></message>`)
  await mercutio.receivesOnly(ofService(waits), ofService(`Declined: your request to join verona (${room}).`), DENIED)
  t.match(itemsOf(await romeo.lists(room, "<item affiliation='member'/>")), [{ jid: juliet.bare }])
})

t.test(
  '9.9: a line by a person who may not answer reveals nothing; one that names no request is answered so',
  async t => {
    const { romeo, juliet, mercutio, room } = await gathered(t)
    await registers(juliet, room)
    await juliet.receivedMeanwhile()
    for (const place of ['verona', 'mantua']) {
      writes(mercutio, `approve ${juliet.bare} ${place}`)
      await mercutio.receivesOnly(ofService(`There is no request of “${juliet.bare} ${place}” that you may answer.`))
    }
    await romeo.receivedMeanwhile()
    writes(romeo, `approve ${mercutio.bare} verona`)
    await romeo.receivesOnly(ofService(`There is no request of “${mercutio.bare} verona” that you may answer.`))
    await juliet.receivesNothing()
  },
)

t.test('XEP-0085: a chat state to the service is not answered', async t => {
  const { romeo } = await scenario(t)
  romeo.sends(
    `<message to='${SERVICE}' type='chat'><composing xmlns='http://jabber.org/protocol/chatstates'/></message>`,
  )
  await romeo.receivesNothing()
})

t.test('9.9: inviting or adding a person whose request is pending approves it', async t => {
  const { romeo, juliet, mercutio, room } = await scenario(t, { rooms: { defaults: { membersOnly: true } } })
  await romeo.enters(room)
  for (const actor of [juliet, mercutio]) {
    await registers(actor, room)
    await actor.receivedMeanwhile()
  }
  romeo.sends(
    `<message to='${room}'><x xmlns='http://jabber.org/protocol/muc#user'><invite to='${juliet.bare}'/></x></message>`,
  )
  await romeo.administers(room, `<item affiliation='member' jid='${mercutio.bare}'/>`)
  for (const actor of [juliet, mercutio]) {
    const approved = `Approved: you are a member of verona (${room}) now.`
    await actor.receivesOnly(ofService(approved), `<message from='${room}'><x><invite/></x></message>`)
  }
})

t.test('9.9: a request that fails to commit is told to no one', async t => {
  const { romeo, juliet, room, store } = await gathered(t, KEPT)
  await romeo.leaves(room)
  await juliet.leaves(room)
  for (const person of [romeo, juliet]) await person.receivedMeanwhile()
  store.failNextCommit()
  const query = `<query xmlns='jabber:iq:register'><x xmlns='jabber:x:data' type='submit'>
    ${field('FORM_TYPE', REGISTER)}${field('muc#register_roomnick', 'cat')}</x></query>`
  assertLike(await juliet.asks(`<iq type='set' to='${room}'>${query}</iq>`), "<iq type='error'/>")
  for (const person of [romeo, juliet]) await person.receivesNothing()
  await registers(juliet, room)
  await romeo.receivesOnly(`<message from='${SERVICE}'><body/></message>`)
})
