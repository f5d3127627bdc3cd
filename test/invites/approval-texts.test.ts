import t from 'tap'
import { assertRefused } from '../scenario/index.js'
import { linkedScene } from './plain-link.js'
import { joins } from './rest-room.js'
import { by, isRefused } from './token.js'

const ASK = { terms: { admission: 'unlock_ack' } } as const
const TEXT = "<message type='groupchat'><body/></message>"
const WAITS = ['registration-required', 'auth'] as const

t.test('9.9: moderators read who asks, by which link and why, but never the secret of the link', async t => {
  const { romeo, juliet, mercutio, room, link } = await linkedScene(t, { terms: { ...ASK.terms, label: 'Ball' } })
  await romeo.administers(room, `<item affiliation='admin' jid='${mercutio.bare}'/>`)
  for (const person of [romeo, mercutio]) await person.receivedMeanwhile()
  await joins(juliet, link.id, { reason: 'I am thirteen' })
  const [form] = await romeo.receivesOnly(`<message from='${room}'><body/><x type='form'/></message>`, TEXT)
  const [told] = await mercutio.receivesOnly(`<message from='rooms.localhost' type='chat'><body/></message>`)
  for (const stanza of [form, told]) {
    const text = stanza?.getChildText('body') ?? ''
    t.match(text, `${juliet.bare} asks to join verona (${room}), by a link of ${romeo.bare} (Ball).\n`)
    t.match(text, 'I am thirteen')
    t.match(text, `\napprove ${juliet.bare} verona\n`)
    t.notMatch(stanza?.toString(), link.id)
  }
})

t.test('9.9: a link without a label is named by the end of its linkId', async t => {
  const { romeo, juliet, room, link } = await linkedScene(t, ASK)
  assertRefused(await isRefused(juliet, room, by(link.id).inside), WAITS)
  const [form] = await romeo.receivesOnly(`<message from='${room}'><body/><x type='form'/></message>`, TEXT)
  t.match(form?.getChildText('body'), `by a link of ${romeo.bare} (…${link.linkId.slice(-6)}).`)
})

t.test('9.9: who waits reads it once, and reads the decision', async t => {
  const { romeo, juliet, room, link } = await linkedScene(t, ASK)
  const enters = `<x xmlns='http://jabber.org/protocol/muc'>${by(link.id).inside}</x>`
  juliet.sends(`<presence to='${room}/juliet'>${enters}</presence>`)
  const waits = `Please wait: a moderator decides on your request to join verona (${room}). You will get the answer here.`
  await juliet.receivesAll(
    `<message from='rooms.localhost' type='chat'><body>${waits}</body></message>`,
    "<presence type='error'><error><registration-required/></error></presence>",
  )
  await juliet.receivesNothing()
  assertRefused(await isRefused(juliet, room, by(link.id).inside), WAITS)
  await juliet.receivesNothing()
  romeo.sends(`<message to='rooms.localhost' type='chat'><body>approve ${juliet.bare} verona</body></message>`)
  const approved = `Approved: you are a member of verona (${room}) now.`
  await juliet.receivesOnly(
    `<message from='rooms.localhost' type='chat'><body>${approved}</body></message>`,
    `<message from='${romeo.bare}'><x xmlns='jabber:x:conference' jid='${room}'/></message>`,
  )
  await juliet.enters(room)
})
