import type { XmppStream } from '../streams/xmpp-stream.js'

/** The configured component domains, and the links of connected components. */
export class Components {
  readonly #secrets: ReadonlyMap<string, string>
  readonly #links = new Map<string, XmppStream>()

  constructor(secrets: ReadonlyMap<string, string>) {
    this.#secrets = secrets
  }

  get domains(): readonly string[] {
    return [...this.#secrets.keys()]
  }

  /** The shared secret; undefined if the domain is not a component. */
  secretOf(domain: string): string | undefined {
    return this.#secrets.get(domain)
  }

  linkOf(domain: string): XmppStream | undefined {
    return this.#links.get(domain)
  }

  connect(domain: string, link: XmppStream): void {
    this.#links.set(domain, link)
  }

  disconnect(domain: string, link: XmppStream): void {
    if (this.#links.get(domain) === link) this.#links.delete(domain)
  }

  /** Cuts all links without closing the streams, as a lost network does. */
  cut(): void {
    for (const link of [...this.#links.values()]) link.cut()
  }
}
