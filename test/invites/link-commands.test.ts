import t from 'tap'
import { gives, tableOf } from '../muc/features/command.js'
import { gathered } from '../muc/features/gathered.js'
import { itemsOf } from '../muc/features/items.js'
import { assertLike, assertRefused, scenario } from '../scenario/index.js'
import { COMMANDS, filledIn, formOf, goesOn, makesLink, noteOf, optionsOf } from './link-command.js'
import { joins, linkedRoom } from './rest-room.js'

const MEMBERS = `<item affiliation='member'/>`

t.test('a link made by a command has a URL, a URI and an id, and admits over REST', async t => {
  const { romeo, juliet, room } = await scenario(t)
  await romeo.enters(room)
  const form = await gives(romeo, [room, COMMANDS.make])
  assertLike(
    form,
    `<iq><command status='executing'><x type='form'><field var='label'/><field var='lifetime'/>
    <field var='uses'/><field var='grants' type='list-single'/><field var='admission'/><field var='domains'/></x></command></iq>`,
  )
  const reply = await gives(romeo, [room, COMMANDS.make], { fields: { label: 'Ball', lifetime: '7d', uses: '20' } })
  const { url = '', uri = '', id = '', link = '', expires = '', uses } = filledIn(reply)
  t.ok(url.endsWith(`/${id}`))
  t.equal(uri, `xmpp:${room}?join;password=${id}`)
  t.match(expires, /^\d{4}-\d\d-\d\d \d\d:\d\d UTC$/)
  t.equal(uses, '0 of 20 used it')
  t.equal(noteOf(reply), `Created Ball (…${link.slice(-6)}): ${url} or ${uri}`)
  t.equal((await joins(juliet, id)).status, 200)
})

t.test('a link made by a command admits by its id as the password', async t => {
  const { romeo, juliet, room } = await scenario(t)
  await romeo.enters(room)
  await romeo.configures(room, { 'muc#roomconfig_membersonly': '1' })
  const { uri } = await makesLink(romeo, room)
  const self = await juliet.enters(room, { inside: `<password>${uri.split('password=')[1]}</password>` })
  assertLike(self, `<presence><x><item affiliation='member'/></x></presence>`)
  t.pass()
})

t.test('links made over REST and by commands are listed together and revoked from either side', async t => {
  const { juliet, romeo } = await scenario(t)
  const { jid, openInviteId } = await linkedRoom(juliet)
  const made = await makesLink(juliet, jid, { label: 'Ball', uses: '3' })
  const listed = tableOf(await gives(juliet, [jid, COMMANDS.list]))
  t.match(listed, [
    {
      label: [],
      url: [new RegExp(`/${openInviteId}$`)],
      uses: ['0'],
      maxuses: [],
      state: ['open'],
      owner: [juliet.bare],
    },
    { label: ['Ball'], url: [made.url], uses: ['0'], maxuses: ['3'], link: [made.link], grants: ['member'] },
  ])
  const link = listed[0]?.['link']?.[0] ?? ''
  t.match(noteOf(await goesOn(juliet, [jid, COMMANDS.revoke], { link })), /^Revoked link …/)
  t.equal((await joins(romeo, openInviteId)).status, 404)
  t.equal(tableOf(await gives(juliet, [jid, COMMANDS.list])).length, 1)
})

t.test('the form to change a link names it and shows its current terms', async t => {
  const { romeo, room } = await gathered(t)
  const { link } = await makesLink(romeo, room, {
    label: 'Ball',
    uses: '5',
    admission: 'unlock_ack',
    domains: 'a.example',
  })
  const choice = await gives(romeo, [room, COMMANDS.change])
  assertLike(choice, `<iq><command status='executing'><actions execute='next'><next/></actions></command></iq>`)
  t.same(optionsOf(choice, 'link'), { [link]: `Ball (…${link.slice(-6)}), open, 0 of 5 used it` })
  const form = await gives(romeo, [room, COMMANDS.change], { fields: { link }, action: 'next' })
  const hidden = `<field var='link' type='hidden'><value>${link}</value></field>`
  assertLike(
    form,
    `<iq><command status='executing'><actions><prev/><complete/></actions><x>${hidden}</x></command></iq>`,
  )
  t.match(filledIn(form), { label: 'Ball', lifetime: '', uses: '5', admission: 'unlock_ack', domains: 'a.example' })
  const changed = await goesOn(romeo, [room, COMMANDS.change], { link, uses: '7' })
  t.match(filledIn(changed), { link, uses: '0 of 7 used it', state: 'open' })
  const [row] = tableOf(await gives(romeo, [room, COMMANDS.list]))
  t.match(row, { label: ['Ball'], maxuses: ['7'], admission: ['unlock_ack'] })
})

