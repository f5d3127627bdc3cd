import type { RawAnswer } from '../http/raw.js'
import { type Chance, chance } from '../random/chance.js'
import { type Layer, MOST_FAILURES, type Report, type Trial } from './front.js'
import { Connection, encodeRequest, type Request } from './http-connection.js'
import { faultIn } from './http-judge.js'
import { type FuzzServer, type FuzzServerOptions, startFuzzServer } from './http-server.js'

const CONNECTIONS = 32
const PROXY = '127.0.0.9'
const UNTRUSTED = '127.0.0.1'
const [PER_ACCOUNT, PER_ADDRESS, PER_USER, VALIDATIONS] = [5, 20, 10, 50]
const SETTINGS: FuzzServerOptions = {
  accounts: { failuresPerAccount: PER_ACCOUNT, failuresPerAddress: PER_ADDRESS },
  limits: { validationsPerAddress: VALIDATIONS, validations: 0, failedJoinsPerUser: PER_USER },
  trustedProxies: [PROXY],
}
/** Number of addresses behind the proxy. */
const ADDRESSES = 20_000
const ACCOUNTS = ['romeo', 'ALICE', 'alice@localhost', 'nobody', 'Nobody@localhost', 'root', 'a@elsewhere.example', '']

/** Guesses of passwords and ids from many addresses; some clients forge the address headers. */
export const guesses: Layer = { name: 'guesses', share: 0.01, run: trial => fuzzGuesses(trial) }

/** Runs the layer at a service with other settings or a planted fault. */
export async function fuzzGuesses({ count, seed }: Trial, options: FuzzServerOptions = {}): Promise<Report> {
  const server = await startFuzzServer({ ...SETTINGS, ...options })
  const known = await server.reset()
  const token = known['tokenOfNobody'] ?? ''
  const by = chance(seed)
  const began = Date.now()
  const seen: Seen = new Map()
  const failures: string[] = []
  let inputs = 0
  const works = Array.from({ length: CONNECTIONS }, async (_, at) => {
    const from = at % 2 === 0 ? PROXY : UNTRUSTED
    const connection = new Connection(server.port, from)
    while (inputs < count && failures.length < MOST_FAILURES) {
      inputs++
      const guessed = guessOf(by, { from, token })
      const answer = await connection.ask(encodeRequest(guessed.request))
      const wrong = answer === 'nothing' ? 'there is no answer' : (faultIn(answer) ?? countGuess(seen, guessed, answer))
      if (wrong !== undefined) failures.push(`${wrong}\n  to ${guessed.request.method} ${guessed.request.target}`)
    }
    connection.close()
  })
  await Promise.all(works)
  const minutes = 1 + (Date.now() - began) / 60_000
  return ended(server, { inputs, failures: [...failures, ...excessiveGuesses(seen, minutes)], seen })
}

type Seen = Map<string, number>
type Guess = {
  readonly request: Request
  readonly kind: 'password' | 'link' | 'join'
  readonly names: readonly string[]
}

async function ended(server: FuzzServer, tally: { inputs: number; failures: string[]; seen: Seen }): Promise<Report> {
  const { failures, figures } = await server.close()
  const most = (kind: string) =>
    Math.max(0, ...[...tally.seen].filter(([name]) => name.startsWith(kind)).map(([, n]) => n))
  return {
    inputs: tally.inputs,
    failures: [...tally.failures, ...failures].slice(0, MOST_FAILURES),
    figures: {
      ...figures,
      mostPasswordsOfAnAccount: most('account'),
      mostPasswordsOfUntrusted: most('password address'),
      mostLinksOfUntrusted: most('link address'),
      mostJoins: most('join'),
    },
  }
}

/** The address that counts is the forwarded one behind the trusted proxy, and the peer's own otherwise. */
function guessOf({ below, one }: Chance, { from, token }: { from: string; token: string }): Guess {
  const number = below(ADDRESSES)
  const said = `10.${number >> 16}.${(number >> 8) & 255}.${number & 255}`
  const forwarded = {
    'x-forwarded-for': one(said, `192.0.2.1, ${said}`, `127.0.0.1, ::1,${said}`),
    forwarded: `for=${said}`,
  }
  const address = from === PROXY ? said : from
  const hex = Array.from({ length: 32 }, () => below(16).toString(16)).join('')
  const account = ACCOUNTS[below(ACCOUNTS.length)] ?? ''
  const basic = Buffer.from(`${account}:${one('', 'guess', hex, 'O Juliet\u0000')}`).toString('base64')
  const base = '/api/rainbow/enduser/v1.0/rooms/open-invites'
  const json = { 'content-type': 'application/json', authorization: `Bearer ${token}` }
  const login = '/api/rainbow/authentication/v1.0/login'
  const local = (account.split('@')[0] ?? '').toLowerCase()
  const name = account.includes('elsewhere') ? 'account elsewhere' : `account ${local}`
  const gets = (target: string) => ({ method: 'GET', target, headers: forwarded })
  return one<Guess>(
    {
      request: { method: 'GET', target: login, headers: { ...forwarded, authorization: `Basic ${basic}` } },
      ...{ kind: 'password', names: [name, `password address ${address}`] },
    },
    { request: gets(`${base}/validate?openInviteId=${hex}`), kind: 'link', names: [`link address ${address}`] },
    { request: gets(`/${hex}`), kind: 'link', names: [`link address ${address}`] },
    {
      request: { method: 'POST', target: base, headers: { ...forwarded, ...json }, body: bodyOf(hex) },
      ...{ kind: 'join', names: ['join nobody'] },
    },
  )
}

function bodyOf(openInviteId: string): Buffer {
  return Buffer.from(JSON.stringify({ openInviteId }))
}

/** Counts the guesses that were checked, not those that a limit refused. No guess may be right. */
function countGuess(seen: Seen, { kind, names }: Guess, { status, body }: RawAnswer): string | undefined {
  if (status < 400) return `${kind} was guessed`
  const isTried = kind === 'password' ? body.includes('401500') : status === 404
  if (isTried) for (const name of names) seen.set(name, (seen.get(name) ?? 0) + 1)
  return undefined
}

/** The limits of links and joins are per minute; a lock of an account outlasts the run. */
function excessiveGuesses(seen: Seen, minutes: number): string[] {
  const mostOf = (name: string) => {
    if (name.startsWith('account')) return PER_ACCOUNT
    if (name.startsWith('password')) return PER_ADDRESS
    return (name.startsWith('join') ? PER_USER : VALIDATIONS) * Math.ceil(minutes)
  }
  const over = [...seen].filter(([name, count]) => count > mostOf(name))
  return over.map(([name, count]) => `${name}: ${count} were checked, ${mostOf(name)} are allowed`)
}
