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
  const json = await textAt(`${path}.json`)
  const hrefs = json === undefined ? hrefsOfXrd((await textAt(path)) ?? '') : hrefsOfJson(json)
  const usable = hrefs.find(isSocketAddress)
  if (usable !== undefined) return usable
  throw new Error(`${path} names no WebSocket with TLS (wss://)`)
}

/** Undefined if there is nothing at this address. */
async function textAt(url: string): Promise<string | undefined> {
  const answer = await boundedResponse(await fetch(url, { signal: AbortSignal.timeout(TIMEOUT) }))
  return answer.ok ? answer.text() : undefined
}

function hrefsOfJson(text: string): string[] {
  const { links } = Object(JSON.parse(text)) as { readonly links?: unknown }
  const known = (Array.isArray(links) ? links : []) as readonly unknown[]
  return known.flatMap(link => {
    const { rel, href } = Object(link) as { readonly rel?: unknown; readonly href?: unknown }
    return rel === REL ? [String(href)] : []
  })
}

function hrefsOfXrd(text: string): string[] {
  const links = parseElement(text.replace(/^\s*<\?xml[^>]*\?>/, '')).getChildren('Link')
  return links.flatMap(({ attrs: { rel, href } }) => (rel === REL ? [String(href)] : []))
}