t.test('a paused link refuses joiners until it is resumed', async t => {
  const { romeo, juliet, room } = await scenario(t)
  await romeo.enters(room)
  const { id, link } = await makesLink(romeo, room)
  t.equal(filledIn(await goesOn(romeo, [room, COMMANDS.change], { link, paused: '1' }))['state'], 'paused')
  t.equal((await joins(juliet, id)).status, 403)
  await goesOn(romeo, [room, COMMANDS.change], { link, paused: '0' })
  t.equal((await joins(juliet, id)).status, 200)
})

t.test('resetting a link gives it a new id; the former one is refused', async t => {
  const { romeo, juliet, room } = await scenario(t)
  await romeo.enters(room)
  const { id, link } = await makesLink(romeo, room, { label: 'Ball' })
  const reset = filledIn(await gives(romeo, [room, COMMANDS.reset], { fields: { link } }))
  t.equal(reset['link'], link)
  t.equal((await joins(juliet, id)).status, 404)
  t.equal((await joins(juliet, reset['id'] ?? '')).status, 200)
})

t.test('removing a link can remove the members who joined by it', async t => {
  const { romeo, juliet, mercutio, room } = await scenario(t)
  await romeo.enters(room)
  const { id, link } = await makesLink(romeo, room)
  for (const person of [juliet, mercutio]) await joins(person, id)
  await romeo.administers(room, `<item affiliation='admin' jid='${mercutio.bare}'/>`)
  const form = await gives(romeo, [room, COMMANDS.revoke], { fields: { link } })
  assertLike(
    form,
    `<iq><command><x><instructions/><field var='remove'
    label='Also remove the members who joined by it (1)'/></x></command></iq>`,
  )
  const done = noteOf(await goesOn(romeo, [room, COMMANDS.revoke], { link, remove: '1' }))
  t.equal(done, `Revoked link …${link.slice(-6)} and removed 1 of its joiners.`)
  const members = await romeo.lists(room, MEMBERS)
  t.notMatch(members.toString(), juliet.bare)
  assertLike(
    await romeo.lists(room, `<item affiliation='admin'/>`),
    `<iq><query><item jid='${mercutio.bare}'/></query></iq>`,
  )
})

t.test('the link history lists the joiners of each link in pages, also of ended links', async t => {
  const { romeo, juliet, mercutio, room } = await scenario(t)
  await romeo.enters(room)
  const one = await makesLink(romeo, room, { label: 'Ball' })
  const other = await makesLink(romeo, room, { label: 'Tomb' })
  await joins(juliet, one.id)
  await joins(mercutio, other.id)
  await goesOn(romeo, [room, COMMANDS.revoke], { link: one.link })
  const reads = (fields: Record<string, string>) => gives(romeo, [room, COMMANDS.history], { fields })
  const offered = optionsOf(await gives(romeo, [room, COMMANDS.history]), 'link')
  t.same(Object.keys(offered), ['all', other.link])
  const came = await gives(romeo, [room, COMMANDS.joiners])
  t.same(tableOf(await reads({ what: 'joined', link: 'all' })), tableOf(came))
  t.match(tableOf(came), [
    { label: [`Tomb (…${other.link.slice(-6)})`], user: [mercutio.bare], event: ['joined'], by: [] },
    { label: [`link …${one.link.slice(-6)}`], user: [juliet.bare] },
  ])
  const ofOne = tableOf(await reads({ what: 'all', link: one.link, after: '1' }))
  t.match(ofOne, [
    { user: [juliet.bare], event: ['joined'], by: [] },
    { user: [romeo.bare], event: ['created the link'], by: [] },
  ])
  t.equal(ofOne.length, 2)
  t.equal(noteOf(await reads({ what: 'all', link: one.link, after: '1' })), 'Entries 2 to 3 of 3.')
  assertRefused(await reads({ after: 'one' }), ['not-acceptable', 'modify'], 'after')
})

