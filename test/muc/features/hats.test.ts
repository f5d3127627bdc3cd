import t from 'tap'
import type { Element } from '../../../src/stanza/element.js'
import { type Actor, assertLike, assertRefused, codesOf } from '../../scenario/index.js'
import { gives, tableOf, valuesOf } from './command.js'
import { gathered } from './gathered.js'

const COMMANDS = 'urn:xmpp:hats:commands'
const HATS = 'urn:xmpp:hats:0'
const DONE = `<iq type='result'><command status='completed'/></iq>`
const TEACHER = 'http://tech.example.edu/hats#Teacher'
const PROCTOR = 'http://tech.example.edu/hats#Proctor'
const teacher = { 'hats#title': 'Teacher', 'hats#uri': TEACHER, 'hats#hue': '327.255249' }
const worn = (nick: string, hats: string) => `<presence from='${nick}'><hats xmlns='${HATS}'>${hats}</hats></presence>`
const hat = `<hat title='Teacher' uri='${TEACHER}' hue='327.255249'/>`
const CONFIGURED = `<message type='groupchat'><x><status code='104'/></x></message>`

/** Runs a command on hats with its form filled in. */
function does(actor: Actor, room: string, [name, fields]: [string, Record<string, string>?]): Promise<Element> {
  const filled = fields && { FORM_TYPE: COMMANDS, ...fields }
  return gives(actor, [room, `${COMMANDS}:${name}`], filled ? { fields: filled } : {})
}

const wearing = (actor: Actor, uri = TEACHER) => ({ 'hats#jid': actor.bare, 'hats#uri': uri })

async function hashOf(actor: Actor, room: string): Promise<string[] | undefined> {
  const query = (await actor.discovers('info', room)).getChild('query')
  return valuesOf(query?.getChild('x', 'jabber:x:data'))['hats#hash']
}

t.test(
  'XEP-0317 3.2, 3.5: a created and assigned hat is shown to occupants and newcomers, also after a restart',
  async t => {
    const { romeo, juliet, mercutio, actor, room, restart } = await gathered(t)
    assertLike(await romeo.discovers('info', room), `<iq><query><feature var='${HATS}'/></query></iq>`)
    assertLike(await does(romeo, room, ['create', teacher]), DONE)
    await juliet.receivesOnly(CONFIGURED)
    assertLike(await does(romeo, room, ['assign', wearing(mercutio)]), DONE)
    for (const viewer of [juliet, mercutio]) await viewer.receives(worn(`${room}/mercutio`, hat))
    await restart()
    const tybalt = await actor('tybalt')
    tybalt.sends(`<presence to='${room}/tybalt'><x xmlns='http://jabber.org/protocol/muc'/></presence>`)
    await tybalt.receives(worn(`${room}/mercutio`, hat))
  },
)

t.test('XEP-0317 3.1: only hats assigned by the room are shown', async t => {
  const { juliet, mercutio, room } = await gathered(t)
  mercutio.sends(`<presence to='${room}/mercutio'><hats xmlns='${HATS}'>${hat}</hats></presence>`)
  const [presence] = await juliet.receivesOnly(`<presence from='${room}/mercutio'/>`)
  t.notOk(presence?.getChild('hats'))
})

t.test('XEP-0317 3.2: a changed hat is broadcast again; an unchanged one is not', async t => {
  const { romeo, juliet, mercutio, room } = await gathered(t)
  await does(romeo, room, ['create', teacher])
  await does(romeo, room, ['assign', wearing(mercutio)])
  await juliet.receivedMeanwhile()
  assertLike(await does(romeo, room, ['create', teacher]), DONE)
  await juliet.receivesNothing()
  await does(romeo, room, ['create', { ...teacher, 'hats#title': 'Nurse', 'hats#hue': '' }])
  const received = await juliet.receivesOnly(
    CONFIGURED,
    worn(`${room}/mercutio`, `<hat title='Nurse' uri='${TEACHER}'/>`),
  )
  t.equal(received[1]?.getChild('hats')?.getChild('hat')?.attrs['hue'], undefined)
})

