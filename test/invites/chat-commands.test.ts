import t from 'tap'
import { gathered } from '../muc/features/gathered.js'
import { assertLike, scenario } from '../scenario/index.js'
import { idIn, SERVICE, says } from './chat-line.js'
import { linkedScene, makesLink } from './plain-link.js'
import { joins } from './rest-room.js'

const NAMED = { 'muc#roomconfig_roomname': 'The balcony' }
const TIME = /\d{4}-\d\d-\d\d \d\d:\d\d UTC/

t.test('a line to the service makes a link to a room by its name, which admits', async t => {
  const { romeo, juliet, room } = await linkedScene(t, { config: NAMED })
  for (const line of ['link The balcony 7d 20', 'Link “the balcony” 20 1 week', `link ${room} 7d 20 Party`]) {
    const made = await says(romeo, SERVICE, line)
    t.match(made, /^A new link to The balcony:\nhttp.*\nUsed: 0\/20\. Ends: .*UTC\.$/)
    t.equal((await joins(juliet, idIn(made))).status, 200, line)
  }
  t.match(await says(romeo, SERVICE, 'links'), /Party \(…[0-9a-f]{6}\) · The balcony · open\n {2}http/)
})

t.test(
  'a line to the room or to the nick of its texts is about this room, and its answer is for this client alone',
  async t => {
    const { romeo, juliet, room } = await gathered(t)
    for (const place of [room, `${room}/${SERVICE}`]) {
      const made = await says(romeo, place, 'link 7d 20')
      t.match(made, /^A new link to verona:/)
      t.notSame(idIn(made), '')
      t.match(await says(romeo, place, 'links'), idIn(made))
    }
    await juliet.receivesNothing()
  },
)

t.test('a command as a groupchat message is an ordinary message', async t => {
  const { romeo, juliet, mercutio, room } = await gathered(t)
  romeo.sends(`<message to='${room}' type='groupchat'><body>link 7d 20</body></message>`)
  const said = `<message from='${room}/romeo' type='groupchat'><body>link 7d 20</body></message>`
  for (const person of [romeo, juliet, mercutio]) await person.receivesOnly(said)
})

t.test('a message to the room that is no command, or of a stranger, keeps its error', async t => {
  const { romeo, juliet, mercutio, room } = await scenario(t)
  await romeo.enters(room)
  await romeo.receivedMeanwhile()
  const error = "<message type='error'><error><bad-request/></error></message>"
  romeo.sends(`<message to='${room}' type='chat'><body>Good morrow</body></message>`)
  await romeo.receivesOnly(error)
  juliet.sends(`<message to='${room}' type='chat'><body>links</body></message>`)
  await juliet.receivesOnly(error)
  mercutio.sends(`<message to='${SERVICE}'><body>Good morrow</body></message>`)
  await mercutio.receivesOnly("<message type='error'><error><service-unavailable/></error></message>")
})

t.test('an unknown word in a chat gets a short help, and help lists the commands', async t => {
  const { romeo, room } = await gathered(t)
  for (const place of [SERVICE, `${room}/${SERVICE}`]) {
    t.match(await says(romeo, place, 'Good morrow'), 'Write “help”')
    const help = await says(romeo, place, 'Help!')
    for (const word of ['links', 'waiting', 'approve capulet', 'pause Party', 'who came by Party']) t.match(help, word)
  }
})

t.test('the answer is in the language of the message, and the words are those of it and English', async t => {
  const { romeo, room } = await gathered(t)
  t.match(await says(romeo, room, 'link 7 Tage 20', 'de-AT'), /^Ein neuer Link zu verona:/)
  t.match(await says(romeo, room, 'links', 'fr'), /^Liens \(1\) :/)
  t.match(await says(romeo, room, 'ссылки', 'ru'), /^Ссылки \(1\):/)
  t.match(await says(romeo, room, 'روابط', 'ar'), /^الروابط \(\u20681\u2069\):\n\u200f• /)
  t.match(await says(romeo, room, 'links', 'tlh'), /^Links \(1\):/)
  // Many servers and clients say English whatever the person speaks.
  t.match(await says(romeo, room, 'enlaces', 'en'), /^Enlaces \(1\):/)
})

