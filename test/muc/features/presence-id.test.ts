import t from 'tap'
import { attr, type Element } from '../../../src/stanza/element.js'
import { assertLike, scenario } from '../../scenario/index.js'
import { romeoAndJuliet } from './gathered.js'

const X = `<x xmlns='http://jabber.org/protocol/muc'/>`
const idOf = (stanza: Element | undefined) => stanza && attr(stanza, 'id')

t.test('7.2.2: the self-presence of a newcomer has the id of the entry, and the others do not get it', async t => {
  const { romeo, juliet, room } = await scenario(t)
  await romeo.enters(room)
  await romeo.receivedMeanwhile()
  juliet.sends(`<presence id='e1' to='${room}/juliet'>${X}</presence>`)
  const [other, own] = await juliet.receivesOnly(
    `<presence from='${room}/romeo'/>`,
    `<presence id='e1' from='${room}/juliet'><x><status code='110'/></x></presence>`,
    `<message from='${room}'><subject/></message>`,
  )
  t.equal(idOf(own), 'e1')
  t.equal(idOf(other), undefined)
  const [seen] = await romeo.receivesOnly(`<presence from='${room}/juliet'/>`)
  t.equal(idOf(seen), undefined)
})

t.test('17.3: a client that enters again gets the id of that entry', async t => {
  const { juliet, room } = await romeoAndJuliet(t)
  juliet.sends(`<presence id='e2' to='${room}/juliet'>${X}</presence>`)
  await juliet.receives(`<presence id='e2' from='${room}/juliet'><x><status code='110'/></x></presence>`)
  juliet.sends(`<presence id='e3' to='${room}/capulet'>${X}</presence>`)
  const [, left, renamed] = await juliet.receivesOnly(
    `<message><subject/></message>`,
    `<presence type='unavailable' from='${room}/juliet'/>`,
    `<presence from='${room}/capulet'/>`,
    `<presence from='${room}/romeo'/>`,
    `<presence id='e3' from='${room}/capulet'/>`,
    `<message><subject/></message>`,
  )
  t.same([idOf(left), idOf(renamed)], [undefined, undefined])
})

t.test('7.6: the presence with the new nick has the id of the request, the one with the old nick has none', async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  juliet.sends(`<presence id='n1' to='${room}/capulet'/>`)
  const [old] = await juliet.receivesOnly(
    `<presence type='unavailable' from='${room}/juliet'><x><status code='303'/></x></presence>`,
    `<presence id='n1' from='${room}/capulet'><x><status code='110'/></x></presence>`,
  )
  t.equal(idOf(old), undefined)
  for (const seen of await romeo.receivedMeanwhile()) t.equal(idOf(seen), undefined)
})

t.test('7.7: the reflected availability of an occupant has the id of the presence', async t => {
  const { juliet, room } = await romeoAndJuliet(t)
  juliet.sends(`<presence id='a1' to='${room}/juliet'><show>away</show></presence>`)
  await juliet.receivesOnly(`<presence id='a1' from='${room}/juliet'><show>away</show></presence>`)
})

t.test('7.14: the leave presence has the id of the request, for the client that leaves alone', async t => {
  const { romeo, juliet, actor, room } = await romeoAndJuliet(t)
  const phone = await actor('juliet', 'phone')
  await phone.enters(room)
  for (const person of [romeo, juliet, phone]) await person.receivedMeanwhile()
  phone.sends(`<presence type='unavailable' id='l1' to='${room}/juliet'/>`)
  await phone.receivesOnly(`<presence type='unavailable' id='l1' from='${room}/juliet'/>`)
  for (const person of [romeo, juliet]) {
    for (const seen of await person.receivedMeanwhile()) t.equal(idOf(seen), undefined)
  }
})

t.test('7.2.8: only the client that sent the presence gets its id, the other clients on the nick do not', async t => {
  const { juliet, actor, room } = await romeoAndJuliet(t)
  const phone = await actor('juliet', 'phone')
  await juliet.receivedMeanwhile()
  phone.sends(`<presence id='e4' to='${room}/juliet'>${X}</presence>`)
  await phone.receives(`<presence id='e4' from='${room}/juliet'><x><status code='110'/></x></presence>`)
  const [seen] = await juliet.receivesOnly(`<presence from='${room}/juliet'><x><status code='110'/></x></presence>`)
  t.equal(idOf(seen), undefined)
})

t.test("7.1: the room's own presence, with capabilities and avatar, comes after the subject", async t => {
  const { romeo, juliet, room } = await scenario(t)
  await romeo.enters(room)
  juliet.sends(`<presence to='${room}/juliet'>${X}</presence>`)
  const received = await juliet.receivesOnly(
    `<presence from='${room}/romeo'/>`,
    `<presence from='${room}/juliet'><x><status code='110'/></x></presence>`,
    `<message from='${room}'><subject/></message>`,
    `<presence from='${room}'><x xmlns='vcard-temp:x:update'/></presence>`,
  )
  const last = received.at(-1)
  if (last) assertLike(last, `<presence from='${room}'><c xmlns='http://jabber.org/protocol/caps'/></presence>`)
})
