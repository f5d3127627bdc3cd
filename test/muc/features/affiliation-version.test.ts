import t from 'tap'
import { attr, type Element } from '../../../src/stanza/element.js'
import {
  type Actor,
  assertLike,
  matches,
  type Play,
  pattern,
  type Scene,
  type SceneOptions,
} from '../../scenario/index.js'
import { romeoAndJuliet } from './gathered.js'

const MAV = 'urn:xmpp:muc:affiliations:0'
const JOIN = 'http://jabber.org/protocol/muc'
const item = (jid: string, affiliation: string) => `<item affiliation='${affiliation}' jid='${jid}'/>`

/** romeo and juliet, who are an owner and a member of a room that hides nobody. */
async function familyRoom(t: Play, options?: SceneOptions): Promise<Scene> {
  const scene = await romeoAndJuliet(t, options)
  const { romeo, juliet, room } = scene
  await romeo.configures(room, { 'muc#roomconfig_whois': 'anyone' })
  await romeo.administers(room, item(juliet.bare, 'member'))
  await Promise.all([romeo.receivedMeanwhile(), juliet.receivedMeanwhile()])
  return scene
}

/** Enters again and asks for the affiliations, all or since a version. Gives what came before the first presence. */
async function askedBy(actor: Actor, room: string, since?: string): Promise<Element[]> {
  const mav = since === undefined ? `<mav xmlns='${MAV}'/>` : `<mav xmlns='${MAV}' since='${since}'/>`
  await actor.receivedMeanwhile()
  actor.sends(`<presence id='p1' to='${room}/${actor.name}'><x xmlns='${JOIN}'>${mav}</x></presence>`)
  const came = await actor.receivedMeanwhile()
  return came.slice(
    0,
    came.findIndex(({ name }) => name === 'presence'),
  )
}

/** The version that the room tells somebody who enters. */
async function versionFor(actor: Actor, room: string): Promise<string> {
  return untilOf(await actor.enters(room))
}

function untilOf(stanza: Element): string {
  return attr(stanza.getChild('x')?.getChild('mav', MAV) ?? stanza, 'until') ?? ''
}

function nothing(): never {
  throw new Error('the room sent nothing before the first presence')
}

function itemsOf(message: Element | undefined): string[] {
  const items = message?.getChild('x')?.getChildren('item') ?? []
  return items.map(({ attrs }) => `${attrs['jid']} ${attrs['affiliation']}`).sort()
}

t.test('XEP-0463 §5.2.1: who knows no version gets all affiliations before any presence', async t => {
  const { romeo, juliet, room } = await familyRoom(t)
  const [list, ...more] = await askedBy(juliet, room)
  t.same(more, [])
  t.same(itemsOf(list), [`${juliet.bare} member`, `${romeo.bare} owner`])
  t.equal(untilOf(list ?? nothing()), await versionFor(juliet, room))
  t.equal(list?.getChild('x')?.getChild('mav')?.attrs['since'], undefined)
})

t.test('XEP-0463 §5.2.1: who knows a version gets what has changed since then, and each person once', async t => {
  const { romeo, juliet, room, restart } = await familyRoom(t)
  const since = await versionFor(juliet, room)
  for (const affiliation of ['member', 'admin'])
    await romeo.administers(room, item('tybalt@localhost', affiliation) + item('paris@localhost', affiliation))
  await romeo.administers(room, item('paris@localhost', 'none'))
  await restart()
  const [change] = await askedBy(juliet, room, since)
  t.same(itemsOf(change), ['tybalt@localhost admin'])
  assertLike(change ?? nothing(), `<message from='${room}'><x><mav since='${since}'/></x></message>`)
  t.equal(untilOf(change ?? nothing()), await versionFor(juliet, room))
})

t.test('XEP-0463 §5.2.1: who knows the current version gets it in the self-presence alone', async t => {
  const { juliet, room } = await familyRoom(t)
  const since = await versionFor(juliet, room)
  t.same(await askedBy(juliet, room, since), [])
  t.equal(await versionFor(juliet, room), since)
})

t.test('XEP-0463 §5.2.1: for a version that the room does not know, it sends all', async t => {
  const { romeo, juliet, room } = await familyRoom(t)
  const [list] = await askedBy(juliet, room, 'never heard of')
  t.same(itemsOf(list), [`${juliet.bare} member`, `${romeo.bare} owner`])
  t.equal(list?.getChild('x')?.getChild('mav')?.attrs['since'], undefined)
})

