import type { Config } from './config.js'

/** What a valid configuration probably does not mean: for each a sentence that names the key. */
export function warningsOf({ http, xmpp }: Pick<Config, 'http' | 'xmpp'>): string[] {
  const { hostname } = new URL(http.publicUrl)
  if (!isOfThisMachine(hostname) || isOfThisMachine(xmpp.domain)) return []
  return [
    `http.publicUrl is ${http.publicUrl}, an address of this machine alone: a link to a room of ${xmpp.domain} opens ` +
      'nowhere else. Set it to the https address at which people reach this service.',
  ]
}

function isOfThisMachine(host: string): boolean {
  return /(^|\.)localhost$|^127\.|^\[::1\]$/.test(host)
}
