import t from 'tap'
import { affiliationOf } from '../../src/muc/model/room.js'
import { entry, errorIn, guestEnters, guestStage, HOME, has, ROMEO, ROOM, refusalOf } from './guest-stage.js'

t.test(
  'a guest enters a members-only room with a password, without an affiliation, by the role of the link',
  async t => {
    for (const [grants, role] of [
      ['visitor', 'visitor'],
      ['member', 'participant'],
      ['moderator', 'moderator'],
    ] as const) {
      const stage = await guestStage(t, { config: { password: 'wherefore', moderated: true }, terms: { grants } })
      const nina = await guestEnters(stage, 'Nina')
      t.ok(
        has(
          nina.got,
          `<presence from='${ROOM}/Nina'><x xmlns='http://jabber.org/protocol/muc#user'>
          <item affiliation='none' role='${role}'/><status code='110'/></x></presence>`,
        ),
        grants,
      )
      t.ok(
        has(
          stage.inbox(ROMEO),
          `<presence from='${ROOM}/Nina'><x><item affiliation='none' jid='${nina.jid}'/></x></presence>`,
        ),
      )
      const kept = await stage.turn(({ room }) => [affiliationOf(room, nina.bare), room.members])
      t.same(kept, ['none', 1])
    }
  },
)

t.test('the first entry of a guest counts as one use of the link, and later entries do not', async t => {
  const stage = await guestStage(t, { terms: { maxUses: 1 } })
  const nina = await guestEnters(stage, 'Nina')
  await stage.passes(entry(`${nina.bare}/phone`, 'Nina'))
  for (const client of ['tab', 'phone']) {
    await stage.passes(`<presence type='unavailable' from='${nina.bare}/${client}' to='${ROOM}/Nina'/>`)
  }
  await stage.passes(entry(nina.jid, 'Nina'))
  t.ok(
    has(stage.inbox(nina.jid), `<presence><x><status code='110'/></x></presence>`),
    'a used-up link lets her in again',
  )
  t.equal((await stage.link())?.uses, 1)
  t.equal(await refusalOf(stage.comes('Otto')), 'unknown-open-invite')
})

t.test('all clients of a guest are one occupant with one nick', async t => {
  const stage = await guestStage(t)
  const nina = await guestEnters(stage, 'Nina')
  const phone = `${nina.bare}/phone`
  await stage.passes(entry(phone, 'Somebody'))
  t.same(errorIn(stage.inbox(phone))[0], 'conflict')
  await stage.passes(entry(phone, 'Nina'))
  t.same(await stage.turn(({ room }) => room.occupants.get('Nina')?.sessions.map(({ jid }) => jid)), [nina.jid, phone])
})

t.test('the name becomes a nick that is free: a number is added to one that is taken', async t => {
  const stage = await guestStage(t)
  const names = ['  Nina \t Q ', 'Nina Q', 'romeo', 'Nina Q'].map(name => stage.comes(name).then(({ nick }) => nick))
  t.same(await Promise.all(names), ['Nina Q', 'Nina Q 2', 'romeo 2', 'Nina Q 3'])
  for (const name of ['', ' ', '\u200b', 'x'.repeat(65)]) t.equal(await refusalOf(stage.comes(name)), 'malformed-name')
})

t.test(
  'a link with domains lets no guests in unless it says so, and neither does a room that forbids them',
  async t => {
    const domains = ['localhost']
    for (const [options, made] of [
      [{ terms: { domains } }, false],
      [{ terms: { domains, guests: 'yes' } }, true],
      [{ terms: { guests: 'no' } }, false],
      [{ config: { linkGuests: false } }, false],
      [{ guests: { enabled: false } }, false],
    ] as const) {
      const stage = await guestStage(t, options)
      const coming = stage.comes('Nina')
      if (made) t.match(await coming, { status: 'admitted' })
      else t.equal(await refusalOf(coming), 'guests-off')
    }
  },
)

t.test(
  'a guest is refused as a joiner is: by an unknown, expired, paused or locked link, and by a full room',
  async t => {
    const refused = async (reason: string, options: Parameters<typeof guestStage>[1], time = 0) => {
      const stage = await guestStage(t, options)
      stage.clock.now += time
      t.equal(await refusalOf(stage.comes('Nina')), reason)
    }
    await refused('unknown-open-invite', { terms: { lifetime: 10 } }, 10_000)
    await refused('locked', { terms: { paused: true } })
    await refused('locked', { terms: { admission: 'lock' } })
    await refused('locked', { config: { autoRegister: 'lock' } })
    await refused('full', { config: { maxUsers: 1 } })
    const stage = await guestStage(t)
    t.equal(await refusalOf(stage.comes('Nina', { openInviteId: 'f'.repeat(32) })), 'unknown-open-invite')
  },
)

t.test('the guests of a room, of a link and of an IP address are limited', async t => {
  for (const limit of ['perRoom', 'perLink', 'perAddress']) {
    const stage = await guestStage(t, { guests: { [limit]: 2 } })
    for (const name of ['Nina', 'Otto']) await stage.comes(name)
    t.equal(await refusalOf(stage.comes('Paula')), 'too-many-guests', limit)
    const elsewhere = stage.comes('Paula', { address: '192.0.2.2' })
    if (limit === 'perAddress') await elsewhere
    else t.equal(await refusalOf(elsewhere), 'too-many-guests')
  }
})

t.test('a guest who waited outside too long does not enter by a link that has changed meanwhile', async t => {
  const stage = await guestStage(t, { terms: { maxUses: 1 } })
  const [nina, otto] = await Promise.all([stage.comes('Nina', { address: HOME }), stage.comes('Otto')])
  await stage.passes(entry(`${nina.jid}/tab`, 'Nina'))
  await stage.passes(entry(`${otto.jid}/tab`, 'Otto'))
  t.same(errorIn(stage.inbox(`${otto.jid}/tab`))[0], 'item-not-found')
  t.equal((await stage.link())?.uses, 1)
})

t.test('a failed commit makes no guest and lets none in', async t => {
  const stage = await guestStage(t)
  stage.store.failNextCommit()
  t.match(await refusalOf(stage.comes('Nina')), { condition: 'internal-server-error' })
  t.same(await stage.turn(({ room }) => room.maps.guest?.size), 0)
  const nina = await stage.comes('Nina')
  stage.store.failNextCommit()
  await stage.passes(entry(`${nina.jid}/tab`, 'Nina'))
  t.same(errorIn(stage.inbox(`${nina.jid}/tab`))[0], 'internal-server-error')
  t.match(await stage.turn(({ room }) => room.maps.guest?.get(nina.jid)), { hasEntered: false })
  t.equal((await stage.link())?.uses, 0)
})
