import t from 'tap'
import type { Element } from '../../../src/stanza/element.js'
import { type Actor, assertLike, assertRefused, scenario } from '../../scenario/index.js'
import { gives, sessionOf, valuesOf } from './command.js'
import { gathered } from './gathered.js'
import { itemsOf } from './items.js'

const COMMANDS = 'http://jabber.org/protocol/commands'
const DESTROY = 'urn:latchstring:command:destroy'
const LINK = 'urn:latchstring:command:'
const ANNOUNCE = 'http://jabber.org/protocol/admin#announce'
const status = (name: string) => `<iq type='result'><command xmlns='${COMMANDS}' status='${name}'/></iq>`
const hour = 60 * 60 * 1000

/** Discovers a node (XEP-0030). */
function discovers(actor: Actor, what: 'info' | 'items', [to, node]: readonly [string, string]): Promise<Element> {
  return actor.asks(
    `<iq type='get' to='${to}'><query xmlns='http://jabber.org/protocol/disco#${what}' node='${node}'/></iq>`,
  )
}

async function nodesFor(actor: Actor, to: string): Promise<(string | undefined)[]> {
  return itemsOf(await discovers(actor, 'items', [to, COMMANDS])).map(({ node }) => node)
}

/** Fails unless the refusal has this application-specific condition. */
function assertSpecific(reply: Element, name: string): void {
  assertLike(reply, `<iq type='error'><error><${name} xmlns='${COMMANDS}'/></error></iq>`)
}

t.test('XEP-0050 2.1, 2.2: room and service list only the commands that the user may run', async t => {
  const { romeo, juliet, mercutio, room, domain } = await gathered(t, { admins: ['mercutio'] })
  await romeo.administers(room, `<item affiliation='admin' jid='${juliet.bare}'/>`)
  const feature = `<iq><query><feature var='${COMMANDS}'/></query></iq>`
  for (const to of [room, domain]) assertLike(await juliet.discovers('info', to), feature)
  t.ok((await nodesFor(romeo, room)).includes(DESTROY))
  t.notOk((await nodesFor(juliet, room)).includes(DESTROY))
  t.ok((await nodesFor(juliet, room)).includes(ANNOUNCE))
  t.ok((await nodesFor(mercutio, domain)).includes(DESTROY))
  t.notOk((await nodesFor(romeo, domain)).includes(DESTROY))
})

t.test('XEP-0050 2.2: a command describes itself to users who may run it, and refuses others', async t => {
  const { romeo, juliet, room } = await gathered(t)
  assertLike(
    await discovers(romeo, 'info', [room, DESTROY]),
    `<iq type='result'><query node='${DESTROY}'>
      <identity category='automation' type='command-node' name='Destroy this room'/>
      <feature var='${COMMANDS}'/><feature var='jabber:x:data'/></query></iq>`,
  )
  const list = `<iq><query><identity category='automation' type='command-list'/></query></iq>`
  assertLike(await discovers(romeo, 'info', [room, COMMANDS]), list)
  assertRefused(await discovers(juliet, 'info', [room, DESTROY]), ['forbidden', 'auth'])
  assertRefused(await discovers(romeo, 'info', [room, 'nowhere']), ['item-not-found', 'cancel'])
  t.same(itemsOf(await discovers(romeo, 'items', [room, DESTROY])), [])
})

t.test('XEP-0050 2.4.2: a command sends a form, completes with it and keeps its session', async t => {
  const { romeo, room } = await gathered(t)
  const form = await gives(romeo, [room, ANNOUNCE], { action: 'execute' })
  assertLike(
    form,
    `<iq type='result'><command node='${ANNOUNCE}' status='executing'>
      <actions execute='complete'><complete/></actions>
      <x type='form'><title/><instructions/>
        <field var='announcement' type='text-multi'><required/></field></x></command></iq>`,
  )
  const session = sessionOf(form)
  t.ok(session)
  const done = await gives(romeo, [room, ANNOUNCE], { session, fields: { announcement: 'Hear, hear' } })
  assertLike(done, `<iq><command sessionid='${session}' status='completed'><note type='info'/></command></iq>`)
})

t.test('XEP-0050 2.4.3: a cancelled command changes nothing', async t => {
  const { romeo, juliet, room } = await gathered(t)
  const session = sessionOf(await gives(romeo, [room, DESTROY]))
  assertLike(await gives(romeo, [room, DESTROY], { session, action: 'cancel' }), status('canceled'))
  await juliet.receivesNothing()
})

t.test('XEP-0050 3.4: a form of type cancel counts as submitted; any other type is a bad payload', async t => {
  const { romeo, room } = await gathered(t)
  const fields = { announcement: 'Hear, hear' }
  assertLike(await gives(romeo, [room, ANNOUNCE], { fields, type: 'cancel' }), status('completed'))
  assertSpecific(await gives(romeo, [room, ANNOUNCE], { fields, type: 'result' }), 'bad-payload')
})

t.test('XEP-0050 4.4: unknown actions and unavailable actions are refused', async t => {
  const { romeo, room } = await gathered(t)
  const session = sessionOf(await gives(romeo, [room, DESTROY]))
  for (const [action, name] of [
    ['dance', 'malformed-action'],
    ['prev', 'bad-action'],
    ['next', 'bad-action'],
  ] as const) {
    const refused = await gives(romeo, [room, DESTROY], { session, action })
    assertRefused(refused, ['bad-request', 'modify'])
    assertSpecific(refused, name)
  }
})

