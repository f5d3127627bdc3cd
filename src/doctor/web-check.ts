import { request as requestHttp } from 'node:http'
import { request as requestHttps } from 'node:https'
import type { TLSSocket } from 'node:tls'
import type { Config } from '../config/config.js'
import { warningsOf } from '../config/warnings.js'
import { boundedResponse, reasonOf } from '../limits/bounded-response.js'
import { attention, type Check, fault, type Outcome, ok } from './finding.js'
import { ownAddress, type ServiceState } from './service-state.js'

const DAY = 86_400_000
/** A certificate should be renewed some weeks before its end. */
const FEW_DAYS = 14
/** No link has this id. */
const NO_LINK = '0'.repeat(32)

/** Checks what people get at `http.publicUrl`: the page of a link, the API, the certificate and the guests' WebSocket. */
export function webCheck(config: Config, { isRunning }: ServiceState): Check {
  const { publicUrl } = config.http
  return {
    name: 'web',
    run: async signal => {
      const warnings = warningsOf(config).map(attention)
      try {
        const page = await fetch(`${publicUrl}/${NO_LINK}`, {
          headers: { accept: 'text/html' },
          signal,
          redirect: 'manual',
        })
        const api = await fetch(`${publicUrl}/api/v1/tokens`, { signal, redirect: 'manual' })
        const isApi = await isOurs(api)
        if (!isRunning && !isApi) return [...warnings, stopped(publicUrl, page.status)]
        return [
          ...warnings,
          isPage(page) ? ok(`The page of a link opens at ${publicUrl}.`) : wrong(config, 'The page of a link', page),
          isApi ? ok(`The REST API answers at ${publicUrl}/api.`) : wrong(config, 'The REST API', api),
          ...(publicUrl.startsWith('https:') ? [await certificate(publicUrl, signal)] : []),
          ...(config.guests.enabled ? [await webSocket(publicUrl, signal)] : []),
        ]
      } catch (error) {
        const text = `${publicUrl} cannot be fetched from this machine: ${reasonOf(error)}.`
        return [
          ...warnings,
          isRunning ? fault(`${text} ${adviceFor(config, error)}`) : attention(`${text} The service is stopped.`),
        ]
      }
    },
  }
}

function stopped(publicUrl: string, status: number): Outcome {
  return attention(`${publicUrl} answers with status ${status}, but the service is stopped. Start it and check again.`)
}

function isPage({ status, headers }: Response): boolean {
  return status === 404 && (headers.get('content-type') ?? '').startsWith('text/html')
}

/** Whether an answer without a token is that of our API. Its body can be read once only. */
async function isOurs(answer: Response): Promise<boolean> {
  if (answer.status !== 401) return false
  const body: unknown = await (await boundedResponse(answer)).json().catch(() => undefined)
  return Object(body).errorDetailsCode !== undefined
}

function wrong({ http }: Config, what: string, { status, headers }: Response): Outcome {
  const location = headers.get('location')
  const text = `${what} is not at ${http.publicUrl}: the answer has the status ${status}.`
  if (location !== null)
    return fault(`${text} It leads to ${location}: set http.publicUrl to the address of Latchstring there.`)
  const advice = [502, 503, 504].includes(status)
    ? `The proxy does not reach Latchstring at ${ownAddress(http)}.`
    : 'Another program or a wrong path answers.'
  return fault(`${text} ${advice} See docs/proxy.md.`)
}

function adviceFor({ http }: Config, error: unknown): string {
  const reason = reasonOf(error)
  if (/ENOTFOUND|EAI_AGAIN/.test(reason))
    return `Add ${new URL(http.publicUrl).hostname} to the DNS, or correct http.publicUrl.`
  if (/certificate|CERT|self.signed/i.test(reason)) return 'Give the proxy a certificate that browsers accept.'
  return 'Start the proxy, and open its port in the firewall; see docs/proxy.md.'
}

/** The certificate that the proxy shows. One that is not valid has made the requests before this one fail. */
function certificate(publicUrl: string, signal: AbortSignal): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    const request = requestHttps(publicUrl, { method: 'HEAD', signal, agent: false }, response => {
      const { valid_to: end } = (response.socket as TLSSocket).getPeerCertificate()
      response.destroy()
      const days = Math.floor((Date.parse(end) - Date.now()) / DAY)
      resolve(
        days >= FEW_DAYS
          ? ok(`The certificate is valid for ${days} more days.`)
          : attention(`The certificate ends in ${days} days. See why it is not renewed.`),
      )
    })
    request.once('error', reject).end()
  })
}

/** Guests need the upgrade to a WebSocket, which a proxy must pass on. */
function webSocket(publicUrl: string, signal: AbortSignal): Promise<Outcome> {
  const url = `${publicUrl}/xmpp-websocket`
  const headers = {
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': Buffer.alloc(16).toString('base64'),
    'sec-websocket-protocol': 'xmpp',
  }
  return new Promise((resolve, reject) => {
    const request = (publicUrl.startsWith('https:') ? requestHttps : requestHttp)(url, {
      headers,
      signal,
      agent: false,
    })
    request.once('upgrade', (_, socket) => {
      socket.destroy()
      resolve(ok('Guests in the browser can connect (WebSocket).'))
    })
    request.once('response', ({ statusCode, socket }) => {
      socket.destroy()
      const text = `Guests in the browser cannot connect: ${url} answers with the status ${statusCode}.`
      resolve(fault(`${text} The proxy must pass on the headers Upgrade and Connection: docs/proxy.md.`))
    })
    request.once('error', reject).end()
  })
}