t.test('people who wait are listed, approved and declined by nick, local part or address', async t => {
  const { romeo, juliet, mercutio, room, link } = await linkedScene(t, {
    config: NAMED,
    terms: { admission: 'unlock_ack', label: 'Ball' },
  })
  await romeo.leaves(room)
  for (const person of [juliet, mercutio]) await joins(person, link.id, { reason: 'I am\nthirteen' })
  await romeo.receivedMeanwhile()
  const waiting = await says(romeo, SERVICE, 'waiting')
  t.match(waiting, new RegExp(`^Waiting \\(2\\):\n• ${juliet.bare} · The balcony · Ball · ${TIME.source}`))
  t.match(waiting, 'I am thirteen')
  t.match(waiting, `approve ${juliet.bare.split('@')[0]}`)
  t.equal(
    await says(romeo, SERVICE, `approve ${juliet.bare.split('@')[0]}`),
    `${juliet.bare} may now enter The balcony.`,
  )
  t.match(
    await says(romeo, room, `decline ${mercutio.bare}`),
    `The request of ${mercutio.bare} to join The balcony is declined.`,
  )
  t.equal(await says(romeo, SERVICE, 'waiting'), 'No request waits for you.')
  await juliet.enters(room)
  assertLike(
    await romeo.lists(room, "<item affiliation='member'/>"),
    `<iq><query><item jid='${juliet.bare}'/></query></iq>`,
  )
})

t.test('a link is paused, resumed and revoked by its label or the end of its id', async t => {
  const { romeo, juliet, link, room } = await linkedScene(t, { terms: { label: 'Masked ball' } })
  const end = link.linkId.slice(-6)
  t.equal(
    await says(romeo, SERVICE, 'pause masked'),
    `The link Masked ball (…${end}) to verona is paused. To let it go on, write: resume ${end}`,
  )
  t.equal((await joins(juliet, link.id)).status, 403)
  t.match(await says(romeo, room, 'resume'), 'is open again')
  t.equal((await joins(juliet, link.id)).status, 200)
  t.match(
    await says(romeo, SERVICE, 'revoke masked'),
    /^Which link\?\n• Masked ball/,
    'a part of the label is not enough',
  )
  t.match(await says(romeo, SERVICE, `revoke ${end}`), 'has ended')
  t.match(await says(romeo, SERVICE, 'links'), 'There is no link that you may change.')
})

t.test('who came by a link is answered to admins, with the newest first', async t => {
  const { romeo, juliet, mercutio, room, link } = await linkedScene(t, { terms: { label: 'Ball' } })
  const asks = (who: typeof romeo, to = SERVICE) => says(who, to, 'who came by Ball')
  t.match(await asks(romeo), /^Nobody has joined by link yet – Ball/)
  for (const person of [juliet, mercutio]) await joins(person, link.id)
  await romeo.receivedMeanwhile()
  for (const place of [SERVICE, room]) {
    const people = `• ${mercutio.bare} · ${TIME.source}\n• ${juliet.bare} · ${TIME.source}`
    t.match(await asks(romeo, place), new RegExp(`^Joined by link – Ball \\(…[0-9a-f]{6}\\) \\(2\\):\n${people}$`))
  }
  t.match(await says(romeo, room, 'who came'), /^Joined by link – verona \(2\):/)
  await juliet.receivedMeanwhile()
  t.equal(await asks(juliet), 'There is no link “Ball” that you may change.')
  t.equal(await says(juliet, room, 'who came'), 'You may not do this in this room.')
})

t.test('an ambiguous name gets a list to choose from, which is cut', async t => {
  const { romeo, room } = await gathered(t)
  await romeo.configures(room, { ...NAMED, 'muc#roomconfig_persistentroom': '1' })
  const other = `mantua@${SERVICE}`
  await romeo.enters(other)
  await romeo.configures(other, { 'muc#roomconfig_roomname': 'The other balcony' })
  await romeo.receivedMeanwhile()
  const which = await says(romeo, SERVICE, 'link balcony 7d 20')
  t.match(which, /^Which room\?/)
  t.match(which, '• The other balcony (mantua)')
  t.match(which, /Write, for example: link (verona|mantua) 7d 20$/)
  t.match(await says(romeo, SERVICE, 'link mantua 7d 20'), /^A new link to The other balcony/)
  t.match(await says(romeo, SERVICE, 'link The balcony'), /^A new link to The balcony/)
  t.match(await says(romeo, SERVICE, 'link Tomb 7d 20'), 'There is no room “Tomb”')
  for (let at = 0; at < 11; at++) await makesLink(romeo, room, { label: `Ball ${at}` })
  const links = await says(romeo, SERVICE, 'links')
  t.match(links, /^Links \(13\):/)
  t.match(links, /… and 3 more$/)
  t.match(
    await says(romeo, SERVICE, 'pause Ball'),
    /^Which link\?\n(• .*\n){10}… and 1 more\nWrite, for example: pause/,
  )
})

