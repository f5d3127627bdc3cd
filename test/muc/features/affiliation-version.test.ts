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

/** A non-anonymous room with romeo as owner and juliet as member. */
async function nonAnonymousRoom(t: Play, options?: SceneOptions): Promise<Scene> {
  const scene = await romeoAndJuliet(t, options)
  const { romeo, juliet, room } = scene
  await romeo.configures(room, { 'muc#roomconfig_whois': 'anyone' })
  await romeo.administers(room, item(juliet.bare, 'member'))
  await Promise.all([romeo.receivedMeanwhile(), juliet.receivedMeanwhile()])
  return scene
}

/** Enters again and requests the affiliations, all or since a version. Gives the message before the first presence. */
async function requestsAffiliations(actor: Actor, room: string, since?: string): Promise<Element[]> {
  const mav = since === undefined ? `<mav xmlns='${MAV}'/>` : `<mav xmlns='${MAV}' since='${since}'/>`
  await actor.receivedMeanwhile()
  actor.sends(`<presence id='p1' to='${room}/${actor.name}'><x xmlns='${JOIN}'>${mav}</x></presence>`)
  const came = await actor.receivedMeanwhile()
  return came.slice(
    0,
    came.findIndex(({ name }) => name === 'presence'),
  )
}

/** The version that the room sends to an entering client. */
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

t.test('XEP-0463 §5.2.1: an entry without a version receives all affiliations before any presence', async t => {
  const { romeo, juliet, room } = await nonAnonymousRoom(t)
  const [list, ...more] = await requestsAffiliations(juliet, room)
  t.same(more, [])
  t.same(itemsOf(list), [`${juliet.bare} member`, `${romeo.bare} owner`])
  t.equal(untilOf(list ?? nothing()), await versionFor(juliet, room))
  t.equal(list?.getChild('x')?.getChild('mav')?.attrs['since'], undefined)
})

t.test('XEP-0463 §5.2.1: an entry with a version receives later changes, each person once', async t => {
  const { romeo, juliet, room, restart } = await nonAnonymousRoom(t)
  const since = await versionFor(juliet, room)
  for (const affiliation of ['member', 'admin'])
    await romeo.administers(room, item('tybalt@localhost', affiliation) + item('paris@localhost', affiliation))
  await romeo.administers(room, item('paris@localhost', 'none'))
  await restart()
  const [change] = await requestsAffiliations(juliet, room, since)
  t.same(itemsOf(change), ['tybalt@localhost admin'])
  assertLike(change ?? nothing(), `<message from='${room}'><x><mav since='${since}'/></x></message>`)
  t.equal(untilOf(change ?? nothing()), await versionFor(juliet, room))
})

t.test('XEP-0463 §5.2.1: an entry with the current version receives it only in the self-presence', async t => {
  const { juliet, room } = await nonAnonymousRoom(t)
  const since = await versionFor(juliet, room)
  t.same(await requestsAffiliations(juliet, room, since), [])
  t.equal(await versionFor(juliet, room), since)
})

t.test('XEP-0463 §5.2.1: an entry with an unknown version receives all affiliations', async t => {
  const { romeo, juliet, room } = await nonAnonymousRoom(t)
  const [list] = await requestsAffiliations(juliet, room, 'never heard of')
  t.same(itemsOf(list), [`${juliet.bare} member`, `${romeo.bare} owner`])
  t.equal(list?.getChild('x')?.getChild('mav')?.attrs['since'], undefined)
})

t.test('XEP-0463 §5.2.2: each change carries the version before it and the one after it', async t => {
  const { romeo, juliet, mercutio, room } = await nonAnonymousRoom(t)
  await mercutio.enters(room)
  const versions = [await versionFor(juliet, room)]
  for (const [person, kind] of [
    [mercutio.bare, 'presence'],
    ['tybalt@localhost', 'message'],
    ['example.org', 'message'],
  ]) {
    await romeo.administers(room, item(person ?? '', kind === 'presence' ? 'member' : 'outcast'))
    const since = versions.at(-1)
    const changeNotice = await juliet.receives(
      `<${kind}><x><mav xmlns='${MAV}' since='${since}'/><item/></x></${kind}>`,
    )
    versions.push(untilOf(changeNotice))
  }
  await romeo.administers(room, item(mercutio.bare, 'outcast'))
  await mercutio.receives(`<presence type='unavailable'><x><mav since='${versions.at(-1)}'/></x></presence>`)
  t.equal(new Set(versions).size, 4)
})

