import { connect } from 'node:net'
import { FoundSocket } from '../accounts/web-socket.js'
import type { Config } from '../config/config.js'
import { reasonOf } from '../limits/bounded-response.js'
import { attention, type Check, fault, type Outcome, ok } from './finding.js'

/** Checks how people sign in: the server's WebSocket for browsers (XEP-0156), and its port for clients. */
export function accountsCheck(config: Config): Check {
  return {
    name: 'accounts',
    run: async signal => [await webSocket(config), ...(await clientPort(config.accounts.service, signal))],
  }
}

async function webSocket({ web, xmpp: { userDomain } }: Config): Promise<Outcome> {
  if (web.signIn !== 'off' && web.signIn !== 'auto')
    return ok(`People sign in on the page at ${web.signIn} (web.signIn).`)
  let reason = ''
  const warn = (fields: { reason?: string }) => {
    reason = fields.reason ?? ''
  }
  const now = Date.now()
  const socket = new FoundSocket({
    origin: `https://${userDomain}`,
    log: { info: () => undefined, warn },
    now: () => now,
  })
  await socket.look()
  const { url } = socket
  if (url !== undefined) {
    const advice = web.signIn === 'off' ? ' With web.signIn: auto, people with an account sign in on the page.' : ''
    return ok(`${userDomain} names its WebSocket, ${url}.${advice}`)
  }
  const text = `https://${userDomain}/.well-known/host-meta names no WebSocket (${reason})`
  if (web.signIn === 'off') return ok(`${text}. Only web.signIn would need it, and is off.`)
  return fault(`${text}, which web.signIn needs. Serve that file (XEP-0156), or name the address in web.signIn.`)
}

/** `service`: `accounts.service`, which may be empty. */
async function clientPort(service: string, signal: AbortSignal): Promise<Outcome[]> {
  if (service === '') return [ok('Sign-in with XMPP passwords is off (accounts.service).')]
  const { hostname, port, protocol } = new URL(service)
  const target = { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || (protocol === 'xmpps:' ? 5223 : 5222)) }
  const outcome = await new Promise<Outcome>(resolve => {
    const socket = connect({ ...target, signal }, () => {
      socket.destroy()
      resolve(ok(`The port for clients answers at ${service} (accounts.service).`))
    })
    socket.once('error', error => {
      const advice = 'Start the server, or correct accounts.service.'
      resolve(
        signal.aborted ? attention(`${service} does not answer. ${advice}`) : fault(`${reasonOf(error)}. ${advice}`),
      )
    })
  })
  return [outcome]
}