t.test('a person without the right learns and changes nothing', async t => {
  const { romeo, juliet, room, link } = await linkedScene(t, { terms: { label: 'Ball' } })
  await romeo.administers(room, `<item affiliation='member' jid='${juliet.bare}'/>`)
  await juliet.receivedMeanwhile()
  t.equal(await says(juliet, room, 'link 7d'), 'You may not do this in this room.')
  t.equal(await says(juliet, room, 'waiting'), 'You may not do this in this room.')
  t.equal(await says(juliet, SERVICE, `link ${room} 7d`), 'There is no room for which you may do this.')
  for (const place of [room, SERVICE]) {
    t.equal(
      await says(juliet, place, `revoke ${link.linkId}`),
      `There is no link “${link.linkId}” that you may change.`,
    )
    t.notMatch(await says(juliet, place, 'links'), link.id)
  }
  t.match(await says(romeo, SERVICE, 'links'), link.id)
})

t.test('a refusal of the room is answered as a text, and changes nothing', async t => {
  const { romeo, room } = await gathered(t)
  await romeo.configures(room, { 'x-muc#roomconfig_maxlinks': '1' })
  await romeo.receivedMeanwhile()
  await says(romeo, room, 'link 7d')
  t.equal(await says(romeo, room, 'link 7d'), 'The room has its largest number of links (1). Revoke one first.')
  t.match(await says(romeo, room, `link 7d ${'x'.repeat(101)}`), 'A label has at most 100 characters.')
})

t.test('a link that fails to commit is not shown', async t => {
  const { romeo, room, store } = await gathered(t)
  store.failNextCommit()
  romeo.sends(`<message to='${room}' type='chat'><body>link 7d</body></message>`)
  await romeo.receivesOnly("<message type='error'><error><internal-server-error/></error></message>")
  t.match(await says(romeo, room, 'links'), 'There is no link')
})

t.test('without chat commands, each line is refused, and texts name the other ways', async t => {
  const { romeo, juliet, room } = await gathered(t, {
    rooms: { chatCommands: false, defaults: { registration: 'approval' } },
  })
  for (const place of [SERVICE, room, `${room}/${SERVICE}`]) {
    romeo.sends(`<message to='${place}' type='chat'><body>links</body></message>`)
    await romeo.receivesOnly("<message type='error'/>")
  }
  const field = (name: string, value: string) => `<field var='${name}'><value>${value}</value></field>`
  await juliet.asks(`<iq type='set' to='${room}'><query xmlns='jabber:iq:register'><x xmlns='jabber:x:data' type='submit'>
    ${field('FORM_TYPE', 'http://jabber.org/protocol/muc#register')}${field('muc#register_roomnick', 'cat')}</x></query></iq>`)
  const told = await romeo.receivedMeanwhile()
  t.match(told.join(''), 'To answer, use the room\'s command "Pending requests". Inviting the person approves, too')
  t.notMatch(told.join(''), `approve ${juliet.bare}`)
})

t.test('manage gives a one-time address of the page to manage, in a room only to people with links', async t => {
  const { romeo, juliet, room } = await gathered(t)
  for (const place of [SERVICE, room]) {
    t.match(await says(romeo, place, 'manage'), /^Open this page within 15 minutes\. .*\nhttp.*\/manage\/[\w-]+$/)
  }
  t.equal(await says(juliet, room, 'manage'), 'You may not do this in this room.')
})

t.test('a guest who waits is listed and approved by name, and came by the link', async t => {
  const { romeo, room, link } = await linkedScene(t, { terms: { admission: 'unlock_ack', label: 'Ball' } })
  await romeo.calls('POST', '/api/v1/guests', { openInviteId: link.id, name: 'Benvolio Montague' })
  t.match((await romeo.receivedMeanwhile()).join(), 'approve Benvolio Montague verona')
  const waiting = await says(romeo, room, 'waiting')
  t.match(waiting, '• Benvolio Montague (guest) · Ball · ')
  t.match(waiting, 'approve Benvolio Montague')
  t.match(
    await says(romeo, SERVICE, 'approve benvolio'),
    /^Whose request\?\n• Benvolio Montague/,
    'a part of the name is not enough',
  )
  t.equal(await says(romeo, SERVICE, 'approve benvolio montague'), 'Benvolio Montague (guest) may now enter verona.')
})
