import type { Logger } from 'pino'
import { boundedResponse, reasonOf } from '../limits/bounded-response.js'
import { parseElement } from '../stanza/element.js'
import { isSocketAddress } from '../stanza/socket-address.js'

/** The WebSocket of the users' server (RFC 7395), at which people with an account sign in with a browser. */
export interface AccountsSocket {
  /** Its address; undefined as long as it is not known. */
  readonly url: string | undefined
}

type Options = {
  /** Where the server tells its addresses, such as `https://example.org`. */
  readonly origin: string
  readonly log: Pick<Logger, 'info' | 'warn'>
  /** The present time in milliseconds, from a clock that does not go back. */
  readonly now: () => number
}

const REL = 'urn:xmpp:alt-connections:websocket'

/** In milliseconds: the longest time of one request, and the times after which a result is looked up again. */
const TIMEOUT = 5000
const FOUND_FOR = 60 * 60_000
const MISSED_FOR = 5 * 60_000

const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308]
const MOST_HOPS = 3

/** Finds the WebSocket by what the server says of itself (XEP-0156 §3): as JSON, or else as XRD. */
export class FoundSocket implements AccountsSocket {
  readonly #options: Options
  #url: string | undefined
  #lookAgainAt = Number.NEGATIVE_INFINITY

  constructor(options: Options) {
    this.#options = options
  }

  /** Gives what is known, and looks again in the background when that is old. */
  get url(): string | undefined {
    if (this.#options.now() >= this.#lookAgainAt) void this.look()
    return this.#url
  }

  /** Asks the server. What was found before is kept when it does not answer. Never rejects; the log has the reason. */
  async look(): Promise<void> {
    const { origin, log, now } = this.#options
    this.#lookAgainAt = now() + MISSED_FOR
    try {
      const url = await addressAt(`${origin}/.well-known/host-meta`)
      this.#lookAgainAt = now() + FOUND_FOR
      if (url !== this.#url) log.info({ url }, 'found the WebSocket for people with an account (web.signIn)')
      this.#url = url
    } catch (error) {
      const text = 'the WebSocket for people with an account (web.signIn) is not found (XEP-0156)'
      log.warn({ origin, reason: reasonOf(error) }, text)
    }
  }
}

async function addressAt(path: string): Promise<string> {
  for (const [url, hrefsOf] of [
    [`${path}.json`, hrefsOfJson],
    [path, hrefsOfXrd],
  ] as const) {
    const text = await textAt(url)
    const usable = text === undefined ? undefined : hrefsOf(text).find(isSocketAddress)
    if (usable !== undefined) return usable
  }
  throw new Error(`${path} names no WebSocket with TLS (wss://)`)
}

/** Undefined if there is nothing at this address. */
async function textAt(url: string): Promise<string | undefined> {
  const answer = await boundedResponse(await answerAt(url, { signal: AbortSignal.timeout(TIMEOUT), hops: MOST_HOPS }))
  return answer.ok ? answer.text() : undefined
}

type Request = { readonly signal: AbortSignal; readonly hops: number }

/** Follows redirects (RFC 6415 §2) as long as they keep the encryption: passwords go to what is told here. */
async function answerAt(url: string, { signal, hops }: Request): Promise<Response> {
  const answer = await fetch(url, { signal, redirect: 'manual' })
  const location = answer.headers.get('location')
  if (location === null || !REDIRECTS.includes(answer.status)) return answer
  await answer.body?.cancel()
  const next = new URL(location, url)
  if (hops === 0 || next.protocol !== new URL(url).protocol) throw new Error(`${url} leads to ${next.href}`)
  return answerAt(next.href, { signal, hops: hops - 1 })
}

/** Empty if it is no JSON: some sites answer each unknown path with a page. */
function hrefsOfJson(text: string): string[] {
  const { links } = Object(parsed(text)) as { readonly links?: unknown }
  const known = (Array.isArray(links) ? links : []) as readonly unknown[]
  return known.flatMap(link => {
    const { rel, href } = Object(link) as { readonly rel?: unknown; readonly href?: unknown }
    return rel === REL ? [String(href)] : []
  })
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function hrefsOfXrd(text: string): string[] {
  const links = parseElement(text.replace(/^\s*<\?xml[^>]*\?>/, '')).getChildren('Link')
  return links.flatMap(({ attrs: { rel, href } }) => (rel === REL ? [String(href)] : []))
}
