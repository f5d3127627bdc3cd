import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeAccounts } from '../test/scenario/accounts.js'
import { Bystander, makeRoom, type Times } from './crowd/bystander.js'
import { enterAll, forEach, sayAll, signInAndRead } from './crowd/crowd.js'
import { fillWithRooms } from './filled-database.js'
import { RawClient } from './raw-client.js'
import { startMeasured } from './soak/measured.js'
import { API, Rest } from './soak/rest.js'
import { startServer } from './start-server.js'

/*
 * What one person feels while a crowd is at work elsewhere: the time of a message, a query and a REST call in a room of
 * their own, while people join by one link, one account sets a list of members, speaks in a full room, or searches.
 * All people have accounts; those who join are offline.
 *
 *     npm run bench crowd -- [prosody|ejabberd] [PEOPLE] [ROOMS]
 */

const [name = 'ejabberd', people = '1000', rooms = '100000'] = process.argv.slice(2)
const [MESSAGES, SEARCHES] = [400, 60]

const server = await startServer(name)
const { clientPort: port, roomsDomain } = server
const directory = await mkdtemp(join(tmpdir(), 'latchstring-'))
fillWithRooms(join(directory, 'rooms.sqlite'), { rooms: Number(rooms), domain: roomsDomain, occupied: false })
const component = await startMeasured(server, directory)
const rest = new Rest(component.url, component.jwtSecret)
const crowd = Array.from({ length: Number(people) }, (_, n) => `person${n}`)
await makeAccounts(server, [...crowd, 'owner', 'bystander', 'searcher'])
const bystander = await Bystander.enters(port, { rest, name: 'bystander' })
console.log(`${server.name}, ${people} people with accounts, ${rooms} public rooms`)
console.log(row(['', 'median', 'p99', 'worst', 'asked'], 'while ...'))

async function measured(title: string, work: Promise<string>): Promise<void> {
  for (const times of await bystander.during(work)) report(title, times)
  console.log(`  ${await work}`)
}

function report(title: string, { kind, times }: Times): void {
  const sorted = [...times].sort((a, b) => a - b)
  const at = (part: number) => (sorted[Math.floor(part * (sorted.length - 1))] ?? 0).toFixed(0)
  console.log(row([kind, at(0.5), at(0.99), at(1), String(sorted.length)], title))
}

function row([kind = '', ...numbers]: readonly string[], title: string): string {
  return `${title.padEnd(32)}${kind.padEnd(10)}${numbers.map(number => number.padStart(8)).join('')}`
}

/** Lets everybody join by one link, and tells how many were let in, how fast, and which messages wait for them. */
async function joinAll(): Promise<string> {
  const owner = 'owner@localhost'
  const { id: roomId } = await makeRoom(rest, owner)
  const bound = await rest.calls({ by: owner, call: `POST ${API}/users/me/public-links/bind`, body: { roomId } })
  const { openInviteId } = (bound as { data: { openInviteId: string } }).data
  const from = performance.now()
  let joined = 0
  await forEach(crowd, async person => {
    const call = `POST ${API}/rooms/open-invites`
    await rest.calls({ by: `${person}@localhost`, call, body: { openInviteId } }).then(() => joined++, console.error)
  })
  const rate = joined / ((performance.now() - from) / 1000)
  return `${joined} of ${crowd.length} were let in, ${rate.toFixed(0)} a second`
}

/** Signs everybody in, and counts for how many exactly one message waited, which was the invitation. */
async function signInAll(): Promise<RawClient[]> {
  const clients: RawClient[] = []
  const counts = new Map<string, number>()
  await forEach(crowd, async (person, index) => {
    const { client, stored } = await signInAndRead(port, person)
    // Only what was stored has a delay: Prosody also tells each account which component may send in its name.
    const messages = stored.split('<delay').length - 1
    const invitations = stored.split("='jabber:x:conference'").length - 1
    const kind = `${messages} messages with ${invitations} invitations`
    counts.set(kind, (counts.get(kind) ?? 0) + 1)
    clients[index] = client
  })
  for (const [kind, times] of counts) console.log(`  ${kind} waited for ${times} people`)
  return clients
}