t.test('XEP-0050 4.4: a session is valid for one client, one command and one hour', async t => {
  const { romeo, room, actor, passes } = await gathered(t)
  const session = sessionOf(await gives(romeo, [room, ANNOUNCE]))
  const garden = await actor('romeo', 'garden')
  const strange = [
    await gives(garden, [room, ANNOUNCE], { session }),
    await gives(romeo, [room, DESTROY], { session }),
    await gives(romeo, [room, ANNOUNCE], { session: 'made-up-here' }),
    await gives(romeo, [room, ANNOUNCE], { session: '' }),
  ]
  for (const reply of strange) assertSpecific(reply, 'bad-sessionid')
  assertLike(await gives(romeo, [room, ANNOUNCE], { session }), status('executing'))
  await passes(hour + 1000)
  const expired = await gives(romeo, [room, ANNOUNCE], { session })
  assertRefused(expired, ['not-allowed', 'cancel'])
  assertSpecific(expired, 'session-expired')
})

t.test('XEP-0050 4.4: a session survives a restart', async t => {
  const { romeo, room, restart } = await gathered(t)
  const session = sessionOf(await gives(romeo, [room, ANNOUNCE]))
  await restart()
  assertLike(
    await gives(romeo, [room, ANNOUNCE], { session, fields: { announcement: 'Here again' } }),
    status('completed'),
  )
})

t.test('XEP-0050 4.4: a form without its required fields, or another form, is a bad payload', async t => {
  const { romeo, juliet, room } = await gathered(t)
  const wrong: [string, Record<string, string>][] = [
    ['"Announcement" (announcement)', {}],
    ['announcement', { announcement: ' ' }],
    ['FORM_TYPE', { FORM_TYPE: 'urn:example', announcement: 'Hear' }],
  ]
  for (const [named, fields] of wrong) {
    const refused = await gives(romeo, [room, ANNOUNCE], { fields })
    assertRefused(refused, ['bad-request', 'modify'], named)
    assertSpecific(refused, 'bad-payload')
  }
  assertSpecific(await gives(romeo, [room, ANNOUNCE], { action: 'complete' }), 'bad-payload')
  await juliet.receivesNothing()
})

t.test('XEP-0050 4.4: every step is refused to users without permission; an unknown command is not found', async t => {
  const { romeo, juliet, room, domain } = await scenario(t)
  await romeo.enters(room)
  for (const step of [{}, { action: 'cancel' }, { fields: { announcement: 'Hear' } }]) {
    assertRefused(await gives(juliet, [room, ANNOUNCE], step), ['forbidden', 'auth'])
    assertRefused(await gives(juliet, [domain, ANNOUNCE], step), ['forbidden', 'auth'])
    assertRefused(await gives(romeo, [room, 'nowhere'], step), ['item-not-found', 'cancel'])
  }
  await romeo.receivesNothing('<message><body/></message>')
})

t.test('XEP-0050 2.4.2: a choice leads to a form that keeps it; one step back is possible', async t => {
  const { romeo, room } = await gathered(t)
  const made = await gives(romeo, [room, `${LINK}make-link`], { fields: { label: 'Ball' } })
  const link = valuesOf(made.getChild('command')?.getChild('x'))['link']?.[0] ?? ''
  const change = [room, `${LINK}change-link`] as const
  const choice = await gives(romeo, change)
  const first = `<iq type='result'><command status='executing' sessionid='${sessionOf(choice)}'>
    <actions execute='next'><next/></actions><x type='form'><field var='link'><required/></field></x></command></iq>`
  assertLike(choice, first)
  const session = sessionOf(choice)
  const form = await gives(romeo, change, { session, fields: { link } })
  const second = `<iq type='result'><command status='executing' sessionid='${session}'>
    <actions execute='complete'><prev/><complete/></actions>
    <x type='form'><field var='link' type='hidden'><value>${link}</value></field></x></command></iq>`
  assertLike(form, second)
  assertLike(await gives(romeo, change, { session, action: 'prev' }), first)
  assertLike(await gives(romeo, change, { session, action: 'next', fields: { link } }), second)
  const fields = { FORM_TYPE: change[1], link, label: 'Tomb' }
  assertLike(await gives(romeo, change, { session, action: 'complete', fields }), status('completed'))
  assertLike(await gives(romeo, change, { session, action: 'cancel' }), status('canceled'))
})

t.test('XEP-0050 4.4: a step out of order, and a missing choice, are refused', async t => {
  const { romeo, room } = await gathered(t)
  const made = await gives(romeo, [room, `${LINK}make-link`], { fields: { label: 'Ball' } })
  const link = valuesOf(made.getChild('command')?.getChild('x'))['link']?.[0] ?? ''
  const change = [room, `${LINK}change-link`] as const
  for (const [step, name] of [
    [{ action: 'next' }, 'bad-payload'],
    [{ fields: {} }, 'bad-payload'],
    [{ fields: { link: ' ' } }, 'bad-payload'],
    [{ fields: { link, FORM_TYPE: 'urn:example' } }, 'bad-payload'],
    [{ fields: { link }, action: 'complete' }, 'bad-action'],
    [{ fields: { link, FORM_TYPE: change[1] }, action: 'next' }, 'bad-action'],
  ] as const) {
    assertSpecific(await gives(romeo, change, step), name)
  }
})
