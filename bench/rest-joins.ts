import { mkdtemp, rm } from 'node:fs/promises'
import { Agent, request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { signToken } from '../src/http/auth/token.js'
import { sum } from '../test/faults/sum.js'
import { makeRoom } from './crowd/bystander.js'
import { forEach } from './crowd/crowd.js'
import { median } from './median.js'
import { cpuOf, descendantsOf } from './processes.js'
import { RawClient } from './raw-client.js'
import { startMeasured } from './soak/measured.js'
import { API, Rest } from './soak/rest.js'
import { startServer } from './start-server.js'

/*
 * How many people join a room by a link over REST in a second, 32 at once: people who are online, and people without
 * an account, whose invitations the server returns as errors. Latchstring keeps each join on the disk. The peer are two
 * calls of ejabberd's own API in its own rooms, which keep nothing: a member is set, and an invitation is sent.
 *
 *     npm run bench rest-joins -- [JOINERS] [ROUNDS]
 */

const [joiners = '300', rounds = '5'] = process.argv.slice(2)
const OWN_ROOMS = 'conference.localhost'
const KINDS = ['online', 'gone'] as const
type Kind = (typeof KINDS)[number]
type Figures = { readonly rates: number[]; readonly cpu: number[] }
/** Milliseconds after which the invitations of a round have come, and those that are returned have been handled. */
const SETTLED = 500

const server = await startServer('ejabberd', { accounts: 'quick', api: true })
const { clientPort, webSocketPort } = server
const directory = await mkdtemp(join(tmpdir(), 'latchstring-'))
const component = await startMeasured(server, directory, { limits: { requestsPerAddress: 0, requestsPerUser: 0 } })
const rest = new Rest(component.url, component.jwtSecret)
const agent = new Agent({ keepAlive: true, maxSockets: 32 })
const api = `http://127.0.0.1:${webSocketPort}/api`
const namesOf = (kind: Kind) => Array.from({ length: Number(joiners) }, (_, n) => `${kind}${n}`)

/** Posts JSON, which costs this process less than `fetch`. Rejects for another status than 200. */
function post(url: string, { body, token }: { body: object; token?: string }): Promise<string> {
  const text = JSON.stringify(body)
  const headers = {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
  }
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', agent, headers }, response => {
      let answer = ''
      response.setEncoding('utf8').on('data', part => {
        answer += String(part)
      })
      response.once('end', () =>
        response.statusCode === 200 ? resolve(answer) : reject(new Error(`${response.statusCode} ${answer}`)),
      )
    })
    sent.once('error', reject).end(text)
  })
}

/** Joins by the link of a new room, with tokens that were made before. */
async function ours(kind: Kind, tokens: ReadonlyMap<string, string>): Promise<number> {
  const by = 'owner@localhost'
  const { id } = await makeRoom(rest, by)
  const made = await rest.calls({ by, call: `POST /api/v1/rooms/${id}/links`, body: {} })
  const { openInviteId } = (made as { data: { openInviteId: string } }).data
  return rateOf(kind, name =>
    post(`${component.url}${API}/rooms/open-invites`, { body: { openInviteId }, token: tokens.get(name) ?? '' }),
  )
}

async function theirs(kind: Kind, round: number): Promise<number> {
  const room = { name: `${kind}${round}`, service: OWN_ROOMS }
  await post(`${api}/create_room`, { body: { ...room, host: 'localhost' } })
  return rateOf(kind, async name => {
    const jid = `${name}@localhost`
    await post(`${api}/set_room_affiliation`, { body: { ...room, jid, affiliation: 'member' } })
    await post(`${api}/send_direct_invitation`, { body: { ...room, password: '', reason: '', users: jid } })
  })
}

/** The joins in a second. */
async function rateOf(kind: Kind, join: (name: string) => Promise<unknown>): Promise<number> {
  const from = performance.now()
  await forEach(namesOf(kind), join)
  return Number(joiners) / ((performance.now() - from) / 1000)
}

/** Makes the accounts, and signs the people in who are online. */
async function signIn(): Promise<RawClient[]> {
  const clients: RawClient[] = []
  for (const user of namesOf('online')) {
    await post(`${api}/register`, { body: { user, host: 'localhost', password: 'secret' } })
    const client = await RawClient.signIn(clientPort, user)
    client.counts('jabber:x:conference')
    clients.push(client)
  }
  return clients
}

async function tokensOf(jwtSecret: string): Promise<Map<string, string>> {
  const tokens = new Map<string, string>()
  for (const name of KINDS.flatMap(namesOf)) {
    const user = `${name}@localhost`
    tokens.set(name, await signToken(jwtSecret, { user, userClaim: 'sub', hours: 1 }))
  }
  return tokens
}

function report(kind: Kind, own: Figures, other: Figures): void {
  const ratio = (key: keyof Figures) => (median(own[key]) / median(other[key])).toFixed(2)
  const figures = ({ rates, cpu }: Figures) =>
    `${median(rates).toFixed(0)}/s (${rates.map(rate => rate.toFixed(0)).join(' ')}), ${median(cpu).toFixed(2)} ms CPU`
  console.log(`${joiners} joiners ${kind}: Latchstring ${figures(own)}; the API ${figures(other)}`)
  console.log(`  ratio of the rates ${ratio('rates')}, of the CPU time of all servers ${ratio('cpu')}`)
}

const clients = await signIn()
const tokens = await tokensOf(component.jwtSecret)
/** Joins, and notes in `of` the joins in a second and the CPU time of all servers for one, in milliseconds. */
async function measure(of: Figures, join: () => Promise<number>): Promise<void> {
  const cpu = () => 1000 * sum(descendantsOf(process.pid).map(cpuOf))
  const before = cpu()
  of.rates.push(await join())
  await pause(SETTLED)
  of.cpu.push((cpu() - before) / Number(joiners))
}

for (const kind of KINDS) {
  const own: Figures = { rates: [], cpu: [] }
  const other: Figures = { rates: [], cpu: [] }
  for (let round = 0; round < Number(rounds); round++) {
    await measure(own, () => ours(kind, tokens))
    await measure(other, () => theirs(kind, round))
  }
  report(kind, own, other)
}
const invited = clients.reduce((sum, client) => sum + client.count, 0)
console.log(`${invited} invitations were received by the people who are online`)
for (const client of clients) client.end()
await component.stop()
await server.stop()
await rm(directory, { recursive: true, force: true })
