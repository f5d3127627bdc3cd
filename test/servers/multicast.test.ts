import t, { type Test } from 'tap'
import { attr } from '../../src/stanza/element.js'
import { NS } from '../../src/stanza/namespaces.js'
import { type Actor, type Scene, scenario } from '../scenario/index.js'
import { realServers } from './real-servers.js'

/** A room of seven occupants whose messages go to the multicast service; ended with the test. */
async function crowd(test: Test): Promise<(Scene & { readonly others: readonly Actor[] }) | undefined> {
  const server = await realServers.ejabberd({ privilege: false })
  if ('skip' in server) return void test.plan(0, server.skip)
  test.teardown(() => server.stop())
  const scene = await scenario(test, { server, multicast: 'auto' })
  const { actor, room, juliet, romeo, mercutio } = scene
  await juliet.enters(room)
  const more = await Promise.all(['benvolio', 'tybalt', 'paris', 'nurse'].map(name => actor(name)))
  const others = [romeo, mercutio, ...more]
  for (const other of others) await other.enters(room)
  return { ...scene, others }
}

t.test(
  'XEP-0033: a service of ejabberd delivers to many occupants what a room sends, without their addresses',
  async t => {
    const scene = await crowd(t)
    if (!scene) return
    const { others, juliet, room, log } = scene
    t.equal(log.filter(({ msg }) => /^A service of the server delivers/.test(String(msg))).length, 1)
    juliet.sends(`<message to='${room}' type='groupchat' id='m1'><body>Hello</body></message>`)
    for (const reader of [juliet, ...others]) {
      const message = await reader.receives(`<message from='${room}/juliet' id='m1'><body>Hello</body></message>`)
      t.equal(message.getChild('addresses', NS.addresses), undefined)
    }
    t.same(
      log.filter(({ msg }) => /refused a stanza/.test(String(msg))),
      [],
    )
  },
)

t.test('8.2: a kicked occupant gets the earlier messages first, though ejabberd delivers them apart', async t => {
  const scene = await crowd(t)
  if (!scene) return
  const { romeo, juliet, room } = scene
  for (let n = 0; n < 20; n++) {
    // While the first message is stored, the others come in, so that they are sent together.
    for (const id of ['first', 'said'])
      juliet.sends(`<message to='${room}' type='groupchat' id='${id}${n}'><body>Hello</body></message>`)
    juliet.sends(
      `<iq type='set' to='${room}' id='kick${n}'><query xmlns='${NS.mucAdmin}'><item nick='romeo' role='none'/></query></iq>`,
    )
    await romeo.receives(`<message from='${room}/juliet' id='said${n}'/>`)
    await romeo.receives(`<presence type='unavailable' from='${room}/romeo'/>`)
    const seen = await juliet.receives(`<presence type='unavailable' from='${room}/romeo'/>`)
    t.equal(attr(seen, 'type'), 'unavailable')
    await juliet.receives(`<iq type='result' id='kick${n}'/>`)
    await romeo.enters(room)
  }
})
