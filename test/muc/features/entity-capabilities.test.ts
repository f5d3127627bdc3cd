import { createHash } from 'node:crypto'
import t, { type Test } from 'tap'
import { capabilityText, verificationText } from '../../../src/stanza/capability-hash.js'
import { attr, childElements, type Element } from '../../../src/stanza/element.js'
import { isConflicting } from '../../scenario/conflicting-store.js'
import { type Actor, assertLike, assertRefused, scenario } from '../../scenario/index.js'

const CAPS = 'http://jabber.org/protocol/caps'
const CAPS2 = 'urn:xmpp:caps'
const MARKED = `<c xmlns='${CAPS}' hash='sha-1'/><c xmlns='${CAPS2}'><hash algo='sha-256'/><hash algo='sha3-256'/></c>`

/** The nodes in a presence: first of XEP-0115, then of XEP-0390. */
function nodesOf(presence: Element): string[] {
  const older = presence.getChild('c', CAPS)
  const hashes = presence.getChild('c', CAPS2)?.getChildren('hash') ?? []
  return [
    `${older && attr(older, 'node')}#${older && attr(older, 'ver')}`,
    ...hashes.map(hash => `${CAPS2}#${attr(hash, 'algo')}.${hash.getText()}`),
  ]
}

const asks = (actor: Actor, to: string, node: string) =>
  actor.asks(`<iq type='get' to='${to}'><query xmlns='http://jabber.org/protocol/disco#info' node='${node}'/></iq>`)

/** Discovers each node and recomputes the hash that it must have. */
async function verifies(t: Test, actor: Actor, { of, nodes }: { of: string; nodes: readonly string[] }) {
  for (const node of nodes) {
    const query = (await asks(actor, of, node)).getChild('query')
    t.equal(query && attr(query, 'node'), node)
    const found = query ? childElements(query) : []
    const hash = (text: string, algorithm: string) => createHash(algorithm).update(text).digest('base64')
    const hashes = [
      `xmpp:${of.slice(of.indexOf('@') + 1)}#${hash(verificationText(found), 'sha1')}`,
      `${CAPS2}#sha-256.${hash(capabilityText(found), 'sha256')}`,
      `${CAPS2}#sha3-256.${hash(capabilityText(found), 'sha3-256')}`,
    ]
    t.ok(hashes.includes(node), node)
  }
}

t.test("XEP-0115 6.1, XEP-0390 5.4: a newcomer last receives the room's own presence with its hashes", async t => {
  const { romeo, juliet, room } = await scenario(t)
  await romeo.enters(room)
  juliet.sends(`<presence to='${room}/juliet'><x xmlns='http://jabber.org/protocol/muc'/></presence>`)
  const own = (
    await juliet.receivesOnly(
      `<presence from='${room}/romeo'/>`,
      `<presence from='${room}/juliet'><x><status code='110'/></x></presence>`,
      `<message from='${room}'><subject/></message>`,
      `<presence from='${room}'>${MARKED}</presence>`,
    )
  ).at(-1)
  t.notOk(own?.getChild('x', 'http://jabber.org/protocol/muc#user'), 'the room itself is no occupant')
  await romeo.receives(`<presence from='${room}/juliet'/>`)
  await romeo.receivesNothing(`<presence from='${room}'/>`)
})

t.test('XEP-0115 6.2, XEP-0390 5.5: each hash matches the disco#info answer at its node', async t => {
  const { romeo, juliet, room } = await scenario(t)
  juliet.sends(`<presence to='${room}/juliet'><x xmlns='http://jabber.org/protocol/muc'/></presence>`)
  await juliet.receives(`<message from='${room}'><subject/></message>`)
  const nodes = nodesOf(await juliet.receives(`<presence from='${room}'>${MARKED}</presence>`))
  await juliet.configures(room, {})
  t.equal(nodes.length, 3)
  await verifies(t, romeo, { of: room, nodes })
})

t.test("XEP-0115 6.1, XEP-0390 6.1: a change of the room's features is broadcast, and only then", async t => {
  const { romeo, juliet, room } = await scenario(t)
  await romeo.enters(room)
  await juliet.enters(room)
  await juliet.receives(`<presence from='${room}'/>`)
  await romeo.configures(room, { 'muc#roomconfig_roomdesc': 'In fair Verona' })
  await juliet.receives(`<message><x><status code='104'/></x></message>`)
  await juliet.receivesNothing(`<presence from='${room}'/>`)
  await romeo.configures(room, { 'muc#roomconfig_membersonly': '0', 'muc#roomconfig_moderatedroom': '1' })
  const nodes = nodesOf(await juliet.receives(`<presence from='${room}'>${MARKED}</presence>`))
  await verifies(t, juliet, { of: room, nodes })
  assertLike(await asks(juliet, room, String(nodes[0])), "<iq><query><feature var='muc_moderated'/></query></iq>")
})

// A room that leaves memory loses its former nodes.
const keepsFormer = { skip: isConflicting && 'a conflict makes the room leave memory' }

t.test('XEP-0390 6.1: the latest three nodes can be queried, and no older one', keepsFormer, async t => {
  const { romeo, room } = await scenario(t)
  await romeo.enters(room)
  const published: string[][] = []
  for (const name of ['one', 'two', 'three', 'four']) {
    await romeo.configures(room, { 'muc#roomconfig_roomname': name })
    published.push(nodesOf(await romeo.receives(`<presence from='${room}'>${MARKED}</presence>`)))
  }
  await verifies(t, romeo, { of: room, nodes: published.slice(1).flat() })
  for (const node of published[0] ?? []) assertRefused(await asks(romeo, room, node), ['item-not-found', 'cancel'])
})

t.test('XEP-0115, XEP-0390: a node never published is not found, at the service and in a room', async t => {
  const { romeo, room, domain } = await scenario(t)
  await romeo.enters(room)
  for (const node of [`xmpp:${domain}#nonsense`, `${CAPS2}#sha-256.nonsense`, `${CAPS2}#md5.`]) {
    for (const to of [room, domain]) assertRefused(await asks(romeo, to, node), ['item-not-found', 'cancel'])
  }
})

t.test('XEP-0115 6.1, XEP-0390 5.4: the service answers a probe with its hashes and describes their nodes', async t => {
  const { romeo, domain } = await scenario(t)
  romeo.sends(`<presence type='probe' to='${domain}'/>`)
  const presence = await romeo.receives(`<presence from='${domain}'>${MARKED}</presence>`)
  await verifies(t, romeo, { of: domain, nodes: nodesOf(presence) })
})

t.test('10.2: a configuration that fails to commit is not announced', async t => {
  const { romeo, juliet, room, store } = await scenario(t)
  await romeo.enters(room)
  await juliet.enters(room)
  await juliet.receives(`<presence from='${room}'/>`)
  store.failNextCommit()
  const moderated = { 'muc#roomconfig_moderatedroom': '1' }
  assertRefused(await romeo.configures(room, moderated), ['internal-server-error', 'wait'])
  await juliet.receivesNothing(`<presence from='${room}'/>`)
  await romeo.configures(room, moderated)
  await juliet.receives(`<presence from='${room}'>${MARKED}</presence>`)
})