async function setList(): Promise<string> {
  const owner = await RawClient.signIn(port, 'owner')
  const room = `list@${roomsDomain}`
  owner.send(`<presence to='${room}/o'><x xmlns='http://jabber.org/protocol/muc'/></presence>`)
  await owner.until('<subject')
  const form = `<x xmlns='jabber:x:data' type='submit'/>`
  owner.send(
    `<iq type='set' id='unlock' to='${room}'><query xmlns='http://jabber.org/protocol/muc#owner'>${form}</query></iq>`,
  )
  await owner.until(/<iq[^>]*unlock[^>]*>/)
  const items = crowd.slice(0, 999).map(person => `<item affiliation='member' jid='${person}@localhost'/>`)
  const from = performance.now()
  owner.send(
    `<iq type='set' id='list' to='${room}'><query xmlns='http://jabber.org/protocol/muc#admin'>${items.join('')}</query></iq>`,
  )
  const answer = (await owner.until(/<iq[^>]*'list'[^>]*>/)).match(/type='\w+'[^>]*>$/)?.[0] ?? ''
  owner.end()
  return `the answer has ${/type='(\w+)'/.exec(answer)?.[1]} after ${(performance.now() - from).toFixed(0)} ms`
}

/** An open room whose occupants see the moderators alone: the entries are not what is measured. */
async function fullRoom(clients: readonly RawClient[]): Promise<string> {
  const { jid } = await makeRoom(rest, 'person0@localhost')
  const form = `<x xmlns='jabber:x:data' type='submit'><field var='FORM_TYPE'><value>http://jabber.org/protocol/muc#roomconfig</value></field><field var='muc#roomconfig_membersonly'><value>0</value></field><field var='muc#roomconfig_presencebroadcast'><value>moderator</value></field></x>`
  clients[0]?.send(
    `<iq type='set' id='quiet' to='${jid}'><query xmlns='http://jabber.org/protocol/muc#owner'>${form}</query></iq>`,
  )
  await clients[0]?.until(/<iq[^>]*quiet[^>]*>/)
  await enterAll(clients, jid)
  return jid
}

async function speak(clients: readonly RawClient[], room: string): Promise<string> {
  const from = performance.now()
  const { received, refused } = await sayAll(clients, { room, messages: MESSAGES })
  return `${received} received by all, ${refused} refused, after ${((performance.now() - from) / 1000).toFixed(1)} s`
}

async function search(): Promise<string> {
  const client = await RawClient.signIn(port, 'searcher')
  const words = ['a', 'e', 'ther', 'zzz', 'ing ment', 'needle']
  const from = performance.now()
  client.counts("type='result'")
  for (let n = 0; n < SEARCHES; n++) {
    const word = words[n % words.length]
    const fields = `<field var='FORM_TYPE'><value>urn:xmpp:channel-search:0:search-params</value></field><field var='q'><value>${word}</value></field><field var='sinname'><value>true</value></field><field var='sindescription'><value>true</value></field>`
    client.send(
      `<iq type='get' id='s${n}' to='${roomsDomain}'><search xmlns='urn:xmpp:channel-search:0:search'><x xmlns='jabber:x:data' type='submit'>${fields}</x></search></iq>`,
    )
  }
  while (client.count < SEARCHES && performance.now() < from + 30_000)
    await new Promise(resolve => setTimeout(resolve, 5))
  client.end()
  return `${client.count} results after ${(performance.now() - from).toFixed(0)} ms`
}

await measured('all join by one link', joinAll())
const clients = await signInAll()
await measured('one sets a list of 999 members', setList())
await measured('one searches 60 times', search())
const room = await fullRoom(clients)
await measured('one says 400 messages to all', speak(clients, room))
for (const client of clients) client.end()
bystander.leaves()
await component.stop()
await server.stop()
await rm(directory, { recursive: true, force: true })