t.test('XEP-0317 3.3, 3.6: hats are unassigned one by one, or all by destroying the hat', async t => {
  const { romeo, juliet, mercutio, room } = await gathered(t)
  await does(romeo, room, ['create', teacher])
  await does(romeo, room, ['create', { 'hats#title': 'Proctor', 'hats#uri': PROCTOR }])
  for (const uri of [TEACHER, PROCTOR]) await does(romeo, room, ['assign', wearing(mercutio, uri)])
  await juliet.receivedMeanwhile()
  assertLike(await does(romeo, room, ['unassign', wearing(mercutio)]), DONE)
  const [left] = await juliet.receivesOnly(worn(`${room}/mercutio`, `<hat title='Proctor' uri='${PROCTOR}'/>`))
  t.equal(left?.getChild('hats')?.getChildren('hat').length, 1)
  assertLike(await does(romeo, room, ['destroy', { 'hats#uri': PROCTOR }]), DONE)
  const [, bare] = await juliet.receivesOnly(CONFIGURED, `<presence from='${room}/mercutio'/>`)
  t.notOk(bare?.getChild('hats'))
  for (const refused of [
    await does(romeo, room, ['destroy', { 'hats#uri': PROCTOR }]),
    await does(romeo, room, ['assign', wearing(mercutio, PROCTOR)]),
    await does(romeo, room, ['unassign', wearing(mercutio)]),
  ]) {
    assertRefused(refused, ['item-not-found', 'cancel'])
  }
})

t.test('XEP-0317 3.4, 3.7: hats and their wearers are listed; a hash shows whether the list has changed', async t => {
  const { romeo, juliet, mercutio, room } = await gathered(t)
  t.equal(await hashOf(juliet, room), undefined)
  await does(romeo, room, ['create', teacher])
  const first = await hashOf(juliet, room)
  t.match(first, [/^[\da-f]{40}$/])
  await does(romeo, room, ['assign', wearing(mercutio)])
  t.same(await hashOf(juliet, room), first)
  await does(romeo, room, ['create', { 'hats#title': 'Proctor', 'hats#uri': PROCTOR }])
  t.not((await hashOf(juliet, room))?.[0], first?.[0])
  const one = { 'hats#title': ['Teacher'], 'hats#uri': [TEACHER], 'hats#hue': ['327.255249'] }
  const two = { 'hats#title': ['Proctor'], 'hats#uri': [PROCTOR], 'hats#hue': [] }
  t.same(tableOf(await does(juliet, room, ['list'])), [one, two])
  t.same(tableOf(await does(romeo, room, ['list-assigned'])), [{ ...one, 'hats#jid': [mercutio.bare] }])
})

t.test('XEP-0317: admins and owners manage hats; addresses are shown to users who may see them', async t => {
  const { romeo, juliet, mercutio, actor, room } = await gathered(t)
  await romeo.administers(room, `<item affiliation='admin' jid='${juliet.bare}'/>`)
  assertLike(await does(juliet, room, ['create', teacher]), DONE)
  for (const name of ['create', 'destroy', 'assign', 'unassign', 'list-assigned']) {
    assertRefused(await does(mercutio, room, [name]), ['forbidden', 'auth'])
  }
  assertRefused(await does(await actor('tybalt'), room, ['list']), ['forbidden', 'auth'])
  await romeo.configures(room, { 'muc#roomconfig_whois': 'anyone' })
  assertLike(await does(mercutio, room, ['list-assigned']), DONE)
})

t.test('XEP-0317: the form to assign a hat offers the hats of the room', async t => {
  const { romeo, room } = await gathered(t)
  await does(romeo, room, ['create', teacher])
  for (const name of ['assign', 'unassign', 'destroy']) {
    const option = `<option label='Teacher'><value>${TEACHER}</value></option>`
    assertLike(
      await does(romeo, room, [name]),
      `<iq><command status='executing'><x type='form'><field var='FORM_TYPE'><value>${COMMANDS}</value></field>
        <field var='hats#uri' type='list-single'>${option}</field></x></command></iq>`,
    )
  }
})

