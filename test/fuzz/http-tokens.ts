import type { Known } from '../http/any-request.js'
import { type Chance, chance } from '../random/chance.js'
import { type Layer, MOST_FAILURES, type Report, type Trial } from './front.js'
import { Connection, encodeRequest, type Request } from './http-connection.js'
import { forgedToken, type Keys } from './http-forged-tokens.js'
import { faultIn } from './http-judge.js'
import { type FuzzServer, type FuzzServerOptions, startFuzzServer } from './http-server.js'

const CONNECTIONS = 16
/** Tokens per catalogue. */
const ROUND = 1000

/** Tokens that must be refused: wrongly signed, expired or revoked. */
export const tokens: Layer = { name: 'tokens', share: 0.1, run: trial => fuzzTokens(trial) }

/** Runs the layer at a service with other settings or a planted fault. */
export async function fuzzTokens({ count, seed, say }: Trial, options: FuzzServerOptions = {}): Promise<Report> {
  const server = await startFuzzServer(options)
  const by = chance(seed)
  const failures: string[] = []
  const tally = { inputs: 0, failures }
  while (tally.inputs < count && failures.length < MOST_FAILURES) {
    const keys = await keysOf(server)
    const most = Math.min(count, tally.inputs + ROUND)
    await Promise.all(Array.from({ length: CONNECTIONS }, () => sendTokens(server.port, { keys, by, most, tally })))
    say(`${tally.inputs} tokens`)
  }
  const end = await server.close()
  return {
    inputs: tally.inputs,
    failures: [...failures, ...end.failures].slice(0, MOST_FAILURES),
    figures: end.figures,
  }
}

/** Makes a catalogue and revokes its token that the service has issued. */
async function keysOf({ reset, port, publicPem, privateKey }: FuzzServer): Promise<Keys> {
  const known = await reset()
  const revoked = known['tokenOfOurs'] ?? ''
  const path = '/api/rainbow/authentication/v1.0/logout'
  const { ok } = await fetch(`http://127.0.0.1:${port}${path}`, { headers: { authorization: `Bearer ${revoked}` } })
  if (!ok) throw new Error('a token issued by the service could not be revoked')
  return { known, publicPem, privateKey, revoked }
}

type Work = { keys: Keys; by: Chance; most: number; tally: { inputs: number; failures: string[] } }

async function sendTokens(port: number, { keys, by, most, tally }: Work): Promise<void> {
  const connection = new Connection(port)
  while (tally.inputs < most) {
    tally.inputs++
    const token = forgedToken(keys, by)
    const request = requestWith(token, keys.known, by)
    const answer = await connection.ask(encodeRequest(request))
    const wrong = answer === 'nothing' ? 'there is no answer' : (faultIn(answer) ?? acceptedFault(answer.status))
    if (wrong !== undefined) tally.failures.push(`${wrong}\n  to ${request.method} ${request.target} with ${token}`)
  }
  connection.close()
}

/** A malformed header is a bad request: 400, or 431 when it is too long. */
function acceptedFault(status: number): string | undefined {
  return status === 401 || status === 400 || status === 431 ? undefined : `answers ${status}, not 401`
}

function requestWith(token: string, known: Known, { one }: Chance): Request {
  const headers = {
    authorization: one(`Bearer ${token}`, `bearer ${token}`, token),
    'content-type': 'application/json',
  }
  const posts = (target: string, body: object) => ({
    ...{ method: 'POST', target, headers },
    body: Buffer.from(JSON.stringify(body)),
  })
  return one<Request>(
    { method: 'GET', target: '/api/v1/tokens', headers },
    { method: 'GET', target: `/api/rainbow/enduser/v1.0/rooms/${known['roomId']}`, headers },
    { method: 'DELETE', target: `/api/rainbow/enduser/v1.0/rooms/${known['roomId']}`, headers },
    posts('/api/rainbow/enduser/v1.0/rooms/open-invites', { openInviteId: known['openInviteId'] }),
    posts('/api/v1/tokens', { label: 'x' }),
    { method: 'GET', target: '/api/rainbow/authentication/v1.0/renew', headers },
  )
}
