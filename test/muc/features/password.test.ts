import t from 'tap'
import { assertLike, assertRefused, scenario } from '../../scenario/index.js'
import { gathered } from './gathered.js'

const PROTECTED = 'muc#roomconfig_passwordprotectedroom'
const SECRET = 'muc#roomconfig_roomsecret'
const DONE = "<iq type='result'/>"
const REFUSED = `<presence type='error'><error type='auth'><not-authorized/></error></presence>`
const WITH_PASSWORD = { inside: '<password>cauldronburn</password>' }
const enter = (address: string, inside = '') =>
  `<presence to='${address}'><x xmlns='http://jabber.org/protocol/muc'>${inside}</x></presence>`

t.test('Rule 8, §7.2.5: entering without the password, or with a wrong one, is not-authorized', async t => {
  const { romeo, juliet, room } = await scenario(t)
  await romeo.enters(room)
  await romeo.configures(room, { [PROTECTED]: '1', [SECRET]: 'cauldronburn' })
  await romeo.receivedMeanwhile()
  for (const inside of ['', '<password/>', '<password>Cauldronburn</password>']) {
    juliet.sends(enter(`${room}/juliet`, inside))
    await juliet.receives(REFUSED)
  }
  await romeo.receivesNothing()
})

t.test('7.2.5: the password admits, also after a restart', async t => {
  const { romeo, juliet, mercutio, room, restart } = await scenario(t)
  await romeo.enters(room)
  await romeo.configures(room, { [PROTECTED]: '1', [SECRET]: 'cauldronburn' })
  await juliet.enters(room, WITH_PASSWORD)
  await restart()
  mercutio.sends(enter(`${room}/mercutio`))
  await mercutio.receives(REFUSED)
  await mercutio.enters(room, WITH_PASSWORD)
})

t.test('7.2.5: an owner needs the password too', async t => {
  const { romeo, juliet, room } = await scenario(t)
  await romeo.enters(room)
  await juliet.enters(room)
  await romeo.configures(room, { [SECRET]: 'cauldronburn' })
  await romeo.leaves(room)
  romeo.sends(enter(`${room}/romeo`))
  await romeo.receives(REFUSED)
  await romeo.enters(room, WITH_PASSWORD)
})

t.test('Rule 49, §10.1.3: a password-protected room with a blank password is not acceptable', async t => {
  const { romeo, juliet, room } = await gathered(t)
  const blanks: Record<string, string>[] = [
    { [PROTECTED]: '1' },
    { [PROTECTED]: '1', [SECRET]: '' },
    { [PROTECTED]: '1', [SECRET]: '  ' },
  ]
  for (const fields of blanks) {
    assertRefused(await romeo.configures(room, fields), ['not-acceptable', 'modify'], SECRET)
  }
  await juliet.receivesNothing()
  await juliet.leaves(room)
  await juliet.enters(room)
})

t.test('10.2: a protected room stays protected through other changes until an owner opens it', async t => {
  const { romeo, juliet, room } = await scenario(t)
  await romeo.enters(room)
  await romeo.configures(room, { [PROTECTED]: '1', [SECRET]: 'cauldronburn' })
  await romeo.configures(room, { 'muc#roomconfig_roomname': 'A Dark Cave', [PROTECTED]: '1' })
  t.match(await romeo.readsConfiguration(room), { [PROTECTED]: ['1'], [SECRET]: ['cauldronburn'] })
  juliet.sends(enter(`${room}/juliet`))
  await juliet.receives(REFUSED)
  assertLike(await romeo.configures(room, { [PROTECTED]: '0', [SECRET]: 'cauldronburn' }), DONE)
  t.match(await romeo.readsConfiguration(room), { [PROTECTED]: ['0'], [SECRET]: [] })
  await juliet.enters(room)
})

t.test('10.2: a new password removes no occupant', async t => {
  const { romeo, juliet, room } = await gathered(t)
  await romeo.configures(room, { [PROTECTED]: '1', [SECRET]: 'cauldronburn' })
  await juliet.receivesOnly(`<message><x><status code='104'/></x></message>`)
  juliet.sends(enter(`${room}/juliet`))
  await juliet.receives(`<presence from='${room}/juliet'><x><status code='110'/></x></presence>`)
})

t.test('6.4: a room says whether it needs a password, but never which', async t => {
  const { romeo, juliet, room } = await scenario(t)
  await romeo.enters(room)
  assertLike(await juliet.discovers('info', room), "<iq><query><feature var='muc_unsecured'/></query></iq>")
  await romeo.configures(room, { [PROTECTED]: '1', [SECRET]: 'cauldronburn' })
  const reply = await juliet.discovers('info', room)
  assertLike(reply, "<iq><query><feature var='muc_passwordprotected'/></query></iq>")
  t.notMatch(reply.toString(), 'cauldronburn')
})

t.test("10.1.3: the password in the creator's entry becomes the password of the room", async t => {
  const { romeo, juliet, mercutio, room } = await scenario(t)
  await romeo.enters(room, WITH_PASSWORD)
  t.match(await romeo.readsConfiguration(room), { [PROTECTED]: ['1'], [SECRET]: ['cauldronburn'] })
  juliet.sends(enter(`${room}/juliet`))
  await juliet.receives(REFUSED)
  await mercutio.enters(room, WITH_PASSWORD)
})

t.test("10.1.3: a blank or too long password in the creator's entry does not protect the room", async t => {
  const { romeo, juliet, room } = await scenario(t)
  romeo.sends(enter(`${room}/romeo`, `<password>${'x'.repeat(256)}</password>`))
  await romeo.receivesOnly(`<presence type='error'><error type='modify'><not-acceptable/></error></presence>`)
  await romeo.enters(room, { inside: '<password> </password>' })
  t.match(await romeo.readsConfiguration(room), { [PROTECTED]: ['0'], [SECRET]: [] })
  await juliet.enters(room)
})

t.test('10.1.3: the creator may remove or change the password of the first entry', async t => {
  const { romeo, juliet, room } = await scenario(t)
  romeo.sends(enter(`${room}/romeo`, WITH_PASSWORD.inside))
  await romeo.receives(`<presence><x><status code='201'/></x></presence>`)
  assertLike(await romeo.configures(room, { [PROTECTED]: '0' }), DONE)
  await juliet.enters(room)
})