t.test('pending requests are approved or declined by a command; the others stay pending', async t => {
  const { romeo, juliet, mercutio, actor, room } = await scenario(t)
  await romeo.enters(room)
  const { id, link } = await makesLink(romeo, room, { label: 'Ball', admission: 'unlock_ack' })
  t.equal(noteOf(await gives(romeo, [room, COMMANDS.waiting])), 'There are no pending requests.')
  for (const person of [juliet, mercutio, await actor('benvolio')]) await joins(person, id)
  const waiting = optionsOf(await gives(romeo, [room, COMMANDS.waiting]), 'people')
  t.match(waiting[juliet.bare], new RegExp(`^${juliet.bare} since .*, by Ball \\(…${link.slice(-6)}\\)`))
  const decides = (people: string, decision: string) =>
    gives(romeo, [room, COMMANDS.waiting], { fields: { people, decision } })
  t.equal(noteOf(await decides(juliet.bare, 'approve')), 'Approved: 1.')
  await juliet.receives(`<message from='${romeo.bare}'><x xmlns='jabber:x:conference' jid='${room}'/></message>`)
  t.equal(noteOf(await decides(mercutio.bare, 'decline')), 'Declined: 1.')
  await mercutio.receives("<message from='rooms.localhost'><body/></message>")
  assertRefused(await decides(juliet.bare, 'approve'), ['item-not-found', 'cancel'])
  t.equal(Object.keys(optionsOf(await gives(romeo, [room, COMMANDS.waiting]), 'people')).length, 1)
})

t.test('one request that cannot be approved does not hold back the others', async t => {
  const { romeo, juliet, mercutio, room } = await scenario(t)
  await romeo.enters(room)
  const { id } = await makesLink(romeo, room, { admission: 'unlock_ack', uses: '1' })
  for (const person of [juliet, mercutio]) await joins(person, id)
  const fields = { people: [juliet.bare, mercutio.bare], decision: 'approve' }
  const note = noteOf(await gives(romeo, [room, COMMANDS.waiting], { fields }))
  t.match(note, new RegExp(`^Approved: 1.\n${mercutio.bare}: The link of this request .* is used up`))
  assertLike(await romeo.lists(room, MEMBERS), `<iq><query><item jid='${juliet.bare}'/></query></iq>`)
  t.same(Object.keys(optionsOf(await gives(romeo, [room, COMMANDS.waiting]), 'people')), [mercutio.bare])
})

t.test('members manage only their own links where the room lets them invite', async t => {
  const { romeo, juliet, mercutio, room } = await gathered(t)
  for (const person of [juliet, mercutio]) {
    await romeo.administers(room, `<item affiliation='member' jid='${person.bare}'/>`)
  }
  assertRefused(await gives(juliet, [room, COMMANDS.make]), ['forbidden', 'auth'])
  await romeo.configures(room, { 'muc#roomconfig_allowinvites': '1' })
  const hers = await makesLink(juliet, room, { label: 'Hers' })
  const his = await makesLink(romeo, room, { label: 'His' })
  const owned = async (actor: typeof juliet) =>
    tableOf(await gives(actor, [room, COMMANDS.list])).map(row => row['link'])
  t.same(await owned(juliet), [[hers.link]])
  t.same(await owned(mercutio), [])
  t.same(await owned(romeo), [[hers.link], [his.link]])
  const strange = await goesOn(juliet, [room, COMMANDS.revoke], { link: his.link })
  assertRefused(strange, ['item-not-found', 'cancel'])
  for (const node of [COMMANDS.joiners, COMMANDS.history, COMMANDS.waiting]) {
    assertRefused(await gives(juliet, [room, node]), ['forbidden', 'auth'])
  }
  const own = await gives(juliet, [room, COMMANDS.revoke], { fields: { link: hers.link } })
  t.notMatch(formOf(own)?.toString(), 'remove')
  t.match(
    noteOf(await goesOn(juliet, [room, COMMANDS.revoke], { link: hers.link, remove: '1' })),
    /^Revoked Hers [^ ]*\.$/,
  )
})

t.test('outsiders see no link command, and only owners make links for moderators', async t => {
  const { romeo, juliet, mercutio, room } = await gathered(t)
  await romeo.administers(room, `<item affiliation='admin' jid='${juliet.bare}'/>`)
  for (const node of Object.values(COMMANDS)) assertRefused(await gives(mercutio, [room, node]), ['forbidden', 'auth'])
  t.same(Object.keys(optionsOf(await gives(juliet, [room, COMMANDS.make]), 'grants')), ['visitor', 'member'])
  t.ok('moderator' in optionsOf(await gives(romeo, [room, COMMANDS.make]), 'grants'))
  const asked = await gives(juliet, [room, COMMANDS.make], { fields: { grants: 'moderator' } })
  assertRefused(asked, ['forbidden', 'auth'], 'owner')
})