t.test('XEP-0463 §5.2.2: each change is told with the version before it and the one after it', async t => {
  const { romeo, juliet, mercutio, room } = await familyRoom(t)
  await mercutio.enters(room)
  const versions = [await versionFor(juliet, room)]
  for (const [person, kind] of [
    [mercutio.bare, 'presence'],
    ['tybalt@localhost', 'message'],
    ['example.org', 'message'],
  ]) {
    await romeo.administers(room, item(person ?? '', kind === 'presence' ? 'member' : 'outcast'))
    const since = versions.at(-1)
    const told = await juliet.receives(`<${kind}><x><mav xmlns='${MAV}' since='${since}'/><item/></x></${kind}>`)
    versions.push(untilOf(told))
  }
  await romeo.administers(room, item(mercutio.bare, 'outcast'))
  await mercutio.receives(`<presence type='unavailable'><x><mav since='${versions.at(-1)}'/></x></presence>`)
  t.equal(new Set(versions).size, 4)
})

t.test('XEP-0463 §5.2.3: who may not see the affiliations hears so, and enters all the same', async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  await juliet.receivedMeanwhile()
  const [refusal, ...more] = await askedBy(juliet, room)
  t.same(more, [])
  assertLike(
    refusal ?? nothing(),
    `<message type='error' from='${room}' id='p1'><error by='${room}' type='auth'><forbidden/></error></message>`,
  )
  t.same(itemsOf((await askedBy(romeo, room))[0]), [`${romeo.bare} owner`])
})

t.test('XEP-0463 §6: nobody gets what has changed since a time when they could not see it', async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  await romeo.administers(room, item('tybalt@localhost', 'member'))
  const since = await versionFor(juliet, room)
  await romeo.administers(room, item('tybalt@localhost', 'none') + item(juliet.bare, 'admin'))
  const [refusal] = await askedBy(juliet, room, since)
  assertLike(refusal ?? nothing(), `<message type='error'><error type='auth'><forbidden/></error></message>`)
  const later = await versionFor(juliet, room)
  await romeo.administers(room, item('paris@localhost', 'member'))
  t.same(itemsOf((await askedBy(juliet, room, later))[0]), ['paris@localhost member'])
})

t.test('XEP-0463 §5.2.3: who may see the members, but not the banned, is told of no ban', async t => {
  const { romeo, juliet, room } = await familyRoom(t)
  const since = await versionFor(juliet, room)
  await romeo.administers(room, item('paris@localhost', 'outcast'))
  const everybody = [`${juliet.bare} member`, `${romeo.bare} owner`]
  t.same(itemsOf((await askedBy(juliet, room, since))[0]), everybody)
  t.same(itemsOf((await askedBy(romeo, room))[0]), [...everybody, 'paris@localhost outcast'].sort())
})

t.test('XEP-0463: in a room that hides addresses, only who may see the lists is told of the absent', async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  await romeo.administers(room, item('tybalt@localhost', 'member'))
  await romeo.receives(
    `<message from='${room}'><x><mav/><item jid='tybalt@localhost' affiliation='member'/></x></message>`,
  )
  await juliet.receivesNothing()
})

t.test('XEP-0463 §5.2.1: a long list comes in several messages that follow one another', async t => {
  const { romeo, juliet, room } = await familyRoom(t)
  const long = 'x'.repeat(900)
  const members = Array.from({ length: 100 }, (_, i) => `${i}${long}@localhost`)
  await romeo.administers(room, members.map(jid => item(jid, 'member')).join(''))
  const parts = (await askedBy(juliet, room)).map(({ children }) => children[0])
  t.equal(parts.length, 2)
  const mavs = parts.map(x => (typeof x === 'object' ? x.getChild('mav')?.attrs : undefined))
  t.same([mavs[0]?.['since'], mavs[1]?.['since']], [undefined, mavs[0]?.['until']])
  t.equal(mavs[1]?.['until'], await versionFor(juliet, room))
})

t.test('XEP-0463: a change that could not be committed leaves the version as it was', async t => {
  const { romeo, juliet, room, store } = await familyRoom(t)
  const before = await versionFor(juliet, room)
  store.failNextCommit()
  await romeo.administers(room, item('tybalt@localhost', 'member'))
  await juliet.receivesNothing(`<message/>`)
  t.equal(await versionFor(juliet, room), before)
})

t.test('XEP-0463 §4: the room says that it has versions', async t => {
  const { juliet, room } = await romeoAndJuliet(t)
  t.ok(matches(pattern(`<iq><query><feature var='${MAV}'/></query></iq>`), await juliet.discovers('info', room)))
})