t.test('XEP-0317: an unknown hat or person is refused with the name of its field', async t => {
  const { romeo, juliet, room, domain } = await gathered(t)
  await does(romeo, room, ['create', teacher])
  await juliet.receivedMeanwhile()
  const wrong: [string, Record<string, string>][] = [
    ['hats#uri', { ...teacher, 'hats#uri': 'Teacher' }],
    ['hats#uri', { ...teacher, 'hats#uri': `urn:x:${'x'.repeat(250)}` }],
    ['hats#title', { ...teacher, 'hats#title': 'x'.repeat(101) }],
    ['hats#hue', { ...teacher, 'hats#hue': '361' }],
    ['hats#hue', { ...teacher, 'hats#hue': 'red' }],
  ]
  for (const [field, fields] of wrong) {
    assertRefused(await does(romeo, room, ['create', fields]), ['not-acceptable', 'modify'], field)
  }
  const notAPerson = { 'hats#jid': domain, 'hats#uri': TEACHER }
  assertRefused(await does(romeo, room, ['assign', notAPerson]), ['not-acceptable', 'modify'], 'hats#jid')
  await juliet.receivesNothing()
})

t.test('XEP-0317: a room has at most a hundred hats, and a person at most ten', async t => {
  const { romeo, mercutio, room } = await gathered(t)
  const uris = Array.from({ length: 101 }, (_, i) => `urn:hat:${i}`)
  const made = await Promise.all(
    uris.map(uri => does(romeo, room, ['create', { 'hats#title': 'Hat', 'hats#uri': uri }])),
  )
  t.same(made.map(({ attrs }) => attrs['type']).filter(type => type === 'error').length, 1)
  for (const uri of uris.slice(0, 10)) assertLike(await does(romeo, room, ['assign', wearing(mercutio, uri)]), DONE)
  assertRefused(await does(romeo, room, ['assign', wearing(mercutio, 'urn:hat:10')]), ['resource-constraint', 'wait'])
})

t.test('a room with hats disabled shows none and has no commands for them until they are enabled', async t => {
  const { romeo, juliet, mercutio, room } = await gathered(t)
  await does(romeo, room, ['create', teacher])
  await does(romeo, room, ['assign', wearing(mercutio)])
  await juliet.receivedMeanwhile()
  await romeo.configures(room, { enable_hats: '0' })
  const [, without] = await juliet.receivesOnly(CONFIGURED, `<presence from='${room}/mercutio'/>`)
  t.notOk(without?.getChild('hats'))
  t.equal(await hashOf(juliet, room), undefined)
  const features = (await juliet.discovers('info', room)).getChild('query')?.getChildren('feature') ?? []
  t.notOk(features.some(({ attrs }) => attrs['var'] === HATS))
  assertRefused(await does(romeo, room, ['create', teacher]), ['forbidden', 'auth'])
  assertRefused(await does(juliet, room, ['list']), ['forbidden', 'auth'])
  await romeo.configures(room, { enable_hats: '1' })
  await juliet.receives(worn(`${room}/mercutio`, hat))
})

t.test('a hat that fails to commit does not exist, and a failed assignment is not shown', async t => {
  const { romeo, juliet, mercutio, room, store } = await gathered(t)
  store.failNextCommit()
  assertRefused(await does(romeo, room, ['create', teacher]), ['internal-server-error', 'wait'])
  t.same(tableOf(await does(romeo, room, ['list'])), [])
  await juliet.receivesNothing()
  await does(romeo, room, ['create', teacher])
  t.same(codesOf(await juliet.receives('<message/>')), [104])
  store.failNextCommit()
  assertRefused(await does(romeo, room, ['assign', wearing(mercutio)]), ['internal-server-error', 'wait'])
  t.same(tableOf(await does(romeo, room, ['list-assigned'])), [])
  await juliet.receivesNothing()
})