t.test('the limits of the room apply to commands', async t => {
  const { romeo, room } = await gathered(t)
  const limits = { maxlinklifetime: '3600', maxlinkuses: '5', maxlinks: '1' }
  const named = Object.entries(limits).map(([name, value]) => [`x-muc#roomconfig_${name}`, value])
  await romeo.configures(room, Object.fromEntries(named))
  const fields = { lifetime: '7d', uses: '0' }
  const made = filledIn(await gives(romeo, [room, COMMANDS.make], { fields }))
  t.ok(Date.parse(made['expires'] ?? '') < Date.now() + 2 * 3600 * 1000)
  t.equal(made['uses'], '0 of 5 used it')
  assertRefused(await gives(romeo, [room, COMMANDS.make], { fields }), ['resource-constraint', 'wait'], 'revoke one')
})

t.test('links come first in the list of commands and the destruction last; titles name the room', async t => {
  const { romeo, room } = await gathered(t)
  await romeo.configures(room, { 'muc#roomconfig_roomname': 'The balcony' })
  const node = 'http://jabber.org/protocol/commands'
  const query = `<query xmlns='http://jabber.org/protocol/disco#items' node='${node}'/>`
  const listed = await romeo.asks(`<iq type='get' to='${room}'>${query}</iq>`)
  const names = itemsOf(listed).map(({ name }) => name)
  t.same(
    [names[0], names[1], names.at(-1)],
    ['Create a link to this room', 'List the links to this room', 'Destroy this room'],
  )
  for (const command of [COMMANDS.make, COMMANDS.history]) {
    t.match(formOf(await gives(romeo, [room, command]))?.getChildText('title'), /The balcony$/)
  }
  await makesLink(romeo, room)
  const table = formOf(await gives(romeo, [room, COMMANDS.list]))
  assertLike(
    table ?? listed,
    `<x><title>Links to The balcony</title><reported><field var='expires' label='Ends'/></reported></x>`,
  )
  t.match(tableOf(await gives(romeo, [room, COMMANDS.list])), [{ expires: ['never'] }])
})

t.test('an invalid form is refused and makes nothing', async t => {
  const { romeo, room } = await gathered(t)
  for (const [name, value] of [
    ['lifetime', 'a week'],
    ['uses', 'many'],
    ['grants', 'owner'],
    ['domains', 'romeo@a.example'],
    ['label', 'x'.repeat(101)],
  ] as const) {
    const refused = await gives(romeo, [room, COMMANDS.make], { fields: { [name]: value } })
    assertRefused(refused, ['not-acceptable', 'modify'], name)
  }
  assertRefused(await gives(romeo, [room, COMMANDS.change]), ['item-not-found', 'cancel'], 'create one')
})

t.test('a link that fails to commit is not shown and does not exist', async t => {
  const { romeo, room, store } = await gathered(t)
  store.failNextCommit()
  const failed = await gives(romeo, [room, COMMANDS.make], { fields: { label: 'Ball' } })
  assertRefused(failed, ['internal-server-error', 'wait'])
  t.same(tableOf(await gives(romeo, [room, COMMANDS.list])), [])
  await romeo.receivesNothing()
})

t.test('a revocation that fails to commit keeps the link and its joiners', async t => {
  const { romeo, juliet, room, store } = await scenario(t)
  await romeo.enters(room)
  const { id, link } = await makesLink(romeo, room)
  await joins(juliet, id)
  // The server has acknowledged the stanzas of the joins: the commit of that is not the one to fail.
  await juliet.receivedMeanwhile()
  store.failNextCommit()
  const failed = await goesOn(romeo, [room, COMMANDS.revoke], { link, remove: '1' })
  assertRefused(failed, ['internal-server-error', 'wait'])
  assertLike(await romeo.lists(room, MEMBERS), `<iq><query><item jid='${juliet.bare}'/></query></iq>`)
  t.match(tableOf(await gives(romeo, [room, COMMANDS.list])), [{ state: ['open'], uses: ['1'] }])
})