t.test('XEP-0463 §5.2.3: entering without permission for the lists sends forbidden, and admits', async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  await juliet.receivedMeanwhile()
  const [refusal, ...more] = await requestsAffiliations(juliet, room)
  t.same(more, [])
  assertLike(
    refusal ?? nothing(),
    `<message type='error' from='${room}' id='p1'><error by='${room}' type='auth'><forbidden/></error></message>`,
  )
  t.same(itemsOf((await requestsAffiliations(romeo, room))[0]), [`${romeo.bare} owner`])
})

t.test('XEP-0463 §6: changes from before the user could see the affiliations are not sent', async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  await romeo.administers(room, item('tybalt@localhost', 'member'))
  const since = await versionFor(juliet, room)
  await romeo.administers(room, item('tybalt@localhost', 'none') + item(juliet.bare, 'admin'))
  const [refusal] = await requestsAffiliations(juliet, room, since)
  assertLike(refusal ?? nothing(), `<message type='error'><error type='auth'><forbidden/></error></message>`)
  const later = await versionFor(juliet, room)
  await romeo.administers(room, item('paris@localhost', 'member'))
  t.same(itemsOf((await requestsAffiliations(juliet, room, later))[0]), ['paris@localhost member'])
})

t.test('XEP-0463 §5.2.3: bans are not sent to users who may see only the members', async t => {
  const { romeo, juliet, room } = await nonAnonymousRoom(t)
  const since = await versionFor(juliet, room)
  await romeo.administers(room, item('paris@localhost', 'outcast'))
  const affiliations = [`${juliet.bare} member`, `${romeo.bare} owner`]
  t.same(itemsOf((await requestsAffiliations(juliet, room, since))[0]), affiliations)
  t.same(itemsOf((await requestsAffiliations(romeo, room))[0]), [...affiliations, 'paris@localhost outcast'].sort())
})

t.test('XEP-0463: a room that hides addresses sends changes of absent users only to readers of the lists', async t => {
  const { romeo, juliet, room } = await romeoAndJuliet(t)
  await romeo.administers(room, item('tybalt@localhost', 'member'))
  await romeo.receives(
    `<message from='${room}'><x><mav/><item jid='tybalt@localhost' affiliation='member'/></x></message>`,
  )
  await juliet.receivesNothing()
})

t.test('XEP-0463 §5.2.1: a long list is sent as several messages with consecutive versions', async t => {
  const { romeo, juliet, room } = await nonAnonymousRoom(t)
  const long = 'x'.repeat(900)
  const members = Array.from({ length: 100 }, (_, i) => `${i}${long}@localhost`)
  await romeo.administers(room, members.map(jid => item(jid, 'member')).join(''))
  const parts = (await requestsAffiliations(juliet, room)).map(({ children }) => children[0])
  t.equal(parts.length, 2)
  const mavs = parts.map(x => (typeof x === 'object' ? x.getChild('mav')?.attrs : undefined))
  t.same([mavs[0]?.['since'], mavs[1]?.['since']], [undefined, mavs[0]?.['until']])
  t.equal(mavs[1]?.['until'], await versionFor(juliet, room))
})

t.test('XEP-0463: a change that fails to commit leaves the version as it was', async t => {
  const { romeo, juliet, room, store } = await nonAnonymousRoom(t)
  const before = await versionFor(juliet, room)
  store.failNextCommit()
  await romeo.administers(room, item('tybalt@localhost', 'member'))
  await juliet.receivesNothing(`<message/>`)
  t.equal(await versionFor(juliet, room), before)
})

t.test('XEP-0463 §4: the room advertises affiliation versions', async t => {
  const { juliet, room } = await romeoAndJuliet(t)
  t.ok(matches(pattern(`<iq><query><feature var='${MAV}'/></query></iq>`), await juliet.discovers('info', room)))
})
