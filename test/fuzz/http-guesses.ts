import type { RawAnswer } from '../http/raw.js'
import { type Chance, chance } from '../random/chance.js'
import { type Layer, MOST_FAILURES, type Report, type Trial } from './front.js'
import { wrongIn } from './http-judge.js'
import { Line, type Request, written } from './http-line.js'
import { openTown, type Town, type TownOptions } from './http-town.js'

const LINES = 32
const PROXY = '127.0.0.9'
const LIAR = '127.0.0.1'
const [PER_ACCOUNT, PER_ADDRESS, PER_USER, VALIDATIONS] = [5, 20, 10, 50]
const SETTINGS: TownOptions = {
  accounts: { failuresPerAccount: PER_ACCOUNT, failuresPerAddress: PER_ADDRESS },
  limits: { validationsPerAddress: VALIDATIONS, validations: 0, failedJoinsPerUser: PER_USER },
  trustedProxies: [PROXY],
}
/** Those behind the proxy, of whom each could try something themselves. */
const ADDRESSES = 20_000
const ACCOUNTS = ['romeo', 'ALICE', 'alice@localhost', 'nobody', 'Nobody@localhost', 'root', 'a@elsewhere.example', '']

/** Passwords and ids that are guessed, from everywhere at once; some of it by who lies about where they are. */
export const guesses: Layer = { name: 'guesses', share: 0.01, run: trial => guess(trial) }

/** The same at a service with other settings, or a planted fault. */
export async function guess({ count, seed }: Trial, options: TownOptions = {}): Promise<Report> {
  const town = await openTown({ ...SETTINGS, ...options })
  const known = await town.anew()
  const token = known['tokenOfNobody'] ?? ''
  const by = chance(seed)
  const began = Date.now()
  const seen: Seen = new Map()
  const failures: string[] = []
  let inputs = 0
  const works = Array.from({ length: LINES }, async (_, at) => {
    const from = at % 2 === 0 ? PROXY : LIAR
    const line = new Line(town.port, from)
    while (inputs < count && failures.length < MOST_FAILURES) {
      inputs++
      const guessed = guessOf(by, { from, token })
      const answer = await line.ask(written(guessed.request))
      const wrong = answer === 'nothing' ? 'there is no answer' : (wrongIn(answer) ?? tell(seen, guessed, answer))
      if (wrong !== undefined) failures.push(`${wrong}\n  to ${guessed.request.method} ${guessed.request.target}`)
    }
    line.close()
  })
  await Promise.all(works)
  const minutes = 1 + (Date.now() - began) / 60_000
  return ended(town, { inputs, failures: [...failures, ...tooOften(seen, minutes)], seen })
}

type Seen = Map<string, number>
type Guess = {
  readonly request: Request
  readonly kind: 'password' | 'link' | 'join'
  readonly names: readonly string[]
}

async function ended(town: Town, told: { inputs: number; failures: string[]; seen: Seen }): Promise<Report> {
  const { failures, figures } = await town.close()
  const most = (kind: string) =>
    Math.max(0, ...[...told.seen].filter(([name]) => name.startsWith(kind)).map(([, n]) => n))
  return {
    inputs: told.inputs,
    failures: [...told.failures, ...failures].slice(0, MOST_FAILURES),
    figures: {
      ...figures,
      mostPasswordsOfAnAccount: most('account'),
      mostPasswordsOfALiar: most('password address'),
      mostLinksOfALiar: most('link address'),
      mostJoins: most('join'),
    },
  }
}

/** By the address that counts: of who comes through the proxy that which it says, of others their own. */
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

/** Counts what was looked at, not what was turned away; and nothing that is guessed is right. */
function tell(seen: Seen, { kind, names }: Guess, { status, body }: RawAnswer): string | undefined {
  if (status < 400) return `${kind} was guessed`
  const isTried = kind === 'password' ? body.includes('401500') : status === 404
  if (isTried) for (const name of names) seen.set(name, (seen.get(name) ?? 0) + 1)
  return undefined
}

/** Links and joins have so many again each minute; a lock lasts for longer than the run. */
function tooOften(seen: Seen, minutes: number): string[] {
  const mostOf = (name: string) => {
    if (name.startsWith('account')) return PER_ACCOUNT
    if (name.startsWith('password')) return PER_ADDRESS
    return (name.startsWith('join') ? PER_USER : VALIDATIONS) * Math.ceil(minutes)
  }
  const over = [...seen].filter(([name, count]) => count > mostOf(name))
  return over.map(([name, count]) => `${name}: ${count} were tried, and ${mostOf(name)} may be`)
}
